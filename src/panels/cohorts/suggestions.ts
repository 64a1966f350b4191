import { type VisualizationSuggestionsSupplier, VisualizationSuggestionScore } from '@grafana/data';
import { customOf, fieldNamed } from '../../components/frames/read';
import { type CohortsOptions } from './options';

/** Best for our own frames; good for any table of values with intervals. */
export const suggestCohorts: VisualizationSuggestionsSupplier<CohortsOptions> = (summary) => {
  const frames = summary.rawFrames ?? [];
  if (frames.some((frame) => customOf(frame, 'cohorts', 'cohort-mix', 'fairness'))) {
    return [{ score: VisualizationSuggestionScore.Best }];
  }
  const hasIntervals = frames.some(
    (frame) => frame.length > 0 && ['value', 'lo', 'hi'].every((name) => fieldNamed(frame, name))
  );
  return hasIntervals ? [{ score: VisualizationSuggestionScore.Good }] : undefined;
};
