/** Which limits a model may have: a misspelt metric, or levels the wrong way round, would be limits that never hold. Pure. */
import { METHOD_TRAITS } from '../../query/defaults';
import { PlumblineError } from '../../query/errors';
import {
  CALIBRATION_METRICS,
  DRIFT_METHODS,
  FAIRNESS_METRICS,
  PERFORMANCE_METRICS,
  performanceTraits,
  QUALITY_METRICS,
  SERVICE_METRICS,
} from '../../query/model';
import { type Threshold } from './declaration';

/** Limits that are the only ones of their analysis. */
const SINGLE = ['concept-drift', 'drift-multivariate.drifted_share', 'importance.ndcg'] as const;

const GROUPS: Record<string, readonly string[]> = {
  drift: DRIFT_METHODS,
  performance: PERFORMANCE_METRICS,
  quality: QUALITY_METRICS,
  calibration: CALIBRATION_METRICS,
  fairness: FAIRNESS_METRICS,
  service: SERVICE_METRICS,
};

/** Custom metrics and evaluations are called as people call them. */
const CUSTOM = /^(kpi|service\.evaluation)\../;

/**
 * Throws `bad_request` for a metric that no analysis has, and where a warning lies beyond the breach.
 * @param said the metrics that the request names, of which a null forgets the limits
 * @param merged what their limits will be
 */
export function checkThresholds(
  said: Readonly<Record<string, unknown>>,
  merged: Readonly<Record<string, Threshold>>
): void {
  for (const [metric, limits] of Object.entries(said)) {
    if (limits !== null) {
      checkName(metric);
      checkOrder(metric, merged[metric] ?? {});
    }
  }
}

function checkName(metric: string): void {
  const at = metric.indexOf('.');
  const group = metric.slice(0, Math.max(0, at));
  const members = Object.hasOwn(GROUPS, group) ? GROUPS[group] : undefined;
  if (CUSTOM.test(metric) || SINGLE.some((each) => each === metric) || members?.includes(metric.slice(at + 1))) {
    return;
  }
  const place = `thresholds.${metric}`;
  throw new PlumblineError(
    'bad_request',
    `${place}: no analysis has this metric`,
    members
      ? `Use ${group}. with one of ${members.join(', ')}`
      : `Use one of ${[...Object.keys(GROUPS), 'kpi'].map((each) => `${each}.<metric>`).join(', ')}, ${SINGLE.join(', ')}`,
    place
  );
}

function checkOrder(metric: string, { warn, breach }: Threshold): void {
  const upwards = isWorseUpwards(metric);
  if (upwards === null || warn === undefined || breach === undefined || (upwards ? warn <= breach : warn >= breach)) {
    return;
  }
  const place = `thresholds.${metric}`;
  throw new PlumblineError(
    'bad_request',
    `${place}: warns at ${warn}, which is past the breach at ${breach}: ${upwards ? 'more' : 'less'} is worse`,
    'Exchange the two',
    place
  );
}

/** Whether more is worse; null where neither is, or where the analysis reads the direction from the limits. */
function isWorseUpwards(metric: string): boolean | null {
  const [group = '', name = ''] = metric.split('.');
  switch (group) {
    case 'drift': {
      const known = DRIFT_METHODS.find((each) => each === name);
      return known ? METHOD_TRAITS[known].higherIsWorse : null;
    }
    case 'performance': {
      const known = PERFORMANCE_METRICS.find((each) => each === name);
      return known ? performanceTraits(known).higherIsWorse : null;
    }
    case 'quality':
      return name !== 'volume';
    case 'concept-drift':
    case 'drift-multivariate':
      return true;
    case 'importance':
      return false;
    default:
      return null;
  }
}
