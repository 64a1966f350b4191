import { type DataFrame, type InterpolateFunction, type PanelProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { otherAnalysis } from '../../components/empty/otherAnalysis';
import { type Message } from '../../components/figure/VizMessage';
import { isOfOther } from '../../components/frames/analysis';
import { filtersLine } from '../../components/frames/filtersText';
import { describeFields, numberAt } from '../../components/frames/read';
import { fieldsOf } from './importanceFields';
import { VIEW_KINDS } from './viewKinds';
import { type ShownView } from './views';

/** What is asked of the data source for a view; also the sample to paste into the query. */
const QUERIES: Record<ShownView, string> = {
  bars: '{"queryType": "importance", "model": "…"}',
  beeswarm: '{"queryType": "beeswarm", "model": "…"}',
  dependence: '{"queryType": "dependence", "model": "…", "columns": ["…"]}',
  waterfall: '{"queryType": "explanation", "model": "…", "id": "…"}',
  impact: '{"queryType": "impact", "model": "…"}',
  quadrants: '{"queryType": "impact", "model": "…"}',
  agreement: '{"queryType": "importance", "statistic": "ndcg", "model": "…", "window": "1d"}',
};

/** Whether nothing came to draw: no rows, or columns of which no record is explained, as a filter may leave them. */
export function isEmptied(view: ShownView, series: readonly DataFrame[]): boolean {
  return series.every((frame) => {
    const value = view === 'bars' && !isOfOther(frame, VIEW_KINDS.bars) ? fieldsOf(frame)?.value : undefined;
    return (
      frame.length === 0 ||
      (value !== undefined && [...value.values].every((_, at) => Number.isNaN(numberAt(value, at))))
    );
  });
}

/** Why a view has nothing to draw, and what to do about it. */
export function messageFor(view: ShownView, data: PanelProps['data'], replace: InterpolateFunction): Message {
  const sample = t('plumbline.importance.sample', 'Sample query: {{query}}', {
    query: QUERIES[view],
    interpolation: { escapeValue: false },
  });
  if (isEmptied(view, data.series)) {
    return {
      icon: 'info-circle',
      title: t('plumbline.importance.empty', 'No attributions in this time range'),
      remedy: t(
        'plumbline.importance.empty-remedy',
        'Send SHAP values to the "attributions" resource of the model, or widen the time range.'
      ),
      details: [...filtersLine(data.request, replace), sample],
    };
  }
  const found = t('plumbline.drift.found', 'Found: {{fields}}', { fields: describeFields(data.series) });
  return {
    icon: 'exclamation-triangle',
    title:
      otherAnalysis(data, VIEW_KINDS[view]) ??
      (view === 'bars'
        ? t('plumbline.importance.shape', 'These data have no importance of features')
        : t('plumbline.importance.shape-view', 'These data do not fit the view of this panel')),
    remedy: {
      bars: t(
        'plumbline.importance.shape-remedy',
        'Use the query type "importance", or a table with a text field "column" and a number "mean_abs" and no time.'
      ),
      beeswarm: t(
        'plumbline.beeswarm.shape-remedy',
        'Use the query type "beeswarm", or a table with a text field "column" and numbers "phi" and "value".'
      ),
      dependence: t(
        'plumbline.dependence.shape-remedy',
        'Use the query type "dependence", or a table with numbers "x" and "phi".'
      ),
      waterfall: t(
        'plumbline.waterfall.shape-remedy',
        'Use the query type "explanation", or a table with a text field "column" and a number "phi".'
      ),
      impact: t('plumbline.impact.shape-remedy', 'Use the query type "impact", with a reference to compare with.'),
      quadrants: t('plumbline.impact.shape-remedy', 'Use the query type "impact", with a reference to compare with.'),
      agreement: t(
        'plumbline.agreement.shape-remedy',
        'Use the query type "importance" with the statistic "ndcg", or a time series.'
      ),
    }[view],
    details: [found, sample],
  };
}
