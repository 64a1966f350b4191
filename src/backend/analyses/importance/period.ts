/** What importance is compared with: the rows of a reference, another stretch of time, or another version. */
import { parseDuration } from '../../../query/duration';
import { type Reference } from '../../../query/model';
import { shift } from '../shared/calendar';
import { type Scope } from '../shared/scope';
import { type Window } from '../shared/windows';
import { type AttributionRange } from './source';

export interface ReferencePeriod {
  kind: Reference['kind'];
  label: string;
  range: AttributionRange;
}

/** `null`, with a notice, where the model has no default reference. */
export async function referencePeriod(
  scope: Scope,
  reference: Reference | undefined,
  window: Window
): Promise<ReferencePeriod | null> {
  const spec = reference ?? { kind: 'fixed' };
  const period = (start: number, end: number, label: string): ReferencePeriod => ({
    kind: spec.kind,
    label,
    range: { kind: 'time', window: { start, end, complete: true } },
  });
  switch (spec.kind) {
    case 'fixed':
      return fixedRows(scope, spec.name);
    case 'previous':
      return period(window.start - (window.end - window.start), window.start, 'the period before');
    case 'offset': {
      const by = parseDuration(spec.by, 'reference.by');
      return period(
        shift(window.start, by, -1, scope.zone),
        shift(window.end, by, -1, scope.zone),
        `${spec.by} earlier`
      );
    }
    case 'rolling': {
      const over = parseDuration(spec.over, 'reference.over');
      return period(shift(window.start, over, -1, scope.zone), window.start, `the ${spec.over} before`);
    }
    case 'version':
      return {
        kind: 'version',
        label: `version ${spec.version}`,
        range: { kind: 'time', window, versions: [spec.version] },
      };
  }
}

async function fixedRows(scope: Scope, wanted: string | undefined): Promise<ReferencePeriod | null> {
  const name = wanted ?? scope.model.defaultReference;
  if (name === undefined) {
    scope.ledger.notice('info', `Model ${scope.model.name} has no default reference to compare with.`);
    return null;
  }
  const { relation } = await scope.context.catalogue.reference(scope.model.name, name);
  return { kind: 'fixed', label: name, range: { kind: 'reference', relation } };
}
