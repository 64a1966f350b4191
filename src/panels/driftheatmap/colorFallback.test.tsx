/** Colours that the data do not bring: never an empty grid without a word. */
import { FieldType, toDataFrame } from '@grafana/data';
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openHeatmap } from '../../../tests/unit/openHeatmap';
import { DRIFT_META, exampleFrame, HOUR, longFrame, START } from './testFrames';

const times = [0, 1, 2].map((hour) => START + hour * HOUR);
const matrix = () => ({
  ...toDataFrame({
    refId: 'A',
    name: 'drift-matrix',
    fields: [
      { name: 'time', type: FieldType.time, values: times },
      { name: 'age', type: FieldType.number, values: [0.01, 0.3, 0.01], labels: { column: 'age' } },
    ],
  }),
  meta: { custom: { ...DRIFT_META, plumbline: 'drift-matrix' } },
});
/** Long, with the fields that a matrix has not. */
const table = (values: number[]) => {
  const frame = exampleFrame();
  const more = ['q', 'direction'].map((name) => ({
    name,
    type: FieldType.number,
    config: {},
    values: frame.fields[0].values.map((_, at) => values[at % values.length]),
  }));
  return { ...frame, fields: [...frame.fields, ...more] };
};

describe.each([
  ['direction', 'direction'],
  ['significance', 'q'],
] as const)('colours by %s', (colorBy, what) => {
  const shown = (series: Array<ReturnType<typeof table>>, options = {}) =>
    openHeatmap({ series, options: { colorBy, ...options } });

  it('are those of severity where a matrix was asked for, and the legend says what brings them', () => {
    shown([matrix()]);
    expect(screen.getByText(`no ${what} in the format matrix, choose table: coloured by severity`)).toBeInTheDocument();
    expect(screen.getByText('× limit (PSI 0.2)')).toBeInTheDocument();
  });

  it('are those of severity where the data have none at all', () => {
    shown([exampleFrame()]);
    expect(screen.getByText(`no ${what} in these data: coloured by severity`)).toBeInTheDocument();
  });

  it('are what was asked for where they are there', () => {
    shown([table([0.01, 0.5])]);
    expect(screen.queryByText(/coloured by severity/)).toBeNull();
    expect(screen.queryByText('× limit (PSI 0.2)')).toBeNull();
  });
});

it('means of windows have no corrected p-value, and say so', () => {
  const hours = Array.from({ length: 2000 }, (_, hour) => ({ hour, column: 'age', score: 0.1 }));
  const frame = longFrame(hours);
  const q = { name: 'q', type: FieldType.number, config: {}, values: hours.map(() => 0.5) };
  openHeatmap({
    series: [{ ...frame, fields: [...frame.fields, q] }],
    options: { colorBy: 'significance', timeAgg: 'mean' },
  });
  expect(screen.getByText('means of windows have no q: coloured by severity')).toBeInTheDocument();
});
