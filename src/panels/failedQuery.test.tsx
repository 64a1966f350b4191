/** A query that failed is no empty answer: what all three panels say of it, and what they keep. */
import {
  type DataQueryError,
  LoadingState,
  type PanelData,
  type PanelProps,
  toDataFrame,
  FieldType,
} from '@grafana/data';
import { config, locationService } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import { type ComponentType } from 'react';
import { describe, expect, it } from 'vitest';
import { panelProps } from '../../tests/unit/panelProps';
import { DATASOURCE_TYPE } from '../query/model';
import { CohortsPanel } from './cohorts/CohortsPanel';
import { DriftHeatmapPanel } from './driftheatmap/DriftHeatmapPanel';
import { exampleFrame } from './driftheatmap/testFrames';
import { ImportancePanel } from './importance/ImportancePanel';

const REASON = 'model "flihgts" is not known. Choose one of: flights';
const ERROR: DataQueryError = { refId: 'A', message: REASON, status: 404 };

const importance = () =>
  toDataFrame({
    refId: 'A',
    meta: { custom: { plumbline: 'importance', v: 1 } },
    fields: [
      { name: 'column', type: FieldType.string, values: ['age'] },
      { name: 'mean_abs', type: FieldType.number, values: [0.4] },
    ],
  });
const cohorts = () =>
  toDataFrame({
    refId: 'A',
    meta: { custom: { plumbline: 'cohorts', v: 1, model: 'flights' } },
    fields: [
      { name: 'cohort', type: FieldType.string, values: ['k=a', 'k=b'] },
      { name: 'metric', type: FieldType.string, values: ['accuracy', 'accuracy'] },
      { name: 'value', type: FieldType.number, values: [0.5, 0.6] },
      { name: 'n', type: FieldType.number, values: [90, 90] },
    ],
  });

const PANELS: Array<[string, ComponentType<PanelProps>, string, () => PanelData['series'][number]]> = [
  ['drift heatmap', DriftHeatmapPanel, 'drift', exampleFrame],
  ['importance', ImportancePanel, 'importance', importance],
  ['cohorts', CohortsPanel, 'cohorts', cohorts],
];

function open(Panel: ComponentType<PanelProps>, queryType: string, given: Partial<PanelData>, target: object = {}) {
  locationService.push('/d/model?var-filters=carrier%7C%3D%7CUA');
  const props = panelProps({ series: given.series ?? [] });
  const request = {
    app: 'dashboard',
    panelId: 7,
    requestId: 'q',
    range: props.timeRange,
    scopedVars: {},
    filters: [{ key: 'carrier', operator: '=', value: 'UA' }],
    targets: [
      {
        refId: 'A',
        datasource: { type: DATASOURCE_TYPE, uid: 'p' },
        queryType,
        model: 'flihgts',
        segmentBy: ['k'],
        ...target,
      },
    ],
  } as unknown as PanelData['request'];
  const draw = (data: Partial<PanelData>) => <Panel {...props} data={{ ...props.data, request, ...data }} />;
  const { rerender } = render(draw({ ...given, series: props.data.series }));
  return { again: (data: Partial<PanelData>) => rerender(draw(data)) };
}

const failed = (data: Partial<PanelData> = { errors: [ERROR] }) => ({ state: LoadingState.Error, series: [], ...data });

describe.each(PANELS)('%s', (_, Panel, queryType, frame) => {
  it('says that the query failed and why, and offers the query alone', () => {
    config.bootData.user = { ...config.bootData.user, isGrafanaAdmin: true };
    open(Panel, queryType, failed());
    const message = screen.getByRole('status');
    expect(message).toHaveTextContent('The query failed');
    expect(message).toHaveTextContent(REASON);
    expect(message).not.toHaveTextContent(/time range/);
    expect(screen.queryByRole('button', { name: /Clear filter/ })).toBeNull();
    expect(screen.getByRole('button', { name: 'Edit the query' })).toBeInTheDocument();
  });

  it('says so where all of the request failed, which Grafana tells elsewhere', () => {
    open(Panel, queryType, failed({ error: ERROR }));
    expect(screen.getByRole('status')).toHaveTextContent(REASON);
  });

  it('says so of an error beside an answer that it can not draw, or without a reason', () => {
    const { again } = open(Panel, queryType, { state: LoadingState.Done, series: [], errors: [ERROR] });
    expect(screen.getByRole('status')).toHaveTextContent(REASON);
    again(failed({}));
    expect(screen.getByRole('status')).toHaveTextContent('The query failed');
  });

  it('keeps the last picture, and draws what other queries brought', () => {
    const { again } = open(Panel, queryType, { state: LoadingState.Done, series: [frame()] });
    const figure = screen.getByRole('figure').textContent;
    again(failed());
    expect(screen.queryByText('The query failed')).toBeNull();
    expect(screen.getByRole('figure').textContent).toBe(figure);
  });

  it('names each reason once where several queries failed', () => {
    const other = { refId: 'B', data: { message: 'too many columns' } };
    open(Panel, queryType, failed({ errors: [ERROR, { ...ERROR, refId: 'C' }, other] }));
    expect(screen.getAllByText(REASON)).toHaveLength(1);
    expect(screen.getByText('too many columns')).toBeInTheDocument();
  });

  it('still says of an empty answer that it is empty', () => {
    open(Panel, queryType, { state: LoadingState.Done, series: [] });
    expect(screen.getByRole('status')).toHaveTextContent(/in this time range/);
  });
});

it('cohorts suggest no facets in place of the reason', () => {
  open(CohortsPanel, 'cohorts', failed(), { segmentBy: undefined });
  expect(screen.getByRole('status')).toHaveTextContent(REASON);
});
