/** What predictions cost by their outcome: a matrix that the query declares. */
import { PlumblineError } from '../../../query/errors';
import { type BinaryCosts, type CostCell, type KpiQuery } from '../../../query/model';
import { type Estimate, NO_ESTIMATE } from '../../statistics/difference';
import { meanInterval, type Sample } from '../../statistics/intervals';
import { KNOWN, labelledRows } from '../performance/labelled';
import { positiveLiteral } from '../performance/outcomes';
import { groupColumns, readSegment } from '../shared/cells';
import { classText } from '../shared/labels';
import { requireRole, type Scope } from '../shared/scope';
import { numberLiteral, quoteText } from '../shared/statement';
import { type KpiCell } from './cell';

/** Mean (or sum) of the cost of labelled predictions with the interval of the mean. */
export async function costCells(scope: Scope, query: KpiQuery): Promise<KpiCell[]> {
  const cost = query.costs ? binaryCost(scope, query.costs) : matrixCost(scope, query.costCells ?? []);
  const rows = labelledRows(scope);
  const { source } = rows;
  const groups = groupColumns(source).join(', ');
  const times = source.rowsPerWindow === null ? '' : ', min(t) AS first_time, max(t) AS last_time';
  const found = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${groups}, count(*) AS rows${times}, count(*) FILTER (mature) AS mature, count(*) FILTER (${KNOWN}) AS labelled, count(cost) AS n, avg(cost) AS mean, var_samp(cost) AS variance FROM (SELECT *, CASE WHEN ${KNOWN} AND predicted IS NOT NULL THEN ${cost} END AS cost FROM (${rows.text})) GROUP BY ${groups} ORDER BY ${groups}`,
    rows.parameters
  );
  const confidence = query.confidence ?? 0.95;
  return found.map((row): KpiCell => {
    const number = (name: string) => Number(row[name] ?? 0);
    scope.ledger.rowsScanned += number('rows');
    const sample: Sample = { n: number('n'), mean: number('mean'), variance: number('variance') };
    return {
      segment: readSegment(row, source),
      window: Number(row.w),
      rows: number('rows'),
      firstTime: typeof row.first_time === 'number' ? row.first_time : null,
      lastTime: typeof row.last_time === 'number' ? row.last_time : null,
      labelled: number('labelled'),
      mature: number('mature'),
      found: estimateOf(sample, query.per === 'sum' ? sample.n : 1, confidence),
    };
  });
}

function estimateOf(sample: Sample, times: number, confidence: number): Estimate {
  if (sample.n === 0) {
    return NO_ESTIMATE;
  }
  const interval = meanInterval(sample, confidence);
  return {
    value: sample.mean * times,
    interval: interval && { lo: interval.lo * times, hi: interval.hi * times },
    n: sample.n,
    basis: null,
  };
}

function binaryCost(scope: Scope, costs: BinaryCosts): string {
  requireRole(scope.model, 'prediction', 'a cost matrix');
  if (scope.model.task !== 'binary') {
    throw new PlumblineError(
      'unprocessable',
      `costs: tp, fp, fn and tn are of a binary model, and ${scope.model.name} has the task ${scope.model.task}`,
      'Send costCells.',
      'costs'
    );
  }
  const positive = positiveLiteral(scope.model);
  const of = (name: keyof BinaryCosts) => numberLiteral(costs[name] ?? 0);
  return `CASE WHEN actual = ${positive} THEN CASE WHEN predicted = ${positive} THEN ${of('tp')} ELSE ${of('fn')} END ELSE CASE WHEN predicted = ${positive} THEN ${of('fp')} ELSE ${of('tn')} END END`;
}

function matrixCost(scope: Scope, cells: readonly CostCell[]): string {
  const prediction = requireRole(scope.model, 'prediction', 'a cost matrix');
  if (scope.model.task === 'regression' || cells.length === 0) {
    throw new PlumblineError(
      cells.length === 0 ? 'bad_request' : 'unprocessable',
      cells.length === 0
        ? 'expression is missing, and so is a cost matrix'
        : `costCells: ${scope.model.name} predicts numbers, which have no classes`,
      'Send one of expression, costs and costCells.',
      cells.length === 0 ? 'expression' : 'costCells'
    );
  }
  const literal = (name: string) => classText(quoteText(name), prediction);
  const cases = cells.map(
    ({ label, prediction: predicted, cost }) =>
      `WHEN actual = ${literal(label)} AND predicted = ${literal(predicted)} THEN ${numberLiteral(cost)}`
  );
  return `CASE ${cases.join(' ')} ELSE 0 END`;
}
