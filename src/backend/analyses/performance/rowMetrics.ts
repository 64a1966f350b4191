/** Metrics that are a mean over rows, as the SQL of one row's value. */
import { type PerformanceMetric } from '../../../query/model';
import { type Task } from '../../store/types';
import { numberLiteral } from '../shared/statement';
import { type ClassScore, KNOWN } from './labelled';
import { type MetricOptions } from './options';

export interface RowContext {
  task: Task;
  /** SQL literal of the positive class. */
  positive: string;
  classes: readonly ClassScore[];
  options: MetricOptions;
}

/** scikit-learn's and the usual clip of a probability under a logarithm. */
const CLIP = '1e-15';
/** scikit-learn's guard of MAPE: the smallest step from 1. */
const EPSILON = '2.220446049250313e-16';

const inUnit = (expression: string) => `${expression} BETWEEN 0 AND 1`;
const surprise = (p: string) => `-ln(greatest(least(${p}, 1 - ${CLIP}), ${CLIP}))`;
const entropy = (p: string) => `(CASE WHEN ${p} > 0 THEN -${p} * ln(${p}) ELSE 0 END)`;

/**
 * SQL of the value of one row, NULL where the row does not count; `null` where the metric is no mean over rows. RMSE and
 * RMSLE are roots of the means given here.
 */
export function rowValue(metric: PerformanceMetric, context: RowContext): string | null {
  const { task, options } = context;
  const error = '(predicted - actual)';
  const judged = (value: string, condition = 'true') =>
    `CASE WHEN ${KNOWN} AND predicted IS NOT NULL AND ${condition} THEN ${value} END`;
  switch (metric) {
    case 'log_loss':
    case 'brier':
      return task === 'multiclass' ? multiclassLoss(metric, context) : binaryLoss(metric, context.positive);
    case 'mean_score':
      return 'score';
    case 'mean_confidence':
    case 'mean_entropy':
      return task === 'multiclass' ? multiclassSureness(metric, context) : binarySureness(metric);
    case 'mean_prediction':
      return 'predicted';
    case 'mean_label':
      return `CASE WHEN ${KNOWN} THEN actual END`;
    case 'mae':
      return judged(`abs${error}`);
    case 'mse':
    case 'rmse':
    case 'r2':
      return judged(`${error} * ${error}`);
    case 'mape':
      return judged(`abs${error} / greatest(abs(actual), ${EPSILON})`);
    case 'smape':
      return judged(
        `CASE WHEN abs(actual) + abs(predicted) > 0 THEN 2 * abs${error} / (abs(actual) + abs(predicted)) ELSE 0 END`
      );
    case 'msle':
    case 'rmsle':
      return judged('(ln(1 + predicted) - ln(1 + actual)) ** 2', 'predicted > -1 AND actual > -1');
    case 'bias':
      return judged(error);
    case 'quantile_loss': {
      const q = numberLiteral(options.quantile);
      return judged(`greatest(${q} * (actual - predicted), (${q} - 1) * (actual - predicted))`);
    }
    default:
      return null;
  }
}

function binaryLoss(metric: 'log_loss' | 'brier', positive: string): string {
  const value =
    metric === 'brier'
      ? `(score - (actual = ${positive})::INTEGER) ** 2`
      : surprise(`(CASE WHEN actual = ${positive} THEN score ELSE 1 - score END)`);
  return `CASE WHEN ${KNOWN} AND ${inUnit('score')} THEN ${value} END`;
}

function binarySureness(metric: 'mean_confidence' | 'mean_entropy'): string {
  const value =
    metric === 'mean_confidence' ? 'greatest(score, 1 - score)' : `${entropy('score')} + ${entropy('(1 - score)')}`;
  return `CASE WHEN ${inUnit('score')} THEN ${value} END`;
}

const complete = (classes: readonly ClassScore[]) =>
  classes.map((_, index) => inUnit(`class${index}`)).join(' AND ') || 'false';

/** The Brier score of several classes is the sum of squares over them, so it lies in [0, 2]. */
function multiclassLoss(metric: 'log_loss' | 'brier', { classes }: RowContext): string {
  if (classes.length === 0) {
    return 'NULL::DOUBLE';
  }
  const value =
    metric === 'brier'
      ? classes.map(({ literal }, index) => `(class${index} - (actual = ${literal})::INTEGER) ** 2`).join(' + ')
      : surprise(
          `(CASE actual ${classes.map(({ literal }, index) => `WHEN ${literal} THEN class${index}`).join(' ')} END)`
        );
  const among = `actual IN (${classes.map(({ literal }) => literal).join(', ')})`;
  return `CASE WHEN ${KNOWN} AND ${among} AND ${complete(classes)} THEN ${value} END`;
}

function multiclassSureness(metric: 'mean_confidence' | 'mean_entropy', { classes }: RowContext): string {
  if (classes.length === 0) {
    return 'NULL::DOUBLE';
  }
  const scores = classes.map((_, index) => `class${index}`);
  const value = metric === 'mean_confidence' ? `greatest(${scores.join(', ')})` : scores.map(entropy).join(' + ');
  return `CASE WHEN ${complete(classes)} THEN ${value} END`;
}

/** Squares beyond this overflow, and DuckDB's variance throws; such a row has no usable value. */
const LARGEST = '1e150';

/** A column, NULL where it is no number that can be squared. */
export const guarded = (column: string) => `CASE WHEN abs(${column}) < ${LARGEST} THEN ${column} END`;
