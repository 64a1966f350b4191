import { type VisualizationSuggestionsSupplier, VisualizationSuggestionScore } from '@grafana/data';
import { type ImportanceOptions } from './options';
import { isOurs, isPlainTable } from './views';

/** Best for our own frames; for any table of texts and numbers one of several good pictures. */
export const suggestImportance: VisualizationSuggestionsSupplier<ImportanceOptions> = (summary) => {
  const frames = summary.rawFrames ?? [];
  if (frames.some(isOurs)) {
    return [{ score: VisualizationSuggestionScore.Best }];
  }
  const plain = frames.find(isPlainTable);
  return plain &&
    plain.length <= 200 &&
    plain.fields.some(({ name }) => /importance|shap|attribution|mean_abs/i.test(name))
    ? [{ score: VisualizationSuggestionScore.Good }]
    : undefined;
};
