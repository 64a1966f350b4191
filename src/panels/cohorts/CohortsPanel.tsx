import { type PanelProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useMemo } from 'react';
import { describeFields } from '../../components/frames/read';
import { type Message, VizMessage } from '../../components/figure/VizMessage';
import { ForestChart } from './ForestChart';
import { type CohortsOptions, DEFAULT_OPTIONS } from './options';
import { prepareCohorts } from './prepareCohorts';

/** Prepares the data once, then shows the forest or says why there is none. */
export function CohortsPanel({ data, width, height, title, replaceVariables, ...props }: PanelProps<CohortsOptions>) {
  const options = useMemo(() => ({ ...DEFAULT_OPTIONS, ...props.options }), [props.options]);
  const cohorts = useMemo(() => prepareCohorts(data.series, options), [data.series, options]);
  if (!cohorts) {
    return <VizMessage message={noCohorts(data)} width={width} height={height} />;
  }
  if (cohorts.rows.length === 0) {
    return <VizMessage message={noneLeft(cohorts.hidden)} width={width} height={height} />;
  }
  const name = replaceVariables(title ?? '') || t('plumbline.cohorts.title', 'Cohorts');
  return <ForestChart width={width} height={height} data={cohorts} options={options} title={name} />;
}

function noneLeft(hidden: number): Message {
  return hidden > 0
    ? {
        icon: 'check-circle',
        title: t('plumbline.cohorts.none-significant', 'No cohort differs significantly from the rest'),
        remedy: t('plumbline.cohorts.none-significant-remedy', 'Turn off "Only significant" to see all {{n}}.', {
          n: hidden,
        }),
      }
    : {
        icon: 'info-circle',
        title: t('plumbline.cohorts.only-overall', 'The answer has no cohorts, only the whole'),
        remedy: t('plumbline.cohorts.only-overall-remedy', 'Choose columns to segment by in the query.'),
      };
}

function noCohorts(data: PanelProps['data']): Message {
  if (data.series.every((frame) => frame.length === 0)) {
    return {
      icon: 'info-circle',
      title: t('plumbline.cohorts.empty', 'No cohorts in this time range'),
      remedy: t('plumbline.cohorts.empty-remedy', 'Widen the time range, or choose other columns to segment by.'),
    };
  }
  return {
    icon: 'exclamation-triangle',
    title: t('plumbline.cohorts.shape', 'These data have no cohorts'),
    remedy: t(
      'plumbline.cohorts.shape-remedy',
      'Use the query type "cohorts", or a table with a text field "cohort" and a number "value" and no time.'
    ),
    details: [t('plumbline.drift.found', 'Found: {{fields}}', { fields: describeFields(data.series) })],
  };
}
