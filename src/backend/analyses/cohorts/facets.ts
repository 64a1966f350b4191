/**
 * Which columns are worth making cohorts by: those with a cohort that differs most from everybody outside of it.
 *
 * Every cohort with enough rows is tested against its complement as in the view `compare`, all of them corrected as one
 * family (Benjamini & Hochberg 1995). Exploratory: the rows that suggest a column are those that its cohorts are shown on.
 */
import { DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FACET_FIELDS, type FacetQuery } from '../../../query/frames';
import { type CohortMetric, type CohortsQuery, type Filter } from '../../../query/model';
import { predicateText } from '../../../query/predicate';
import { type Frame } from '../../grafana/frame';
import { type ColumnInfo } from '../../store/types';
import { benjaminiHochberg } from '../../statistics/multiple';
import { MISSING } from '../binning/bins';
import { MATRIX_METRICS, RANK_METRICS } from '../performance/outcomes';
import { listNames } from '../shared/columns';
import { numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { maskedOutcome } from '../shared/masked';
import { type Scope } from '../shared/scope';
import { compareCohort, type CohortEstimate, subtract, sureExcess } from './compare';
import { type CohortCounts, countCohorts } from './count';
import { facetCandidates, type FacetColumn, facetColumns, MOST_COLUMNS, rangeCohorts } from './facetColumns';
import { areEnough, isLarge } from './told';
import { valueOfText } from './values';

interface Group extends CohortEstimate {
  facet: FacetColumn;
  cohort: CohortCounts;
  q: number | null;
  /** See `FACET_FIELDS.excess`. */
  excess: number;
}

interface FacetRow extends Group {
  groups: number;
  significant: number;
}

/** Metrics that every cohort of every column would need many thousand draws for. */
const TOO_DEAR: ReadonlySet<CohortMetric> = new Set(['average_precision', 'ks', 'lift', 'gain', 'r2']);

/** Columns of one scan; AUC keeps a thousand bins of scores for each of their values meanwhile. */
const AT_ONCE = 30;
const AT_ONCE_BY_SCORE = 5;

export async function facets(
  scope: Scope,
  query: CohortsQuery,
  metrics: readonly CohortMetric[],
  { minRows, fdr }: { minRows: number; fdr: number }
): Promise<{ frame: Frame; custom: Record<string, unknown> }> {
  const metric = metrics[0] ?? 'accuracy';
  const isMean = scope.model.task !== 'multiclass' || !MATRIX_METRICS.has(metric);
  if (TOO_DEAR.has(metric) || !isMean) {
    throw new PlumblineError(
      'bad_request',
      `metrics: facets test every cohort of up to ${MOST_COLUMNS} columns, and ${metric} has no test by a formula`,
      'Ask for another metric, or for the cohorts of one column with the view compare.',
      'metrics'
    );
  }
  const further = query.metrics ? metrics.slice(1) : [];
  if (further.length > 0) {
    scope.ledger.notice('info', `Columns are compared by ${metric}; left out: ${listNames(further)}.`);
  }
  const candidates = facetCandidates(scope);
  const looked = candidates.slice(0, MOST_COLUMNS);
  const { facets: columns, left } = await facetColumns(scope, looked);
  if (left.length > 0) {
    scope.ledger.notice('info', `Of one value or too many to be cohorts: ${listNames(left)}.`);
  }
  const groups = await testedGroups(scope, query, metric, columns, minRows);
  const rows = ranked(groups, fdr);
  return {
    frame: query.format === 'numeric' ? facetNumbers(scope, metric, looked, groups, rows) : facetsFrame(metric, rows),
    custom: {
      metrics: [metric],
      exploratory: true,
      tests: groups.length,
      family: 'cohorts of all columns',
      ...(candidates.length > MOST_COLUMNS
        ? {
            truncated: {
              shown: MOST_COLUMNS,
              total: candidates.length,
              rule: 'columns looked at: declared segments first, then categories, then numbers',
            },
          }
        : {}),
    },
  };
}

/** Cohorts with enough rows, each against its complement. */
async function testedGroups(
  scope: Scope,
  query: CohortsQuery,
  metric: CohortMetric,
  columns: readonly FacetColumn[],
  minRows: number
): Promise<Group[]> {
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  const masked = maskedOutcome(scope) !== undefined;
  const found: Group[] = [];
  const atOnce = RANK_METRICS.has(metric) ? AT_ONCE_BY_SCORE : AT_ONCE;
  for (let first = 0; first < columns.length; first += atOnce) {
    const some = columns.slice(first, first + atOnce);
    const { total, cohorts } = await countCohorts(
      scope,
      some.map(({ key }) => key),
      [],
      [metric]
    );
    for (const cohort of total ? cohorts : []) {
      const facet = some.find(({ key }) => key.name === cohort.key);
      const rest = total && subtract(total, cohort);
      const compared = rest && compareCohort(metric, cohort, { ...rest, shared: null }, confidence);
      const isTold =
        !masked || (areEnough(compared?.n, compared?.nBaseline) && [cohort, rest].every((of) => isLarge(metric, of)));
      // The rows without a number are in no range.
      const isRange = facet && (facet.edges.length === 0 || cohort.value !== MISSING);
      if (facet && isRange && isTold && compared && compared.n >= minRows && compared.p !== null) {
        // The bins have done their work; those of all columns would be millions.
        found.push({
          ...compared,
          facet,
          cohort: { ...cohort, groups: [], counts: { ...cohort.counts, ranks: [] } },
          q: null,
          excess: sureExcess(metric, compared),
        });
      }
    }
  }
  const q = benjaminiHochberg(found.map(({ p }) => p));
  return found.map((group, index) => ({ ...group, q: q[index] ?? null }));
}

/** The columns with a significant cohort, each by the one that surely has most rows too many, or else by the surest. */
function ranked(groups: readonly Group[], fdr: number): FacetRow[] {
  const byColumn = new Map<string, Group[]>();
  for (const group of groups) {
    const list = byColumn.get(group.facet.column.name) ?? [];
    list.push(group);
    byColumn.set(group.facet.column.name, list);
  }
  return [...byColumn.values()]
    .flatMap((list): FacetRow[] => {
      const significant = list.filter(({ q }) => q !== null && q <= fdr);
      const most = significant.reduce<Group | null>((a, b) => (a && isBefore(a, b) ? a : b), null);
      return most ? [{ ...most, groups: list.length, significant: significant.length }] : [];
    })
    .sort((a, b) => b.excess - a.excess || a.facet.column.name.localeCompare(b.facet.column.name, 'en'));
}

const isBefore = (a: Group, b: Group) => a.excess > b.excess || (a.excess === b.excess && (a.q ?? 1) <= (b.q ?? 1));

/** The cohort of a row by name, and its condition. */
function cohortOf({ facet, cohort }: Group): { name: string; filters: Filter[] } {
  const range = rangeCohorts(facet)[Number(cohort.value)];
  return facet.edges.length > 0 && range
    ? range
    : {
        name: cohort.label,
        filters: [{ key: cohort.key, operator: '=', value: valueOfText(cohort.value) ?? '' }],
      };
}

function queryOf({ facet }: Group): FacetQuery {
  return facet.edges.length > 0 ? { cohorts: rangeCohorts(facet) } : { segmentBy: [facet.column.name] };
}

/** For an alert rule: each column that was looked at, 0 where nothing in it is worse for sure, none where nothing was tested. */
function facetNumbers(
  scope: Scope,
  metric: CohortMetric,
  columns: readonly ColumnInfo[],
  groups: readonly Group[],
  rows: readonly FacetRow[]
): Frame {
  const tested = new Set(groups.map(({ facet }) => facet.column.name));
  const excess = new Map(rows.map((row) => [row.facet.column.name, row.excess]));
  return numericFrame(
    'cohort-facets',
    'excess',
    columns.map(({ name }) => ({
      labels: { model: scope.model.name, column: name, metric },
      value: tested.has(name) ? (excess.get(name) ?? 0) : null,
    }))
  );
}

function facetsFrame(metric: CohortMetric, rows: readonly FacetRow[]): Frame {
  return {
    name: 'cohort-facets',
    fields: tableFields(rows, [
      { name: FACET_FIELDS.column, type: 'string', read: (row) => row.facet.column.name },
      { name: FACET_FIELDS.kind, type: 'string', read: (row) => (row.facet.edges.length > 0 ? 'ranges' : 'values') },
      { name: FACET_FIELDS.cohort, type: 'string', read: (row) => cohortOf(row).name },
      { name: FACET_FIELDS.predicate, type: 'string', read: (row) => predicateText(cohortOf(row).filters) },
      { name: FACET_FIELDS.metric, type: 'string', read: () => metric },
      { name: FACET_FIELDS.n, type: 'integer', read: (row) => row.cohort.counts.rows },
      { name: FACET_FIELDS.nLabelled, type: 'integer', read: (row) => row.cohort.counts.labelled },
      { name: FACET_FIELDS.value, type: 'number', read: (row) => row.estimate },
      { name: FACET_FIELDS.complement, type: 'number', read: (row) => row.baseline },
      { name: FACET_FIELDS.delta, type: 'number', read: (row) => row.delta },
      { name: FACET_FIELDS.deltaLo, type: 'number', read: (row) => row.deltaInterval?.lo },
      { name: FACET_FIELDS.deltaHi, type: 'number', read: (row) => row.deltaInterval?.hi },
      { name: FACET_FIELDS.p, type: 'number', read: (row) => row.p },
      { name: FACET_FIELDS.q, type: 'number', read: (row) => row.q },
      { name: FACET_FIELDS.excess, type: 'number', read: (row) => row.excess },
      { name: FACET_FIELDS.groups, type: 'integer', read: (row) => row.groups },
      { name: FACET_FIELDS.significant, type: 'integer', read: (row) => row.significant },
      { name: FACET_FIELDS.query, type: 'string', read: (row) => JSON.stringify(queryOf(row)) },
    ]),
    meta: TABLE_META,
  };
}
