/** One row a cohort and metric: its estimate, the difference to the baseline, and what that difference says. Pure. */
import { DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { type Status } from '../../../query/frames';
import { type CohortBaseline, type CohortMetric, type CohortsQuery, performanceTraits } from '../../../query/model';
import { benjaminiHochberg } from '../../statistics/multiple';
import { estimate, needsLabels } from '../performance/metrics';
import { type Outcomes } from '../performance/outcomes';
import { maskedOutcome } from '../shared/masked';
import { type Scope } from '../shared/scope';
import { turn } from '../shared/turn';
import { byId, counterparts } from './baseline';
import { compareCohort, type CohortEstimate, subtract } from './compare';
import { type CohortCounts, type CountedCohorts, type RowsOf } from './count';
import { drawingOptions, VALUE_ALONE } from './drawing';
import { areEnough, isLarge, UNTOLD } from './told';

export interface CohortRow extends CohortEstimate {
  /** See `CohortCounts`. */
  id: string;
  cohort: string;
  key: string;
  value: string;
  metric: CohortMetric;
  counts: Outcomes;
  share: number;
  /** Value of everybody outside of the cohort, whatever it is compared with. */
  complement: number | null;
  reference: number | null;
  q: number | null;
  /** The cohort's own rows are too few for its value to say anything, whatever it is compared with. */
  thin: boolean;
  status: Status;
}

/** Every cohort by every metric, the whole first; corrected as one family by Benjamini & Hochberg. Throws as `turn`. */
export async function cohortRows(
  scope: Scope,
  query: CohortsQuery,
  baseline: CohortBaseline,
  metrics: readonly CohortMetric[],
  current: CountedCohorts,
  reference: CountedCohorts | null,
  limits: { minRows: number; fdr: number }
): Promise<CohortRow[]> {
  const { total } = current;
  if (!total) {
    return [];
  }
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  const before = byId(reference);
  const counterpart = counterparts(baseline, current, reference);
  const optionsOf = drawingOptions(scope, metrics, current);
  const masked = maskedOutcome(scope) !== undefined;
  const rows: CohortRow[] = [];
  for (const [position, cohort] of [total, ...current.cohorts].entries()) {
    if (position % BETWEEN_TURNS === BETWEEN_TURNS - 1) {
      await turn(scope.context);
    }
    const against = counterpart(cohort);
    const rest = cohort === total ? null : baseline.kind === 'complement' ? against : subtract(total, cohort);
    const old = before.get(cohort.id);
    for (const metric of metrics) {
      const found = (of: RowsOf | null | undefined) => of && estimate(metric, of.counts, confidence, VALUE_ALONE);
      const [others, then] = [found(rest), found(old)];
      const compared = compareCohort(metric, cohort, against, confidence, optionsOf(metric));
      const isTold =
        !masked ||
        (areEnough(compared.n, compared.nBaseline, others?.n) &&
          [cohort, against, rest].every((of) => isLarge(metric, of)));
      const isOldTold = isTold && (!masked || (areEnough(then?.n) && isLarge(metric, old)));
      rows.push({
        ...(isTold ? compared : { ...compared, ...UNTOLD }),
        ...nameOf(cohort),
        metric,
        counts: cohort.counts,
        share: total.counts.rows > 0 ? cohort.counts.rows / total.counts.rows : 0,
        complement: isTold ? (others?.value ?? null) : null,
        reference: isOldTold ? (then?.value ?? null) : null,
        q: null,
        thin: false,
        status: 'ok',
      });
    }
  }
  return correct(rows, baseline, limits);
}

/** Cohorts that are reckoned before others have their turn: a bootstrap of one takes tens of milliseconds. */
const BETWEEN_TURNS = 20;

const nameOf = ({ id, label, key, value }: CohortCounts) => ({ id, cohort: label, key, value });

/** Rows of cohorts that have enough of them are tested; the others are neither tested nor ranked. */
function correct(
  rows: CohortRow[],
  baseline: CohortBaseline,
  { minRows, fdr }: { minRows: number; fdr: number }
): CohortRow[] {
  // The rest and the whole are as large as the data; another cohort and the reference may be as small as any.
  const needsBoth = baseline.kind === 'reference' || baseline.kind === 'cohort';
  const isEnough = (row: CohortRow) =>
    row.n >= minRows && (!needsBoth || row.nBaseline === null || row.nBaseline >= minRows);
  const tested = rows.map((row) => (isEnough(row) ? row.p : null));
  const adjusted = benjaminiHochberg(tested);
  return rows.map((row, index) => {
    const q = adjusted[index] ?? null;
    return {
      ...row,
      p: tested[index] ?? null,
      q,
      thin: row.n < minRows,
      status: statusOf(row, q, isEnough(row), fdr, baseline),
    };
  });
}

/** Significantly worse than the baseline is a breach, significantly different where neither side is worse a warning. */
function statusOf(row: CohortRow, q: number | null, enough: boolean, fdr: number, baseline: CohortBaseline): Status {
  if (needsLabels(row.metric) && row.metric !== 'label_coverage' && row.counts.labelled === 0) {
    return 'pending_labels';
  }
  if (!enough || row.estimate === null) {
    return 'insufficient';
  }
  if (baseline.kind === 'reference' && row.baseline === null) {
    return 'no_reference';
  }
  if (q === null || q > fdr || row.delta === null) {
    return 'ok';
  }
  const { higherIsWorse } = performanceTraits(row.metric);
  return higherIsWorse === null ? 'warn' : row.delta > 0 === higherIsWorse ? 'breach' : 'ok';
}
