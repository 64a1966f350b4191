/**
 * The sample: flights of 2013 from New York's airports, scored by a model that decays by itself.
 *
 * Times are shifted by whole days so that the last day is yesterday. When labels arrive is made up: six hours after the
 * departure plus the delay, every 50th three days later.
 */
import { quoteText } from '../../store/names';

export const SAMPLE_MODEL = 'flights';
export const SAMPLE_REFERENCE = 'march';

const DAY_MS = 86_400_000;
const LAST_DAY = Date.UTC(2013, 11, 31);

/** Whole days from the data's last day to the day before `now` (UTC). */
export const shiftDays = (now: number): number => Math.floor(now / DAY_MS) - 1 - LAST_DAY / DAY_MS;

/** March 2013, shifted: [from, to) in milliseconds since the epoch. */
export function referenceWindow(shift: number): { from: number; to: number } {
  return { from: Date.UTC(2013, 2, 1) + shift * DAY_MS, to: Date.UTC(2013, 3, 1) + shift * DAY_MS };
}

const NUMERIC = ['hour', 'dow', 'distance', 'temp', 'wind_speed', 'precip', 'visib', 'pressure', 'humid'];
const CATEGORICAL = ['carrier', 'origin', 'dest'];

/** First words of the description; what follows is the last day, which tells two loads of different days apart. */
export const description = (shift: number): string =>
  'Flights from New York in 2013 (nycflights13, CC0), late by more than 15 minutes or not. Times are shifted by ' +
  `${shift} days so that the last day is ${new Date(LAST_DAY + shift * DAY_MS).toISOString().slice(0, 10)}. ` +
  'January and February trained the model, March is the reference. The arrival of labels is synthetic: departure ' +
  'plus 6 h plus the delay, every 50th three days later.';

/** Body of `PUT v1/models/flights`. */
export const declaration = (shift: number): Record<string, unknown> => ({
  task: 'binary',
  positiveClass: 1,
  owner: 'delays@example.org',
  runbook: 'https://example.org/runbooks/flights',
  description: description(shift),
  reference: SAMPLE_REFERENCE,
  thresholds: { 'drift.psi': { warn: 0.1, breach: 0.2 }, 'performance.accuracy': { warn: 0.75, breach: 0.7 } },
  columns: [
    { name: 'id', role: 'id' },
    { name: 'timestamp', role: 'time' },
    ...NUMERIC.map((name) => ({ name, role: 'feature', type: 'numeric' })),
    ...CATEGORICAL.map((name) => ({ name, role: 'feature', type: 'categorical', segment: true })),
    { name: 'y_pred_proba', role: 'score' },
    { name: 'y_pred', role: 'prediction', type: 'integer' },
    { name: 'late', role: 'label', type: 'integer' },
    { name: 'arr_delay', role: 'metadata', type: 'numeric' },
    { name: 'tailnum', role: 'metadata', type: 'categorical' },
    { name: 'flight', role: 'metadata', type: 'integer' },
    { name: 'period', role: 'metadata', type: 'categorical' },
  ],
});

const rfc3339 = (expression: string) => `strftime(${expression}, '%Y-%m-%dT%H:%M:%SZ')`;
const departure = (shift: number, table = '') => `(${table}timestamp::TIMESTAMP + INTERVAL ${shift} DAY)`;
const jsonOf = (select: string) => `SELECT to_json(t)::VARCHAR FROM (${select}) AS t`;

/** Where the two files are. */
export interface SampleFiles {
  predictions: string;
  attributions: string;
}

export function predictionRows({ predictions }: SampleFiles, shift: number): string {
  return jsonOf(
    `SELECT * EXCLUDE (late, timestamp), ${rfc3339(departure(shift))} AS timestamp
     FROM read_parquet(${quoteText(predictions)}) ORDER BY ${departure(shift)}, id`
  );
}

export function labelRows({ predictions }: SampleFiles, shift: number): string {
  const observed = `(${departure(shift)} + INTERVAL 6 HOUR + to_minutes(arr_delay::BIGINT))`;
  const arrived = `(${observed} + CASE WHEN id % 50 = 0 THEN INTERVAL 3 DAY ELSE INTERVAL 0 DAY END)`;
  return jsonOf(
    `SELECT id, ${rfc3339(departure(shift))} AS prediction_time, late,
       ${rfc3339(observed)} AS observed_at, ${rfc3339(arrived)} AS arrived_at
     FROM read_parquet(${quoteText(predictions)}) ORDER BY ${departure(shift)}, id`
  );
}

export function attributionRows({ attributions, predictions }: SampleFiles, shift: number): string {
  return jsonOf(
    `SELECT s.*, ${rfc3339(departure(shift, 'p.'))} AS timestamp, 'late' AS output_name, 'log-odds' AS output_space,
       'TreeSHAP (path-dependent)' AS explainer
     FROM read_parquet(${quoteText(attributions)}) AS s JOIN read_parquet(${quoteText(predictions)}) AS p USING (id)
     ORDER BY p.timestamp, s.id`
  );
}
