import { createDataFrame, FieldType } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { countByModel } from './alerts';
import { readModels, severityOf } from './models';

describe('countByModel', () => {
  const rules = (alerts: Array<{ state: string; labels?: Record<string, string> }>) => ({
    data: { groups: [{ rules: [{ alerts }, {}] }, {}] },
  });

  it('counts firing instances by their label', () => {
    const counts = countByModel(
      rules([
        { state: 'Alerting', labels: { model: 'flights', column: 'temp' } },
        { state: 'Alerting (NoData)', labels: { model: 'flights' } },
        { state: 'firing', labels: { model: 'loans' } },
      ])
    );
    expect([...counts]).toEqual([
      ['flights', 2],
      ['loans', 1],
    ]);
  });

  it('leaves out what does not fire and what names no model', () => {
    const counts = countByModel(
      rules([
        { state: 'Normal', labels: { model: 'flights' } },
        { state: 'Pending', labels: { model: 'flights' } },
        { state: 'Alerting', labels: { job: 'api' } },
        { state: 'Alerting' },
      ])
    );
    expect(counts.size).toBe(0);
  });

  it('takes an empty answer for no alerts', () => {
    expect(countByModel({}).size).toBe(0);
  });
});

describe('readModels', () => {
  it('tells zero from what is not computed', () => {
    const [row] = readModels(
      createDataFrame({
        fields: [
          { name: 'model', type: FieldType.string, values: ['flights'] },
          { name: 'status', type: FieldType.string, values: ['breach'] },
          { name: 'drifted_columns', type: FieldType.number, values: [0] },
          { name: 'performance', type: FieldType.number, values: [null] },
        ],
      })
    );
    expect(row).toMatchObject({
      model: 'flights',
      status: 'breach',
      driftedColumns: 0,
      performance: null,
      volume: null,
    });
  });

  it('takes a status it does not know for no data', () => {
    const [row] = readModels(
      createDataFrame({ fields: [{ name: 'status', type: FieldType.string, values: ['on fire'] }] })
    );
    expect(row?.status).toBe('no_data');
  });

  it('has no rows without a frame', () => {
    expect(readModels(undefined)).toEqual([]);
  });
});

it('puts a breach before a warning, and both before what is fine', () => {
  expect(severityOf('breach')).toBeLessThan(severityOf('warn'));
  expect(severityOf('warn')).toBeLessThan(severityOf('ok'));
});
