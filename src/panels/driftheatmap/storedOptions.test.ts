/** Options as dashboards store them: lifted from earlier versions, within their bounds, and each with an editor. */
import { type PanelModel, PanelOptionsEditorBuilder } from '@grafana/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillRegistries } from '../../../tests/workbench/app/services/editors';
import { driftLayout } from './layout';
import { migrateOptions } from './migrations';
import { plugin } from './module';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions } from './options';

// The editors of options are Grafana's own, and it fills them in.
beforeAll(fillRegistries);

describe('stored options', () => {
  it('of before the new ones keep their look', () => {
    const before = { marks: false, groups: true, fdr: 0.2 };
    expect(migrateOptions({ options: before })).toEqual({ ...DEFAULT_OPTIONS, groups: true, fdr: 0.2, marks: 'none' });
    expect(migrateOptions({ options: { marks: true } }).marks).toBe('significant');
    expect([true, false, undefined].map((showMargins) => migrateOptions({ options: { showMargins } }).margins)).toEqual(
      [['importance', 'impact'], [], ['importance', 'impact']]
    );
    expect(migrateOptions({ options: { margins: ['impact', 'nonsense'] } }).margins).toEqual(['impact']);
  });

  it('that switched the margins off stay off where defaults are filled in, and are lifted once', () => {
    const options = { showMargins: false, margins: ['importance', 'impact'] };
    const lifted = migrateOptions({ options });
    expect(lifted.margins).toEqual([]);
    expect(lifted).not.toHaveProperty('showMargins');
    expect(migrateOptions({ options: { ...lifted, margins: ['importance', 'impact'] } }).margins).toHaveLength(2);
    // Even in a dashboard that says to be of this very version: else what somebody chooses next would not hold.
    const asked = (stored: object) => plugin.shouldMigrate?.({ options: stored } as PanelModel);
    expect([asked(options), asked(lifted), asked({})]).toEqual([true, false, false]);
  });

  it('may be written in groups, and by the names that people know values by', () => {
    const options = {
      color: { by: 'thresholds', scheme: 'continuous-blues', steps: 'continuous', stops: [0, 1, 3] },
      cell: { gap: 2, radius: 4, rowHeight: 20 },
      groupBy: 'team',
      sort: 'alert count',
      marks: 'breach + significant',
      margins: ['impact', 'share'],
      // As Grafana fills in what is not there.
      colorBy: 'severity',
      colorSteps: 9,
    };
    expect(migrateOptions({ options })).toEqual({
      ...DEFAULT_OPTIONS,
      colorBy: 'field',
      colorScheme: 'continuous-blues',
      colorSteps: 0,
      colorStops: '0, 1, 3',
      cellGap: 2,
      cellRadius: 4,
      rowHeight: 20,
      groups: true,
      groupField: 'team',
      sort: 'breaches',
      margins: ['impact'],
    });
    expect(migrateOptions({ options: { color: 3, cell: null, groupBy: 'none' } })).toEqual(DEFAULT_OPTIONS);
    expect(migrateOptions({ options: { color: { by: 'constructor' } } }).colorBy).toBe('severity');
    // Lifted once, or what somebody chooses next would not hold.
    expect(plugin.shouldMigrate?.({ options } as unknown as PanelModel)).toBe(true);
    expect(plugin.shouldMigrate?.({ options: migrateOptions({ options }) } as unknown as PanelModel)).toBe(false);
  });

  it('stay within their bounds', () => {
    const wild = {
      colorSteps: 1e6,
      rowHeight: 1e6,
      cellGap: 99,
      labelExtras: ['streak', 'nonsense'],
      timeAgg: 'median',
    };
    expect(migrateOptions({ options: wild })).toEqual({
      ...DEFAULT_OPTIONS,
      colorSteps: 64,
      rowHeight: 64,
      cellGap: 25,
      labelExtras: ['streak'],
    });
    expect(migrateOptions({ options: { colorSteps: 1, rowHeight: 3 } })).toEqual(DEFAULT_OPTIONS);
  });

  it('make rows as high as they say', () => {
    const input = { width: 800, height: 400, labelWidth: 90, rows: 60, pinned: 0, margins: 0, fit: false };
    const height = (rowHeight?: number) =>
      driftLayout({ ...input, rowHeight, wantsLegend: true, wantsShare: true }).cellHeight;
    expect([height(), height(30), height(50)]).toEqual([18, 30, 50]);
  });
});

it('offers every option that it stores, with the defaults that saved dashboards are lifted to', () => {
  const builder = new PanelOptionsEditorBuilder<DriftHeatmapOptions>();
  plugin.getPanelOptionsSupplier()(builder, { data: [] });
  const offered = builder.getItems().map(({ path, defaultValue }) => ({ path, defaultValue }));
  const stored = migrateOptions({ options: {} });
  expect(new Set(offered.map(({ path }) => path.split('.')[0]))).toEqual(new Set(Object.keys(stored)));
  const differing = offered.filter(
    ({ path, defaultValue }) =>
      defaultValue !== undefined &&
      !path.includes('.') &&
      JSON.stringify(Object.entries(stored).find(([key]) => key === path)?.[1]) !== JSON.stringify(defaultValue)
  );
  expect(differing).toEqual([]);
});

it('offers the false discovery rate whatever the marks: cards, bars of shares and colours go by it as well', () => {
  const builder = new PanelOptionsEditorBuilder<DriftHeatmapOptions>();
  plugin.getPanelOptionsSupplier()(builder, { data: [] });
  const item = builder.getItems().find(({ path }) => path === 'fdr');
  const isShown = (marks: DriftHeatmapOptions['marks']) =>
    item?.showIf?.({ ...migrateOptions({ options: {} }), marks }, [], []) ?? item !== undefined;
  expect((['none', 'breach', 'significant'] as const).map(isShown)).toEqual([true, true, true]);
});
