/** What becomes of a model's limits and retention when part of them is declared. Pure. */
import { type SaidRetention, type SaidThresholds, type Threshold } from './declaration';
import { type Retention } from './types';

/** What is said on top of what is there; null forgets. */
function overlaid<T>(
  present: Readonly<Record<string, T>>,
  said: Readonly<Record<string, T | null>>
): Record<string, T> {
  const result: Record<string, T> = Object.assign(Object.create(null), present);
  for (const [name, value] of Object.entries(said)) {
    if (value === null) {
      delete result[name];
    } else {
      result[name] = value;
    }
  }
  return result;
}

export const mergedRetention = (present: Retention, said: SaidRetention): Retention => overlaid({ ...present }, said);

/** Limits of a metric that was not named stay, and so does the level of a metric that was not. */
export function mergedThresholds(
  present: Readonly<Record<string, Threshold>>,
  said: SaidThresholds
): Record<string, Threshold> {
  const levels = Object.entries(said).map(([metric, limits]): [string, Threshold | null] => [
    metric,
    limits && overlaid<number>({ ...present[metric] }, limits),
  ]);
  return overlaid(present, Object.fromEntries(levels));
}
