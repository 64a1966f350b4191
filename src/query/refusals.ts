/** Calls that were refused for want of permission, counted for panels and rules. */
import type { Format, QueryBase } from './model';

/**
 * How many calls were refused in the range, by reason. Who they were is in the audit log, which administrators read. Of very
 * many in a short time the log has the number only once the next entry is written, one a minute.
 */
export interface RefusalsQuery extends QueryBase {
  queryType: 'refusals';
  format?: Format;
  /** `auto` or a duration; the numbers for a rule are of the whole range. */
  window?: string;
  timezone?: string;
}

/** `forbidden`: the role does not suffice. `unauthorized`: the ingest key is missing or wrong. */
export const REFUSAL_REASONS = ['forbidden', 'unauthorized'] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** `refusals` table: one row a window and reason, with none where there were none. */
export const REFUSAL_FIELDS = { time: 'time', timeEnd: 'time_end', reason: 'reason', refused: 'refused' } as const;
