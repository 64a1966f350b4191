/** What values of a key are called in the names of cohorts, so that no two are called the same. Pure. */
import { MISSING } from '../binning/bins';

/** A text that is called like a missing value, with any number of quotes around it. */
const LIKE_MISSING = /^"*\(missing\)"*$/;
const QUOTED = /^"("*\(missing\)"*)"$/;

/** `(missing)` for no value; a value that is such a text stands in quotes. */
export function valueText(value: string | null): string {
  return value === null ? MISSING : LIKE_MISSING.test(value) ? `"${value}"` : value;
}

/** The value that is called so. */
export function valueOfText(text: string): string | null {
  return text === MISSING ? null : (QUOTED.exec(text)?.[1] ?? text);
}
