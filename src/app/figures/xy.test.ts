import { FieldType, toDataFrame } from '@grafana/data';
import { expect, it } from 'vitest';
import { xyFrames } from './xy';

const curve = toDataFrame({
  fields: [
    { name: 'set', type: FieldType.string, values: ['current', 'march', 'current', 'march', 'current'] },
    { name: 'score', type: FieldType.number, values: [0.9, 0.2, 0.1, 0.8, null] },
    { name: 'rate', type: FieldType.number, values: [0.7, 0.1, 0.2, 0.9, 0.5] },
  ],
});

it('draws a line a set, from left to right, and leaves out what has no place', () => {
  const frames = xyFrames([curve], { x: 'score', ys: { rate: 'Observed' }, xTitle: 'Mean score', diagonal: 'Perfect' });
  expect(frames.map((frame) => frame.fields.map(({ name, values }) => [name, values]))).toEqual([
    [
      ['Mean score', [0.1, 0.9]],
      ['Observed, current', [0.2, 0.7]],
    ],
    [
      ['Mean score', [0.2, 0.8]],
      ['Observed, march', [0.1, 0.9]],
    ],
    [
      ['Mean score', [0, 1]],
      ['Perfect', [0, 1]],
    ],
  ]);
});

it('draws nothing of an answer without the field', () => {
  expect(xyFrames([toDataFrame({ fields: [] })], { x: 'score', ys: {}, xTitle: 'x' })).toEqual([]);
});
