/**
 * Frames for the gallery. The numbers are real: the flights of 2013 (US Bureau of Transportation Statistics, CC0), the
 * windows of April to December against March.
 */
import { type DataFrame, type Field, FieldType, toDataFrame } from '@grafana/data';
import flights from './flights.json';

const DAY = 864e5;

type Cell = string | number | boolean | null;

function field(name: string, type: FieldType, values: Cell[], config: Field['config'] = {}): Field<Cell> {
  return { name, type, values, config };
}

const REFERENCE = { kind: 'fixed', label: 'March 2013' };

interface Column {
  nReference: number;
  score: Array<number | null>;
  floor: Array<number | null>;
  n: number[];
  /** Mean of the window and its distance from the reference in standard deviations; numeric columns only. */
  change?: Array<number[] | null>;
  mean?: string | null;
}

const COLUMNS: Record<string, Column> = flights.drift;

function statusOf(score: number | null): string {
  return score === null ? 'insufficient' : score >= 0.2 ? 'breach' : score >= 0.1 ? 'warn' : 'ok';
}

/** "mean 41.2 → 47.9, +0.6 σ", as the back end words it. */
function describe(column: Column, day: number): string | null {
  const change = column.change?.[day];
  return change ? `mean ${column.mean} → ${change[0]}, ${change[1] > 0 ? '+' : '−'}${Math.abs(change[1])} σ` : null;
}

/** The long drift table: 12 columns by 275 days. */
export function driftLong(): DataFrame {
  const rows = Object.entries(COLUMNS).flatMap(([name, column]) =>
    flights.days.map((day, i) => ({ name, column, i, time: flights.start + day * DAY }))
  );
  const times = rows.map((row) => row.time);
  const column = (pick: (column: Column, i: number) => Cell): Cell[] => rows.map((row) => pick(row.column, row.i));
  return {
    ...toDataFrame({
      refId: 'A',
      fields: [
        field('time', FieldType.time, times),
        field(
          'time_end',
          FieldType.time,
          times.map((time) => time + DAY)
        ),
        field(
          'column',
          FieldType.string,
          rows.map((row) => row.name)
        ),
        field(
          'score',
          FieldType.number,
          column((c, i) => c.score[i]),
          {
            links: [{ title: 'Open flights', url: 'https://example.org/${__data.fields.column}', targetBlank: true }],
          }
        ),
        field(
          'threshold',
          FieldType.number,
          times.map(() => 0.2)
        ),
        field(
          'warn',
          FieldType.number,
          times.map(() => 0.1)
        ),
        field(
          'floor',
          FieldType.number,
          column((c, i) => c.floor[i])
        ),
        field(
          'n',
          FieldType.number,
          column((c, i) => c.n[i])
        ),
        field(
          'n_reference',
          FieldType.number,
          column((c) => c.nReference)
        ),
        field(
          'status',
          FieldType.string,
          column((c, i) => statusOf(c.score[i]))
        ),
        field('description', FieldType.string, column(describe)),
      ],
    }),
    meta: {
      custom: {
        plumbline: 'drift',
        v: 1,
        model: 'flights',
        method: 'psi',
        higherIsWorse: true,
        warn: 0.1,
        breach: 0.2,
        reference: REFERENCE,
        windowMs: DAY,
        minRows: 200,
      },
    },
  };
}

/** The first `days` days, with one thin window, one gap, one schema change and one breach below its floor. */
export function driftShort(days: number): DataFrame {
  const long = driftLong();
  const first = Number(long.fields[0].values[0]);
  const keep = long.fields[0].values.map((time, i) => ({ time: Number(time), i }));
  const rows = keep
    .filter(({ time }) => time < first + days * DAY && Math.round((time - first) / DAY) !== 6)
    .map(({ i }) => i);
  const fields = long.fields.map((f) => ({ ...f, values: rows.map((i) => f.values[i]) }));
  const valuesOf = (name: string) => fields.find((f) => f.name === name)?.values ?? [];
  const [scores, statuses, columns, floors] = ['score', 'status', 'column', 'floor'].map(valuesOf);
  rows.forEach((_, i) => {
    const day = Math.round((valuesOf('time')[i] - first) / DAY);
    if (columns[i] === 'wind_speed' && (day === 3 || day === 4)) {
      [scores[i], statuses[i]] = [null, 'insufficient'];
    } else if (columns[i] === 'humid' && day >= 9 && day <= 11) {
      [scores[i], statuses[i]] = [null, 'no_data'];
    } else if (columns[i] === 'dest' && day === 8) {
      statuses[i] = 'schema_change';
    } else if (columns[i] === 'precip' && day === 2) {
      [scores[i], statuses[i], floors[i]] = [0.24, 'breach', 0.31];
    }
  });
  return { ...long, fields, length: rows.length };
}

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

/** Names that try to be markup, run the wrong way, never end, or are pictures. */
export const HOSTILE_NAMES = [
  '<script>document.body.dataset.hacked="yes"</script>',
  '"><img src=x onerror=document.body.dataset.hacked="yes">',
  '${__from} {{name}} $t(x)',
  'شهرالتسليم',
  '\u202Egnirts desrever',
  '🚀🔥 emoji 👩‍👩‍👧‍👦',
  'a_name_that_goes_on_and_on_'.repeat(12),
  '=HYPERLINK("http://example.org")',
  ' ',
  '__proto__',
];

export function importanceHostile(): DataFrame[] {
  const rows = HOSTILE_NAMES.map((column, i) => ({ column, rank: i + 1, n: 500, mean_abs: 1 / (i + 1), share: 0.1 }));
  return [table(rows, 'importance', { outputSpace: '<i>log-odds</i>' }, {})];
}

export function cohortsHostile(): DataFrame[] {
  const rows = HOSTILE_NAMES.map((segment, i) => ({
    cohort: `<b>key</b>=${segment}`,
    key: '<b>key</b>',
    segment,
    metric: 'accuracy',
    n: 100 + i,
    n_labelled: 100 + i,
    value: 0.5 + i / 40,
    lo: 0.45 + i / 40,
    hi: 0.55 + i / 40,
    delta: i / 40 - 0.1,
    q: 0.01,
    status: 'ok',
  }));
  const overall = { ...rows[0], cohort: 'overall', key: null, segment: null, n: 5000, value: 0.6, delta: null };
  return [table([overall, ...rows], 'cohorts', {}, { value: { unit: 'percentunit' } })];
}

export function driftHostile(): DataFrame[] {
  const start = Date.UTC(2026, 0, 1);
  const rows = HOSTILE_NAMES.flatMap((column, c) =>
    Array.from({ length: 8 }, (_, w) => ({ column, time: start + w * 36e5, score: 0.05 * c + 0.03 * w }))
  );
  const frame = table(rows, 'drift', { method: '<b>psi</b>', higherIsWorse: true, breach: 0.2, windowMs: 36e5 }, {});
  return [
    {
      ...frame,
      fields: frame.fields.map((f) => (f.name === 'time' ? { ...f, type: FieldType.time } : f)),
    },
  ];
}

function table(
  rows: Array<Record<string, Cell>>,
  plumbline: string,
  custom: object,
  configs: Record<string, Field['config']>
): DataFrame {
  const names = Object.keys(rows[0]);
  const fields = names.map((name) => {
    const values = rows.map((row) => row[name]);
    const type = values.some((value) => typeof value === 'number') ? FieldType.number : FieldType.string;
    return field(name, type, values, configs[name]);
  });
  return { ...toDataFrame({ refId: 'A', fields }), meta: { custom: { plumbline, v: 1, model: 'flights', ...custom } } };
}

export function importance(): DataFrame {
  return table(flights.importance, 'importance', { outputSpace: 'log-odds', reference: REFERENCE }, {});
}

export function cohorts(): DataFrame {
  const percent = { unit: 'percentunit', decimals: 1 };
  return table(flights.cohorts, 'cohorts', {}, { value: percent, lo: percent, hi: percent, delta: percent });
}

export const SIX_METRICS = ['accuracy', 'error_rate', 'precision', 'recall', 'prediction_rate', 'mean_score'];

/** A great many cohorts, each with the given metrics. */
export function manyCohorts(count: number, metrics: readonly string[] = ['accuracy']): DataFrame {
  const rows = metrics.flatMap((metric, m) => {
    const cohorts = Array.from({ length: count }, (_, i) => {
      const n = 20 + ((i * 7919) % 4000);
      const value = 0.8 + 0.1 * Math.sin(i * 1.7 + m);
      const half = 1.96 * Math.sqrt((value * (1 - value)) / n);
      const delta = value - 0.8;
      return {
        cohort: `route=R${i}`,
        key: 'route',
        segment: `R${i}`,
        metric,
        n,
        n_labelled: n,
        share: n / 1e6,
        value,
        lo: value - half,
        hi: value + half,
        complement_value: 0.8,
        delta,
        delta_lo: delta - half,
        delta_hi: delta + half,
        p: 0.5,
        q: Math.abs(delta) > half ? 0.001 : 0.6,
        status: n < 30 ? 'insufficient' : 'ok',
      };
    });
    const whole = {
      ...cohorts[0],
      cohort: 'overall',
      key: null,
      segment: null,
      n: 1e6,
      n_labelled: 1e6,
      value: 0.8,
      lo: 0.799,
      hi: 0.801,
      status: 'ok',
    };
    return [whole, ...cohorts];
  });
  return table(rows, 'cohorts', {}, { value: { unit: 'percentunit', decimals: 1 } });
}

/** Two plain series without limits, as any data source gives them. */
export function plainSeries(): DataFrame[] {
  const times = Array.from({ length: 48 }, (_, i) => Date.UTC(2026, 0, 1) + i * 36e5);
  return ['alpha', 'beta'].map((name, k) =>
    toDataFrame({
      refId: 'A',
      name,
      fields: [
        field('time', FieldType.time, times),
        {
          ...field(
            'value',
            FieldType.number,
            times.map((_, i) => 1 + Math.sin(i / 5 + k))
          ),
          labels: { column: name },
        },
      ],
    })
  );
}

/** A deploy, and an alert that lasted three weeks. */
export function annotations(): DataFrame[] {
  const first = flights.start;
  return [
    toDataFrame({
      fields: [
        field('time', FieldType.time, [first + 61 * DAY, first + 150 * DAY]),
        field('timeEnd', FieldType.time, [first + 61 * DAY, first + 171 * DAY]),
        field('title', FieldType.string, ['Deploy', 'Alert firing']),
        field('text', FieldType.string, ['model 2.3.0', 'PSI of <b>temp</b> above 0.2']),
        field('color', FieldType.string, ['blue', 'orange']),
      ],
    }),
  ];
}
