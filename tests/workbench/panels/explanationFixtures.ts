/** Frames about attributions: real ones (see tests/parity/tools/panelFrames.ts), and one that is large. */
import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import frames from './explanations.json';
import flights from './flights.json';
import { REFERENCE, table } from './frames';

interface Stored {
  name: string;
  custom: Record<string, unknown>;
  fields: Array<{ name: string; type: string; values: unknown[]; config?: object }>;
}

const STORED: Record<string, Stored[]> = frames;
const TYPES = new Map(Object.values(FieldType).map((type) => [String(type), type]));

/** The frames of one query, as the back end answers it. */
export function stored(name: keyof typeof frames): DataFrame[] {
  return (STORED[name] ?? []).map((frame) => ({
    ...toDataFrame({
      refId: 'A',
      name: frame.name,
      fields: frame.fields.map((field) => ({ ...field, type: TYPES.get(field.type) ?? FieldType.other })),
    }),
    meta: { custom: frame.custom },
  }));
}

const PHI_BINS = 100;

/** Fifty rows of the bins of a million records: bell curves whose middle moves with the value. */
export function largeSwarm(rows = 50, records = 1e6): DataFrame[] {
  const names = Array.from({ length: rows }, (_, i) => `feature_${String(i).padStart(2, '0')}`);
  const spread = (row: number) => 1.6 / (1 + row * 0.22);
  const bins: { column: string[]; lo: number[]; hi: number[]; color: number[]; n: number[] } = {
    column: [],
    lo: [],
    hi: [],
    color: [],
    n: [],
  };
  names.forEach((name, row) => {
    const [low, high] = [-3 * spread(row), 3 * spread(row)];
    const step = (high - low) / PHI_BINS;
    for (let bin = 0; bin < PHI_BINS; bin++) {
      const x = low + (bin + 0.5) * step;
      for (let color = 0; color <= 16; color++) {
        const middle = color === 16 ? 0 : ((color - 7.5) / 7.5) * spread(row) * (row % 3 === 2 ? -1.2 : 1.2);
        const n = Math.round((records / 17) * step * 0.6 * Math.exp(-(((x - middle) / (0.55 * spread(row))) ** 2)));
        if (n > 0) {
          bins.column.push(name);
          bins.lo.push(low + bin * step);
          bins.hi.push(low + (bin + 1) * step);
          bins.color.push(color);
          bins.n.push(n);
        }
      }
    }
  });
  const number = (name: string, values: number[]) => ({ name, type: FieldType.number, values });
  const text = (name: string, values: string[]) => ({ name, type: FieldType.string, values });
  const of = (make: (row: number) => number) => names.map((_, row) => make(row));
  const custom = { v: 1, outputSpace: 'log-odds', n: records, confidence: 0.95 };
  return [
    {
      ...toDataFrame({
        refId: 'A',
        fields: [
          text('column', names),
          number(
            'rank',
            of((row) => row + 1)
          ),
          number(
            'n',
            of(() => records)
          ),
          number(
            'mean_abs',
            of((row) => 0.6 * spread(row))
          ),
          number(
            'mean',
            of((row) => 0.1 * spread(row))
          ),
          number(
            'mean_lo',
            of((row) => 0.08 * spread(row))
          ),
          number(
            'mean_hi',
            of((row) => 0.12 * spread(row))
          ),
          text(
            'kind',
            names.map(() => 'numeric')
          ),
          number(
            'value_lo',
            of(() => 0)
          ),
          number(
            'value_mid',
            of(() => 50)
          ),
          number(
            'value_hi',
            of(() => 100)
          ),
        ],
      }),
      meta: { custom: { ...custom, plumbline: 'beeswarm' } },
    },
    {
      ...toDataFrame({
        refId: 'A',
        fields: [
          text('column', bins.column),
          number('phi_lo', bins.lo),
          number('phi_hi', bins.hi),
          number('value_bin', bins.color),
          number('n', bins.n),
        ],
      }),
      meta: { custom: { ...custom, plumbline: 'beeswarm-bins' } },
    },
  ];
}

/** A plain long table of another data source, with names that mean harm. */
export function plainSwarm(): DataFrame[] {
  const names = ['<img src=x onerror=alert(1)>', '=HYPERLINK("x")', '__proto__', 'ok'];
  const rows = names.flatMap((name, k) => Array.from({ length: 40 }, (_, i) => ({ name, k, i })));
  return [
    toDataFrame({
      refId: 'A',
      fields: [
        { name: 'column', type: FieldType.string, values: rows.map(({ name }) => name) },
        { name: 'phi', type: FieldType.number, values: rows.map(({ k, i }) => Math.sin(i * 1.7 + k) / (k + 1)) },
        { name: 'value', type: FieldType.number, values: rows.map(({ i, k }) => Math.sin(i * 1.7 + k)) },
      ],
    }),
  ];
}

/** Mean |SHAP| of every column of the flights. */
export function importance(): DataFrame {
  return table(flights.importance, 'importance', { outputSpace: 'log-odds', reference: REFERENCE }, {});
}

/** What a panel asks of importance by itself: the same in cohorts, which are three airports whatever it asks by. */
export function answerImportance(query: object): DataFrame[] | undefined {
  const { queryType, segmentBy }: { queryType?: unknown; segmentBy?: unknown } = query;
  return queryType === 'importance' && segmentBy ? stored('cohortBars') : undefined;
}

/** The same frames with their first rows alone. */
export function firstRows(series: DataFrame[], count: number): DataFrame[] {
  return series.map((frame) => ({
    ...frame,
    length: count,
    fields: frame.fields.map((field) => ({ ...field, values: field.values.slice(0, count) })),
  }));
}

/** Importance that is made of no attributions. */
export function gain(): DataFrame[] {
  const names = ['dep_hour', 'temp', 'carrier', 'humid', 'wind_speed', 'visib'];
  return [
    toDataFrame({
      refId: 'A',
      fields: [
        { name: 'feature', type: FieldType.string, values: names },
        { name: 'gain', type: FieldType.number, values: [412, 268, 151, 96, 40, 0] },
      ],
    }),
  ];
}

/** The importance for two outputs of a model: the second one looks at the columns the other way round. */
export function outputs(): DataFrame[] {
  const first = importance();
  const reversed = {
    ...first,
    refId: 'B',
    fields: first.fields.map((field) =>
      field.name === 'column' ? { ...field, values: [...field.values].reverse() } : field
    ),
  };
  const named = (frame: DataFrame, outputName: string) => ({
    ...frame,
    meta: { custom: { ...frame.meta?.custom, outputName } },
  });
  return [named(first, 'late'), named(reversed, 'cancelled')];
}

/** Six cohorts of three columns, of no data source of ours; one of them lacks a column. */
export function plainCohorts(): DataFrame[] {
  const names = ['income', 'age', 'tenure'];
  const cohorts = ['DE', 'FR', 'IT', 'ES', 'PL', 'SE'];
  const rows = cohorts.flatMap((cohort, i) =>
    names
      .filter((_, column) => cohort !== 'SE' || column > 0)
      .map((name, column) => ({
        feature: name,
        cohort,
        gain: Number((0.5 - 0.13 * column + 0.09 * Math.sin(i * 2 + column)).toFixed(3)),
      }))
  );
  return [
    toDataFrame({
      refId: 'A',
      fields: [
        { name: 'feature', type: FieldType.string, values: rows.map((row) => row.feature) },
        { name: 'cohort', type: FieldType.string, values: rows.map((row) => row.cohort) },
        { name: 'gain', type: FieldType.number, values: rows.map((row) => row.gain) },
      ],
    }),
  ];
}

/** Gain of a model beside the drift of its columns: two tables, and no attributions. */
export function gainAndDrift(): DataFrame[] {
  const names = ['income', 'age', 'tenure', 'region', 'channel', 'device'];
  const text = { name: 'column', type: FieldType.string, values: names };
  return [
    toDataFrame({
      refId: 'A',
      fields: [text, { name: 'gain', type: FieldType.number, values: [420, 260, 90, 40, 22, 8] }],
    }),
    {
      ...toDataFrame({
        refId: 'B',
        fields: [
          text,
          { name: 'score', type: FieldType.number, values: [0.31, 0.04, 0.42, 0.02, 0.25, 0.01] },
          { name: 'threshold', type: FieldType.number, values: names.map(() => 0.2) },
        ],
      }),
      meta: { custom: { plumbline: 'drift', v: 1, higherIsWorse: true } },
    },
  ];
}

/** The impact with another order of importance than the reference's. */
export function reordered(): DataFrame[] {
  return stored('impact').map((frame) => ({
    ...frame,
    meta: {
      custom: { ...frame.meta?.custom, agreement: { ndcg: 0.83, spearman: 0.41, warn: 0.95, breach: 0.9 } },
    },
  }));
}

/** Partial dependence on humidity, of all records and of some of them. */
export function effectLines(): DataFrame[] {
  const grid = Array.from({ length: 30 }, (_, i) => 15 + i * 2.9);
  const effect = (x: number) => 0.35 * Math.exp((x - 92) / 9) - 0.1 * Math.sin(x / 14);
  const records = Array.from({ length: 40 }, (_, i) => i);
  return [
    toDataFrame({
      refId: 'B',
      fields: [
        { name: 'x', type: FieldType.number, values: grid },
        { name: 'pdp', type: FieldType.number, values: grid.map((x) => 0.24 + effect(x)) },
      ],
    }),
    toDataFrame({
      refId: 'C',
      fields: [
        { name: 'record_id', type: FieldType.string, values: records.flatMap((i) => grid.map(() => `r${i}`)) },
        { name: 'x', type: FieldType.number, values: records.flatMap(() => grid) },
        {
          name: 'ice',
          type: FieldType.number,
          values: records.flatMap((i) =>
            grid.map((x) => 0.2 + effect(x) * (0.4 + 0.03 * i) + 0.002 * i * Math.cos(x / 9))
          ),
        },
      ],
    }),
  ];
}
