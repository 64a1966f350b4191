/** Drift beside metrics, importance and groups, as a matrix of any size, by places, and the bins behind a cell. */
import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { COLUMNS, driftShort } from './driftFixtures';
import { importance } from './explanationFixtures';
import { type Cell, field, REFERENCE, table } from './frames';

/** Wide matrix of any size with a wave of drift that walks through the columns, for speed and for shape. */
export function driftMatrix(columns: number, windows: number): DataFrame[] {
  const start = Date.UTC(2026, 0, 1);
  const times = Array.from({ length: windows }, (_, i) => start + i * 36e5);
  const names = Array.from({ length: columns }, (_, c) => `feature_${String(c).padStart(3, '0')}`);
  const score = (c: number, w: number) =>
    0.05 +
    0.03 * Math.abs(Math.sin(c * 12.9898 + w * 78.233)) +
    0.6 * Math.exp(-(((w / windows) * 3 - (c / columns) * 2 - 0.5) ** 2) * 20);
  const custom = {
    v: 1,
    plumbline: 'drift-matrix',
    method: 'psi',
    higherIsWorse: true,
    warn: 0.1,
    breach: 0.2,
    reference: REFERENCE,
    windowMs: 36e5,
    minRows: 100,
  };
  return [
    {
      ...toDataFrame({
        refId: 'A',
        fields: [
          field('time', FieldType.time, times),
          ...names.map((name, c) =>
            field(
              name,
              FieldType.number,
              times.map((_, w) => score(c, w))
            )
          ),
        ],
      }),
      meta: { custom },
    },
  ];
}

/** Performance and volume of the same days as the drift, and the drift with q, directions, groups and a prediction. */
export function driftWhole(days: number): DataFrame[] {
  const drift = driftShort(days);
  const valuesOf = (name: string) => drift.fields.find((f) => f.name === name)?.values ?? [];
  const scores = valuesOf('score');
  const [names, times] = [valuesOf('column'), [...new Set<number>(valuesOf('time').map(Number))]];
  const fields = [
    ...drift.fields,
    field(
      'q',
      FieldType.number,
      scores.map((score, i) => (score === null ? null : names[i] === 'visib' ? 0.2 : score >= 0.2 ? 0.0004 : 0.6))
    ),
    field(
      'direction',
      FieldType.number,
      scores.map((score, i) => (score === null ? null : Math.max(-1, Math.min(1, score * (i % 2 ? 0.4 : -0.4)))))
    ),
  ];
  const metric = (name: string, value: (i: number) => number, unit?: string) => ({
    ...toDataFrame({
      refId: 'P',
      fields: [
        field('time', FieldType.time, times),
        {
          ...field(
            'value',
            FieldType.number,
            times.map((_, i) => value(i)),
            { unit }
          ),
          labels: { model: 'flights', metric: name },
        },
      ],
    }),
    meta: { custom: { plumbline: 'performance', v: 1, model: 'flights' } },
  });
  return [
    { ...drift, fields },
    importance(),
    toDataFrame({
      refId: 'G',
      fields: [
        field('column', FieldType.string, Object.keys(COLUMNS)),
        field(
          'group',
          FieldType.string,
          Object.keys(COLUMNS).map((name) => GROUPS[name] ?? 'schedule')
        ),
      ],
    }),
    metric('accuracy', (i) => 0.82 - 0.03 * Math.sin(i / 2) - 0.004 * i, 'percentunit'),
    metric('volume', (i) => 820 + 90 * Math.sin(i * 1.9)),
  ];
}

/** Ten bins of whatever column is asked for: the current window has moved to the right. */
export function bins(query: object): DataFrame {
  const columns: unknown = Object.entries(query).find(([key]) => key === 'columns')?.[1];
  const share = (i: number, at: number) => Math.exp(-((i - at) ** 2) / 6);
  const total = (at: number) => Array.from({ length: 10 }, (_, i) => share(i, at)).reduce((a, b) => a + b);
  const rows = Array.from({ length: 10 }, (_, i) => ({
    column: Array.isArray(columns) ? String(columns[0]) : '',
    bin: i,
    label: `${i * 10}–${(i + 1) * 10}`,
    reference_share: share(i, 4) / total(4),
    share: share(i, 5.5) / total(5.5),
    contribution: 0.01,
  }));
  return table(rows, 'distribution', {}, {});
}

/** Drift of a column by the values of the one that a query groups by, as a table of one window. */
export function driftOfGroups(query: object): DataFrame {
  const given = new Map<string, unknown>(Object.entries(query));
  const first = (name: string) => {
    const list = given.get(name);
    return Array.isArray(list) ? String(list[0]) : '';
  };
  const [column, key] = [first('columns'), first('segmentBy')];
  const values = key === 'carrier' ? ['UA', 'DL', 'B6', 'AA'] : ['EWR', 'JFK', 'LGA'];
  const rows = values.map((value, i) => ({
    time: Date.UTC(2013, 3, 4),
    column,
    segment: `${key}=${value}`,
    score: [1.31, 0.42, 0.18, 0.07][(i + key.length) % 4],
    threshold: 0.2,
    n: 820 - 130 * i,
    status: null,
  }));
  const frame = table(rows, 'drift', { method: 'psi', higherIsWorse: true, breach: 0.2 }, {});
  const fields = frame.fields.map((each) => (each.name === 'time' ? { ...each, type: FieldType.time } : each));
  return { ...frame, fields };
}

const GROUPS: Record<string, string> = {
  temp: 'weather',
  pressure: 'weather',
  humid: 'weather',
  wind_speed: 'weather',
  precip: 'weather',
  visib: 'weather',
};

/** Columns by carriers: names on both axes. */
export function driftPlaces(): DataFrame[] {
  const carriers = ['United', 'American', 'JetBlue', 'Delta', 'ExpressJet', 'Envoy', 'Southwest', 'US Airways'];
  const columns = ['temp', 'pressure', 'dow', 'dest', 'hour', 'distance'];
  const rows = columns.flatMap((column, c) =>
    carriers.map((carrier, k) => ({
      column,
      carrier,
      score: Number((0.02 + 0.5 * Math.abs(Math.sin(c * 2.1 + k * 1.3)) ** 4).toFixed(3)),
      threshold: 0.2,
    }))
  );
  return [table(rows, 'drift', { method: 'psi', higherIsWorse: true, breach: 0.2, warn: 0.1 }, {})];
}

/** How the model did on the records of two cells. */
export function pairOfCells(): DataFrame {
  const rows = [
    ['A', 'accuracy', 812, 0.7389, null, null, null, null],
    ['B', 'accuracy', 795, 0.6352, -0.1037, -0.149, -0.058, 0.00003],
    ['A', 'auc', 812, 0.7141, null, null, null, null],
    ['B', 'auc', 795, 0.6894, -0.0247, -0.071, 0.022, 0.31],
  ] as const;
  const at = (i: number): Cell[] => rows.map((row) => row[i]);
  return toDataFrame({
    refId: 'pair',
    fields: [
      field('cohort', FieldType.string, at(0)),
      field('metric', FieldType.string, at(1)),
      field('n', FieldType.number, at(2)),
      field('value', FieldType.number, at(3)),
      field('delta', FieldType.number, at(4)),
      field('delta_lo', FieldType.number, at(5)),
      field('delta_hi', FieldType.number, at(6)),
      field('q', FieldType.number, at(7)),
    ],
  });
}
