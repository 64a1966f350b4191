/** Whether the order of the columns by importance is still the reference's, window by window. */
import { DEFAULT_WINDOW } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { ATTRIBUTION_DRIFT_FIELDS } from '../../../query/explanationFrames';
import { type ImportanceQuery } from '../../../query/explanations';
import { FRAME_VERSION, type FrameCustom, type Status } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { ndcg, spearman } from '../../statistics/rankAgreement';
import { type Analysis } from '../context';
import { finish, numericFrame, seriesFrames, TABLE_META, tableFields, thresholdConfig } from '../shared/frames';
import { refuseSegments } from '../shared/oneWindow';
import { resolveScope, type Scope } from '../shared/scope';
import { type Window } from '../shared/windows';
import { type AttributionSums, sumAttributions } from './attributions';
import { referencePeriod } from './period';
import { compareKinds } from './source';
import { chooseUnits, type Unit } from './units';

/** Amazon SageMaker Clarify alarms below 0.90. */
const DEFAULT_LIMITS = { warn: 0.95, breach: 0.9 };
/** Rows of attributions that a window needs before its order is judged. */
const MIN_ROWS = 30;
/** Each window is a statement, and a relative reference another. */
const MOST_WINDOWS = 500;

interface DriftRow {
  window: Window;
  n: number;
  nReference: number;
  ndcg: number | null;
  spearman: number | null;
  status: Status;
}

/** Below what NDCG warns and breaches: the model's thresholds before the usual ones. */
export function attributionLimits(scope: Scope): { warn: number; breach: number } {
  return { ...DEFAULT_LIMITS, ...scope.model.thresholds['importance.ndcg'] };
}

/** NDCG and Spearman's correlation of the two orders; `null` where they are not defined. */
export function agreement(
  units: readonly Unit[],
  current: AttributionSums,
  reference: AttributionSums
): { ndcg: number | null; spearman: number | null } {
  const known = units.filter(
    ({ name }) => current.features.get(name)?.meanAbs != null && reference.features.get(name)?.meanAbs != null
  );
  const means = (sums: AttributionSums) => known.map(({ name }) => sums.features.get(name)?.meanAbs ?? 0);
  const [now, before] = [means(current), means(reference)];
  return { ndcg: ndcg(now, before), spearman: spearman(now, before) };
}

export const attributionDrift: Analysis<ImportanceQuery> = async (query, context) => {
  const scope = await resolveScope({ ...query, window: query.window ?? DEFAULT_WINDOW }, context);
  refuseSegments(scope, 'Filter to one segment instead.');
  const { windows } = scope;
  if (windows.kind === 'rows') {
    throw new PlumblineError(
      'bad_request',
      'window: attribution drift is looked at over time and not in chunks of rows',
      'Use auto, all, or a duration such as 7d.',
      'window'
    );
  }
  if (windows.windows.length > MOST_WINDOWS) {
    throw new PlumblineError(
      'too_large',
      `The time range holds ${windows.windows.length} windows, the limit for attribution drift is ${MOST_WINDOWS}`,
      'Choose a longer window or a shorter time range.',
      'window'
    );
  }
  const units = chooseUnits(scope.model, query);
  const limits = { ...attributionLimits(scope), ...query.threshold };
  const minRows = query.minRows ?? MIN_ROWS;
  const rows: DriftRow[] = [];
  let label: string | null = null;
  for (const window of windows.windows) {
    const current = await sumAttributions(scope, units, { kind: 'time', window }, query.output);
    const period = await referencePeriod(scope, query.reference, window);
    const reference = period && (await sumAttributions(scope, units, period.range, query.output));
    label = period?.label ?? label;
    if (reference && current.rows > 0 && reference.rows > 0) {
      compareKinds(scope, current, reference);
    }
    const found = reference && reference.rows > 0 ? agreement(units, current, reference) : null;
    const enough = current.rows >= minRows && (reference?.rows ?? 0) >= minRows;
    const status: Status =
      reference === null || reference.rows === 0
        ? 'no_reference'
        : current.rows === 0
          ? 'no_data'
          : !enough || found?.ndcg == null
            ? 'insufficient'
            : found.ndcg < limits.breach
              ? 'breach'
              : found.ndcg < limits.warn
                ? 'warn'
                : 'ok';
    rows.push({
      window,
      n: current.rows,
      nReference: reference?.rows ?? 0,
      ndcg: enough ? (found?.ndcg ?? null) : null,
      spearman: enough ? (found?.spearman ?? null) : null,
      status,
    });
  }
  const custom: FrameCustom = {
    plumbline: 'attribution-drift',
    v: FRAME_VERSION,
    model: scope.model.name,
    ...limits,
    higherIsWorse: false,
    minRows,
    columns: units.length,
    reference: label === null ? null : { kind: query.reference?.kind ?? 'fixed', label },
  };
  return finish(framesOf(query, scope.model.name, rows, limits), scope.ledger, custom, query.refId);
};

function framesOf(
  query: ImportanceQuery,
  model: string,
  rows: DriftRow[],
  limits: { warn: number; breach: number }
): Frame[] {
  const config = {
    description: 'NDCG of the order of columns by mean |SHAP|, 1 is the order of the reference',
    ...thresholdConfig(limits, false),
  };
  const labels = { model };
  switch (query.format ?? 'table') {
    case 'numeric': {
      const newest = rows.findLast((row) => row.window.complete);
      return [numericFrame('attribution drift', 'ndcg', [{ labels, value: newest?.ndcg ?? null }], config)];
    }
    case 'timeseries':
      return seriesFrames(
        'attribution drift',
        'ndcg',
        [{ labels, times: rows.map((row) => row.window.start), values: rows.map((row) => row.ndcg) }],
        config
      );
    case 'matrix':
    case 'table':
      return [
        {
          name: 'attribution drift',
          fields: tableFields(rows, [
            { name: ATTRIBUTION_DRIFT_FIELDS.time, type: 'time', read: (row) => row.window.start },
            { name: ATTRIBUTION_DRIFT_FIELDS.timeEnd, type: 'time', read: (row) => row.window.end },
            { name: ATTRIBUTION_DRIFT_FIELDS.complete, type: 'boolean', read: (row) => row.window.complete },
            { name: ATTRIBUTION_DRIFT_FIELDS.ndcg, type: 'number', read: (row) => row.ndcg, config },
            { name: ATTRIBUTION_DRIFT_FIELDS.spearman, type: 'number', read: (row) => row.spearman },
            { name: ATTRIBUTION_DRIFT_FIELDS.n, type: 'integer', read: (row) => row.n },
            { name: ATTRIBUTION_DRIFT_FIELDS.nReference, type: 'integer', read: (row) => row.nReference },
            { name: ATTRIBUTION_DRIFT_FIELDS.status, type: 'string', read: (row) => row.status },
          ]),
          meta: TABLE_META,
        },
      ];
  }
}
