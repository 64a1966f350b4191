/** Queries that the panel asks by itself, made from the one that it shows. Pure. */
import { type DataQueryRequest } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import {
  type CohortBaseline,
  type CohortsQuery,
  DATASOURCE_TYPE,
  type DistributionQuery,
  type Filter,
  type ImportanceQuery,
  QUERY_VERSION,
} from '../../query/model';

/** Fields that say which rows are meant; what the panel asks is about the same ones. */
const ROWS = ['model', 'versions', 'environments', 'labels', 'timezone', 'window', 'confidence'] as const;
/** And those that say how cohorts are compared. */
const COHORTS = [...ROWS, 'metrics', 'minRows', 'fdr', 'reference', 'baseline'] as const;

const WITHOUT_BASELINE = COHORTS.filter((key) => key !== 'baseline');

type Given = Map<string, unknown>;

/** The query of ours that a frame answers, or the first of ours; undefined where the panel asks no cohorts of us. */
export function cohortsTarget(request: DataQueryRequest | undefined, refId?: string): DataQuery | undefined {
  const ours = (request?.targets ?? []).filter(
    (target) => target.datasource?.type === DATASOURCE_TYPE && given(target).get('queryType') === 'cohorts'
  );
  return ours.find((target) => target.refId === refId) ?? ours[0];
}

/** Of the panel's query behind a frame: the one that it answers, or that the panel's own question was made from. */
export function refIdOf(request: DataQueryRequest | undefined, refId: string | undefined): string | undefined {
  const isAnswer = request?.targets.some((target) => target.refId === refId);
  return isAnswer ? refId : (cohortsTarget(request)?.refId ?? refId);
}

const given = (target: DataQuery): Given => new Map<string, unknown>(Object.entries(target));
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Whether a query says by what its cohorts are made; without it the model's declared segments are. */
export function namesCohorts(target: DataQuery): boolean {
  const fields = given(target);
  return ['segmentBy', 'cohorts', 'saved'].some((key) => list(fields.get(key)).length > 0);
}

function copied(target: DataQuery, keys: readonly string[], filters: readonly Filter[]) {
  const fields = given(target);
  return {
    model: '',
    ...Object.fromEntries(keys.flatMap((key) => (fields.has(key) ? [[key, fields.get(key)]] : []))),
    pluginVersion: QUERY_VERSION,
    datasource: target.datasource,
    filters: [...list(fields.get('filters')).filter(isFilter), ...filters],
    format: 'table' as const,
  };
}

const isFilter = (value: unknown): value is Filter =>
  typeof value === 'object' && value !== null && 'key' in value && 'operator' in value;

/** Which columns are worth making cohorts by, among the rows of the query that the filters keep. */
export function facetsQuery(target: DataQuery, refId: string, filters: readonly Filter[] = []): CohortsQuery {
  const keys = COHORTS.filter((key) => key !== 'baseline' && key !== 'reference');
  return { ...copied(target, keys, filters), refId, queryType: 'cohorts', view: 'facets' };
}

/** What a query compares its cohorts with, where it says so. */
export const baselineOf = (target: DataQuery): CohortBaseline | undefined => (target as CohortsQuery).baseline;

/** The same cohorts query with other cohorts, among the rows that the filters keep. */
export function facetQuery(
  target: DataQuery,
  refId: string,
  facet: Pick<CohortsQuery, 'segmentBy' | 'cohorts'> & { filters: readonly Filter[] }
): CohortsQuery {
  const { filters, segmentBy, cohorts } = facet;
  // A cohort of the query is none of the facet's.
  return {
    ...copied(target, baselineOf(target)?.kind === 'cohort' ? WITHOUT_BASELINE : COHORTS, filters),
    ...(segmentBy ? { segmentBy } : {}),
    ...(cohorts ? { cohorts } : {}),
    refId,
    queryType: 'cohorts',
  };
}

/** Two columns of the same query crossed; undefined where it names no two, or crosses them itself. */
export function crossQuery(
  target: DataQuery,
  refId: string,
  cut: Pick<CohortsQuery, 'bins' | 'binning'>
): CohortsQuery | undefined {
  const keys = list(given(target).get('segmentBy')).filter((key) => typeof key === 'string');
  const { view = 'compare' } = target as CohortsQuery;
  return view !== 'compare' || keys.length < 2
    ? undefined
    : {
        // Of pairs of values no single one is a baseline.
        ...copied(target, baselineOf(target)?.kind === 'cohort' ? WITHOUT_BASELINE : COHORTS, []),
        ...cut,
        segmentBy: keys.slice(0, 2),
        refId,
        queryType: 'cohorts',
        view: 'intersections',
      };
}

/** The same query with another baseline; undefined where it has that one already, or compares nothing with a baseline. */
export function againstQuery(target: DataQuery, refId: string, baseline: CohortBaseline): CohortsQuery | undefined {
  const { view = 'compare', baseline: now = { kind: 'complement' } } = target as CohortsQuery;
  const canHave = view === 'compare' || (view === 'intersections' && baseline.kind !== 'cohort');
  return !canHave || JSON.stringify(now) === JSON.stringify(baseline)
    ? undefined
    : { ...(target as CohortsQuery), refId, baseline };
}

/** How the columns lie in a cohort, and how they push its predictions. */
export function columnQueries(
  target: DataQuery,
  refId: string,
  filters: readonly Filter[]
): [DistributionQuery, ImportanceQuery] {
  const shared = copied(target, ROWS, filters);
  return [
    { ...shared, refId: `${refId}-distribution`, queryType: 'distribution' },
    { ...shared, refId: `${refId}-importance`, queryType: 'importance', reference: undefined },
  ];
}
