/** How often alerting rules fire on published data without change and with it (see README.md). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drift } from '../../src/backend/analyses/drift';
import { type DriftQuery } from '../../src/query/model';
import { expectedRows } from './csv';
import { CAR_LOAN, CAR_PRICE, type Dataset, type DatasetSpec, openDataset } from './dataset';
import { rowsOf } from './harness';

const CARS = [
  'car_age',
  'km_driven',
  'price_new',
  'accident_count',
  'door_count',
  'fuel',
  'transmission',
  'y_pred',
  'y_true',
];

interface RuleSet {
  name: string;
  spec: DatasetSpec;
  chunk: number;
  columns: string[];
  drifted: string[];
  labels: string[];
}

const SETS: RuleSet[] = [
  {
    name: 'carloan',
    spec: CAR_LOAN,
    chunk: 5000,
    columns: [
      ...['car_value', 'debt_to_income_ratio', 'loan_length', 'driver_tenure', 'y_pred_proba'],
      ...['salary_range', 'repaid_loan_on_prev_car', 'size_of_downpayment', 'y_pred', 'repaid'],
    ],
    drifted: ['car_value', 'loan_length', 'salary_range', 'repaid_loan_on_prev_car', 'y_pred_proba'],
    labels: ['repaid'],
  },
  { name: 'carprice', spec: CAR_PRICE, chunk: 6000, columns: CARS, drifted: CARS, labels: ['y_true'] },
];

const open = new Map<string, Dataset>();

beforeAll(async () => {
  for (const { name, spec } of SETS) {
    open.set(name, await openDataset(spec));
  }
});

afterAll(() => Promise.all([...open.values()].map((set) => set.remove())));

describe.each(SETS)(
  'rules on $name: chunks 0-4 and columns that stay are null, chunks 5-9 of the others drift',
  (set) => {
    /** Rows of a drift query by column and chunk. */
    async function cells(
      query: Partial<DriftQuery>,
      columns = set.columns
    ): Promise<Map<string, Record<string, unknown>>> {
      const dataset = open.get(set.name);
      if (!dataset) {
        throw new Error(`${set.name} is not open`);
      }
      const frames = await drift(
        {
          refId: 'A',
          queryType: 'drift',
          model: dataset.model,
          format: 'table',
          minRows: 1,
          columns,
          window: `rows:${set.chunk}`,
          ...query,
        },
        dataset.context()
      );
      const seen = new Map<string, number>();
      return new Map(
        rowsOf(frames[0]).map((row) => {
          const column = String(row.column);
          const index = seen.get(column) ?? 0;
          seen.set(column, index + 1);
          return [`${column}:${index}`, row] as const;
        })
      );
    }

    const alarmsOf = (rows: Map<string, Record<string, unknown>>) =>
      new Map([...rows].map(([key, row]) => [key, row.status === 'breach'] as const));

    /** Alarms of a rule by column and chunk. */
    const alarms = async (query: Partial<DriftQuery>, columns = set.columns) => alarmsOf(await cells(query, columns));

    function count(found: Map<string, boolean>): { fp: number; tp: number; n_null: number; n_drift: number } {
      const result = { fp: 0, tp: 0, n_null: 0, n_drift: 0 };
      for (const [key, alarm] of found) {
        const [column = '', chunk] = key.split(':');
        const drifts = Number(chunk) >= 5 && set.drifted.includes(column);
        result[drifts ? 'n_drift' : 'n_null'] += 1;
        result[drifts ? 'tp' : 'fp'] += Number(alarm);
      }
      return result;
    }

    const published = (rule: string) => {
      const row = expectedRows('rule_comparison.csv').find((each) => each.dataset === set.name && each.rule === rule);
      return { fp: Number(row?.fp), tp: Number(row?.tp), n_null: Number(row?.n_null), n_drift: Number(row?.n_drift) };
    };

    it.each<[string, Partial<DriftQuery>]>([
      ['PSI>=0.1', { method: 'psi', threshold: { breach: 0.1 } }],
      ['PSI>=0.2', { method: 'psi', threshold: { breach: 0.2 } }],
      ['Evidently default', { preset: 'evidently' }],
      ['KS/chi2 p<0.05', { preset: 'tests' }],
      ['BH q<0.05 per chunk', { preset: 'tests', correction: { minEffect: 0 } }],
      ['BH & (KS D or TVD >= 0.03)', { preset: 'tests', correction: { minEffect: 0.03 } }],
      ['BH & (KS D or TVD >= 0.05)', { preset: 'tests', correction: {} }],
      ['BH & (KS D or TVD >= 0.1)', { preset: 'tests', correction: { fdr: 0.05, minEffect: 0.1 } }],
    ])('%s', async (rule, query) => {
      expect(count(await alarms(query))).toEqual(published(rule));
    });

    it('Benjamini-Yekutieli alarms where Benjamini-Hochberg does, and nowhere else', async () => {
      const bh = await alarms({ preset: 'tests', correction: { minEffect: 0 } });
      const by = await alarms({ preset: 'tests', correction: { minEffect: 0, procedure: 'by' } });
      expect([...by].filter(([key, alarm]) => alarm && !bh.get(key))).toEqual([]);
      expect(count(by)).toMatchObject({ fp: 0, tp: published('BH q<0.05 per chunk').tp });
    });

    it('BH & effect (W1/sd>=0.1 | V>=0.1), as a rule that combines three queries', async () => {
      const corrected = await cells({ preset: 'tests', correction: { minEffect: 0 } });
      const categorical = new Set(
        [...corrected.values()].filter((row) => row.method === 'chi2').map((row) => row.column)
      );
      const numbers = set.columns.filter((name) => !categorical.has(name));
      const categories = set.columns.filter((name) => categorical.has(name));
      const distances = alarmsOf(await cells({ method: 'wasserstein', threshold: { breach: 0.1 } }, numbers));
      const tests = await cells({ method: 'chi2' }, categories);
      // Cramer's V of two rows.
      const cramer = ({ n, n_reference, statistic }: Record<string, unknown>) =>
        Math.sqrt(Number(statistic) / (Number(n) + Number(n_reference)));
      const found = new Map(
        [...alarmsOf(corrected)].map(([key, alarm]) => {
          const test = tests.get(key);
          return [key, alarm && (test ? cramer(test) >= 0.1 : distances.get(key) === true)] as const;
        })
      );
      expect(count(found)).toEqual(published('BH & effect (W1/sd>=0.1 | V>=0.1)'));
    });

    it('NannyML JS mean+3sd, which has no labels', async () => {
      const found = await alarms(
        { preset: 'nannyml', method: 'js' },
        set.columns.filter((name) => !set.labels.includes(name))
      );
      expect(count(found)).toEqual(published('NannyML JS mean+3sd'));
    });
  }
);
