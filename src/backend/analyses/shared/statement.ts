/** The one place where names and values enter SQL text. */
import { quoteName, quoteText } from '../../store/names';
import { type SqlValue } from '../../store/types';

export { quoteName, quoteText };

/** Values of one statement; `add` gives the `$n` that stands for a value in the text. */
export class Parameters {
  readonly values: SqlValue[] = [];
  /** The same as readers are shown them. */
  readonly shown: SqlValue[] = [];

  /** @param shown what stands for the value in statements that an answer tells of, where the reader must not see it. */
  add(value: SqlValue, shown: SqlValue = value): string {
    this.values.push(value);
    this.shown.push(shown);
    return `$${this.values.length}`;
  }
}

/** A TIMESTAMP literal of milliseconds since the epoch, in UTC as the store keeps times. */
export function timeLiteral(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) {
    throw new RangeError(`${ms} is no time`);
  }
  return `TIMESTAMP '${date.toISOString().replace('T', ' ').replace('Z', '')}'`;
}

/** A DOUBLE literal that reads back to the same bits. */
export function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) {
    throw new RangeError(`${value} has no place in SQL text`);
  }
  const text = String(value);
  return /e/.test(text) ? text : `${text}e0`;
}

/** The time expression as whole milliseconds since the epoch. */
export function epochMs(expression: string): string {
  return `epoch_ms(${expression})`;
}
