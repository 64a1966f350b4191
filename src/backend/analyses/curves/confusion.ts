/** True by predicted class, with what each cell costs. */
import { PlumblineError } from '../../../query/errors';
import { CONFUSION_FIELDS } from '../../../query/frames';
import { type BinaryCosts } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { KNOWN } from '../performance/labelled';
import { positiveLiteral } from '../performance/outcomes';
import { groupColumns, readSegment } from '../shared/cells';
import { TABLE_META, tableFields } from '../shared/frames';
import { requireRole } from '../shared/scope';
import { numberLiteral } from '../shared/statement';
import { type RowSet } from './sets';

export interface ConfusionCell {
  set: string;
  yTrue: string;
  yPred: string;
  n: number;
  sumCost: number;
}

/** Pairs of classes that one picture can hold. */
const MAX_CELLS = 10_000;

export interface ConfusionPlan {
  /** Scores from here on count as positive; without it the model's own predictions count. */
  operatingPoint?: number;
  costs?: BinaryCosts;
}

export async function confusionCells(set: RowSet, plan: ConfusionPlan): Promise<ConfusionCell[]> {
  const { scope, rows } = set;
  const groups = groupColumns(rows.source).join(', ');
  const positive = positiveLiteral(scope.model);
  const binary = scope.model.task === 'binary';
  const cut = plan.operatingPoint;
  requireRole(scope.model, cut === undefined ? 'prediction' : 'score', 'confusion');
  const truth = binary ? `(actual = ${positive})` : 'actual';
  const predicted = binary
    ? cut === undefined
      ? `(predicted = ${positive})`
      : `(score >= ${numberLiteral(cut)})`
    : 'predicted';
  const present = cut === undefined ? 'predicted IS NOT NULL' : 'score IS NOT NULL';
  const found = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${groups}, ${truth} AS truth, ${predicted} AS prediction, count(*) AS n FROM (${rows.text}) WHERE ${KNOWN} AND ${present} GROUP BY ALL ORDER BY ALL`,
    rows.parameters
  );
  if (found.length > MAX_CELLS) {
    throw new PlumblineError(
      'too_large',
      `There are ${found.length} pairs of classes, the limit is ${MAX_CELLS}`,
      'Filter by the classes that matter.',
      'filters'
    );
  }
  const costs = plan.costs ?? {};
  const cost = (isTrue: boolean, isPredicted: boolean) =>
    (isPredicted ? (isTrue ? costs.tp : costs.fp) : isTrue ? costs.fn : costs.tn) ?? 0;
  const className = (value: unknown) =>
    typeof value === 'boolean'
      ? value
        ? scope.model.positiveClass
        : `not ${scope.model.positiveClass}`
      : String(value);
  return found.map((row): ConfusionCell => {
    const n = Number(row.n);
    return {
      set: set.nameOf(readSegment(row, rows.source)),
      yTrue: className(row.truth),
      yPred: className(row.prediction),
      n,
      sumCost: binary ? n * cost(row.truth === true, row.prediction === true) : 0,
    };
  });
}

export function confusionFrame(cells: readonly ConfusionCell[]): Frame {
  return {
    name: 'confusion',
    fields: tableFields(cells, [
      { name: CONFUSION_FIELDS.set, type: 'string', read: (row) => row.set },
      { name: CONFUSION_FIELDS.yTrue, type: 'string', read: (row) => row.yTrue },
      { name: CONFUSION_FIELDS.yPred, type: 'string', read: (row) => row.yPred },
      { name: CONFUSION_FIELDS.n, type: 'integer', read: (row) => row.n },
      { name: CONFUSION_FIELDS.sumCost, type: 'number', read: (row) => row.sumCost },
    ]),
    meta: { ...TABLE_META, custom: { plumbline: 'confusion' } },
  };
}
