/** Confusion matrices of every cohort over the same classes, so that cohorts can be taken apart. */
import { PlumblineError } from '../../../query/errors';
import { type ConfusionMatrix } from '../../statistics/confusion';
import { KNOWN } from '../performance/labelled';
import { type Question, type Row } from '../shared/together';
import { type CohortNames, groupCells, orderCells, placeOf, segmentAt, selectCells } from './cells';

/** Cells of all matrices together; more would not fit beside the rows. */
const MOST_CELLS = 4_000_000;

/** By the cell's segment. Throws `too_large` where cohorts times pairs of classes are more than memory takes. */
export function classMatrices(names: CohortNames): Question<Map<string, ConfusionMatrix>> {
  return {
    text: `SELECT ${selectCells(names)}, actual, predicted, count(*) AS n FROM labelled WHERE ${KNOWN} AND predicted IS NOT NULL GROUP BY ${groupCells(names, ['actual', 'predicted'])}`,
    order: `${orderCells(names)}, actual, predicted`,
    read: (found) => readMatrices(names, found),
  };
}

function readMatrices(names: CohortNames, found: readonly Row[]): Map<string, ConfusionMatrix> {
  const classes = [...new Set(found.flatMap(({ actual, predicted }) => [String(actual), String(predicted)]))].sort();
  const at = new Map(classes.map((name, index) => [name, index]));
  const ids = found.map((row) => segmentAt(placeOf(row, names)).id);
  const cohorts = new Set(ids).size;
  if (cohorts * classes.length ** 2 > MOST_CELLS) {
    throw new PlumblineError(
      'too_large',
      `There are ${cohorts} cohorts and ${classes.length} classes, whose confusion matrices have more than ${MOST_CELLS} cells`,
      'Choose keys with fewer values, or ask for accuracy or error_rate, which need no matrix.',
      'metrics'
    );
  }
  const matrices = new Map<string, ConfusionMatrix>();
  found.forEach((row, index) => {
    const id = ids[index] ?? '';
    const matrix = matrices.get(id) ?? { classes, counts: classes.map(() => classes.map(() => 0)) };
    matrices.set(id, matrix);
    const counts = matrix.counts[at.get(String(row.actual)) ?? 0];
    if (counts) {
      counts[at.get(String(row.predicted)) ?? 0] = Number(row.n);
    }
  });
  return matrices;
}

/** What is left of a matrix over the same classes. */
export function subtractMatrix(total: ConfusionMatrix, part: ConfusionMatrix | null): ConfusionMatrix {
  return {
    classes: total.classes,
    counts: total.counts.map((row, i) => row.map((count, j) => count - (part?.counts[i]?.[j] ?? 0))),
  };
}
