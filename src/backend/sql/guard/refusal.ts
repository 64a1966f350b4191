/** Errors of the guard: what is refused, where it stands, what to write instead. */
import { PlumblineError } from '../../../query/errors';

/** "line 2, column 8" of a byte offset as DuckDB counts them; undefined where the parser gives none. */
export function positionOf(sql: string, byteOffset: unknown): string | undefined {
  const bytes = Buffer.from(sql, 'utf8');
  if (typeof byteOffset !== 'number' || byteOffset < 0 || byteOffset >= bytes.length) {
    return undefined;
  }
  return positionOfIndex(bytes.toString('utf8', 0, byteOffset), undefined);
}

/** "line 2, column 8" of the place right after `before` (or of `index` in it). */
export function positionOfIndex(text: string, index: number | undefined): string {
  const lines = (index === undefined ? text : text.slice(0, index)).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

/** Where something stands; worked out only for an error, because it reads the whole statement. */
export type Place = () => string | undefined;

/** A statement that is understood and not allowed. */
export function refuse(message: string, remedy: string, where?: Place): never {
  const place = where?.();
  throw new PlumblineError('forbidden', place ? `${message} (${place})` : message, remedy, 'rawSql');
}
