/** Sums over the attributions of each cohort. */
import { type NamedCohort } from '../../../query/cohorts';
import { type ImportanceQuery } from '../../../query/explanations';
import { type Filter } from '../../../query/model';
import { boundAttributionFilters } from '../shared/attributionFilters';
import { segmentLabel, segmentOf } from '../shared/cells';
import { seriesLabels } from '../shared/frames';
import { resolveFilters } from '../shared/scope';
import { Parameters } from '../shared/statement';
import { type FeatureSums, readSums, sumAggregates, sumAttributions } from './attributions';
import { cohortKeys, groupFilters, readSegment } from './cohortKeys';
import { type Setting } from './setting';
import { attributionRows } from './source';
import { unitPhi } from './units';

export interface SummedCohort {
  /** Unique in the answer. */
  label: string;
  /** What keeps its rows. */
  filters: readonly Filter[];
  /** Labels of its series for an alert rule. */
  labels: (own: Record<string, string>) => Record<string, string>;
  n: number;
  features: ReadonlyMap<string, FeatureSums>;
}

interface Wanted {
  p95: boolean;
  /** Cohorts at most, those with the most rows. */
  most: number;
}

/** The cohorts of `segmentBy`, or those that the query names; `total` counts those that are left out too. */
export function sumCohorts(
  setting: Setting,
  query: ImportanceQuery,
  wanted: Wanted
): Promise<{ cohorts: SummedCohort[]; total: number }> {
  return query.cohorts ? sumNamed(setting, query.cohorts, query.output, wanted) : sumSegments(setting, query, wanted);
}

async function sumSegments(
  { scope, units, range }: Setting,
  query: ImportanceQuery,
  { p95, most }: Wanted
): Promise<{ cohorts: SummedCohort[]; total: number }> {
  const keys = await cohortKeys(scope, query.quartiles ?? false);
  const parameters = new Parameters();
  const source = attributionRows(scope, range, parameters, query.output, scope.segments);
  const values = units.map((unit, index) => `${unitPhi(unit)} AS f${index}`);
  // Names that no unit's aggregate has: those are a letter and the unit's place.
  const names = keys.map((_, index) => `key_${index}`);
  const groups = keys.map(({ expression }, index) => `${expression} AS ${names[index]}`);
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${names.join(', ')}, count(*) AS cohort_rows, count(*) OVER () AS cohorts, ${sumAggregates(units, { p95 }).join(', ')}
     FROM (SELECT ${[...groups, ...values].join(', ')} FROM (${source}) a) GROUP BY ${names.join(', ')} ORDER BY cohort_rows DESC, ${names.join(', ')} LIMIT ${most}`,
    parameters
  );
  return {
    total: Number(rows[0]?.cohorts ?? 0),
    cohorts: rows.map((row): SummedCohort => {
      const found = segmentOf(names.map((name) => (typeof row[name] === 'string' ? row[name] : null)));
      const segment = readSegment(keys, found);
      return {
        label: segmentLabel(scope.segments, segment),
        filters: groupFilters(keys, found.values),
        labels: (own) => seriesLabels(scope, own, segment),
        n: Number(row.cohort_rows),
        features: readSums(units, row),
      };
    }),
  };
}

/** One scan a cohort: they may share rows, and conditions on attributions choose among these. */
async function sumNamed(
  { scope, units, range }: Setting,
  named: readonly NamedCohort[],
  output: string | undefined,
  { p95 }: Wanted
): Promise<{ cohorts: SummedCohort[]; total: number }> {
  const cohorts: SummedCohort[] = [];
  for (const [index, { name, filters }] of named.entries()) {
    const own = resolveFilters(scope.model, filters, `cohorts[${index}].filters`, scope.context);
    const all = [...scope.filters, ...own];
    boundAttributionFilters(all);
    const { rows, features } = await sumAttributions({ ...scope, filters: all }, units, range, output, { p95 });
    cohorts.push({
      label: name,
      filters,
      labels: (labels) => ({ model: scope.model.name, ...labels, segment: name }),
      n: rows,
      features,
    });
  }
  return { cohorts, total: cohorts.length };
}
