import { type VisualizationSuggestionsSupplier, VisualizationSuggestionScore } from '@grafana/data';
import { isOfOther } from '../../components/frames/analysis';
import { customOf, fieldNamed } from '../../components/frames/read';
import { COHORT_KINDS } from './cohortFrame';
import { type CohortsOptions } from './options';

/** Best for our own frames; good for any table of values with intervals. */
export const suggestCohorts: VisualizationSuggestionsSupplier<CohortsOptions> = (summary) => {
  const frames = summary.rawFrames ?? [];
  if (frames.some((frame) => customOf(frame, 'cohorts', 'cohort-mix', 'fairness'))) {
    return [{ score: VisualizationSuggestionScore.Best }];
  }
  const hasIntervals = frames.some(
    (frame) =>
      frame.length > 0 &&
      !isOfOther(frame, COHORT_KINDS) &&
      ['value', 'lo', 'hi'].every((name) => fieldNamed(frame, name))
  );
  return hasIntervals ? [{ score: VisualizationSuggestionScore.Good }] : undefined;
};
