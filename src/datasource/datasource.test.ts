import { type DataSourceInstanceSettings, type DataSourcePluginMeta, PluginType, type ScopedVars } from '@grafana/data';
import { setTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PlumblineQuery, QUERY_VERSION } from '../query/model';
import { PlumblineDataSource } from './datasource';
import { liftQuery } from './lift';
import manifest from './plugin.json';
import { type PlumblineOptions } from './types';

const datasource = new PlumblineDataSource({
  uid: 'plumb',
  name: 'Plumbline',
  type: 'plumbline-predictions-datasource',
  access: 'proxy',
  readOnly: false,
  jsonData: {},
  meta: { id: 'plumbline-predictions-datasource', type: PluginType.datasource } as DataSourcePluginMeta,
} as DataSourceInstanceSettings<PlumblineOptions>);

/** As Grafana does it: scoped variables first, then those of the panel. */
const ofPanel: Record<string, string> = { __interval: '1h', __interval_ms: '3600000', model: 'flights' };
const templates: Pick<TemplateSrv, 'replace'> = {
  replace: (text = '', scopedVars) =>
    text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) =>
      String(scopedVars?.[name]?.value ?? ofPanel[name] ?? whole)
    ),
};
beforeEach(() => setTemplateSrv(templates as TemplateSrv));

const scoped: ScopedVars = {
  __interval: { text: '1h', value: '1h' },
  __interval_ms: { text: '3600000', value: 3_600_000 },
  carrier: { text: 'UA', value: 'UA' },
};

describe('applyTemplateVariables', () => {
  it('leaves the interval macros of SQL to the back end and fills in the rest', () => {
    const query: PlumblineQuery = {
      refId: 'A',
      queryType: 'sql',
      rawSql: "SELECT time_bucket($__interval, t), ${__interval_ms} FROM $model WHERE carrier = '$carrier'",
    };
    expect(datasource.applyTemplateVariables(query, scoped)).toMatchObject({
      rawSql: "SELECT time_bucket($__interval, t), $__interval_ms FROM flights WHERE carrier = 'UA'",
    });
  });

  it('fills in the interval of an analysis, which has no macros', () => {
    const query: PlumblineQuery = { refId: 'A', queryType: 'drift', model: '$model', window: '$__interval' };
    expect(datasource.applyTemplateVariables(query, scoped)).toMatchObject({ model: 'flights', window: '1h' });
  });
});

describe('a query that was written elsewhere', () => {
  const rawSql = 'SELECT 1';
  const foreign = { refId: 'A', rawSql, format: 'time_series' } as unknown as PlumblineQuery;

  it('is sent, and lifted to what this version writes', () => {
    expect(datasource.filterQuery(foreign)).toBe(true);
    expect(liftQuery(foreign)).toEqual({
      refId: 'A',
      queryType: 'sql',
      rawSql,
      format: 'timeseries',
      pluginVersion: QUERY_VERSION,
    });
  });

  it('stays as it is where a newer version wrote it, for the back end to refuse', () => {
    const newer = { refId: 'A', queryType: 'drift', model: 'm', pluginVersion: '9.0.0' } as PlumblineQuery;
    expect(liftQuery(newer)).toBe(newer);
  });
});

it('is in the picker of annotations, with events first', () => {
  expect(manifest.annotations).toBe(true);
  expect(datasource.annotations.getDefaultQuery()).toMatchObject({ queryType: 'annotations' });
});
