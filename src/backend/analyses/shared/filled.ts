/** A statement with its parameters written out, for people: what they see in the inspector they can run in SQL mode. */
import { segments } from '../../sql/macros/lexer';
import { type SqlValue } from '../../store/types';
import { quoteText } from './statement';

/** The text with a literal in the place of every `$n`; strings, quoted names and comments stay as they are. */
export function filled(sql: string, values: readonly SqlValue[]): string {
  if (values.length === 0) {
    return sql;
  }
  return segments(sql)
    .map(({ kind, start, end }) => {
      const part = sql.slice(start, end);
      return kind === 'text'
        ? part
        : part.replace(/\$(\d+)/g, (whole, position: string) => {
            const value = values[Number(position) - 1];
            return value === undefined ? whole : literal(value);
          });
    })
    .join('');
}

function literal(value: SqlValue): string {
  return value === null ? 'NULL' : typeof value === 'string' ? quoteText(value) : String(value);
}
