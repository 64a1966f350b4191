/** Drift results as frames. Pure. */
import { DEFAULT_DRIFT_FDR, DEFAULT_METHOD, DEFAULT_MIN_EFFECT, METHOD_TRAITS } from '../../../query/defaults';
import { DRIFT_FIELDS, type DriftCustom, FRAME_VERSION } from '../../../query/frames';
import { type Format } from '../../../query/model';
import { type FieldConfig, type Frame } from '../../grafana/frame';
import { segmentLabel } from '../shared/cells';
import {
  numericFrame,
  seriesFrames,
  seriesLabels,
  seriesName,
  TABLE_META,
  tableFields,
  thresholdConfig,
} from '../shared/frames';
import { atMoments, type Moment, newestComplete } from '../shared/moments';
import { type DriftResult, type DriftSeries } from './compute';
import { decimalsFor, matrixFrames } from './matrix';
import { type DriftCell } from './seriesCells';

export function driftCustom(result: DriftResult, kind: DriftCustom['plumbline']): DriftCustom {
  const { scope, threshold, baseline, method, query } = result;
  const lengths = scope.windows.kind === 'time' ? scope.windows.windows.map((window) => window.end - window.start) : [];
  return {
    plumbline: kind,
    v: FRAME_VERSION,
    model: scope.model.name,
    method: method ?? query.preset ?? DEFAULT_METHOD,
    higherIsWorse: result.higherIsWorse,
    ...threshold,
    reference: { kind: baseline.spec.kind, label: baseline.label },
    ...(lengths.length > 0 ? { windowMs: Math.max(...lengths) } : {}),
    minRows: result.minRows,
    ...(method && !query.preset && METHOD_TRAITS[method].approximate ? { approximate: true } : {}),
    ...(query.preset ? { preset: query.preset } : {}),
    ...(kind === 'drift-matrix' && query.preset ? { series: result.series.map(traitsOf) } : {}),
    ...(query.thresholdFrom ? { thresholdFrom: query.thresholdFrom.kind } : {}),
    ...outputsOf(result.series),
    correction: {
      family: query.correction?.family ?? 'window',
      ...(query.correction
        ? {
            fdr: query.correction.fdr ?? DEFAULT_DRIFT_FDR,
            minEffect: query.correction.minEffect ?? DEFAULT_MIN_EFFECT,
          }
        : {}),
    },
  };
}

/** The prediction and the score; with a score for each class none of them is the one to watch. */
function outputsOf(series: readonly DriftSeries[]): Pick<DriftCustom, 'outputs'> {
  const named = (role: 'prediction' | 'score') => {
    const names = new Set(series.flatMap(({ column: { column } }) => (column.role === role ? [column.name] : [])));
    return names.size === 1 ? [...names].map((name) => [name, role] as const) : [];
  };
  const found = [...named('prediction'), ...named('score')];
  return found.length > 0 ? { outputs: Object.fromEntries(found) } : {};
}

function traitsOf({ cells, reading }: DriftSeries): NonNullable<DriftCustom['series']>[number] {
  return { method: reading.method, higherIsWorse: reading.higherIsWorse, ...cells.sharedThreshold() };
}

export function driftFrames(result: DriftResult, format: Format): Frame[] {
  switch (format) {
    case 'table':
      return [tableFrame(result)];
    case 'numeric':
      return atMoments(result.scope.context, (moment) => newestFrame(result, moment));
    case 'matrix':
      return matrixFrames(
        result.series,
        (series) => {
          const { model, ...labels } = labelsOf(result, series);
          return { labels, title: seriesName({ model: model ?? '', ...labels }), config: scoreConfig(result) };
        },
        result.higherIsWorse ? decimalsFor(result.threshold.breach) : null
      );
    case 'timeseries':
      return seriesFrames(
        'drift',
        'score',
        result.series.map((series) => ({
          labels: labelsOf(result, series),
          times: series.cells.windows.map(({ start }) => start),
          values: [...series.cells.column('score')],
        })),
        scoreConfig(result)
      );
  }
}

function labelsOf(result: DriftResult, series: DriftSeries): Record<string, string> {
  return seriesLabels(result.scope, { column: series.column.column.name }, series.segment);
}

function scoreConfig(result: DriftResult): FieldConfig {
  const { method, query, higherIsWorse } = result;
  const preset = query.preset ? `, as ${query.preset} computes it` : '';
  const title = method
    ? `${METHOD_TRAITS[method].title}${preset || ` (${METHOD_TRAITS[method].scale})`}`
    : `Drift${preset}`;
  return { description: title, ...thresholdConfig(result.threshold, higherIsWorse) };
}

/** Statuses of a cell whose score an alert rule may act on. */
const ALERTABLE = new Set<DriftCell['status']>(['ok', 'warn', 'breach']);

function newestFrame(result: DriftResult, moment: Moment | undefined): Frame {
  return numericFrame(
    'drift',
    'score',
    result.series.map((series) => {
      const { cells } = series;
      const newest = newestComplete(cells.windows, moment);
      const alertable = newest >= 0 && ALERTABLE.has(cells.status(newest));
      return { labels: labelsOf(result, series), value: alertable ? cells.at(newest).score : null };
    }),
    scoreConfig(result)
  );
}

interface Row {
  series: DriftSeries;
  cell: DriftCell;
}

function tableFrame(result: DriftResult): Frame {
  const rows: Row[] = result.series
    .flatMap((series) => Array.from(series.cells, (cell): Row => ({ series, cell })))
    .sort((a, b) => a.cell.window.start - b.cell.window.start);
  const { scope } = result;
  return {
    name: 'drift',
    fields: tableFields(rows, [
      { name: DRIFT_FIELDS.time, type: 'time', read: ({ cell }) => cell.window.start },
      { name: DRIFT_FIELDS.timeEnd, type: 'time', read: ({ cell }) => cell.window.end },
      { name: DRIFT_FIELDS.complete, type: 'boolean', read: ({ cell }) => cell.window.complete },
      { name: DRIFT_FIELDS.column, type: 'string', read: ({ series }) => series.column.column.name },
      {
        name: DRIFT_FIELDS.segment,
        type: 'string',
        read: ({ series }) => segmentLabel(scope.segments, series.segment),
      },
      { name: DRIFT_FIELDS.score, type: 'number', read: ({ cell }) => cell.score, config: scoreConfig(result) },
      { name: DRIFT_FIELDS.statistic, type: 'number', read: ({ cell }) => cell.statistic },
      { name: DRIFT_FIELDS.threshold, type: 'number', read: ({ cell }) => cell.threshold.breach },
      { name: DRIFT_FIELDS.warn, type: 'number', read: ({ cell }) => cell.threshold.warn },
      { name: DRIFT_FIELDS.floor, type: 'number', read: ({ cell }) => cell.floor },
      { name: DRIFT_FIELDS.p, type: 'number', read: ({ cell }) => cell.p },
      { name: DRIFT_FIELDS.q, type: 'number', read: ({ cell }) => cell.q },
      { name: DRIFT_FIELDS.effect, type: 'number', read: ({ cell }) => cell.effect },
      { name: DRIFT_FIELDS.method, type: 'string', read: ({ series }) => series.reading.method },
      { name: DRIFT_FIELDS.n, type: 'integer', read: ({ cell }) => cell.n },
      { name: DRIFT_FIELDS.nReference, type: 'integer', read: ({ cell }) => cell.nReference },
      { name: DRIFT_FIELDS.status, type: 'string', read: ({ cell }) => cell.status },
      { name: DRIFT_FIELDS.direction, type: 'number', read: ({ cell }) => cell.direction },
      { name: DRIFT_FIELDS.description, type: 'string', read: ({ cell }) => cell.description },
    ]),
    meta: TABLE_META,
  };
}
