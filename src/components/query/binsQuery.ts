import { type DataQuery } from '@grafana/schema';
import { DATASOURCE_TYPE, type DistributionQuery, type Filter, QUERY_VERSION } from '../../query/model';

/** Fields of a drift query that say which rows are meant; the distribution of a cell is asked over the same ones. */
const SHARED = ['model', 'versions', 'environments', 'reference', 'missing', 'labels', 'timezone'] as const;

/**
 * Which rows a row of a drift panel is about, for other queries of the same data source.
 *
 * @param target the drift query that the row came from, as the panel's request holds it.
 * @param segment label of the row's segment, `key=value` and several joined by commas.
 * @param fields those of the query to take along, as far as it has them.
 * @returns them with the query's own filters, and those of the segment; undefined when the target is none of Plumbline's
 * drift queries, or when the segment can't be read back.
 */
export function driftRows(target: DataQuery, segment: string | undefined, fields: readonly string[]) {
  const given = new Map<string, unknown>(Object.entries(target));
  if (given.get('queryType') !== 'drift' || target.datasource?.type !== DATASOURCE_TYPE) {
    return undefined;
  }
  const keys = list(given.get('segmentBy')).filter((key) => typeof key === 'string');
  const own = segmentFilters(segment, keys);
  return (
    own && {
      shared: Object.fromEntries(fields.flatMap((key) => (given.has(key) ? [[key, given.get(key)]] : []))),
      filters: list(given.get('filters')).filter(isFilter),
      own,
    }
  );
}

/** The query for the bins behind one cell of a drift panel: the same rows, one column, one window. Undefined as above. */
export function binsQuery(
  target: DataQuery,
  column: string,
  segment: string | undefined
): DistributionQuery | undefined {
  const rows = driftRows(target, segment, SHARED);
  return (
    rows && {
      model: '',
      ...rows.shared,
      refId: 'bins',
      queryType: 'distribution',
      pluginVersion: QUERY_VERSION,
      datasource: target.datasource,
      columns: [column],
      filters: [...rows.filters, ...rows.own],
      window: 'all',
      format: 'table',
    }
  );
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isFilter(value: unknown): value is Filter {
  return typeof value === 'object' && value !== null && 'key' in value && 'operator' in value;
}

/** `carrier=UA,origin=EWR` by its keys in order; values may hold commas and equals signs. Undefined when it does not fit. */
export function segmentFilters(segment: string | undefined, keys: readonly string[]): Filter[] | undefined {
  if (!segment) {
    return keys.length === 0 ? [] : undefined;
  }
  const filters: Filter[] = [];
  let rest = segment;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at];
    const next = at + 1 < keys.length ? rest.indexOf(`,${keys[at + 1]}=`) : rest.length;
    if (!rest.startsWith(`${key}=`) || next < 0) {
      return undefined;
    }
    filters.push({ key, operator: '=', value: rest.slice(key.length + 1, next) });
    rest = rest.slice(next + 1);
  }
  return rest === '' ? filters : undefined;
}
