/** Every pair of values of two columns as a cohort: what is in it, and that nothing is lost or put together. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type Frame } from '../../src/backend/grafana/frame';
import { type CrossedColumn } from '../../src/query/frames';
import { predicateFilters } from '../../src/query/predicate';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, TestStore } from './harness';

const DAYS = ['2026-03-01', '2026-03-02', '2026-03-03'] as const;

/** 800 rows a day: ages 0 to 399 twice, six carriers of which one is missing and others are hard to tell apart. */
const rows = (date: string) => `
  SELECT '${date}' || i AS id, TIMESTAMP '${date}' + INTERVAL (i) SECOND AS "time", 1 AS prediction,
    (i * 37 % 400)::DOUBLE AS age, [NULL, 'UA', 'UA=', '', '🛩', '(missing)'][1 + i % 6] AS carrier, i % 3 AS stops,
    'row' || i AS name, CASE WHEN i * 37 % 400 < 100 AND i % 6 = 1 THEN 0 ELSE 1 END AS truth
  FROM range(800) AS t(i)`;

let store: TestStore;
beforeAll(async () => {
  const both = `${rows(DAYS[0])} UNION ALL ${rows(DAYS[1])}`;
  store = await TestStore.open({
    predictions: `SELECT * EXCLUDE (truth) FROM (${both})`,
    labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, truth::VARCHAR AS value, "time" AS observed_at, "time" AS arrived_at FROM (${both})`,
    roles: { prediction: 'prediction' },
  });
});
afterAll(() => store.session.close());

async function ask(query: Record<string, unknown>) {
  const parsed = parseQuery({
    refId: 'A',
    model: 'm',
    queryType: 'cohorts',
    view: 'intersections',
    metrics: ['accuracy'],
    segmentBy: ['age', 'carrier'],
    ...query,
  });
  const [frame] = await runAnalysis(parsed, store.context(`${DAYS[1]}T00:00:00Z`, `${DAYS[2]}T00:00:00Z`));
  const [overall, ...cells] = rowsOf(frame);
  return { frame, overall, cells, crossed: crossedOf(frame) };
}

const crossedOf = (frame: Frame | undefined) => frame?.meta?.custom?.crossed as [CrossedColumn, CrossedColumn];

describe('intersections', () => {
  it('cut numbers into bins of equal counts, and take the values of the other column', async () => {
    const { overall, cells, crossed, frame } = await ask({});
    const [ages, carriers] = crossed;
    expect(ages).toMatchObject({ column: 'age', cut: true });
    expect(ages.values).toHaveLength(8);
    expect(ages.values[0]).toBe('< 49');
    expect(carriers).toMatchObject({ column: 'carrier', cut: false });
    // What is missing comes last, and what is called so is another value.
    expect(carriers.values).toHaveLength(6);
    expect(new Set(carriers.values)).toEqual(new Set(['UA', 'UA=', '', '🛩', '"(missing)"', '(missing)']));
    expect(carriers.values.at(-1)).toBe('(missing)');
    expect(overall).toMatchObject({ cohort: 'overall', n: 800 });
    expect(cells).toHaveLength(48);
    expect(cells.reduce((sum, { n }) => sum + Number(n), 0)).toBe(800);
    expect(new Set(cells.map(({ cohort }) => cohort)).size).toBe(48);
    expect(new Set(cells.map(({ first, second }) => `${String(first)}:${String(second)}`)).size).toBe(48);
    expect(frame?.meta?.custom?.plumbline).toBe('cohorts');
    // Bins of equal counts: a hundred rows each.
    const perAge = ages.values.map((_, at) =>
      cells.reduce((sum, { first, n }) => (first === at ? sum + Number(n) : sum), 0)
    );
    expect(Math.min(...perAge)).toBeGreaterThan(95);
    expect(Math.max(...perAge)).toBeLessThan(105);
  });

  it('are the rows that their conditions keep', async () => {
    const { cells, crossed } = await ask({ bins: 4 });
    const at = (age: number, carrier: string) =>
      cells.find(({ first, second }) => first === age && second === crossed[1].values.indexOf(carrier));
    // Everybody of UA below 100 is wrong, and nobody else.
    const worst = at(0, 'UA');
    expect(worst).toMatchObject({ cohort: 'age < 99, carrier=UA', status: 'breach' });
    for (const cell of [worst, at(3, '(missing)'), at(1, '"(missing)"'), at(2, '🛩'), at(2, 'UA=')]) {
      const filters = predicateFilters(String(cell?.predicate));
      expect(filters, String(cell?.cohort)).toBeDefined();
      const again = await runAnalysis(
        parseQuery({
          refId: 'A',
          model: 'm',
          queryType: 'performance',
          metrics: ['accuracy'],
          window: 'all',
          format: 'table',
          filters,
          minRows: 0,
        }),
        store.context(`${DAYS[1]}T00:00:00Z`, `${DAYS[2]}T00:00:00Z`)
      );
      // No value and an empty text are one to a filter.
      const empty = String(cell?.cohort).includes('=(missing)') ? Number(at(3, '')?.n) : 0;
      expect(Number(rowsOf(again[0])[0]?.n), String(cell?.cohort)).toBe(Number(cell?.n) + empty);
    }
  });

  it('cut at equal widths, too, and leave few numbers as they are', async () => {
    const { crossed } = await ask({ bins: 4, binning: 'width', segmentBy: ['age', 'stops'] });
    expect(crossed[0].values).toEqual(['< 99.8', '99.8 – 199.5', '199.5 – 299.3', '≥ 299.3']);
    expect(crossed[1]).toEqual({ column: 'stops', values: ['0', '1', '2'], cut: false });
  });

  it('may be compared with the whole and with their reference, and give an alert rule their values', async () => {
    const whole = await ask({ baseline: { kind: 'overall' } });
    expect(whole.cells[0]).toHaveProperty('baseline_value');
    const before = await ask({ baseline: { kind: 'reference' }, reference: { kind: 'previous' }, bins: 2 });
    expect(before.cells.every(({ value, baseline_value: old }) => value === old)).toBe(true);
    const { frame } = await ask({ format: 'numeric', bins: 2 });
    expect(rowsOf(frame)).toHaveLength(13);
  });

  it.each([
    [{ segmentBy: ['age'] }, 'segmentBy'],
    [{ segmentBy: ['age', 'age'] }, 'segmentBy'],
    [{ segmentBy: ['age', 'carrier', 'stops'] }, 'segmentBy'],
    [{ segmentBy: ['age', 'name'] }, 'segmentBy'],
    [{ cohorts: [{ name: 'x', filters: [{ key: 'stops', operator: '=', value: '1' }] }] }, 'segmentBy'],
    [{ baseline: { kind: 'cohort', cohort: 'carrier=UA' } }, 'baseline'],
    [{ bins: 1 }, 'bins'],
    [{ bins: 21 }, 'bins'],
    [{ binning: 'equal' }, 'binning'],
  ])('are refused in %j', async (query, place) => {
    await expect(ask(query)).rejects.toMatchObject({ code: 'bad_request', place });
  });
});
