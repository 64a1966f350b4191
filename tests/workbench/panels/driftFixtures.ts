/**
 * Drift of real numbers: the flights of 2013 (US Bureau of Transportation Statistics, CC0), the windows of April to
 * December against March.
 */
import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import flights from './flights.json';
import { type Cell, field, REFERENCE } from './frames';

export const DAY = 864e5;

interface Column {
  nReference: number;
  score: Array<number | null>;
  floor: Array<number | null>;
  n: number[];
  /** Mean of the window and its distance from the reference in standard deviations; numeric columns only. */
  change?: Array<number[] | null>;
  mean?: string | null;
}

export const COLUMNS: Record<string, Column> = flights.drift;

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
