/** The flights sample, whole and through the ingestion path: published figures, and what the alert rules see. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { runAnalysis } from '../../src/backend/analyses';
import { loadSample } from '../../src/backend/cli/sample/load';
import { storeTarget } from '../../src/backend/cli/storeTarget';
import { openStore } from '../../src/backend/store';
import { type Store } from '../../src/backend/store/types';
import { type PlumblineQuery } from '../../src/query/model';
import { parseQuery } from '../../src/query/validate';
import { EXPECTED_ALERTS } from '../e2e/expected-alerts';
import { expectedRows } from './csv';
import { rowsOf } from './harness';

const NOW = Date.UTC(2026, 10, 21, 3);
const DAY = 86_400_000;
const SHIFT = Date.UTC(2026, 10, 20) - Date.UTC(2013, 11, 31);

/** The last labels arrive three days after the last flights. */
const ALL_LABELS = NOW + 10 * DAY;

let folder: string;
let store: Store;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-flights-'));
  const file = join(folder, 'flights.duckdb');
  const sample = (name: string) => new URL(`../../sample/${name}.parquet`, import.meta.url).pathname;
  const target = await storeTarget(file);
  await loadSample(target, {
    files: { predictions: sample('nycflights13_late_monitoring'), attributions: sample('nycflights13_shap') },
    now: NOW,
  });
  await target.close();
  store = await openStore(file);
}, 600_000);
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(
  query: PlumblineQuery,
  from: number,
  to: number,
  now = NOW
): Promise<Array<Record<string, unknown>>> {
  const frames = await runAnalysis(query, {
    reader: store.reader(),
    catalogue: store.catalogue,
    from,
    to,
    now,
    maxDataPoints: 1000,
    intervalMs: 1000,
    rowLimit: 1_000_000,
    unmasked: false,
    memo: new Map(),
  });
  return rowsOf(frames[0]);
}

/** A month of 2013 (1 is January) where the sample has it now. */
const month = (number: number) => [Date.UTC(2013, number - 1) + SHIFT, Date.UTC(2013, number) + SHIFT] as const;

function closeTo(actual: unknown, printed: string | undefined, relative: number): void {
  const expected = Number(printed);
  expect(Math.abs(Number(actual) - expected), `${String(actual)} against ${printed}`).toBeLessThanOrEqual(
    relative * Math.abs(expected)
  );
}

describe('published figures', () => {
  it('AUC, recall and precision of every month', async () => {
    for (const row of expectedRows('nycflights_monthly_performance.csv')) {
      const metrics = ['auc', 'recall', 'precision', 'volume'] as const;
      const [from, to] = month(Number(row.month));
      const rows = await ask(
        {
          refId: 'A',
          queryType: 'performance',
          model: 'flights',
          metrics: [...metrics],
          window: 'all',
          format: 'table',
        },
        from,
        to,
        ALL_LABELS
      );
      const value = (metric: string) => rows.find((each) => each.metric === metric)?.value;
      expect(value('volume')).toBe(Number(row.n));
      for (const metric of ['auc', 'recall', 'precision'] as const) {
        closeTo(value(metric), row[metric], 1e-9);
      }
    }
  });

  it('mean |SHAP| of September beside the reference, March', async () => {
    const [from, to] = month(9);
    const rows = await ask({ refId: 'A', queryType: 'importance', model: 'flights' }, from, to);
    const expected = expectedRows('nycflights_shap_importance.csv');
    expect(rows).toHaveLength(expected.length);
    for (const row of expected) {
      const found = rows.find((each) => each.column === row.feature);
      expect(found).toMatchObject({ n: Number(row.n_sep), n_reference: Number(row.n_mar) });
      // The file was made with sums in single precision.
      closeTo(found?.mean_abs, row.mean_abs_sep, 1e-6);
      closeTo(found?.mean_abs_reference, row.mean_abs_mar, 1e-6);
      expect(Number(found?.mean)).toBeCloseTo(Number(row.mean_signed_sep), 6);
    }
  });
});

interface Rule {
  uid: string;
  data: Array<{
    refId: string;
    relativeTimeRange?: { from: number; to: number };
    model: Record<string, unknown> & { conditions?: Array<{ evaluator: { type: string; params: number[] } }> };
  }>;
}

describe('alert rules', () => {
  const text = readFileSync(new URL('../../provisioning/alerting/flights.yaml', import.meta.url), 'utf8');
  const groups = (parseYaml(text) as { groups: Array<{ rules: Rule[] }> }).groups;
  const rules = new Map(groups.flatMap((group) => group.rules).map((rule) => [rule.uid, rule]));

  it.each(EXPECTED_ALERTS)('$uid sees what it must fire on, and what not', async ({ uid, label, firing, normal }) => {
    const [source, condition] = rules.get(uid)?.data ?? [];
    const evaluator = condition?.model.conditions?.[0]?.evaluator;
    const [limit] = evaluator?.params ?? [];
    const { from = 0, to = 0 } = source?.relativeTimeRange ?? {};
    const rows = await ask(parseQuery(source?.model), NOW - from * 1000, NOW - to * 1000);
    const valueField = Object.keys(rows[0] ?? {}).find((name) => typeof rows[0]?.[name] === 'number') ?? '';
    const fires = (row: Record<string, unknown>) => {
      const value = Number(row[valueField]);
      expect(row[valueField]).toBeTypeOf('number');
      return evaluator?.type === 'lt' ? value < (limit ?? NaN) : value > (limit ?? NaN);
    };
    const names = (list: typeof rows) => list.map((row) => (label === null ? '' : String(row[label]))).sort();
    expect(names(rows.filter(fires))).toEqual([...firing].sort());
    expect(names(rows.filter((row) => !fires(row)))).toEqual([...normal].sort());
  });

  it('keep their instances apart whatever the time of day', () => {
    expect(NOW % DAY).toBeGreaterThan(0);
    expect(rules.size).toBe(EXPECTED_ALERTS.length);
  });
});
