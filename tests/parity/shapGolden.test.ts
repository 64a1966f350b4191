/** From the sample through the back end to the positions that panels draw: as shap 0.51 draws them, at 1e-9. */
import { readFileSync } from 'node:fs';
import { createTheme } from '@grafana/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type Frame } from '../../src/backend/grafana/frame';
import { parseColor } from '../../src/components/color/rgb';
import { DEFAULT_OPTIONS } from '../../src/panels/importance/options';
import { type ImportanceData, prepareImportance } from '../../src/panels/importance/prepareImportance';
import { readCohortBars } from '../../src/panels/importance/readCohortBars';
import { readDependence } from '../../src/panels/importance/readDependence';
import { swarmColors } from '../../src/panels/importance/swarmColors';
import { stackDots } from '../../src/panels/importance/swarmLayout';
import { waterfallSteps } from '../../src/components/waterfall/waterfallLayout';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, TestStore } from './harness';
import { shown } from './shown';

interface Golden {
  shap: string;
  bar: { period: [string, string]; maxDisplay: number; labels: string[]; widths: number[] };
  waterfall: {
    id: string;
    maxDisplay: number;
    order: string[];
    arrows: Array<[number, number]>;
    rows: number;
    base: number;
    fx: number;
  };
  beeswarm: {
    period: [string, string];
    n: number;
    labels: string[];
    rows: Array<{ column: string; clim: [number, number]; x: number[]; offsets: number[] }>;
  };
  cohorts: {
    period: [string, string];
    by: string;
    maxDisplay: number;
    labels: string[];
    legend: string[];
    widths: number[][];
  };
  scatter: {
    period: [string, string];
    column: string;
    colorBy: string;
    dots: Array<[x: number, phi: number]>;
    clim: [number, number];
  };
  colors: string[];
}

const golden = JSON.parse(readFileSync(new URL('expected/shap_golden.json', import.meta.url), 'utf8')) as Golden;
const sample = (name: string) => new URL(`../../sample/${name}.parquet`, import.meta.url).pathname;

let flights: TestStore;
beforeAll(async () => {
  flights = await TestStore.open({
    predictions: `SELECT id::VARCHAR AS id, timestamp::TIMESTAMP AS "time", * EXCLUDE (id, timestamp, period, flight, tailnum, arr_delay, late, y_pred) FROM read_parquet('${sample('nycflights13_late_monitoring')}')`,
    attributions: `SELECT s.id::VARCHAR AS id, p.timestamp::TIMESTAMP AS "time", s.base_value, 'late' AS output_name, 'log-odds' AS output_space, 'tree' AS explainer, 'march' AS background, NULL::DOUBLE AS additivity_error, s.* EXCLUDE (id, base_value, margin) FROM read_parquet('${sample('nycflights13_shap')}') s JOIN read_parquet('${sample('nycflights13_late_monitoring')}') p ON p.id = s.id`,
    roles: { y_pred_proba: 'score' },
  });
});

function ask(query: object, [from, to]: [string, string]): Promise<Frame[]> {
  return runAnalysis(parseQuery({ refId: 'A', model: 'm', ...query }), flights.context(from, to));
}

function close(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThanOrEqual(1e-9));
}

describe(`shap ${golden.shap}`, () => {
  it('bar: order, lengths and the sum of others', async () => {
    const { period, maxDisplay, labels, widths } = golden.bar;
    const [frame] = await ask({ queryType: 'importance', topK: maxDisplay - 1 }, period);
    const rows = rowsOf(frame);
    const others = frame?.meta?.custom?.others as { columns: number; sumMeanAbs: number };
    expect([...rows.map(({ column }) => column), `Sum of ${others.columns} other features`]).toEqual(labels);
    close([...rows.map(({ mean_abs: size }) => Number(size)), others.sumMeanAbs], widths);
  });

  it('bar, from the frames to the rows that the panel draws', async () => {
    const { period, maxDisplay, labels, widths } = golden.bar;
    const options = { ...DEFAULT_OPTIONS, topK: maxDisplay };
    const ends = (data: ImportanceData | undefined) => [
      ...(data?.rows ?? []).map(({ name, value }) => [name, value] as const),
      [`Sum of ${data?.others?.count} other features`, data?.others?.sum ?? NaN] as const,
    ];
    // Cut by the back end, and by the panel.
    for (const topK of [maxDisplay - 1, undefined]) {
      const found = ends(prepareImportance(shown(await ask({ queryType: 'importance', topK }, period)), options));
      expect(found.map(([name]) => name)).toEqual(labels);
      close(
        found.map(([, value]) => value),
        widths
      );
    }
  });

  it('bars of several cohorts: order by mean rank, lengths and sizes', async () => {
    const { period, by, maxDisplay, labels, legend, widths } = golden.cohorts;
    const nameOf = ({ label, n }: { label: string; n: number }) => `${label.replace(`${by}=`, '')} [${n}]`;
    for (const topK of [maxDisplay - 1, undefined]) {
      const frames = shown(await ask({ queryType: 'importance', segmentBy: [by], topK }, period));
      const {
        rows = [],
        others,
        cohorts = [],
      } = readCohortBars(frames, { ...DEFAULT_OPTIONS, topK: maxDisplay }) ?? {};
      expect(cohorts.map(nameOf).sort()).toEqual(legend);
      expect([...rows.map(({ name }) => name), `Sum of ${others?.columns} other features`]).toEqual(labels);
      legend.forEach((name, i) => {
        const at = cohorts.findIndex((cohort) => nameOf(cohort) === name);
        close(
          [...rows, ...(others ? [others] : [])].map(
            ({ dots }) => dots.find(({ cohort }) => cohort === at)?.value ?? NaN
          ),
          widths[i] ?? []
        );
      });
    }
  });

  it('scatter: each record at its value and attribution, coloured within the same ends', async () => {
    const { period, column, colorBy, dots, clim } = golden.scatter;
    const data = readDependence(shown(await ask({ queryType: 'dependence', columns: [column], colorBy }, period)));
    const points = data?.points;
    const found = (points?.x ?? []).map((x, i) => [x, points?.phi[i] ?? NaN] as const);
    found.sort(([x, phi], [otherX, other]) => x - otherX || phi - other);
    close(found.flat(), dots.flat());
    expect(data?.colorBy).toBe(colorBy);
    expect(data?.color.kind).toBe('numeric');
    close(data?.color.kind === 'numeric' ? [data.color.lo, data.color.hi] : [], clim);
  });

  it('colours of values, where they are those of shap', () => {
    const { ramp } = swarmColors(createTheme(), 'shap');
    const channels = (color: string) => {
      const { r, g, b } = parseColor(color);
      return [r, g, b];
    };
    const last = golden.colors.length - 1;
    // The ramp has 256 colours, none of which lies at a twentieth.
    golden.colors.forEach((color, i) => {
      const theirs = channels(color);
      channels(ramp.css(i / last)).forEach((value, c) =>
        expect(Math.abs(value - (theirs[c] ?? NaN))).toBeLessThanOrEqual(1)
      );
    });
  });

  it('waterfall: where each arrow starts and ends', async () => {
    const { id, maxDisplay, order, arrows, base, fx } = golden.waterfall;
    const [frame] = await ask({ queryType: 'explanation', id }, ['2013-01-01', '2014-01-01']);
    const parts = rowsOf(frame).map(({ column, phi }) => ({ name: String(column), delta: Number(phi) }));
    expect(parts.map(({ name }) => name)).toEqual(order);
    const custom = frame?.meta?.custom as { base: number; fx: number };
    close([custom.base, custom.fx], [base, fx]);
    const steps = waterfallSteps(parts, custom.base, maxDisplay, true);
    expect(steps.at(-1)).toMatchObject({ part: undefined, count: order.length - maxDisplay + 1 });
    close(
      steps.flatMap(({ start, end }) => [start, end]),
      arrows.flat()
    );
  });

  it('beeswarm: order, dots, layers and ends of the colour scale', async () => {
    const { period, n, labels, rows } = golden.beeswarm;
    const [columns, points] = await ask({ queryType: 'beeswarm', topK: 10 }, period);
    expect(rowsOf(columns).map(({ column }) => column)).toEqual(labels);
    for (const row of rows) {
      const found = rowsOf(columns).find(({ column }) => column === row.column);
      const x = rowsOf(points)
        .filter(({ column }) => column === row.column)
        .map(({ phi }) => Number(phi));
      expect(x).toHaveLength(n);
      close(
        x.toSorted((a, b) => a - b),
        row.x
      );
      // shap puts the dots of one bin in random order: how many are on which layer is what compares.
      close(
        [...stackDots(x)].sort((a, b) => a - b),
        row.offsets
      );
      if (found?.kind === 'numeric') {
        close([Number(found.value_lo), Number(found.value_hi)], row.clim);
      }
    }
  });
});
