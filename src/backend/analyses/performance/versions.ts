/** Each version against a baseline, window by window. Pure. */
import { PlumblineError } from '../../../query/errors';
import { type Estimate, difference } from '../../statistics/difference';
import { type Interval } from '../../statistics/intervals';
import { benjaminiHochberg } from '../../statistics/multiple';
import { type Segment } from '../shared/cells';
import { listNames } from '../shared/columns';
import { type MetricRow } from '../shared/metricRows';
import { type Scope } from '../shared/scope';

export interface Compared {
  version: string | null;
  /** This version minus the baseline. */
  delta: number | null;
  deltaInterval: Interval | null;
  p: number | null;
  /** Benjamini-Hochberg over the rows of the table that were tested. */
  q: number | null;
}

/** The baseline's own rows and windows without it stay uncompared. Throws `not_found` for a version without any row. */
export function compareVersions<R extends MetricRow & Compared & { estimate: Estimate | null }>(
  scope: Scope,
  rows: readonly R[],
  baseline: string,
  confidence: number
): R[] {
  const position = scope.segments.findIndex((column) => column.role === 'version');
  const versionOf = (segment: Segment) => segment.values[position] ?? null;
  const key = (row: R, version: string | null) =>
    JSON.stringify([row.metric, row.window.start, row.segment.values.with(position, version)]);
  const versions = [...new Set(rows.map((row) => versionOf(row.segment)))];
  if (rows.length > 0 && !versions.includes(baseline)) {
    throw new PlumblineError(
      'not_found',
      `baselineVersion: there are no predictions of version "${baseline}" in the time range`,
      `Versions there are: ${listNames(versions.map((version) => version ?? '(missing)'))}.`,
      'baselineVersion'
    );
  }
  const known = new Map(rows.map((row) => [key(row, versionOf(row.segment)), row]));
  const compared = rows.map((row): R => {
    const version = versionOf(row.segment);
    const other = version === baseline ? undefined : known.get(key(row, baseline));
    const test = row.estimate && other?.estimate ? difference(row.estimate, other.estimate, confidence) : null;
    return {
      ...row,
      version,
      delta: test?.delta ?? null,
      deltaInterval: test?.interval ?? null,
      p: test?.p ?? null,
    };
  });
  const adjusted = benjaminiHochberg(compared.map((row) => row.p));
  return compared.map((row, index) => ({ ...row, q: adjusted[index] ?? null }));
}
