/** How much bootstraps of cohorts may draw, and which metrics go without. */
import { type CohortMetric } from '../../../query/model';
import { REPLICATES } from '../../statistics/bootstrap';
import { DEFAULT_OPTIONS, type MetricOptions } from '../performance/options';
import { DRAWN_CLASSES, isBeyondDrawing } from '../performance/resampled';
import { listNames } from '../shared/columns';
import { type Scope } from '../shared/scope';
import { cellsOf, isDrawn } from './compare';
import { type CountedCohorts, MOST_DRAWN } from './count';

/** Counts that one answer draws at most; some seconds on one core. */
const MOST_DRAWS = 10_000_000;
/** A cohort and what it is compared with are drawn, and of those that share rows both once more. */
const SIDES = 3;

/** For metrics of which the value alone is wanted. */
export const VALUE_ALONE: MetricOptions = { ...DEFAULT_OPTIONS, replicates: 0 };

/** Options of each metric: those that would draw more than there is room for, in their order, have no replicates; a notice names them and why. */
export function drawingOptions(
  scope: Scope,
  metrics: readonly CohortMetric[],
  { total, cohorts }: CountedCohorts
): (metric: CohortMetric) => MetricOptions {
  const left: CohortMetric[] = [];
  const ofClasses: CohortMetric[] = [];
  let draws = 0;
  for (const metric of total ? metrics : []) {
    if (!total || !isDrawn(metric, total)) {
      continue;
    }
    const cells = cellsOf(metric, total);
    if (cells === 0 && metric !== 'r2') {
      if (isBeyondDrawing(total.counts)) {
        ofClasses.push(metric);
      }
      continue;
    }
    // The replicates of R squared are those of the scan.
    const more = metric === 'r2' ? 0 : cells * (cohorts.length + 1) * REPLICATES * SIDES;
    // Of R squared the scan drew nothing for as many cohorts.
    const value = (total.counts.labelled > 0 && cells === 0) || draws + more > MOST_DRAWS;
    if (value) {
      left.push(metric);
    } else {
      draws += more;
    }
  }
  if (ofClasses.length > 0) {
    scope.ledger.notice(
      'info',
      `No bootstrap intervals of ${listNames(ofClasses)}: more than ${DRAWN_CLASSES} classes are not drawn. Ask for accuracy or error_rate, which need no bootstrap.`
    );
  }
  if (left.length > 0) {
    scope.ledger.notice(
      'info',
      `No bootstrap intervals of ${listNames(left)}: ${cohorts.length} cohorts are too many to draw (R squared: ${MOST_DRAWN} at most). Choose fewer cohorts or metrics.`
    );
  }
  return (metric) => (left.includes(metric) || ofClasses.includes(metric) ? VALUE_ALONE : DEFAULT_OPTIONS);
}
