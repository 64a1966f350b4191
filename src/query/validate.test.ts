import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { parseDuration, parseWindow } from './duration';
import { PlumblineError } from './errors';
import { DATASOURCE_TYPE } from './model';
import { parseQuery } from './validate';

const drift = { refId: 'A', queryType: 'drift', model: 'flights' };

function failure(json: unknown): PlumblineError {
  try {
    parseQuery(json);
  } catch (error) {
    if (error instanceof PlumblineError) {
      return error;
    }
    throw error;
  }
  throw new Error('It was accepted');
}

describe('parseQuery', () => {
  it('keeps every field of a query and adds the version', () => {
    const query = {
      ...drift,
      pluginVersion: '1.0.0',
      columns: ['*'],
      method: 'psi',
      reference: { kind: 'fixed', name: 'training' },
      window: '1d',
      segmentBy: ['carrier'],
      filters: [{ key: 'origin', operator: '=', value: 'EWR' }],
      minRows: 200,
      format: 'timeseries',
      threshold: { warn: 0.1, breach: 0.2 },
      missing: 'bin',
      confidence: 0.99,
      labels: { asOf: '2026-01-31T12:00:00Z', minCoverage: 0.8, maturity: '3d' },
      timezone: 'America/New_York',
      versions: ['2'],
      environments: ['production'],
      datasource: { type: DATASOURCE_TYPE, uid: 'u' },
    };
    expect(parseQuery(query)).toEqual(query);
    expect(parseQuery(drift)).toEqual({ ...drift, pluginVersion: '1.0.0' });
  });

  it("leaves out what is not the query's, and reads null, empty text and empty lists as not said", () => {
    expect(parseQuery({ ...drift, intervalMs: 5, columns: [], window: '', method: null })).toEqual({
      ...drift,
      pluginVersion: '1.0.0',
    });
  });

  it('reads a filter value as text, and one value as a list where a list is meant', () => {
    const filters = [
      { key: 'a', operator: '>=', value: 5 },
      { key: 'b', operator: '=|', value: 'x' },
      { key: 'c', operator: '=', value: '' },
    ];
    expect(parseQuery({ ...drift, filters })).toMatchObject({
      filters: [
        { key: 'a', operator: '>=', value: '5' },
        { key: 'b', operator: '=|', values: ['x'] },
        { key: 'c', operator: '=', value: '' },
      ],
    });
  });

  it.each([
    [null, 'query'],
    [[], 'query'],
    [{ refId: 'A' }, 'queryType'],
    [{ refId: 'A', queryType: 'guess' }, 'queryType'],
    [{ queryType: 'models' }, 'refId'],
    [{ refId: 'A', queryType: 'drift' }, 'model'],
    [{ ...drift, model: 7 }, 'model'],
    [{ ...drift, method: 'sum' }, 'method'],
    [{ ...drift, columns: 'a' }, 'columns'],
    [{ ...drift, columns: ['a', 3] }, 'columns[1]'],
    [{ ...drift, filters: [{ key: 'a', operator: '~', value: 'x' }] }, 'filters[0].operator'],
    [{ ...drift, filters: [{ key: 'a', operator: '=' }] }, 'filters[0].value'],
    [{ ...drift, filters: [{ key: 'a', operator: '=|' }] }, 'filters[0].values'],
    [{ ...drift, segmentBy: ['a', 'a'] }, 'segmentBy'],
    [{ ...drift, window: 'rows:0' }, 'window'],
    [{ ...drift, window: '1 day' }, 'window'],
    [{ ...drift, minRows: -1 }, 'minRows'],
    [{ ...drift, minRows: 1.5 }, 'minRows'],
    [{ ...drift, confidence: 1 }, 'confidence'],
    [{ ...drift, labels: { asOf: 'yesterday' } }, 'labels.asOf'],
    [{ ...drift, labels: { minCoverage: 2 } }, 'labels.minCoverage'],
    [{ ...drift, labels: { maturity: 'long' } }, 'labels.maturity'],
    [{ ...drift, timezone: 'Mars/Olympus' }, 'timezone'],
    [{ ...drift, reference: {} }, 'reference.kind'],
    [{ ...drift, reference: { kind: 'offset' } }, 'reference.by'],
    [{ ...drift, reference: { kind: 'rolling', over: 'x' } }, 'reference.over'],
    [{ ...drift, threshold: { breach: 'high' } }, 'threshold.breach'],
    [{ refId: 'A', queryType: 'records', model: 'm', limit: 0 }, 'limit'],
    [{ refId: 'A', queryType: 'sql' }, 'rawSql'],
  ])('refuses %j naming %s', (json, place) => {
    const error = failure(json);
    expect(error).toMatchObject({ code: 'bad_request', place });
    expect(error.message).toContain(place);
    expect(error.remedy).toBeTruthy();
  });

  it('takes no property from a prototype', () => {
    expect(failure(Object.create(drift)).place).toBe('queryType');
  });
});

describe('provisioned queries', () => {
  const root = new URL('../../provisioning/', import.meta.url);
  const read = (folder: string, ending: string) =>
    readdirSync(new URL(folder, root))
      .filter((name) => name.endsWith(ending))
      .map((name) => readFileSync(new URL(`${folder}/${name}`, root), 'utf8'))
      // What the variables of the shared boards stand for.
      .map((text) => text.replaceAll('${window}', 'auto').replaceAll('${method}', 'psi'));

  /** Every object with a queryType, however deep; an alert rule's envelope has one too, and its query under `model`. */
  function queries(value: unknown): Array<Record<string, unknown>> {
    if (Array.isArray(value)) {
      return value.flatMap(queries);
    }
    if (typeof value !== 'object' || value === null) {
      return [];
    }
    const isQuery = 'queryType' in value && 'refId' in value && !('model' in value && typeof value.model === 'object');
    const own = isQuery ? [value as Record<string, unknown>] : [];
    return [...own, ...Object.values(value).flatMap(queries)];
  }

  it('of dashboards and alert rules are all valid', () => {
    const found = [
      ...read('dashboards', '.json').flatMap((text) => queries(JSON.parse(text))),
      ...read('alerting', '.yaml').flatMap((text) => queries(parseYaml(text))),
    ];
    expect(found.length).toBeGreaterThan(5);
    for (const query of found) {
      expect(() => parseQuery(query)).not.toThrow();
    }
  });
});

describe('durations and windows', () => {
  it('reads them', () => {
    expect(parseDuration('15m', 'x')).toEqual({ count: 15, unit: 'm' });
    expect(parseDuration('1M', 'x')).toEqual({ count: 1, unit: 'M' });
    expect(parseWindow('auto')).toEqual({ kind: 'auto' });
    expect(parseWindow('rows:500')).toEqual({ kind: 'rows', rows: 500 });
    expect(parseWindow('2w')).toEqual({ kind: 'duration', duration: { count: 2, unit: 'w' } });
  });

  it.each(['0d', '-1d', '1.5h', 'd', '1 d', '5', '1x', '99999999d'])('refuses %s', (text) => {
    expect(() => parseDuration(text, 'reference.by')).toThrow(/reference.by/);
  });
});
