import { type DataQueryRequest, type InterpolateFunction, urlUtil } from '@grafana/data';
import { DATASOURCE_TYPE, type Filter } from '../../query/model';
import { segmentFilters } from '../query/binsQuery';

/** Pages of models, of the app that this panel comes with. */
const MODELS = '/a/plumbline-models-app/models';

/** Which of a query's records are meant; what is absent stays as the query has it. */
export interface RecordsOf {
  /** Of the frame that they stand behind; the first query of ours without one. */
  refId?: string;
  /** [from, to), milliseconds. */
  from?: number;
  to?: number;
  columns?: readonly string[];
  /** Label of a segment of the query, `key=value` and several joined by commas. */
  segment?: string;
  filters?: readonly Filter[];
}

/**
 * Address of the page with the records behind a picture, with its time, versions, filters and columns.
 *
 * @param replace fills in the dashboard's variables.
 * @returns undefined for queries that are not Plumbline's or name no model, and for segments that can't be read back.
 */
export function recordsUrl(
  request: DataQueryRequest | undefined,
  records: RecordsOf,
  replace: InterpolateFunction
): string | undefined {
  const ours = (request?.targets ?? []).filter(({ datasource }) => datasource?.type === DATASOURCE_TYPE);
  const target = ours.find(({ refId }) => refId === records.refId) ?? ours[0];
  const given = new Map<string, unknown>(Object.entries(target ?? {}));
  const model = texts([given.get('model')], replace)[0];
  const segment = records.segment === undefined ? [] : segmentFilters(records.segment, keys(given.get('segmentBy')));
  if (!request || !target || !model || !segment) {
    return undefined;
  }
  const filters = [
    ...ownFilters(given.get('filters'), replace),
    ...(request.filters ?? []),
    ...segment,
    ...(records.filters ?? []),
  ];
  const versions = texts(given.get('versions'), replace).filter((version) => version !== '*');
  return urlUtil.renderUrl(`${MODELS}/${encodeURIComponent(model)}/records`, {
    from: String(Math.round(records.from ?? request.range.from.valueOf())),
    to: String(Math.round(records.to ?? request.range.to.valueOf())),
    'var-ds': replace(target.datasource?.uid ?? ''),
    ...(versions.length > 0 ? { 'var-version': versions } : {}),
    ...(records.columns?.length ? { 'var-column': [...records.columns] } : {}),
    'var-filters': filters.filter(({ key }) => key !== 'column').map(filterText),
  });
}

/** Address of the page of a column, beside that of its records and with the same state. */
export function columnUrl(records: string | undefined, column: string): string | undefined {
  return besides(records, `columns/${encodeURIComponent(column)}`);
}

/** Address of the page of one record, below that of all and with the same state. */
export function recordUrl(records: string | undefined, id: string): string | undefined {
  return besides(records, `records/${encodeURIComponent(id)}`);
}

/** Address of the page that asks from the alert to the records, with the same state. */
export function investigateUrl(records: string | undefined): string | undefined {
  return besides(records, 'investigate');
}

const besides = (records: string | undefined, page: string) => records?.replace(/\/records(?=\?|$)/, () => `/${page}`);

const keys = (list: unknown) => (Array.isArray(list) ? list : []).filter((key) => typeof key === 'string');

/** Texts of a list with their variables filled in; a variable with several values is several texts. */
function texts(list: unknown, replace: InterpolateFunction): string[] {
  return (Array.isArray(list) ? list : [])
    .filter((text) => typeof text === 'string')
    .flatMap((text) => (text.includes('$') ? replace(text, undefined, 'csv').split(',') : [text]))
    .filter((text) => text !== '');
}

function ownFilters(list: unknown, replace: InterpolateFunction): Filter[] {
  return (Array.isArray(list) ? list : [])
    .filter((filter): filter is Filter => typeof filter === 'object' && filter !== null && 'key' in filter)
    .map(({ key, operator, value, values }) => ({
      key,
      operator,
      value: value === undefined ? undefined : replace(value),
      values: values && texts(values, replace),
    }));
}

/** As the variable "filters" of the page writes itself into an address. */
function filterText({ key, operator, value, values }: Pick<Filter, 'key' | 'value' | 'values'> & { operator: string }) {
  const list = operator.endsWith('|') ? (values ?? [value ?? '']) : [value ?? ''];
  return [key, operator, ...list].map(escaped).join('|');
}

const escaped = (text: string) => text.replace(/\|/g, '__gfp__').replace(/,/g, '__gfc__').replace(/#/g, '__gfh__');
