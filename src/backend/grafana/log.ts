/** Structured logs as hclog JSON lines on stderr, the only output that Grafana reads from a plugin. */

export type LogFields = Record<string, string | number | boolean | undefined>;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Writes lines such as `{"@level":"info","@message":"...","@module":"plumbline","@timestamp":"..."}`. */
export function createLogger(module: string, write: (line: string) => void = writeToStderr): Logger {
  const log = (level: LogLevel, message: string, fields: LogFields = {}): void => {
    // hclog reads exactly six digits of a second.
    const timestamp = new Date().toISOString().replace('Z', '000Z');
    write(
      `${JSON.stringify({ '@level': level, '@message': message, '@module': module, '@timestamp': timestamp, ...fields })}\n`
    );
  };
  return {
    debug: (message, fields) => log('debug', message, fields),
    info: (message, fields) => log('info', message, fields),
    warn: (message, fields) => log('warn', message, fields),
    error: (message, fields) => log('error', message, fields),
  };
}

function writeToStderr(line: string): void {
  process.stderr.write(line);
}
