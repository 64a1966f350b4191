import { type PanelProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useMemo } from 'react';
import { describeFields } from '../../components/frames/read';
import { type Message, VizMessage } from '../../components/figure/VizMessage';
import { ImportanceChart } from './ImportanceChart';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { prepareImportance } from './prepareImportance';

/** Prepares the data once, then shows the bars or says why there are none. */
export function ImportancePanel({
  data,
  width,
  height,
  title,
  replaceVariables,
  ...props
}: PanelProps<ImportanceOptions>) {
  const options = useMemo(() => ({ ...DEFAULT_OPTIONS, ...props.options }), [props.options]);
  const bars = useMemo(() => prepareImportance(data.series, options), [data.series, options]);
  if (!bars) {
    return <VizMessage message={noBars(data)} width={width} height={height} />;
  }
  const name = replaceVariables(title ?? '') || t('plumbline.importance.title', 'Feature importance');
  return <ImportanceChart width={width} height={height} data={bars} options={options} title={name} />;
}

function noBars(data: PanelProps['data']): Message {
  if (data.series.every((frame) => frame.length === 0)) {
    return {
      icon: 'info-circle',
      title: t('plumbline.importance.empty', 'No attributions in this time range'),
      remedy: t(
        'plumbline.importance.empty-remedy',
        'Send SHAP values to the "attributions" resource of the model, or widen the time range.'
      ),
    };
  }
  return {
    icon: 'exclamation-triangle',
    title: t('plumbline.importance.shape', 'These data have no importance of features'),
    remedy: t(
      'plumbline.importance.shape-remedy',
      'Use the query type "importance", or a table with a text field "column" and a number "mean_abs" and no time.'
    ),
    details: [t('plumbline.drift.found', 'Found: {{fields}}', { fields: describeFields(data.series) })],
  };
}
