/** DuckDB's errors in Plumbline's words. */
import { PlumblineError } from '../../../query/errors';

const message = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^Failed to [a-z ]+: /, '');

/** True when DuckDB refuses all further work on this database until the process is started anew. */
export const isFatal = (error: unknown): boolean =>
  /^FATAL Error|database has been invalidated|^INTERNAL Error/.test(message(error));

/** True when another process has the file. */
export const isLocked = (error: unknown): boolean => /could not set lock|conflicting lock/i.test(message(error));

const USER_ERRORS = /^(Binder|Parser|Catalog|Conversion|Syntax|Invalid Input|Out of Range|Not implemented|Constraint)/;

/** A PlumblineError for whatever a statement threw. `cancelled` tells an interrupt that was asked for. */
export function statementError(error: unknown, cancelled = false): PlumblineError {
  if (error instanceof PlumblineError) {
    return error;
  }
  const text = message(error);
  if (cancelled || /^INTERRUPT/.test(text)) {
    return new PlumblineError('timeout', 'The query was cancelled before it ended', 'Ask for a shorter time range');
  }
  if (/^Out of Memory/.test(text)) {
    return new PlumblineError(
      'unprocessable',
      `The query needs more memory than the store may use: ${text}`,
      'Ask for fewer columns, fewer groups or a shorter time range'
    );
  }
  if (/no space left|not enough (disk )?space|max_temp_directory_size/i.test(text)) {
    return new PlumblineError('no_space', `The disk is full: ${text}`, 'Free space where the store file lies');
  }
  if (USER_ERRORS.test(text) || /read-only/.test(text)) {
    return new PlumblineError('bad_request', text);
  }
  return new PlumblineError('internal', text);
}

/** A PlumblineError for a file that DuckDB would not open. */
export function openError(path: string, error: unknown): PlumblineError {
  const text = message(error);
  const holder = /held in .*?\(PID (\d+)\)/.exec(text);
  if (holder) {
    return standbyError(path, Number(holder[1]));
  }
  if (/Corrupt WAL|checksum|corrupt/i.test(text)) {
    return new PlumblineError(
      'unavailable',
      `The store ${path} is damaged: ${text}`,
      'Keep both files as they are and never delete the .wal file: "plumbline salvage" puts them aside and saves what is whole, "plumbline restore" takes a backup'
    );
  }
  return new PlumblineError('unavailable', `The store ${path} could not be opened: ${text}`);
}

const STANDBY = 'this one is on standby';

export function standbyError(path: string, pid: number): PlumblineError {
  return new PlumblineError(
    'unavailable',
    `The store ${path} is open in process ${pid}: ${STANDBY}`,
    'One process writes a store at a time; stop the other one, or use its HTTP interface'
  );
}

/** True for the error of a store that another process has open, also when it has crossed to another process. */
export const isStandby = ({ message }: PlumblineError): boolean => message.endsWith(STANDBY);
