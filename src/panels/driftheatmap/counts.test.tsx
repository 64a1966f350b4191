/** What the sentence and the strip below the rows count: all columns of the data, and only what could be judged. */
import { FieldType, toDataFrame } from '@grafana/data';
import { cleanup, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { callsOf } from '../../../tests/unit/fakeCanvas';
import { openHeatmap } from '../../../tests/unit/openHeatmap';
import { arrange } from './arrange';
import { DEFAULT_OPTIONS } from './options';
import { prepareDrift } from './prepareDrift';
import { breachShare } from './share';
import { DRIFT_META, HOUR, longFrame, START } from './testFrames';
import { driftView } from './view';

const sentence = () => screen.getByRole('figure');

/** Of six columns three breach, each in one hour of its own and less than the one before; the other three are calm. */
const six = () =>
  longFrame(
    Array.from({ length: 6 }, (_, c) =>
      [0, 1, 2].map((hour) => ({ hour, column: `c${c}`, score: hour === c ? 0.9 - c / 10 : 0.01 }))
    ).flat()
  );

describe('rows that are not shown', () => {
  it.each([
    ['beyond the first ones', { topK: 1, sort: 'name' as const }],
    ['calm ones', { hideCalm: true }],
    ['none', {}],
  ])('count in the sentence: %s', (_, options) => {
    openHeatmap({ series: [six()], options });
    expect(sentence()).toHaveAccessibleDescription(
      /^3 of 6 columns over the limit · worst c0: PSI 0\.9, 4\.5× the limit/
    );
  });

  it('are the worst where they are', () => {
    openHeatmap({
      series: [
        longFrame([
          { hour: 0, column: 'a', score: 0.01 },
          { hour: 0, column: 'b', score: 0.9 },
          { hour: 1, column: 'a', score: 0.01 },
        ]),
      ],
      options: { topK: 1, sort: 'name' },
    });
    expect(sentence()).toHaveAccessibleDescription(/^1 of 2 columns over the limit · worst b: PSI 0\.9/);
    expect(sentence()).not.toHaveAccessibleDescription(/nothing above/);
  });

  it('are not the worst where one that is shown is as bad', () => {
    const rows = ['a', 'b'].map((column) => ({ hour: 0, column, score: 0.9 }));
    openHeatmap({ series: [longFrame([...rows, { hour: 1, column: 'a', score: 0.9 }])], options: { pinned: ['b'] } });
    expect(sentence()).toHaveAccessibleDescription(/worst b: PSI 0\.9/);
  });

  it.each([{ topK: 1 }, { hideCalm: true }, {}])('count in the strip: %j', (options) => {
    const grid = prepareDrift([six()]);
    if (!grid) {
      throw new Error('nothing to draw');
    }
    const view = driftView(grid, arrange(grid, { ...DEFAULT_OPTIONS, ...options }, new Map()), 100);
    expect(breachShare(view, 0.05)).toMatchObject([0, 1, 2].map(() => ({ all: 1 / 6, columns: 6 })));
  });
});

it('metrics of the model are no columns, whether they are shown or not', () => {
  const metric = toDataFrame({
    refId: 'P',
    fields: [
      { name: 'time', type: FieldType.time, values: [0, 1, 2].map((hour) => START + hour * HOUR) },
      { name: 'value', type: FieldType.number, values: [0.9, 0.8, 0.7], labels: { metric: 'accuracy' } },
    ],
  });
  const series = [six(), { ...metric, meta: { custom: { plumbline: 'performance', v: 1 } } }];
  openHeatmap({ series, options: { topK: 2 } });
  expect(sentence()).toHaveAccessibleDescription(/^3 of 6 columns over the limit/);
});

describe('where no window could be judged', () => {
  const unjudged = (status: string, custom = {}, more: { n?: number; score?: number } = {}) =>
    longFrame(
      ['a', 'b'].flatMap((column) => [0, 1].map((hour) => ({ hour, column, score: null, status, n: 42, ...more }))),
      custom
    );

  it('the sentence says that all had too few rows, and how many are needed', () => {
    openHeatmap({ series: [unjudged('insufficient')] });
    expect(sentence()).toHaveAccessibleDescription(/^Too few rows in every window: at least 100 are needed$/);
  });

  it('it blames no rows where there are enough: then noise explains the scores, or there are none', () => {
    openHeatmap({ series: [unjudged('insufficient', {}, { n: 8214, score: 0.3 })] });
    expect(sentence()).toHaveAccessibleDescription(/^Nothing beyond what noise explains in any window/);
    cleanup();
    openHeatmap({ series: [unjudged('insufficient', {}, { n: 8214 })] });
    expect(sentence()).toHaveAccessibleDescription(/^No score in any window$/);
  });

  it('limits that p-values can not have are none', () => {
    const values = [0.2, 0.3];
    const field = { name: 'value', type: FieldType.number, values, labels: { column: 'age' } };
    const times = { name: 'time', type: FieldType.time, values: [START, START + HOUR] };
    const custom = { ...DRIFT_META, method: 'ks', higherIsWorse: false, breach: 1.5, warn: undefined };
    openHeatmap({ series: [{ ...toDataFrame({ refId: 'A', fields: [times, field] }), meta: { custom } }] });
    expect(sentence()).toHaveAccessibleDescription(/^No limit given, raw scores/);
  });

  it('it says so without a number where none is known', () => {
    openHeatmap({ series: [unjudged('insufficient', { minRows: undefined })] });
    expect(sentence()).toHaveAccessibleDescription(/^Too few rows in every window$/);
  });

  it('it says that there are no scores where that is not all', () => {
    const rows = unjudged('insufficient', { minRows: undefined });
    const status = rows.fields.find(({ name }) => name === 'status');
    openHeatmap({
      series: [
        {
          ...rows,
          fields: rows.fields.map((field) =>
            field === status ? { ...field, values: ['no_data', 'insufficient', 'no_data', 'insufficient'] } : field
          ),
        },
      ],
    });
    expect(sentence()).toHaveAccessibleDescription(/^No score in any window$/);
  });

  it('scores of so few rows are not held against the limit', () => {
    openHeatmap({
      series: [
        longFrame([
          { hour: 0, column: 'a', score: 0.9 },
          { hour: 1, column: 'a', score: 0.01 },
        ]),
      ],
      options: { minSupport: 9000 },
    });
    expect(sentence()).toHaveAccessibleDescription(
      /^Too few rows in every window: at least 9(,|\u202f|\u00a0)?000 are needed$/
    );
  });

  it('the ramp is that of the limit, which is given', () => {
    openHeatmap({ series: [unjudged('insufficient')] });
    expect(screen.getByText('× limit (PSI 0.2)')).toHaveTextContent(/0\.5/);
  });

  it('there is no strip of what is over the limit', () => {
    const { base } = openHeatmap({ series: [unjudged('insufficient')] });
    const written = callsOf(base).filter(({ name }) => name === 'fillText');
    expect(written.map(({ args }) => args[0])).not.toContain('over limit');
  });
});
