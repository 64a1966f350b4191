/** Answers of another analysis are no plain tables: what all three panels say of them, and where they lead. */
import { type DataFrame, type DataQueryRequest, dateTime, OrgRole, type PanelProps, toDataFrame } from '@grafana/data';
import { config, locationService } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentType } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { panelProps } from '../../tests/unit/panelProps';
import { cohorts, distributions, fairness } from '../../tests/workbench/panels/cohortFixtures';
import { gain, importance, stored } from '../../tests/workbench/panels/explanationFixtures';
import { DATASOURCE_TYPE } from '../query/model';
import { CohortsPanel } from './cohorts/CohortsPanel';
import { DriftHeatmapPanel } from './driftheatmap/DriftHeatmapPanel';
import { exampleFrame } from './driftheatmap/testFrames';
import { suggestCohorts } from './cohorts/suggestions';
import { ImportancePanel } from './importance/ImportancePanel';
import { isPlainTable } from './importance/views';

/** What the data source answers to each query type. */
const ANSWERS: Record<string, () => DataFrame[]> = {
  drift: () => [exampleFrame()],
  importance: () => [importance()],
  cohorts: () => [cohorts()],
  fairness,
  distribution: distributions,
  beeswarm: () => stored('beeswarm'),
  dependence: () => stored('dependence'),
  explanation: () => stored('local'),
  impact: () => stored('impact'),
};

type Panel = ComponentType<PanelProps>;
interface Opened {
  type?: string;
  options?: object;
}

function open(View: Panel, series: DataFrame[], { type, options = {} }: Opened = {}) {
  const range = { from: dateTime(1000), to: dateTime(9000), raw: { from: dateTime(1000), to: dateTime(9000) } };
  const target = { refId: 'A', datasource: { type: DATASOURCE_TYPE, uid: 'p' }, queryType: type, model: 'flights' };
  const request: DataQueryRequest = {
    app: 'dashboard',
    panelId: 7,
    requestId: 'q',
    interval: '1h',
    intervalMs: 36e5,
    range,
    scopedVars: {},
    timezone: 'utc',
    startTime: 0,
    targets: [target],
  };
  const props = panelProps({ series: series.map((frame) => ({ ...frame, refId: 'A' })), options });
  render(<View {...props} data={{ ...props.data, request }} />);
  return userEvent.setup();
}

const { user: reader } = config.bootData;
beforeEach(() => {
  locationService.push('/d/model');
  config.bootData.user = { ...reader, orgRole: OrgRole.Editor, isGrafanaAdmin: false };
});
afterEach(() => {
  config.bootData.user = reader;
});

/** Each panel with the answers that are for others. */
const FOREIGN: Array<[string, Panel, string[]]> = [
  [
    'drift heatmap',
    DriftHeatmapPanel,
    ['importance', 'cohorts', 'fairness', 'distribution', 'beeswarm', 'dependence', 'explanation', 'impact'],
  ],
  ['importance', ImportancePanel, ['drift', 'cohorts', 'fairness', 'distribution']],
  ['cohorts', CohortsPanel, ['drift', 'importance', 'distribution', 'beeswarm', 'dependence', 'explanation', 'impact']],
];

describe.each(FOREIGN)('the %s panel', (name, View, types) => {
  it.each(types)('draws no answer of %s: it says so, which query it is for, and leads there', async (type) => {
    const user = open(View, ANSWERS[type](), { type });
    const message = screen.getByRole('status');
    expect(message).toHaveTextContent(`This view does not draw answers of the query type "${type}"`);
    const wanted = { 'drift heatmap': 'drift', importance: 'importance', cohorts: 'cohorts' }[name];
    expect(message).toHaveTextContent(`Use the query type "${wanted}"`);
    expect(screen.queryByRole('figure')).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Edit the query' }));
    expect(locationService.getSearch().get('editPanel')).toBe('7');
  });
});

it('says it of data that came without their query', () => {
  open(ImportancePanel, ANSWERS.drift());
  expect(screen.getByRole('status')).toHaveTextContent('These data are of an analysis that this view does not draw');
});

describe('a view of the importance panel', () => {
  it.each([
    ['beeswarm', 'dependence'],
    ['waterfall', 'importance'],
    ['bars', 'impact'],
    ['dependence', 'beeswarm'],
    ['agreement', 'drift'],
  ])('%s draws no answer of %s', (view, type) => {
    open(ImportancePanel, ANSWERS[type](), { type, options: { view } });
    expect(screen.getByRole('status')).toHaveTextContent(`query type "${type}"`);
    expect(screen.queryByRole('figure')).not.toBeInTheDocument();
  });
});

describe('what is drawn as before', () => {
  it.each<[string, Panel, () => DataFrame[]]>([
    ['a drift query', DriftHeatmapPanel, ANSWERS.drift],
    ['importance', ImportancePanel, ANSWERS.importance],
    ['gain of another data source', ImportancePanel, gain],
    ['cohorts', CohortsPanel, ANSWERS.cohorts],
    ['a plain table of names and numbers', CohortsPanel, gain],
  ])('%s', (_, View, series) => {
    open(View, series());
    expect(screen.getByRole('figure')).toBeInTheDocument();
  });

  it('a frame whose fields somebody names in the options', () => {
    open(ImportancePanel, ANSWERS.drift(), { type: 'drift', options: { nameField: 'column', valueField: 'score' } });
    expect(screen.getByRole('figure')).toBeInTheDocument();
  });
});

it('suggests no panel for answers of other analyses', () => {
  const drift = ANSWERS.drift()[0];
  expect(isPlainTable({ ...gain()[0], meta: drift.meta })).toBe(false);
  expect(isPlainTable(gain()[0])).toBe(true);
  const summary = (frame: DataFrame) => ({ rawFrames: [frame] }) as Parameters<typeof suggestCohorts>[0];
  const interval = toDataFrame({ fields: ['value', 'lo', 'hi'].map((field) => ({ name: field, values: [1, 2] })) });
  expect(suggestCohorts(summary(interval))).toHaveLength(1);
  expect(suggestCohorts(summary({ ...interval, meta: drift.meta }))).toBeUndefined();
});
