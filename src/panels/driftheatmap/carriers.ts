import { type DataFrame, type DataQueryRequest, type InterpolateFunction } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { segmentFilters } from '../../components/query/binsQuery';
import { DATASOURCE_TYPE } from '../../query/model';
import { cellRank } from './figures';
import { type DriftRow, statusOf } from './grid';
import { prepareDrift } from './prepareDrift';

/** Where the groups of a model are declared. */
export interface ModelHome {
  uid: string;
  model: string;
}

/** A group of records in which the column moved. */
export interface Carrier {
  /** As `key=value`. */
  segment: string;
  /** What it ranks by: its severity, or its score where there is no limit. */
  rank: number;
  severity: number;
  score: number;
  /** Records of the group in the selected time. */
  n: number;
}

/** More columns to group by than these are for the page of the column. */
const KEYS_AT_MOST = 6;

/** The drift query that a row came from; undefined for other data sources. */
export function targetOf(request: DataQueryRequest | undefined, { frame }: DriftRow): DataQuery | undefined {
  return request?.targets.find(
    ({ refId, datasource, ...query }) =>
      refId === frame.refId &&
      datasource?.type === DATASOURCE_TYPE &&
      'queryType' in query &&
      query.queryType === 'drift'
  );
}

/** The data source and model behind a row; undefined where they are not of one query of ours. */
export function homeOf(
  request: DataQueryRequest | undefined,
  row: DriftRow | undefined,
  replace: InterpolateFunction
): ModelHome | undefined {
  const target = row && targetOf(request, row);
  const model: unknown = new Map<string, unknown>(Object.entries(target ?? {})).get('model');
  const home = { uid: replace(target?.datasource?.uid ?? ''), model: typeof model === 'string' ? replace(model) : '' };
  return home.uid !== '' && home.model !== '' ? home : undefined;
}

/**
 * Queries for the drift of one column by each of the declared groupings, all of the selected time as one window. A row of one
 * segment is only split further within it.
 */
export function carrierQueries(
  request: DataQueryRequest | undefined,
  row: DriftRow | undefined,
  keys: readonly string[]
): DataQuery[] {
  const target = row && targetOf(request, row);
  if (!row || !target) {
    return [];
  }
  const given = new Map<string, unknown>(Object.entries(target));
  const list = (name: string): unknown[] => {
    const value = given.get(name);
    return Array.isArray(value) ? value : [];
  };
  const before = list('segmentBy').filter((key) => typeof key === 'string');
  const own = segmentFilters(row.segment, before);
  return own
    ? keys
        .filter((key) => !before.includes(key) && key !== row.column)
        .slice(0, KEYS_AT_MOST)
        .map((key) => {
          const changed = { columns: [row.column], segmentBy: [key], filters: [...list('filters'), ...own] };
          return { ...target, ...changed, ...{ window: 'all', format: 'table' }, refId: key };
        })
    : [];
}

/** Groups of an answer that could be judged, the worst first. */
export function carriersIn(series: DataFrame[]): Carrier[] {
  const grid = prepareDrift(series);
  if (!grid) {
    return [];
  }
  const width = grid.times.length;
  const found = grid.rows.flatMap(({ segment }, row): Carrier[] => {
    const cell = row * width + width - 1;
    const judged = ['ok', 'warn', 'breach'].includes(statusOf(grid, cell) ?? '');
    const rank = cellRank(grid, cell);
    return segment === undefined || !judged || Number.isNaN(rank)
      ? []
      : [{ segment, rank, severity: grid.severity[cell], score: grid.score[cell], n: grid.n[cell] }];
  });
  return found.sort((a, b) => b.rank - a.rank);
}
