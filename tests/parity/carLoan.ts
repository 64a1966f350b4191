/** The car loan data as a model: the first 50,000 rows are the reference, the rest the predictions. */
import { type AnalysisContext } from '../../src/backend/analyses/context';
import { TestStore } from './harness';

export interface CarLoan {
  model: string;
  context(): AnalysisContext;
}

const file = new URL('./data/nml_car_loan.parquet', import.meta.url).pathname;

const columns = `id::VARCHAR AS id, "timestamp"::TIMESTAMP AS "time", car_value, salary_range, debt_to_income_ratio,
  loan_length, repaid_loan_on_prev_car, size_of_downpayment, driver_tenure, y_pred_proba, y_pred::VARCHAR AS y_pred`;

export async function openCarLoan(): Promise<CarLoan> {
  const store = await TestStore.open({
    name: 'car_loan',
    predictions: `SELECT ${columns} FROM '${file}' WHERE period = 'analysis'`,
    reference: `SELECT ${columns}, repaid::VARCHAR AS repaid FROM '${file}' WHERE period = 'reference'`,
    labels: `SELECT id::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, repaid::VARCHAR AS value, "timestamp"::TIMESTAMP AS observed_at, "timestamp"::TIMESTAMP AS arrived_at FROM '${file}'`,
    roles: { y_pred_proba: 'score', y_pred: 'prediction' },
    label: 'repaid',
  });
  return { model: 'car_loan', context: () => store.context('2018-01-01', '2020-01-01') };
}
