/** Residuals by prediction: bias and spread where the model predicts low and where it predicts high. */
import { RESIDUAL_BIN_FIELDS } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { KNOWN } from '../performance/labelled';
import { groupColumns, readSegment } from '../shared/cells';
import { TABLE_META, tableFields } from '../shared/frames';
import { type RowSet } from './sets';

export interface ResidualBin {
  set: string;
  bin: number;
  lo: number;
  hi: number;
  n: number;
  meanPrediction: number;
  /** Prediction minus label. */
  meanResidual: number;
  p10: number;
  p50: number;
  p90: number;
}

export const RESIDUAL_BINS = 20;

/** Bins of nearly equal counts; equal predictions share one. */
export async function residualBins(set: RowSet): Promise<ResidualBin[]> {
  const { scope, rows } = set;
  const groups = groupColumns(rows.source).join(', ');
  const found = await scope.ledger.rows<Record<string, unknown>>(
    [
      `WITH judged AS (SELECT ${groups}, predicted, predicted - actual AS residual FROM (${rows.text}) WHERE ${KNOWN} AND predicted IS NOT NULL AND isfinite(predicted - actual))`,
      `, ranked AS (SELECT *, (rank() OVER rising - 1 + (count(*) OVER (PARTITION BY ${groups}, predicted)) / 2) / (count(*) OVER (PARTITION BY ${groups})) AS place FROM judged WINDOW rising AS (PARTITION BY ${groups} ORDER BY predicted))`,
      `, binned AS (SELECT ${groups}, least(${RESIDUAL_BINS - 1}, floor(place * ${RESIDUAL_BINS}))::INTEGER AS bin, count(*) AS n, min(predicted) AS lo, max(predicted) AS hi, avg(predicted) AS mean_prediction, avg(residual) AS mean_residual, quantile_cont(residual, [0.1, 0.5, 0.9]) AS q FROM ranked GROUP BY ALL)`,
      `SELECT * EXCLUDE (q), q[1] AS p10, q[2] AS p50, q[3] AS p90 FROM binned ORDER BY ALL`,
    ].join('\n'),
    rows.parameters
  );
  return found.map((row): ResidualBin => {
    const number = (name: string) => Number(row[name]);
    scope.ledger.rowsScanned += number('n');
    return {
      set: set.nameOf(readSegment(row, rows.source)),
      bin: number('bin'),
      lo: number('lo'),
      hi: number('hi'),
      n: number('n'),
      meanPrediction: number('mean_prediction'),
      meanResidual: number('mean_residual'),
      p10: number('p10'),
      p50: number('p50'),
      p90: number('p90'),
    };
  });
}

export function residualFrame(bins: readonly ResidualBin[]): Frame {
  return {
    name: 'residual-bins',
    fields: tableFields(bins, [
      { name: RESIDUAL_BIN_FIELDS.set, type: 'string', read: (row) => row.set },
      { name: RESIDUAL_BIN_FIELDS.bin, type: 'integer', read: (row) => row.bin },
      { name: RESIDUAL_BIN_FIELDS.lo, type: 'number', read: (row) => row.lo },
      { name: RESIDUAL_BIN_FIELDS.hi, type: 'number', read: (row) => row.hi },
      { name: RESIDUAL_BIN_FIELDS.n, type: 'integer', read: (row) => row.n },
      { name: RESIDUAL_BIN_FIELDS.meanPrediction, type: 'number', read: (row) => row.meanPrediction },
      { name: RESIDUAL_BIN_FIELDS.meanResidual, type: 'number', read: (row) => row.meanResidual },
      { name: RESIDUAL_BIN_FIELDS.p10, type: 'number', read: (row) => row.p10 },
      { name: RESIDUAL_BIN_FIELDS.p50, type: 'number', read: (row) => row.p50 },
      { name: RESIDUAL_BIN_FIELDS.p90, type: 'number', read: (row) => row.p90 },
    ]),
    meta: { ...TABLE_META, custom: { plumbline: 'residual-bins' } },
  };
}
