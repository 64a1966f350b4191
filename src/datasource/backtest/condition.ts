/** Conditions of rules as the editor shows and changes them; those that a person wrote may lack a part. Pure. */
import { type RuleCondition } from '../../query/backtest';

export const isRange = (type: string): boolean => type.includes('range');

/** The condition with as many limits as its type has; what it lacks is taken from the other. The same one where it lacks nothing. */
export function wholeCondition(given: unknown, fallback: RuleCondition): RuleCondition {
  const own = (typeof given === 'object' && given !== null ? given : {}) as Partial<
    Record<keyof RuleCondition, unknown>
  >;
  const type = typeof own.type === 'string' ? (own.type as RuleCondition['type']) : fallback.type;
  const limits: unknown[] = Array.isArray(own.params) ? own.params : [];
  const missing = (limit: unknown) => limit === undefined || limit === null;
  const wanted = isRange(type) ? 2 : 1;
  if (type === own.type && limits.length >= wanted && !limits.some(missing)) {
    return given as RuleCondition;
  }
  const usual = [fallback.params[0] ?? 0, fallback.params[1] ?? 1];
  const params = Array.from({ length: Math.max(wanted, limits.length) }, (_, index) =>
    missing(limits[index]) ? (usual[index] ?? 0) : limits[index]
  );
  return { ...own, type, params: params as number[] };
}

/** The condition with another limit at the place; one without a number is 0. */
export function withLimit({ type, params }: RuleCondition, place: number, limit: number | undefined): RuleCondition {
  const length = Math.max(params.length, place + 1);
  return {
    type,
    params: Array.from({ length }, (_, index) => (index === place ? limit : params[index]) ?? 0),
  };
}
