import { type VisualizationSuggestionsSupplier, VisualizationSuggestionScore } from '@grafana/data';
import { customOf } from '../../components/frames/read';
import { type ImportanceOptions } from './options';

/** Offered for our own importance frames only. */
export const suggestImportance: VisualizationSuggestionsSupplier<ImportanceOptions> = (summary) =>
  summary.rawFrames?.some((frame) => customOf(frame, 'importance'))
    ? [{ score: VisualizationSuggestionScore.Best }]
    : undefined;
