/** Which evaluations of a rule can be asked together with the same result as one by one, and how many at a time. Pure. */
import { DEFAULT_METHOD, METHOD_TRAITS } from '../../../query/defaults';
import { durationMs, parseWindow } from '../../../query/duration';
import { type AnalysisQuery, type QualityMetric, type SqlQuery } from '../../../query/model';
import { type ModelInfo } from '../../store/types';
import { globMatches } from '../shared/columns';
import { type Moment } from '../shared/moments';
import { slotsOf } from '../shared/slots';

/** Windows of one question. */
const MAX_WINDOWS = 1_000;
/** Ranges of one question: each has a beginning and an end of its own. */
const MAX_RANGES = MAX_WINDOWS / 2;

/** Metrics that a window's own rows decide, whenever and over whatever range they are asked for. */
const OF_THE_WINDOW: readonly QualityMetric[] = [
  'missing_rate',
  'unseen_rate',
  'out_of_range_rate',
  'constant',
  'volume',
];

/**
 * True where the newest window's value depends on that window and a frozen reference alone. So not with labels, which arrive
 * later; not with limits or corrections over windows; not split by values, since those of a range are its series; and not for
 * methods that may sample. Windows have a length of their own; for drift by bins they may be the range, whose counts are sums.
 */
export function isSeparable(query: AnalysisQuery | SqlQuery, model: ModelInfo): boolean {
  if (query.queryType !== 'drift' && query.queryType !== 'quality') {
    return false;
  }
  const { kind } = parseWindow(query.window ?? 'auto');
  const plain =
    (kind === 'duration' || (kind === 'all' && query.queryType === 'drift')) &&
    !query.segmentBy?.length &&
    query.labels === undefined &&
    !namesLabel(query.columns, model);
  if (query.queryType === 'quality') {
    return (
      plain && query.control === undefined && (query.metrics ?? []).every((metric) => OF_THE_WINDOW.includes(metric))
    );
  }
  const { correction, method = DEFAULT_METHOD, preset, reference, thresholdFrom } = query;
  return (
    plain &&
    (METHOD_TRAITS[method].reads === 'coarse' || METHOD_TRAITS[method].reads === 'fine') &&
    (reference === undefined || reference.kind === 'fixed') &&
    [preset, correction, thresholdFrom].every((setting) => setting === undefined)
  );
}

function namesLabel(columns: readonly string[] | undefined, { label }: ModelInfo): boolean {
  return label !== undefined && (columns ?? []).some((pattern) => pattern !== '*' && globMatches(pattern, label.name));
}

/** The moments in runs that one question each can answer; undefined where ranges do not follow one another. */
export function runsOf(query: AnalysisQuery, moments: readonly Moment[]): Moment[][] | undefined {
  const spec = parseWindow(query.window ?? 'auto');
  const fits =
    spec.kind === 'duration'
      ? (run: Moment[], { to }: Moment) => to - (run[0]?.from ?? to) <= MAX_WINDOWS * durationMs(spec.duration)
      : (run: Moment[]) => run.length < MAX_RANGES;
  const runs: Moment[][] = [];
  for (const moment of moments) {
    const run = runs.at(-1);
    if (run && fits(run, moment)) {
      run.push(moment);
    } else {
      runs.push([moment]);
    }
  }
  return spec.kind === 'duration' || runs.every((run) => slotsOf(run) !== null) ? runs : undefined;
}
