/** Orders that have nothing to go by: never by name alone, and never without a word; and rows that stay on top. */
import { FieldType, toDataFrame } from '@grafana/data';
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openHeatmap } from '../../../tests/unit/openHeatmap';
import { HOUR, longFrame, START } from './testFrames';

const hours = [0, 1, 2, 3, 4, 5];
const scores = () =>
  longFrame(
    hours.flatMap((hour) => [
      { hour, column: 'a', score: 0.01 },
      { hour, column: 'b', score: 0.1 + hour / 10 },
      { hour, column: 'c', score: 0.05 },
    ])
  );
const performance = () => ({
  ...toDataFrame({
    refId: 'P',
    fields: [
      { name: 'time', type: FieldType.time, values: hours.map((hour) => START + hour * HOUR) },
      { name: 'value', type: FieldType.number, values: hours.map((hour) => 1 - hour / 10), labels: { metric: 'auc' } },
    ],
  }),
  meta: { custom: { plumbline: 'performance', v: 1 } },
});
const importance = () => ({
  ...toDataFrame({
    refId: 'I',
    fields: [
      { name: 'column', type: FieldType.string, values: ['a', 'b', 'c'] },
      { name: 'mean_abs', type: FieldType.number, values: [3, 1, 2] },
    ],
  }),
  meta: { custom: { plumbline: 'importance', v: 1 } },
});
const names = () => screen.getAllByRole('rowheader').map((name) => name.textContent);

describe.each([
  ['performance', 'no performance to go with: highest severity first', performance, ['auc', 'b', 'a', 'c']],
  ['importance', 'no importance of columns: highest severity first', importance, ['a', 'c', 'b']],
] as const)('the order by %s', (sort, note, found, order) => {
  it('is that of severity where there is none, and the legend says so', () => {
    openHeatmap({ series: [scores()], options: { sort } });
    expect(names()).toEqual(['b', 'c', 'a']);
    expect(screen.getByText(note)).toBeInTheDocument();
  });

  it('is what was asked for where there is', () => {
    openHeatmap({ series: [scores(), found()], options: { sort } });
    expect(names()).toEqual(order);
    expect(screen.queryByText(note)).toBeNull();
  });
});

describe('rows on top', () => {
  const outputs = { outputs: { c: 'score', a: 'prediction' } };
  const rows = (segment?: string) =>
    hours.flatMap((hour) => [
      { hour, column: 'a', score: 0.01, segment },
      { hour, column: 'b', score: 0.5, segment },
      { hour, column: 'c', score: 0.02, segment },
    ]);

  it('are the prediction and the score that the model declares, whatever they are called', () => {
    openHeatmap({ series: [longFrame(rows(), outputs)], options: { topK: 1 } });
    expect(names()).toEqual(['a', 'c', 'b']);
  });

  it('are those alone that one chose', () => {
    openHeatmap({ series: [longFrame(rows(), outputs)], options: { pinned: ['score'] } });
    expect(names()).toEqual(['c', 'b', 'a']);
  });

  it('are none of many segments', () => {
    openHeatmap({ series: [longFrame(rows('k=1'), outputs)] });
    expect(names()[0]).toBe('b · k=1');
  });

  it('are columns of that name where nothing is declared', () => {
    const named = longFrame(rows().map((row) => ({ ...row, column: row.column === 'a' ? 'score' : row.column })));
    openHeatmap({ series: [named] });
    expect(names()[0]).toBe('score');
  });
});
