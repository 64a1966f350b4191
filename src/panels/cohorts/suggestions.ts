import { type VisualizationSuggestionsSupplier, VisualizationSuggestionScore } from '@grafana/data';
import { customOf } from '../../components/frames/read';
import { type CohortsOptions } from './options';

/** Offered for our own cohort frames only. */
export const suggestCohorts: VisualizationSuggestionsSupplier<CohortsOptions> = (summary) =>
  summary.rawFrames?.some((frame) => customOf(frame, 'cohorts'))
    ? [{ score: VisualizationSuggestionScore.Best }]
    : undefined;
