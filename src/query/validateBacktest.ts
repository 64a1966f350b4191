/** Reads a back-test from untrusted JSON. */
import {
  type BacktestQuery,
  type BacktestRule,
  CONDITION_TYPES,
  type Incident,
  NO_DATA_STATES,
  type RuleCondition,
} from './backtest';
import { parseDuration } from './duration';
import * as field from './fields';
import { type Json } from './fields';
import { type PlumblineQuery, type QueryBase } from './model';

const FORMATS = ['table', 'timeseries'] as const;
const MAX_INCIDENTS = 1000;

/** `parse` reads the query of a rule; errors name the place inside it. */
export function parseBacktest(source: Json, base: QueryBase, parse: (query: unknown) => PlumblineQuery): BacktestQuery {
  const rule = readRule(source, 'rule', parse);
  if (!rule) {
    throw field.invalid('rule', 'is missing', 'Send {"query": {...}, "condition": {"type": "gt", "params": [0.2]}}.');
  }
  const incidents = field.objects(source, 'incidents', 'incidents', incident);
  if (incidents && incidents.length > MAX_INCIDENTS) {
    throw field.invalid('incidents', `has ${incidents.length} entries`, `${MAX_INCIDENTS} are the most.`);
  }
  const truth = readRule(source, 'truth', parse);
  if (truth && incidents) {
    throw field.invalid('truth', 'and incidents exclude each other', 'Leave one of them out.');
  }
  return field.defined({
    ...base,
    queryType: 'backtest' as const,
    rule,
    every: duration(source, 'every', 'every'),
    incidents,
    truth,
    lead: duration(source, 'lead', 'lead'),
    alarmBudget: field.number(source, 'alarmBudget', 'alarmBudget', { min: 0, max: 10_000 }),
    format: field.oneOf(source, 'format', 'format', FORMATS),
  });
}

function readRule(
  source: Json,
  key: 'rule' | 'truth',
  parse: (query: unknown) => PlumblineQuery
): BacktestRule | undefined {
  const spec = field.object(source, key, key);
  if (!spec) {
    return undefined;
  }
  const json = field.object(spec, 'query', `${key}.query`);
  if (!json) {
    throw field.invalid(`${key}.query`, 'is missing', 'Send the query that the rule asks.');
  }
  const query = parse({ refId: 'A', ...json });
  if (
    query.queryType === 'backtest' ||
    query.queryType === 'models' ||
    query.queryType === 'refusals' ||
    query.queryType === 'annotations'
  ) {
    throw field.invalid(`${key}.query`, `is a ${query.queryType} query`, 'Replay the query of an analysis, or SQL.');
  }
  return field.defined({
    query,
    condition: condition(spec, key),
    for: duration(spec, 'for', `${key}.for`),
    keepFiringFor: duration(spec, 'keepFiringFor', `${key}.keepFiringFor`),
    range: duration(spec, 'range', `${key}.range`),
    delay: duration(spec, 'delay', `${key}.delay`),
    noData: field.oneOf(spec, 'noData', `${key}.noData`, NO_DATA_STATES),
  });
}

function condition(spec: Json, key: string): RuleCondition {
  const place = `${key}.condition`;
  const given = field.object(spec, 'condition', place);
  const type = given && field.oneOf(given, 'type', `${place}.type`, CONDITION_TYPES);
  if (!given || !type) {
    throw field.invalid(
      place,
      'is missing',
      `Send {"type": "gt", "params": [0.2]}; types: ${CONDITION_TYPES.join(', ')}.`
    );
  }
  const wanted = type.includes('range') ? 2 : 1;
  const params: unknown = given.params;
  if (
    !Array.isArray(params) ||
    params.length < wanted ||
    !params.every((each): each is number => typeof each === 'number' && Number.isFinite(each))
  ) {
    throw field.invalid(`${place}.params`, `must be ${wanted} ${wanted === 1 ? 'number' : 'numbers'}`, 'Send [0.2].');
  }
  return { type, params: params.slice(0, wanted) };
}

function incident(item: Json, place: string): Incident {
  const from = field.requiredString(item, 'from', `${place}.from`, 'Send the time it began, RFC 3339.');
  const to = field.string(item, 'to', `${place}.to`);
  for (const [key, value] of Object.entries({ from, to })) {
    if (value !== undefined && Number.isNaN(Date.parse(value))) {
      throw field.invalid(
        `${place}.${key}`,
        `"${value}" is not a time`,
        'Write RFC 3339, such as 2026-01-31T12:00:00Z.'
      );
    }
  }
  if (to !== undefined && Date.parse(to) < Date.parse(from)) {
    throw field.invalid(`${place}.to`, 'is before its beginning', 'Swap the two.');
  }
  return field.defined({ from, to, name: field.string(item, 'name', `${place}.name`) });
}

function duration(source: Json, key: string, place: string): string | undefined {
  const value = field.string(source, key, place);
  if (value === undefined || value === '0' || value === '0s') {
    return undefined;
  }
  parseDuration(value, place);
  return value;
}
