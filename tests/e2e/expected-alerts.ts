/**
 * Which alert instances must fire on the sample, and which must not. Written from the data, not from what a run gave.
 *
 * The sample ends yesterday with 31 December 2013. All figures come from the published Parquet file with plain SQL; for
 * the 14-day range they hold at every time of the day a test may run (the range then starts on 18 December, 0 to 24 h).
 *
 * - Drift (PSI, 14 days against March): pressure 2.24-2.29, humid 0.42-0.44, wind_speed 0.38-0.40, temp 0.27-0.28 are
 *   above both limits (0.1 and 0.2): December's weather is not March's. The largest of the others are dest 0.078-0.083
 *   and dow 0.009-0.065: nothing is between the two limits, so warn and breach fire for the same columns.
 * - Accuracy (14 days): EWR 0.661-0.669 is under 0.70; LGA 0.720-0.729 and JFK 0.731-0.738 are not.
 * - Missing values (31 December): the weather feed had stopped, its six columns are empty; the others are complete.
 * - Volume: 759 predictions on 31 December, the limit is 300.
 */
export interface ExpectedRule {
  /** `uid` of the rule in provisioning/alerting/flights.yaml. */
  uid: string;
  /** Label that tells the instances apart; null for a rule with one instance. */
  label: 'column' | 'segment' | null;
  firing: string[];
  /** Instances that exist and are normal. */
  normal: string[];
}

const weather = ['humid', 'precip', 'pressure', 'temp', 'visib', 'wind_speed'];
const drifted = ['humid', 'pressure', 'temp', 'wind_speed'];
const steady = ['carrier', 'dest', 'distance', 'dow', 'hour', 'origin', 'precip', 'visib'];
const complete = ['carrier', 'dest', 'distance', 'dow', 'hour', 'origin'];

export const EXPECTED_ALERTS: ExpectedRule[] = [
  { uid: 'plumbline-drift-warn', label: 'column', firing: drifted, normal: steady },
  { uid: 'plumbline-drift-breach', label: 'column', firing: drifted, normal: steady },
  { uid: 'plumbline-accuracy', label: 'segment', firing: ['origin=EWR'], normal: ['origin=JFK', 'origin=LGA'] },
  { uid: 'plumbline-missing', label: 'column', firing: weather, normal: complete },
  { uid: 'plumbline-volume', label: null, firing: [], normal: [''] },
];
