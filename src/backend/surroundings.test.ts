/** Settings, store paths and routes: what decides before an engine is asked. */
import { describe, expect, test } from 'vitest';
import { routeOf, permissionForBody } from './routes';
import { readSettings } from './settings';
import { storeFolder, storePath } from './storePath';

describe('store path', () => {
  test('beside the plugins folder unless the administrator says otherwise', () => {
    const launcher = '/var/lib/grafana/plugins/plumbline-models-app/datasource';
    expect(storeFolder(undefined, launcher)).toBe('/var/lib/grafana/plumbline');
    expect(storeFolder('/srv/stores', launcher)).toBe('/srv/stores');
    expect(() => storeFolder('stores', launcher)).toThrow(/absolute/);
    expect(storePath('/srv/stores', 3, 'Ab_c-1')).toBe('/srv/stores/3/Ab_c-1.duckdb');
  });

  test.each(['', '../x', 'a/b', 'a.b', 'a\0b', 'ä', 'x'.repeat(41)])('uid %j is refused', (uid) => {
    expect(() => storePath('/s', 1, uid)).toThrow(/uid/);
  });

  test.each([0, -1, 1.5, NaN])('organisation %d is refused', (org) => {
    expect(() => storePath('/s', org, 'a')).toThrow(/Organisation/);
  });
});

describe('settings', () => {
  test('defaults, and values of the wrong kind', () => {
    const defaults = readSettings({});
    expect(defaults).toMatchObject({
      rawSql: 'guarded',
      autoCreate: true,
      dashboardTimeoutMs: 25_000,
      memoryMiB: 1024,
    });
    expect(readSettings({ rawSql: 7, autoCreate: 'no', queryRole: '', queryTimeoutSeconds: 'x' })).toEqual(defaults);
    expect(readSettings({ queryTimeoutSeconds: 1e9, memoryLimitMb: 1 })).toMatchObject({
      dashboardTimeoutMs: 300_000,
      memoryMiB: 128,
    });
  });
});

describe('routes', () => {
  test.each([
    [
      'POST',
      'v1/models/a%20b/predictions',
      { kind: 'ingest', permission: 'ingest', model: 'a b', rows: 'predictions' },
    ],
    ['GET', 'v1/models', { kind: 'resource', permission: 'query' }],
    ['PUT', 'v1/models/m', { kind: 'resource', permission: 'edit' }],
    ['DELETE', 'v1/models/m', { kind: 'resource', permission: 'admin' }],
    ['DELETE', 'v1/cohorts/c', { kind: 'resource', permission: 'edit' }],
  ])('%s %s', (method, path, route) => {
    expect(routeOf(method, path)).toMatchObject(route);
  });

  test('retention is an administrator', () => {
    const route = routeOf('PUT', 'v1/models/m');
    expect(permissionForBody(route, { retention: { raw: '1d' } })).toBe('admin');
    expect(permissionForBody(route, { owner: 'x' })).toBe('edit');
  });
});
