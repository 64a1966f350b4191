/** A checked statement as the engine can stream it. */
import { streamable } from '../store/database/streamable';
import { segments } from './macros/lexer';

/** The statement, cut behind one row more than are shown where it could not be streamed as it is. */
export const streamed = (sql: string, rowLimit: number): string => streamable(bare(sql), rowLimit + 1);

/** Without the comments, blanks and semicolons at the end. */
function bare(sql: string): string {
  const parts = segments(sql);
  for (;;) {
    const last = parts.pop();
    if (last === undefined) {
      return '';
    }
    const written = sql.slice(last.start, last.end);
    if (last.kind === 'text' && !/^(--|\/\*)/.test(written)) {
      return sql.slice(0, last.end);
    }
    const code = last.kind === 'code' ? written.replace(/[\s;]+$/, '') : '';
    if (code !== '') {
      return sql.slice(0, last.start + code.length);
    }
  }
}
