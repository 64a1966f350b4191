import { type VisualizationSuggestionsSupplier, VisualizationSuggestionScore } from '@grafana/data';
import { customOf } from '../../components/frames/read';
import { type DriftHeatmapOptions } from './options';

/** Offered for our own drift frames only: any time series could be drawn, but Grafana has better pictures for most. */
export const suggestDriftHeatmap: VisualizationSuggestionsSupplier<DriftHeatmapOptions> = (summary) =>
  summary.rawFrames?.some((frame) => customOf(frame, 'drift', 'drift-matrix'))
    ? [{ score: VisualizationSuggestionScore.Best }]
    : undefined;
