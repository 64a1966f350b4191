import { type InterpolateFunction, type PanelProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useMemo } from 'react';
import { EmptyActions } from '../../components/empty/EmptyActions';
import { failedQuery, missingOf } from '../../components/empty/failedQuery';
import { otherAnalysis } from '../../components/empty/otherAnalysis';
import { filtersInForce, filtersLine } from '../../components/frames/filtersText';
import { describeFields } from '../../components/frames/read';
import { useLastGood } from '../../components/frames/useLastGood';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { VizMessage, type Message } from '../../components/figure/VizMessage';
import { useAnnotationMarks } from '../../components/interaction/useAnnotationMarks';
import { KeyboardHome } from '../../components/keyboard/KeyboardHome';
import { binFrames } from './binFrames';
import { DriftHeatmap } from './DriftHeatmap';
import { columnFacts } from './facts';
import { ABSENT, type DriftGrid, statusCode } from './grid';
import { migrateOptions } from './migrations';
import { type DriftHeatmapOptions } from './options';
import { DRIFT_KINDS, prepareDrift } from './prepareDrift';
import { supported } from './support';

type Props = PanelProps<DriftHeatmapOptions>;

/** What all parts of the panel need of it, around the picture. */
export function DriftHeatmapPanel(props: Props) {
  const { data, replaceVariables } = props;
  const alertState = data.alertState?.state;
  const scope = useMemo(
    () => ({ replace: replaceVariables, request: data.request, alertState }),
    [replaceVariables, data.request, alertState]
  );
  return (
    <PanelScopeContext.Provider value={scope}>
      <KeyboardHome>
        <DriftPicture {...props} />
      </KeyboardHome>
    </PanelScopeContext.Provider>
  );
}

/** Prepares the data once, then shows the picture or says why there is none. */
function DriftPicture(props: Props) {
  const { data, width, height, timeRange, timeZone, title, onChangeTimeRange, replaceVariables } = props;
  const options = useMemo(() => migrateOptions({ options: props.options }), [props.options]);
  const { limit, rowField, columnField, valueField, groupField, minSupport, showFloor } = options;
  const fresh = useMemo(
    () => prepareDrift(data.series, limit, { rowField, columnField, valueField }),
    [data.series, limit, rowField, columnField, valueField]
  );
  const last = useLastGood(fresh, data.state);
  const grid = useMemo(() => last && supported(last, { minSupport, showFloor }), [last, minSupport, showFloor]);
  const facts = useMemo(() => columnFacts(data.series, groupField), [data.series, groupField]);
  const bins = useMemo(() => binFrames(data.series), [data.series]);
  const annotations = useAnnotationMarks(data.annotations, timeRange);
  if (!grid) {
    return (
      <VizMessage message={failedQuery(data) ?? noGrid(data, replaceVariables)} width={width} height={height}>
        <EmptyActions missing={missingOf(data)} />
      </VizMessage>
    );
  }
  if (filtersInForce(data.request, replaceVariables).length > 0 && withoutRows(grid)) {
    return (
      <VizMessage message={noWindows(data, replaceVariables)} width={width} height={height}>
        <EmptyActions missing="rows" />
      </VizMessage>
    );
  }
  if (withoutReference(grid)) {
    return (
      <VizMessage message={noReference()} width={width} height={height}>
        <EmptyActions missing="reference" />
      </VizMessage>
    );
  }
  return (
    <DriftHeatmap
      width={width}
      height={height}
      grid={grid}
      facts={facts}
      bins={bins}
      options={options}
      timeRange={timeRange}
      timeZone={timeZone}
      annotations={annotations}
      title={replaceVariables(title ?? '') || t('plumbline.drift.title', 'Drift')}
      request={data.request}
      replace={replaceVariables}
      onChangeTimeRange={(range) => onChangeTimeRange(range)}
    />
  );
}

/** No window holds a row: a filter may leave the windows and nothing in them. */
function withoutRows({ status, n, score }: DriftGrid): boolean {
  return status.every((_, cell) => Number.isNaN(score[cell]) && !(n[cell] > 0));
}

/** Nothing could be compared anywhere: then a picture of empty cells would say less than a sentence. */
function withoutReference(grid: DriftGrid): boolean {
  const code = statusCode('no_reference');
  return grid.status.includes(code) && grid.status.every((status) => status === code || status === ABSENT);
}

function noReference(): Message {
  return {
    icon: 'info-circle',
    title: t('plumbline.drift.no-reference', 'There is nothing to compare with'),
    remedy: t(
      'plumbline.drift.no-reference-remedy',
      'Choose another reference in the query, such as the previous window, or store one for this model.'
    ),
  };
}

/** What a query for this panel looks like. */
const SAMPLE =
  '{"queryType": "drift", "model": "…", "columns": ["*"], "method": "psi", "window": "1d", "format": "matrix"}';

function sample(): string {
  return t('plumbline.importance.sample', 'Sample query: {{query}}', {
    query: SAMPLE,
    interpolation: { escapeValue: false },
  });
}

function noWindows(data: PanelProps['data'], replace: InterpolateFunction): Message {
  return {
    icon: 'info-circle',
    title: t('plumbline.drift.empty', 'No windows in this time range'),
    remedy: t('plumbline.drift.empty-remedy', 'Widen the time range, or check the filters and the model of the query.'),
    details: [...filtersLine(data.request, replace), ...(data.request?.targets.length ? [] : [sample()])],
  };
}

function noGrid(data: PanelProps['data'], replace: InterpolateFunction): Message {
  const rows = data.series.reduce((sum, frame) => sum + frame.length, 0);
  if (rows === 0) {
    return noWindows(data, replace);
  }
  return {
    icon: 'exclamation-triangle',
    title: otherAnalysis(data, DRIFT_KINDS) ?? t('plumbline.drift.shape', 'These data have no drift scores over time'),
    remedy: t(
      'plumbline.drift.shape-remedy',
      'Use the query type "drift", or any time series. A table needs a time, a text field "column" and a number "score".'
    ),
    details: [
      t('plumbline.drift.found', 'Found: {{fields}}', {
        fields: describeFields(data.series),
        interpolation: { escapeValue: false },
      }),
      sample(),
    ],
  };
}
