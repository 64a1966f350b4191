import { parseDuration, parseWindow } from './duration';
import { parseControl } from './control';
import * as field from './fields';
import { parseExplanation } from './validateExplanations';
import { parseBacktest } from './validateBacktest';
import { parseDrift } from './validateDrift';
import { parseOutcome } from './validateOutcomes';
import { type Json } from './fields';
import { migrateQuery } from './migrate';
import {
  type AnalysisBase,
  type Filter,
  FILTER_OPERATORS,
  FORMATS,
  type LabelRules,
  type PlumblineQuery,
  QUALITY_METRICS,
  QUERY_TYPES,
  type QueryBase,
  RECORDS_SHOW,
  type RecordsQuery,
  type Reference,
  type Threshold,
} from './model';

const REFERENCE_KINDS = ['fixed', 'previous', 'offset', 'rolling', 'version'] as const;
const DIRECTIONS = ['asc', 'desc'] as const;
const SQL_FORMATS = ['timeseries', 'table'] as const;

/**
 * Reads one query from untrusted JSON. Older versions are migrated, fields that are not ours are left out. Throws
 * `bad_request` with the field's path in `place` and a remedy.
 */
export function parseQuery(json: unknown): PlumblineQuery {
  if (!field.isObject(json)) {
    throw field.invalid('query', 'must be a JSON object', 'Send {"refId": "A", "queryType": "drift", ...}.');
  }
  const source = migrateQuery(json);
  const queryType = field.oneOf(source, 'queryType', 'queryType', QUERY_TYPES);
  if (queryType === undefined) {
    throw field.invalid('queryType', 'is missing', `Use one of: ${QUERY_TYPES.join(', ')}.`);
  }
  switch (queryType) {
    case 'sql':
      return field.defined({
        ...base(source),
        queryType,
        rawSql: field.requiredString(source, 'rawSql', 'rawSql', 'Write a SELECT statement.'),
        format: field.oneOf(source, 'format', 'format', SQL_FORMATS),
        filters: field.objects(source, 'filters', 'filters', filter),
      });
    case 'annotations':
      return field.defined({
        ...base(source),
        queryType,
        model: field.string(source, 'model', 'model'),
        kinds: field.strings(source, 'kinds', 'kinds'),
        window: window(source),
        threshold: threshold(source),
        timezone: timezone(source),
        format: field.oneOf(source, 'format', 'format', ['table'] as const),
      });
    case 'backtest':
      return parseBacktest(source, base(source), parseQuery);
    case 'models':
      return field.defined({ ...base(source), queryType, format: field.oneOf(source, 'format', 'format', FORMATS) });
    case 'refusals':
      return field.defined({
        ...base(source),
        queryType,
        format: field.oneOf(source, 'format', 'format', FORMATS),
        window: window(source),
        timezone: timezone(source),
      });
    case 'drift':
    case 'distribution':
    case 'drift-multivariate':
    case 'concept-drift':
      return parseDrift(queryType, source, {
        ...analysis(source),
        reference: reference(source),
        threshold: threshold(source),
      });
    case 'performance':
    case 'performance-estimated':
    case 'calibration':
    case 'curves':
    case 'cohorts':
    case 'fairness':
    case 'service':
    case 'kpi':
      return parseOutcome(
        queryType,
        source,
        { ...analysis(source), reference: reference(source), threshold: threshold(source) },
        filter
      );
    case 'quality':
      return field.defined({
        ...analysis(source),
        queryType,
        metrics: field.listOf(source, 'metrics', 'metrics', QUALITY_METRICS),
        threshold: threshold(source),
        control: parseControl(source),
      });
    case 'importance':
    case 'beeswarm':
    case 'dependence':
    case 'explanation':
    case 'impact':
      return parseExplanation(
        queryType,
        source,
        { ...analysis(source), reference: reference(source), threshold: threshold(source) },
        filter
      );
    case 'records':
      return field.defined({
        ...analysis(source),
        queryType,
        limit: field.number(source, 'limit', 'limit', { min: 1, max: 1_000_000, integer: true }),
        orderBy: orderBy(source),
        onlyErrors: field.boolean(source, 'onlyErrors', 'onlyErrors'),
        show: field.oneOf(source, 'show', 'show', RECORDS_SHOW),
      });
  }
}

function base(source: Json): QueryBase {
  const datasource = field.object(source, 'datasource', 'datasource');
  return field.defined({
    refId: field.requiredString(source, 'refId', 'refId', 'Give the query a letter such as "A".'),
    pluginVersion: field.string(source, 'pluginVersion', 'pluginVersion'),
    hide: field.boolean(source, 'hide', 'hide'),
    live: field.boolean(source, 'live', 'live'),
    key: field.string(source, 'key', 'key'),
    datasource: datasource && {
      type: field.string(datasource, 'type', 'datasource.type'),
      uid: field.string(datasource, 'uid', 'datasource.uid'),
    },
  });
}

function analysis(source: Json): AnalysisBase {
  return field.defined({
    ...base(source),
    model: field.requiredString(source, 'model', 'model', 'Name the model that the query is about.'),
    versions: field.strings(source, 'versions', 'versions'),
    environments: field.strings(source, 'environments', 'environments'),
    columns: field.strings(source, 'columns', 'columns'),
    filters: field.objects(source, 'filters', 'filters', filter),
    segmentBy: segmentBy(source),
    window: window(source),
    minRows: field.number(source, 'minRows', 'minRows', { min: 0, integer: true }),
    confidence: field.number(source, 'confidence', 'confidence', { min: 0, max: 1, open: true }),
    labels: labels(source),
    format: field.oneOf(source, 'format', 'format', FORMATS),
    timezone: timezone(source),
  });
}

function window(source: Json): string | undefined {
  const text = field.string(source, 'window', 'window');
  if (text !== undefined) {
    parseWindow(text);
  }
  return text;
}

function filter(item: Json, place: string): Filter {
  const key = field.requiredString(item, 'key', `${place}.key`, 'Name the column to filter by.');
  const operator = field.oneOf(item, 'operator', `${place}.operator`, FILTER_OPERATORS);
  if (operator === undefined) {
    throw field.invalid(`${place}.operator`, 'is missing', `Use one of: ${FILTER_OPERATORS.join(' ')}`);
  }
  const values = Array.isArray(item.values) && item.values.length === 0 ? undefined : textList(item, place);
  if (operator === '=|' || operator === '!=|') {
    const single = text(item, place);
    const list = values ?? (single === undefined ? undefined : [single]);
    if (list === undefined) {
      throw field.invalid(`${place}.values`, `is missing for ${operator}`, 'Send a list such as ["EWR", "JFK"].');
    }
    return { key, operator, values: list };
  }
  const value = text(item, place);
  if (value === undefined) {
    throw field.invalid(`${place}.value`, 'is missing', 'Send the value to compare with, as a string.');
  }
  return { key, operator, value };
}

/** A filter's value: the empty string is a value here, and a number or boolean is read as its text. */
function text(item: Json, place: string): string | undefined {
  const value = item.value;
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw field.invalid(`${place}.value`, 'must be text', 'Send the value as a string.');
}

function textList(item: Json, place: string): string[] | undefined {
  if (item.values === undefined || item.values === null) {
    return undefined;
  }
  if (!Array.isArray(item.values)) {
    throw field.invalid(`${place}.values`, 'must be a list', 'Send ["a", "b"].');
  }
  return item.values.map((value: unknown, index) => {
    const found = text({ value }, `${place}.values[${index}]`);
    if (found === undefined) {
      throw field.invalid(`${place}.values[${index}]`, 'is missing', 'Send each value as a string.');
    }
    return found;
  });
}

function segmentBy(source: Json): string[] | undefined {
  const keys = field.strings(source, 'segmentBy', 'segmentBy');
  if (keys && new Set(keys).size !== keys.length) {
    throw field.invalid('segmentBy', 'names a key twice', 'Name each key once.');
  }
  return keys;
}

function labels(source: Json): LabelRules | undefined {
  const rules = field.object(source, 'labels', 'labels');
  if (!rules) {
    return undefined;
  }
  const asOf = field.string(rules, 'asOf', 'labels.asOf');
  if (asOf !== undefined && Number.isNaN(Date.parse(asOf))) {
    throw field.invalid('labels.asOf', `"${asOf}" is not a time`, 'Write RFC 3339, such as 2026-01-31T12:00:00Z.');
  }
  const maturity = field.string(rules, 'maturity', 'labels.maturity');
  if (maturity !== undefined) {
    parseDuration(maturity, 'labels.maturity');
  }
  return field.defined({
    asOf,
    maturity,
    minCoverage: field.number(rules, 'minCoverage', 'labels.minCoverage', { min: 0, max: 1 }),
  });
}

function timezone(source: Json): string | undefined {
  const zone = field.string(source, 'timezone', 'timezone');
  if (zone !== undefined) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
    } catch {
      throw field.invalid('timezone', `"${zone}" is not known`, 'Use an IANA name such as Europe/Berlin, or UTC.');
    }
  }
  return zone;
}

function threshold(source: Json): Threshold | undefined {
  const limits = field.object(source, 'threshold', 'threshold');
  return (
    limits &&
    field.defined({
      warn: field.number(limits, 'warn', 'threshold.warn'),
      breach: field.number(limits, 'breach', 'threshold.breach'),
    })
  );
}

function reference(source: Json): Reference | undefined {
  const spec = field.object(source, 'reference', 'reference');
  if (!spec) {
    return undefined;
  }
  const kind = field.oneOf(spec, 'kind', 'reference.kind', REFERENCE_KINDS);
  switch (kind) {
    case undefined:
      throw field.invalid('reference.kind', 'is missing', `Use one of: ${REFERENCE_KINDS.join(', ')}.`);
    case 'fixed':
      return field.defined({ kind, name: field.string(spec, 'name', 'reference.name') });
    case 'previous':
      return { kind };
    case 'offset':
      return { kind, by: duration(spec, 'by') };
    case 'rolling':
      return { kind, over: duration(spec, 'over') };
    case 'version':
      return {
        kind,
        version: field.requiredString(spec, 'version', 'reference.version', 'Name the version to compare with.'),
      };
  }
}

function duration(spec: Json, key: 'by' | 'over'): string {
  const place = `reference.${key}`;
  const value = field.requiredString(spec, key, place, 'Write a duration such as 7d.');
  parseDuration(value, place);
  return value;
}

function orderBy(source: Json): RecordsQuery['orderBy'] {
  const order = field.object(source, 'orderBy', 'orderBy');
  return (
    order && {
      column: field.requiredString(order, 'column', 'orderBy.column', 'Name the column to sort by.'),
      direction: field.oneOf(order, 'direction', 'orderBy.direction', DIRECTIONS) ?? 'desc',
    }
  );
}
