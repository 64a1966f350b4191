/** One macro as it stands in a statement: its arguments, checked, with errors that say where and what to do. */
import { PlumblineError } from '../../../query/errors';
import { type Macro, type MacroContext } from './definitions';
import { type Interval, intervalOfMilliseconds, parseInterval, shortestLength } from './interval';

/** A time range may hold this many groups; more than any screen shows, few enough to keep in memory. */
export const MAX_POINTS = 11_000;

export class MacroCall {
  constructor(
    private readonly name: string,
    private readonly macro: Macro,
    private readonly args: readonly string[],
    /** "line 2, column 8". */
    private readonly position: string,
    private readonly context: MacroContext
  ) {
    const [least, most] = macro.arity;
    if (args.length < least || args.length > most) {
      const wanted = least === most ? String(least) : `${least} or ${most}`;
      this.fail(`takes ${wanted} argument${wanted === '1' ? '' : 's'} and has ${args.length}`);
    }
  }

  expand(): string {
    return this.macro.expand(this, this.context);
  }

  /** A column or an expression, in parentheses unless it is a plain name. */
  column(index: number): string {
    const written = this.argument(index);
    return /^[\w."]+$/.test(written) ? written : `(${written})`;
  }

  /** An alias or a table's name; undefined when the argument is not there. */
  tableName(index: number): string | undefined {
    const written = this.args[index];
    if (written !== undefined && !/^(?:[A-Za-z_]\w*|"[^"]+")(?:\.(?:[A-Za-z_]\w*|"[^"]+"))?$/.test(written)) {
      return this.fail(`has "${written}" as its table`, 'Write the alias of a table of this statement, such as p');
    }
    return written;
  }

  /** A width whose groups over the time range are at most `MAX_POINTS`. */
  interval(index: number): Interval {
    const written = unquote(this.argument(index));
    const interval = /^(\$__interval|auto)$/.test(written) ? this.panelInterval() : parseInterval(written);
    if (interval === undefined) {
      return this.fail(
        `has the interval "${written}"`,
        'An interval is a whole number over 0 with a unit: 30s, 5m, 1h, 1d, 1w, 1M or 1y; or $__interval'
      );
    }
    const points = Math.ceil((this.context.to - this.context.from) / shortestLength(interval));
    if (points > MAX_POINTS) {
      const least = Math.ceil((this.context.to - this.context.from) / MAX_POINTS / 1000);
      return this.fail(
        `would make ${points} groups of ${interval.text}, at most ${MAX_POINTS} are allowed`,
        `Take an interval of at least ${least}s, or a shorter time range`
      );
    }
    return interval;
  }

  /** Milliseconds of an interval that is the same everywhere: days are 24 hours, months are refused. */
  fixedInterval(index: number): number {
    const interval = this.interval(index);
    if (interval.unit === 'month') {
      return this.fail(
        `has the interval ${interval.text}, and months differ in length`,
        'Take days or weeks, or make a timestamp with to_timestamp() and use $__timeGroup'
      );
    }
    return shortestLength(interval);
  }

  panelInterval(): Interval {
    return intervalOfMilliseconds(this.context.intervalMs);
  }

  /** An IANA time zone; undefined when the argument is not there. */
  zone(index: number): string | undefined {
    const written = this.args[index];
    if (written === undefined) {
      return undefined;
    }
    const zone = unquote(written);
    if (/^(null|previous|linear|-?[\d.]+)$/i.test(zone)) {
      return this.fail(
        `has "${zone}" as its time zone`,
        'Gaps are not filled in SQL: join generate_series(), or set "Connect null values" in the panel'
      );
    }
    if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone) || !isKnownZone(zone)) {
      return this.fail(`has the time zone "${zone}"`, "Use an IANA name such as 'Europe/Berlin' or 'UTC'");
    }
    return zone;
  }

  private argument(index: number): string {
    const written = this.args[index];
    return written === undefined || written === '' ? this.fail(`has an empty argument ${index + 1}`) : written;
  }

  private fail(trouble: string, remedy = `Write ${this.macro.usage}`): never {
    throw new PlumblineError(
      'bad_request',
      `$__${this.name} at ${this.position} ${trouble}`,
      remedy,
      `rawSql ${this.position}`
    );
  }
}

function unquote(written: string): string {
  return /^'[^']*'$|^"[^"]*"$/.test(written) ? written.slice(1, -1).trim() : written;
}

function isKnownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
