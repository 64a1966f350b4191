/** Metrics of a confusion matrix. 0/0 is `null`, "not computed", and never 0. */

export interface BinaryCounts {
  tp: number;
  fp: number;
  fn: number;
  tn: number;
}

/** `counts[i][j]` rows whose true class is `classes[i]` and whose predicted class is `classes[j]`. */
export interface ConfusionMatrix {
  classes: string[];
  counts: number[][];
}

export const ratio = (k: number, n: number): number | null => (n > 0 ? k / n : null);

/** F-beta = (1 + b^2) TP / ((1 + b^2) TP + b^2 FN + FP). */
export function fBeta({ tp, fp, fn }: BinaryCounts, beta: number): number | null {
  const square = beta * beta;
  return ratio((1 + square) * tp, (1 + square) * tp + square * fn + fp);
}

/** Matthews correlation; `null` where a row or a column is empty (scikit-learn says 0 there). */
export function binaryMcc({ tp, fp, fn, tn }: BinaryCounts): number | null {
  const product = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
  return product > 0 ? (tp * tn - fp * fn) / product : null;
}

export function binaryMatrix({ tp, fp, fn, tn }: BinaryCounts): ConfusionMatrix {
  return {
    classes: ['0', '1'],
    counts: [
      [tn, fp],
      [fn, tp],
    ],
  };
}

/** Matrix of a list of cells; classes are all labels and predictions, sorted. */
export function matrixOf(cells: ReadonlyArray<{ label: string; prediction: string; count: number }>): ConfusionMatrix {
  const classes = [...new Set(cells.flatMap(({ label, prediction }) => [label, prediction]))].sort();
  const position = new Map(classes.map((name, index) => [name, index]));
  const counts = classes.map(() => classes.map(() => 0));
  for (const { label, prediction, count } of cells) {
    const row = counts[position.get(label) ?? 0];
    const column = position.get(prediction) ?? 0;
    if (row) {
      row[column] = (row[column] ?? 0) + count;
    }
  }
  return { classes, counts };
}

export interface Margins {
  n: number;
  /** Rows of each true class. */
  truth: number[];
  /** Rows of each predicted class. */
  predicted: number[];
  diagonal: number[];
}

export function margins({ classes, counts }: ConfusionMatrix): Margins {
  const at = (i: number, j: number) => counts[i]?.[j] ?? 0;
  const truth = classes.map((_, i) => classes.reduce((sum, __, j) => sum + at(i, j), 0));
  return {
    n: truth.reduce((sum, each) => sum + each, 0),
    truth,
    predicted: classes.map((_, j) => classes.reduce((sum, __, i) => sum + at(i, j), 0)),
    diagonal: classes.map((_, i) => at(i, i)),
  };
}

export type Averaging = 'macro' | 'weighted' | 'micro';
export type ClassMetric = 'precision' | 'recall' | 'f1' | 'specificity';

/** One class against the rest. */
export function oneAgainstRest({ n, truth, predicted, diagonal }: Margins, index: number): BinaryCounts {
  const tp = diagonal[index] ?? 0;
  const fp = (predicted[index] ?? 0) - tp;
  const fn = (truth[index] ?? 0) - tp;
  return { tp, fp, fn, tn: n - tp - fp - fn };
}

function ofClass(metric: ClassMetric, counts: BinaryCounts): number | null {
  switch (metric) {
    case 'precision':
      return ratio(counts.tp, counts.tp + counts.fp);
    case 'recall':
      return ratio(counts.tp, counts.tp + counts.fn);
    case 'specificity':
      return ratio(counts.tn, counts.tn + counts.fp);
    case 'f1':
      return fBeta(counts, 1);
  }
}

/**
 * Macro is the mean over classes, weighted the mean by true rows, micro the metric of the summed counts. A class whose
 * metric is 0/0 (never predicted, say) counts as 0 in a mean as it does in scikit-learn, so that classes a model ignores
 * do not vanish from its mean; a class without a row on either side is none of the rows' classes. `null` only without any
 * rows.
 */
export function averaged(metric: ClassMetric, matrix: ConfusionMatrix, average: Averaging): number | null {
  const all = margins(matrix);
  const { n, truth, predicted } = all;
  if (!(n > 0)) {
    return null;
  }
  const present = truth.flatMap((rows, index) => (rows + (predicted[index] ?? 0) > 0 ? [index] : []));
  const each = present.map((index) => oneAgainstRest(all, index));
  if (average === 'micro') {
    const sum = (read: (counts: BinaryCounts) => number) => each.reduce((total, counts) => total + read(counts), 0);
    return ofClass(metric, {
      tp: sum(({ tp }) => tp),
      fp: sum(({ fp }) => fp),
      fn: sum(({ fn }) => fn),
      tn: sum(({ tn }) => tn),
    });
  }
  const weightOf = ({ tp, fn }: BinaryCounts) => (average === 'weighted' ? (tp + fn) / n : 1 / present.length);
  return each.reduce((total, counts) => total + (ofClass(metric, counts) ?? 0) * weightOf(counts), 0);
}

/** Mean recall over the classes that occur. */
export function balancedAccuracy(matrix: ConfusionMatrix): number | null {
  const { truth, diagonal } = margins(matrix);
  const recalls = truth.flatMap((rows, index) => (rows > 0 ? [(diagonal[index] ?? 0) / rows] : []));
  return recalls.length > 0 ? recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length : null;
}

/** Cohen's kappa (1960): agreement beyond that of chance; `null` where chance alone agrees fully. */
export function kappa(matrix: ConfusionMatrix): number | null {
  const { n, truth, predicted, diagonal } = margins(matrix);
  if (!(n > 0)) {
    return null;
  }
  const observed = diagonal.reduce((sum, count) => sum + count, 0) / n;
  const chance = truth.reduce((sum, rows, index) => sum + (rows / n) * ((predicted[index] ?? 0) / n), 0);
  return chance < 1 ? (observed - chance) / (1 - chance) : null;
}

/** Gorodkin's R_K (2004), the Matthews correlation of any number of classes. */
export function mcc(matrix: ConfusionMatrix): number | null {
  const { n, truth, predicted, diagonal } = margins(matrix);
  const correct = diagonal.reduce((sum, count) => sum + count, 0);
  const square = (values: number[]) => values.reduce((sum, value) => sum + value * value, 0);
  const cross = truth.reduce((sum, rows, index) => sum + rows * (predicted[index] ?? 0), 0);
  const product = Math.sqrt(n * n - square(predicted)) * Math.sqrt(n * n - square(truth));
  return product > 0 ? (correct * n - cross) / product : null;
}
