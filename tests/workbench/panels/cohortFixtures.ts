/** Frames of cohorts: of real flights, of thousands of routes, intersections, rate and mix, fairness, two distributions. */
import { type DataFrame, FieldType } from '@grafana/data';
import flights from './flights.json';
import { type Cell, table as framed } from './frames';

const PERCENT = { unit: 'percentunit', decimals: 1 };

function table(plumbline: string, rows: Array<Record<string, Cell>>, custom: object = {}): DataFrame {
  return framed(rows, plumbline, custom, { value: PERCENT });
}

export function cohorts(): DataFrame {
  return framed(flights.cohorts, 'cohorts', {}, { value: PERCENT, lo: PERCENT, hi: PERCENT, delta: PERCENT });
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
  return table('cohorts', rows);
}

const CARRIERS = ['UA', 'B6', 'EV', 'DL', 'AA', 'MQ', 'US', '9E', 'WN', 'VX'];
const ORIGINS = ['EWR', 'LGA', 'JFK'];

/** Every carrier at every airport, with two that are too thin. */
export function crossed(): DataFrame[] {
  const rows = CARRIERS.flatMap((carrier, i) =>
    ORIGINS.map((origin, j) => {
      const n = Math.round(4000 / (1 + i * 0.9)) + ((i * 31 + j * 577) % 900);
      const thin = (i === 8 && j === 2) || (i === 9 && j === 1);
      const delta = 0.07 * Math.sin(i * 2.1 + j * 1.3);
      const half = 1.1 / Math.sqrt(n);
      return {
        cohort: `carrier=${carrier},origin=${origin}`,
        metric: 'accuracy',
        n: thin ? 12 : n,
        n_labelled: thin ? 12 : n,
        value: 0.8 + delta,
        lo: 0.8 + delta - half,
        hi: 0.8 + delta + half,
        delta,
        delta_lo: delta - half,
        delta_hi: delta + half,
        q: Math.abs(delta) > half ? 0.001 : 0.6,
        status: thin ? 'insufficient' : 'ok',
      };
    })
  );
  return [table('cohorts', rows)];
}

const DELAYS = ['< -6', '-6 … -4', '-4 … -2', '-2 … 0', '0 … 4', '4 … 15', '15 … 48', '≥ 48'];

/** Numbers cut into eight bins by carriers, as the query crosses them; late departures are late arrivals. */
export function crossedBins(): DataFrame[] {
  const carriers = [...CARRIERS.slice(0, 5), '(missing)'];
  const rows = DELAYS.flatMap((delay, first) =>
    carriers.map((carrier, second) => {
      const n = Math.round(5200 / (1 + second)) + ((first * 331 + second * 97) % 400);
      const thin = carrier === '(missing)' && first > 5;
      const delta = 0.02 * Math.sin(second * 1.9) - (first === 5 ? 0.09 : first === 4 ? 0.04 : -0.03);
      const half = 1.1 / Math.sqrt(n);
      return {
        cohort: `dep_delay ${delay}, carrier=${carrier}`,
        predicate: `"dep_delay" >= '${first}' AND "carrier" = '${carrier === '(missing)' ? '' : carrier}'`,
        metric: 'accuracy',
        n: thin ? 9 : n,
        n_labelled: thin ? 9 : n,
        value: 0.85 + delta,
        lo: 0.85 + delta - half,
        hi: 0.85 + delta + half,
        complement_value: 0.85,
        delta,
        delta_lo: delta - half,
        delta_hi: delta + half,
        q: Math.abs(delta) > half ? 0.001 : 0.6,
        status: thin ? 'insufficient' : 'ok',
        first,
        second,
      };
    })
  );
  const columns = [
    { column: 'dep_delay', values: DELAYS, cut: true },
    { column: 'carrier', values: carriers, cut: false },
  ];
  return [table('cohorts', rows, { crossed: columns })];
}

/** A case of Simpson: every carrier is better inside, and yet the whole is worse, because of who flies. */
export function simpson(): DataFrame[] {
  const shares = [
    [0.7, 0.3, 0.9, 0.92],
    [0.2, 0.3, 0.7, 0.73],
    [0.1, 0.4, 0.5, 0.52],
  ] as const;
  const rows = shares.map(([before, now, valueReference, value], i) => ({
    cohort: `carrier=${CARRIERS[i] ?? ''}`,
    metric: 'accuracy',
    n: Math.round(10_000 * now),
    n_reference: Math.round(10_000 * before),
    weight: now,
    weight_reference: before,
    value,
    value_reference: valueReference,
    rate_part: before * (value - valueReference),
    rate_lo: before * (value - valueReference - 0.012),
    rate_hi: before * (value - valueReference + 0.012),
    mix_part: (now - before) * value,
    status: 'ok',
  }));
  const sum = (read: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + read(row), 0);
  const whole = {
    cohort: 'overall',
    metric: 'accuracy',
    n: 10_000,
    n_reference: 10_000,
    weight: 1,
    weight_reference: 1,
    value: sum((row) => row.weight * row.value),
    value_reference: sum((row) => row.weight_reference * row.value_reference),
    rate_part: sum((row) => row.rate_part),
    rate_lo: null,
    rate_hi: null,
    mix_part: sum((row) => row.mix_part),
    status: 'ok',
  };
  return [table('cohort-mix', [whole, ...rows], { reference: { kind: 'fixed', label: 'March' } })];
}

/** Adult income by sex and race, as fairlearn 0.15 computes it; the intervals are drawn wide for the eye. */
export function fairness(): DataFrame[] {
  const rows = [
    ['sex', 'demographic_parity_difference', 0.173222, 'Female', 'Male', 'breach'],
    ['sex', 'demographic_parity_ratio', 0.32606, 'Female', 'Male', 'breach'],
    ['sex', 'equalized_odds_difference', 0.067847, 'Female', 'Male', 'ok'],
    ['race', 'demographic_parity_difference', 0.165252, 'Amer-Indian-Eskimo', 'Asian-Pac-Islander', 'breach'],
    ['race', 'demographic_parity_ratio', 0.316029, 'Amer-Indian-Eskimo', 'Asian-Pac-Islander', 'breach'],
    ['race', 'equalized_odds_difference', 0.107482, 'Other', 'White', 'warn'],
  ] as const;
  const list = rows.map(([column, metric, value, low, high, status]) => ({
    column,
    metric,
    value,
    lo: value - 0.02,
    hi: value + 0.02,
    p: 0.0001,
    q: 0.0002,
    low_group: low,
    high_group: high,
    status,
  }));
  const frame = table('fairness', list, { confidence: 0.95 });
  return [{ ...frame, fields: frame.fields.map((field) => ({ ...field, config: {} })) }];
}

/** Values of three columns in two cohorts. */
export function distributions(): DataFrame[] {
  const columns = { hour: 10, distance: 10, origin: 3 };
  const of = (shift: number) =>
    Object.entries(columns).flatMap(([column, bins], c) => {
      const raw = Array.from({ length: bins }, (_, bin) =>
        Math.exp(-(((bin / bins - 0.4 - shift * (c - 0.6)) * 3) ** 2))
      );
      const total = raw.reduce((sum, value) => sum + value, 0);
      return raw.map((value, bin) => ({
        column,
        bin,
        label: column === 'origin' ? (ORIGINS[bin] ?? '') : `[${bin * 10}, ${bin * 10 + 10})`,
        share: value / total,
      }));
    });
  return [table('distribution', of(-0.12)), table('distribution', of(0.18))];
}

/** Late flights as discovery hands them over: parts of parts, with what each adds in words. */
export function errorTree(): DataFrame[] {
  const all = { n: 32_735, errors: 5_892 };
  const rows = [
    ['hour>16', null, 'hour > 16', 11_204, 3_310, 0.0001],
    ['hour>16;origin=EWR', 'hour>16', 'origin = EWR', 4_106, 1_590, 0.0001],
    ['hour>16;origin=EWR;carrier=EV', 'hour>16;origin=EWR', 'carrier = EV', 1_922, 851, 0.0003],
    ['hour>16;precip>0', 'hour>16', 'precip > 0', 731, 402, 0.0001],
    ['carrier=EV', null, 'carrier = EV', 5_480, 1_407, 0.0001],
    ['carrier=EV;month=7', 'carrier=EV', 'month = 7', 488, 190, 0.004],
    ['dest=CAE', null, 'dest = CAE', 24, 11, 0.2],
    ['visib<=2', null, 'visib ≤ 2', 640, 133, 0.31],
  ] as const;
  const list = rows.map(([cohort, parent, label, n, errors, q]) => {
    const value = errors / n;
    const rest = (all.errors - errors) / (all.n - n);
    const half = 1.96 * Math.sqrt((value * (1 - value)) / n);
    return {
      cohort,
      parent,
      label,
      predicate: cohort.replaceAll(';', ' AND '),
      metric: 'error_rate',
      n,
      n_labelled: n,
      share: n / all.n,
      value,
      lo: value - half,
      hi: value + half,
      complement_value: rest,
      delta: value - rest,
      delta_lo: value - rest - half,
      delta_hi: value - rest + half,
      q,
      error_share: errors / all.errors,
      status: n < 30 ? 'insufficient' : 'ok',
    };
  });
  const rate = all.errors / all.n;
  const whole = {
    ...list[0],
    cohort: 'overall',
    parent: null,
    label: null,
    predicate: null,
    n: all.n,
    n_labelled: all.n,
  };
  return [
    table('cohorts', [
      { ...whole, share: 1, value: rate, lo: rate - 0.004, hi: rate + 0.004, delta: null, q: null, error_share: 1 },
      ...list,
    ]),
  ];
}

/** The same cohorts against the whole, of which each is a part: differences are as much smaller as the rest is. */
export function againstWhole(): DataFrame {
  const frame = cohorts();
  const share = frame.fields.find(({ name }) => name === 'share')?.values ?? [];
  const whole = new Map<unknown, unknown>();
  const [metric, value] = ['metric', 'value'].map(
    (name) => frame.fields.find((each) => each.name === name)?.values ?? []
  );
  metric.forEach((name: unknown, at) => whole.has(name) || whole.set(name, value[at]));
  const scaled = frame.fields.map((field) =>
    field.name.startsWith('delta')
      ? {
          ...field,
          values: field.values.map((delta: unknown, at) =>
            typeof delta === 'number' ? delta * (1 - Number(share[at])) : delta
          ),
        }
      : field
  );
  const baseline = {
    name: 'baseline_value',
    type: FieldType.number,
    config: PERCENT,
    values: metric.map((name: unknown) => whole.get(name)),
  };
  return {
    ...frame,
    fields: [...scaled, baseline],
    meta: { custom: { ...frame.meta?.custom, baseline: { kind: 'overall' } } },
  };
}

/** Columns that discovery would begin with. */
export function facets(): DataFrame {
  const rows = [
    [
      'hour',
      'ranges',
      'hour ≥ 17',
      11_204,
      0.705,
      0.862,
      0.0001,
      4,
      3,
      { cohorts: [{ name: 'hour ≥ 17', filters: [{ key: 'hour', operator: '>=', value: '17' }] }] },
    ],
    ['carrier', 'values', 'carrier=EV', 5_480, 0.743, 0.834, 0.0002, 15, 6, { segmentBy: ['carrier'] }],
    ['origin', 'values', 'origin=EWR', 9_893, 0.798, 0.831, 0.003, 3, 2, { segmentBy: ['origin'] }],
    ['visib', 'values', 'visib=2', 310, 0.74, 0.82, 0.04, 9, 1, { segmentBy: ['visib'] }],
  ] as const;
  const list = rows.map(([column, kind, cohort, n, value, complement, q, groups, significant, query]) => ({
    column,
    kind,
    cohort,
    metric: 'accuracy',
    n,
    n_labelled: n,
    value,
    complement_value: complement,
    delta: value - complement,
    q,
    excess: n * 0.02,
    groups,
    significant,
    query: JSON.stringify(query),
  }));
  return table('cohort-facets', list, { exploratory: true, tests: 118 });
}

/** Attributions of the columns of `distributions`, and of one more, in two cohorts. */
export function attributions(): DataFrame {
  const columns = [
    ['hour', 0.42, -0.05],
    ['distance', -0.11, -0.1],
    ['origin', 0.02, 0.09],
    ['temp', 0.03, 0.015],
  ] as const;
  const rows = columns.flatMap(([column, a, b]) =>
    [
      ['carrier=UA', a, 900],
      ['carrier=EV', b, 700],
    ].map(([cohort, mean, n]) => ({ column, cohort, n, mean, sd: 0.4, mean_abs: 0.3 }))
  );
  return framed(rows, 'importance', { outputSpace: 'log-odds' }, {});
}

/** What a data source says to the queries that the panel of cohorts asks by itself; undefined for those of other panels. */
export function answerCohorts(query: object): DataFrame[] | undefined {
  const { queryType, view, refId }: { queryType?: unknown; view?: unknown; refId?: unknown } = query;
  if (queryType === 'cohorts') {
    return [view === 'facets' ? facets() : cohorts()];
  }
  const [a, b] = distributions();
  const answers = new Map<unknown, DataFrame[]>([
    ['a-distribution', [a]],
    ['b-distribution', [b]],
    ['a-importance', []],
    ['b-importance', []],
  ]);
  return answers.get(refId);
}
