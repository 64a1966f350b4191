/** One stretch of time, the units that are explained, and what they are compared with. */
import { type AttributionBase } from '../../../query/explanations';
import { type AnalysisContext } from '../context';
import { oneWindow, refuseSegments, withWindow } from '../shared/oneWindow';
import { resolveScope, type Scope } from '../shared/scope';
import { type Window } from '../shared/windows';
import { type AttributionSums, sumAttributions } from './attributions';
import { referencePeriod, type ReferencePeriod } from './period';
import { type AttributionKinds, type AttributionRange, compareKinds } from './source';
import { chooseUnits, type Unit } from './units';

export interface Setting {
  scope: Scope;
  window: Window;
  units: Unit[];
  range: AttributionRange;
}

/**
 * Resolves the common part of a query about attributions of one stretch of time. Throws as `resolveScope` does, and for
 * segments unless the answer has a place for them.
 */
export async function resolveSetting(
  query: AttributionBase,
  context: AnalysisContext,
  { segments = false } = {}
): Promise<Setting> {
  const whole = await resolveScope({ ...query, window: query.window ?? 'all' }, context);
  if (!segments) {
    refuseSegments(whole, 'Filter to one segment instead.');
  }
  const window = oneWindow(whole);
  const scope = withWindow(whole, window);
  return { scope, window, units: chooseUnits(scope.model, query), range: { kind: 'time', window } };
}

/** The same sums for the reference; `null`, with a notice, where there is none or it has no attributions. */
export async function referenceSums(
  { scope, window, units }: Setting,
  query: AttributionBase,
  current: AttributionKinds
): Promise<{ period: ReferencePeriod | null; sums: AttributionSums | null }> {
  const period = await referencePeriod(scope, query.reference, window);
  if (!period) {
    return { period, sums: null };
  }
  const sums = await sumAttributions(scope, units, period.range, query.output);
  if (sums.rows === 0) {
    scope.ledger.notice('info', `There are no attributions for ${period.label}, so nothing can be compared.`);
    return { period, sums: null };
  }
  compareKinds(scope, current, sums);
  return { period, sums };
}

/** `meta.custom` that all frames about attributions share. */
export function settingCustom(
  { scope, window, units }: Setting,
  current: AttributionKinds & { rows: number },
  period: ReferencePeriod | null
): Record<string, unknown> & { model: string } {
  return {
    model: scope.model.name,
    n: current.rows,
    window: { from: window.start, to: window.end },
    reference: period ? { kind: period.kind, label: period.label } : null,
    outputSpace: current.outputSpace,
    outputName: current.outputName,
    explainer: current.explainer,
    background: current.background,
    ...(current.mixed ? { mixed: true } : {}),
    groups: units.flatMap(({ name, members }) => (members.length > 1 ? [name] : [])),
  };
}
