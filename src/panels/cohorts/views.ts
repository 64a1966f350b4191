import { type DataFrame } from '@grafana/data';
import { customOf, fieldNamed } from '../../components/frames/read';
import { COHORT_MORE_FIELDS } from '../../query/outcomeFrames';
import { type CohortsView } from './options';
import { type CohortsData } from './cohortData';

export type ShownView = Exclude<CohortsView, 'auto'>;

/** Views of cohorts in rows; the others need data of their own. */
export const isOfCohorts = (view: CohortsView) => !['mix', 'fairness', 'map'].includes(view);

/** More cohorts than these are a matrix, and more than those a long list. */
const FOREST_AT_MOST = 12;
const MATRIX_AT_MOST = 60;

/** What the data are, where the options leave it to them; one metric needs no matrix. */
export function chooseView(view: CohortsView, series: readonly DataFrame[], data: CohortsData | undefined): ShownView {
  if (view !== 'auto') {
    return view;
  }
  if (series.some((frame) => customOf(frame, 'cohort-mix'))) {
    return 'mix';
  }
  if (series.some((frame) => customOf(frame, 'fairness'))) {
    return 'fairness';
  }
  if (data && fieldNamed(data.frame, COHORT_MORE_FIELDS.parent)) {
    return 'tree';
  }
  if (data?.crossed) {
    return 'map';
  }
  const count = data?.rows.length ?? 0;
  if (count <= FOREST_AT_MOST || (count <= MATRIX_AT_MOST && data?.metrics.length === 1)) {
    return 'forest';
  }
  return count <= MATRIX_AT_MOST ? 'matrix' : 'many';
}
