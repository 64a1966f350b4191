/** How long things are kept. */
import { PlumblineError } from '../../../query/errors';
import { FOREVER, RETENTION_PERIOD } from '../../../query/retention';
import { type Retention } from '../types';

const HOUR_MS = 3_600_000;
const UNIT_MS: Record<string, number> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 168 * HOUR_MS, y: 365.25 * 24 * HOUR_MS };

/** What retention is set for, apart from each other. */
export const RETAINED = ['raw', 'rollups', 'audit'] as const;
export type Retained = (typeof RETAINED)[number];

/** Milliseconds of `180d`, `52w`, `3y` or `12h`; undefined for `forever`, and for what was not said. */
export function periodMs(period: string | undefined): number | undefined {
  const [, count = '', unit = ''] = RETENTION_PERIOD.exec(period ?? '') ?? [];
  return count === '' ? undefined : Number(count) * (UNIT_MS[unit] ?? 0);
}

/** Throws `bad_request` unless `what` can be kept for `period`. */
export function checkPeriod(what: string, period: string): void {
  const place = `retention.${what}`;
  if (!RETAINED.some((known) => known === what)) {
    throw new PlumblineError('bad_request', `${place}: is not known`, `Use ${RETAINED.join(', ')}`, place);
  }
  if (period !== FOREVER && periodMs(period) === undefined) {
    throw new PlumblineError(
      'bad_request',
      `${place}: "${period}" is not a duration`,
      'Write it as 180d, 52w or 3y, or as forever',
      place
    );
  }
}

/** Milliseconds since the epoch before which nothing is kept; undefined where everything is. */
export function cutoff(what: Retained, model: Retention, fallback: Retention, now: number): number | undefined {
  const kept = periodMs(model[what] ?? fallback[what]);
  return kept === undefined ? undefined : now - kept;
}
