/** Metrics without an interval by formula, as functions of counts that a bootstrap draws anew. Pure. */
import { type PerformanceMetric } from '../../../query/model';
import * as confusion from '../../statistics/confusion';
import { type RankedGroup, rankMetrics } from '../../statistics/ranks';
import { type MetricOptions } from './options';
import { type Outcomes } from './outcomes';
import { type Ranks } from './ranks';

export interface Resampled {
  /** Counts of rows that have nothing in common; empty where they are unknown, or too many to draw. */
  cells: readonly number[];
  /** The metric of such counts; null where they say nothing. */
  of(cells: readonly number[]): number | null;
  /** The metric of the rows themselves, and how many they are. */
  value: number | null;
  n: number;
  /** What the metric cannot be beyond. */
  limits: { min?: number; max?: number };
}

const UNIT = { min: 0, max: 1 };
const CORRELATION = { min: -1, max: 1 };

/** Classes beyond this would take seconds to draw; their metrics come without an interval. */
export const DRAWN_CLASSES = 50;

/** Whether these counts are of more classes than are drawn. */
export const isBeyondDrawing = ({ matrix }: Pick<Outcomes, 'matrix'>): boolean =>
  matrix !== null && matrix.classes.length > DRAWN_CLASSES;

/** Undefined for metrics that have a formula, or are no function of counts. */
export function resampled(metric: PerformanceMetric, counts: Outcomes, options: MetricOptions): Resampled | undefined {
  switch (metric) {
    case 'precision':
    case 'recall':
    case 'specificity':
    case 'f1':
      return counts.matrix
        ? ofMatrix(counts.matrix, UNIT, (matrix) => confusion.averaged(metric, matrix, options.average))
        : undefined;
    case 'f_beta':
      return fBeta(counts, options);
    case 'balanced_accuracy':
      return ofMatrix(matrixOf(counts), UNIT, confusion.balancedAccuracy);
    case 'mcc':
      return ofMatrix(matrixOf(counts), CORRELATION, confusion.mcc);
    case 'kappa':
      return ofMatrix(matrixOf(counts), CORRELATION, confusion.kappa);
    case 'average_precision':
    case 'ks':
    case 'lift':
    case 'gain':
      return ofRanks(metric, counts.ranks[0], options);
    default:
      return undefined;
  }
}

const matrixOf = (counts: Outcomes) => counts.matrix ?? confusion.binaryMatrix(counts);

function fBeta({ tp, fp, fn, tn }: Outcomes, { beta }: MetricOptions): Resampled {
  const of = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]) => confusion.fBeta({ tp: a, fp: b, fn: c, tn: d }, beta);
  const cells = [tp, fp, fn, tn];
  return { cells, of, value: of(cells), n: tp + fp + fn + tn, limits: UNIT };
}

function ofMatrix(
  matrix: confusion.ConfusionMatrix,
  limits: Resampled['limits'],
  statistic: (matrix: confusion.ConfusionMatrix) => number | null
): Resampled {
  const { classes, counts } = matrix;
  const { n } = confusion.margins(matrix);
  return {
    cells: n > 0 && classes.length <= DRAWN_CLASSES ? counts.flat() : [],
    of: (cells) =>
      statistic({
        classes,
        counts: classes.map((_, row) => cells.slice(row * classes.length, (row + 1) * classes.length)),
      }),
    value: n > 0 ? statistic(matrix) : null,
    n,
    limits,
  };
}

function ofRanks(
  metric: 'average_precision' | 'ks' | 'lift' | 'gain',
  ranks: Ranks | undefined,
  { depth }: MetricOptions
): Resampled {
  const limits = { min: 0, max: metric === 'lift' ? 1 / depth : 1 };
  const of = (cells: readonly number[]) => {
    const metrics = rankMetrics(groupsOf(cells), depth);
    return metric === 'average_precision' ? metrics.averagePrecision : metrics[metric];
  };
  if (!ranks) {
    return { cells: [], of, value: null, n: 0, limits };
  }
  const value = {
    average_precision: ranks.averagePrecision,
    ks: ranks.ks,
    gain: ranks.gain,
    lift: ranks.gain === null ? null : ranks.gain / depth,
  }[metric];
  const cells = ranks.groups.flatMap(({ positives, negatives }) => [positives, negatives]);
  return { cells, of, value, n: ranks.delong.positives + ranks.delong.negatives, limits };
}

const groupsOf = (cells: readonly number[]): RankedGroup[] =>
  Array.from({ length: cells.length / 2 }, (_, at) => ({
    positives: cells[2 * at] ?? 0,
    negatives: cells[2 * at + 1] ?? 0,
  }));
