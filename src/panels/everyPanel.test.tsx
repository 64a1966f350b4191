/** What Grafana and its users expect of any panel, asked of all three. */
import {
  ActionType,
  AlertState,
  type DataFrame,
  type DataQueryRequest,
  type FieldConfig,
  FieldType,
  HttpRequestMethod,
  MappingType,
  type PanelProps,
  toDataFrame,
} from '@grafana/data';
import { TooltipDisplayMode } from '@grafana/schema';
import { PanelContextProvider } from '@grafana/ui';
import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import fs from 'node:fs';
import path from 'node:path';
import { type ComponentType } from 'react';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { panelProps } from '../../tests/unit/panelProps';
import { fillRegistries } from '../../tests/workbench/app/services/editors';
import { plugin as cohorts } from './cohorts/module';
import { plugin as drift } from './driftheatmap/module';
import { plugin as importance } from './importance/module';

const HOUR = 36e5;
const range: [number, number] = [0, 3 * HOUR];

function own(kind: string, fields: Record<string, Array<string | number>>): DataFrame {
  const isTime = (name: string) => name === 'time';
  return {
    ...toDataFrame({
      refId: 'A',
      fields: Object.entries(fields).map(([name, values]) => ({
        name,
        type: isTime(name) ? FieldType.time : typeof values[0] === 'number' ? FieldType.number : FieldType.string,
        values,
      })),
    }),
    meta: { custom: { plumbline: kind, v: 1, model: 'flights' } },
  };
}

const texts = ['alpha', 'beta', 'alpha', 'beta'];
const PANELS = [
  {
    name: 'drift heatmap',
    plugin: drift,
    role: 'grid',
    series: () => [
      own('drift', {
        time: [0, 0, HOUR, HOUR],
        column: texts,
        score: [0.4, 0.1, 0.3, 0.2],
        threshold: [0.2, 0.2, 0.2, 0.2],
      }),
    ],
    plain: () => [series('alpha', [0.4, 0.3]), series('beta', [0.1, 0.2])],
    options: {},
    header: 'Column,Window,Score',
  },
  {
    name: 'importance',
    plugin: importance,
    role: 'listbox',
    series: () => [own('importance', { column: ['alpha', 'beta'], mean_abs: [0.4, 0.1], n: [50, 50] })],
    plain: () => [series('alpha', [0.3, 0.4]), series('beta', [0.2, 0.1])],
    options: {},
    header: 'Feature,Rank',
  },
  {
    name: 'cohorts',
    plugin: cohorts,
    role: 'treegrid',
    series: () => [
      own('cohorts', {
        cohort: ['k=alpha', 'k=beta'],
        key: ['k', 'k'],
        segment: ['alpha', 'beta'],
        metric: ['accuracy', 'accuracy'],
        n: [500, 400],
        value: [0.4, 0.1],
        lo: [0.3, 0],
        hi: [0.5, 0.2],
        status: ['ok', 'ok'],
      }),
    ],
    plain: () => [
      toDataFrame({
        fields: [
          { name: 'who', type: FieldType.string, values: ['alpha', 'beta'] },
          { name: 'gain', type: FieldType.number, values: [0.4, 0.1] },
        ],
      }),
    ],
    options: { minSupport: 0 },
    header: 'Cohort,Metric',
  },
] as const;
type Case = (typeof PANELS)[number];

function series(name: string, values: number[]): DataFrame {
  return toDataFrame({
    refId: 'A',
    name,
    fields: [
      { name: 'time', type: FieldType.time, values: [0, HOUR] },
      { name: 'value', type: FieldType.number, values, labels: { column: name } },
    ],
  });
}

interface Given {
  series?: DataFrame[];
  options?: object;
  defaults?: FieldConfig;
  alertState?: AlertState;
  /** Of the dashboard. */
  filters?: DataQueryRequest['filters'];
}

function open(panel: Case, given: Given = {}) {
  const options = { ...panel.options, ...given.options };
  const props = panelProps({ series: given.series ?? panel.series(), range, options, defaults: given.defaults });
  const alertState = given.alertState && { id: 1, dashboardUID: 'd', panelId: 1, state: given.alertState };
  const request = { targets: [], filters: given.filters, range: props.timeRange } as unknown as DataQueryRequest;
  const Panel = panel.plugin.panel as ComponentType<PanelProps> | null;
  if (!Panel) {
    throw new Error('the module has no panel');
  }
  const context = { eventsScope: 'global', eventBus: props.eventBus, canExecuteActions: () => true };
  return render(
    <PanelContextProvider value={context}>
      <Panel {...props} data={{ ...props.data, alertState, request }} />
    </PanelContextProvider>
  );
}

async function pinFirst(panel: Case) {
  const user = userEvent.setup();
  screen.getByRole(panel.role).focus();
  await user.keyboard('{ArrowDown}{Enter}');
  return within(screen.getByRole('dialog'));
}

beforeAll(fillRegistries);
beforeEach(() => vi.restoreAllMocks());

describe.each(PANELS)('$name', (panel) => {
  it('has all of Grafana’s field options, annotations or none, and states of alerts', () => {
    const ids = panel.plugin.fieldConfigRegistry.list().map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'unit',
        'decimals',
        'mappings',
        'thresholds',
        'links',
        'actions',
        'noValue',
        'displayName',
      ])
    );
    expect(panel.plugin.dataSupport).toEqual({ annotations: panel.name !== 'cohorts', alertStates: true });
  });

  it('lifts options of older dashboards and survives nonsense', () => {
    const lift = (options: object) => panel.plugin.onPanelMigration?.({ options } as never) as Record<string, unknown>;
    const defaults = lift({});
    expect(lift({ tooltip: false })).toEqual({ ...defaults, tooltip: { mode: TooltipDisplayMode.None } });
    const nonsense = Object.fromEntries(Object.keys(defaults).map((key) => [key, { no: 'sense' }]));
    expect(lift(nonsense)).toEqual(defaults);
    const chosen = { ...defaults, fdr: 0.2, showLegend: false };
    expect(lift(chosen)).toEqual(chosen);
  });

  it('is suggested for its own frames and for no other series', () => {
    const suggest = (rawFrames: DataFrame[]) =>
      panel.plugin.getSuggestions({ rawFrames, hasData: true } as never) ?? [];
    expect(suggest(panel.series())).toHaveLength(1);
    expect(suggest([series('cpu', [1, 2])])).toHaveLength(0);
  });

  it('shows its data as a table and copies them whole', async () => {
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    open(panel);
    screen.getByRole(panel.role).focus();
    await user.keyboard('t');
    expect(within(screen.getByRole('table')).getAllByText(/alpha/).length).toBeGreaterThan(0);
    await user.click(screen.getByRole('button', { name: 'Copy as CSV' }));
    expect(write.mock.calls[0][0].startsWith(panel.header)).toBe(true);
    expect(write.mock.calls[0][0]).toContain('0.4');
  });

  it('honours units and value mappings', async () => {
    const shown = open(panel, { defaults: { unit: 'ms', decimals: 2 } });
    expect((await pinFirst(panel)).getAllByText(/0\.40 ms/).length).toBeGreaterThan(0);
    shown.unmount();
    const mapping = { type: MappingType.ValueToText as const, options: { '0.4': { text: 'as planned' } } };
    open(panel, { defaults: { mappings: [mapping] } });
    expect((await pinFirst(panel)).getAllByText(/as planned/).length).toBeGreaterThan(0);
  });

  it('offers data links and actions of the field', async () => {
    const action = {
      title: 'Retrain',
      type: ActionType.Fetch as const,
      [ActionType.Fetch]: { method: HttpRequestMethod.POST, url: 'http://127.0.0.1:9/retrain' },
    };
    open(panel, { defaults: { links: [{ title: 'Runbook', url: 'http://127.0.0.1:9/runbook' }], actions: [action] } });
    const card = await pinFirst(panel);
    expect(card.getByRole('link', { name: 'Runbook' })).toHaveAttribute('href', 'http://127.0.0.1:9/runbook');
    expect(card.getByRole('button', { name: 'Retrain' })).toBeInTheDocument();
  });

  it('has a legend that can be turned off', () => {
    const height = (showLegend: boolean) => {
      const shown = open(panel, { options: { showLegend } });
      const text = shown.container.textContent?.length ?? 0;
      shown.unmount();
      return text;
    };
    expect(height(true)).toBeGreaterThan(height(false));
  });

  it('has tooltips of a size, and none while hidden, but always for what is pinned', async () => {
    const hover = () => {
      const place = { clientX: 300, clientY: 5 };
      fireEvent.pointerMove(screen.getByRole(panel.role), place);
      fireEvent.mouseMove(screen.getByRole(panel.role), place);
    };
    const shown = open(panel, { options: { tooltip: { mode: TooltipDisplayMode.Single, maxWidth: 234 } } });
    hover();
    expect(screen.getByRole('tooltip')).toHaveStyle({ maxWidth: '234px' });
    shown.unmount();
    open(panel, { options: { tooltip: { mode: TooltipDisplayMode.None } } });
    hover();
    expect(screen.queryByRole('tooltip')).not.toBeInTheDocument();
    await pinFirst(panel);
  });

  it('draws frames of other data sources', () => {
    open(panel, { series: [...panel.plain()] });
    expect(within(screen.getByRole(panel.role)).getAllByText(/alpha/).length).toBeGreaterThan(0);
  });

  it('gives a sample query when there is none', () => {
    open(panel, { series: [] });
    const shown = screen.getByRole('status').textContent ?? '';
    const sample = /Sample query: (\{.*\})/.exec(shown)?.[1] ?? '';
    expect(JSON.parse(sample)).toMatchObject({ queryType: expect.any(String) });
  });

  it('names the filters that may have left nothing', () => {
    const filters = [{ key: 'carrier', operator: '=', value: 'UA' }];
    open(panel, { series: [], filters });
    expect(screen.getByRole('status')).toHaveTextContent('Filters in force: carrier = UA');
  });

  it('says in its sentence what the answer left out', () => {
    const truncated = { shown: 2, total: 9, rule: 'the largest' };
    const series = panel
      .series()
      .map((frame) => ({ ...frame, meta: { custom: { ...frame.meta?.custom, truncated } } }));
    open(panel, { series, options: { showLegend: false } });
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(/2 of 9 sent \(the largest\)/);
  });

  it('takes the fields that one names', () => {
    const fields = [
      { name: 'id', type: FieldType.string, values: ['x', 'y'] },
      { name: 'label', type: FieldType.string, values: ['chosen', 'other'] },
      { name: 'no', type: FieldType.number, values: [7, 7] },
      { name: 'figure', type: FieldType.number, values: [0.4, 0.1] },
    ];
    const options =
      panel.name === 'drift heatmap'
        ? { rowField: 'label', columnField: 'id', valueField: 'figure' }
        : { nameField: 'label', valueField: 'figure' };
    open(panel, { series: [toDataFrame({ refId: 'A', fields })], options });
    expect(within(screen.getByRole(panel.role)).getAllByText(/chosen/).length).toBeGreaterThan(0);
    expect(within(screen.getByRole(panel.role)).queryByText(/^x$/)).not.toBeInTheDocument();
  });

  it('says what the alert rule of the panel says', () => {
    open(panel, { alertState: AlertState.Alerting });
    expect(screen.getByText('Alert firing')).toBeInTheDocument();
  });
});

it('moves nothing, so that reduced motion needs no rule', () => {
  const folders = ['src/panels', 'src/components'];
  const files = folders.flatMap((folder) =>
    fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name))
  );
  const sources = files.filter((name) => /(?<!\.test)\.tsx?$/.test(name));
  expect(sources.length).toBeGreaterThan(100);
  const moving = sources.filter((name) => /\b(transition|animation)\b\s*:/.test(fs.readFileSync(name, 'utf8')));
  expect(moving).toEqual([]);
});
