import { type DataFrame, type DataQueryRequest } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { importance, outputs, stored } from '../../../tests/workbench/panels/explanationFixtures';
import { attributionSets } from './attributionSets';
import { ImportancePanel } from './ImportancePanel';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';

const of = (frame: DataFrame, custom: object, refId = 'A'): DataFrame => ({
  ...frame,
  refId,
  meta: { custom: { ...frame.meta?.custom, ...custom } },
});

function show(series: DataFrame[]) {
  const props = panelProps<ImportanceOptions>({ series });
  return render(<ImportancePanel {...props} options={DEFAULT_OPTIONS} />);
}

describe('attributions that are no one picture', () => {
  it('are told apart by what they differ in, and each keeps its own frames', () => {
    const swarm = (refId: string, background: string) =>
      stored('beeswarm').map((frame) => of(frame, { background }, refId));
    const found = attributionSets('beeswarm', [...swarm('A', 'March'), ...swarm('B', 'April')]);
    expect(found?.differ).toEqual(['background']);
    expect(found?.sets.map(({ label, series }) => [label, series.length])).toEqual([
      ['March', 3],
      ['April', 3],
    ]);
    expect(new Set(found?.sets[1].series.map(({ refId }) => refId))).toEqual(new Set(['B']));
  });

  it('leave no choice where there is one of them, whatever else there is', () => {
    expect(attributionSets('bars', [importance(), ...stored('beeswarm')])).toBeUndefined();
    expect(attributionSets('agreement', [...stored('agreement'), ...stored('agreement')])).toBeUndefined();
  });

  it('are named by their queries where nothing else tells them apart', () => {
    const found = attributionSets('bars', [importance(), of(importance(), {}, 'B')]);
    expect(found?.sets.map(({ label }) => label)).toEqual(['A', 'B']);
    expect(found?.differ).toEqual([]);
  });

  it('are shown one at a time, the outputs of a model chosen by name', async () => {
    const user = userEvent.setup();
    show(outputs());
    expect(screen.getByText(/outputs of the model, never averaged/)).toBeInTheDocument();
    const names = [...(importance().fields.find(({ name }) => name === 'column')?.values ?? [])].map(String);
    const first = () => screen.getAllByRole('option')[0].textContent?.split(',')[0];
    expect(first()).toBe(names[0]);
    await user.click(screen.getByRole('radio', { name: 'cancelled' }));
    expect(first()).toBe(names.at(-1));
  });

  it('stay chosen when the page is opened again', async () => {
    const props = panelProps<ImportanceOptions>({ series: outputs() });
    const request = { targets: [{ refId: 'A' }] } as DataQueryRequest;
    const reopen = () =>
      render(<ImportancePanel {...props} data={{ ...props.data, request }} options={DEFAULT_OPTIONS} />);
    reopen();
    await userEvent.setup().click(screen.getByRole('radio', { name: 'cancelled' }));
    cleanup();
    reopen();
    expect(screen.getByRole('radio', { name: 'cancelled' })).toBeChecked();
    locationService.replace('/');
  });

  it('say why where explainers or output spaces differ', () => {
    show([importance(), of(importance(), { outputSpace: 'probability', explainer: 'KernelSHAP' }, 'B')]);
    expect(
      screen.getByText(/^\s*not comparable in one picture: they differ in output space, explainer$/)
    ).toBeInTheDocument();
  });
});
