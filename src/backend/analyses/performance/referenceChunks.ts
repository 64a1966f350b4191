/** A metric over the chunks of a reference, cut as the query's windows are: what its limits may come from. */
import { parseWindow } from '../../../query/duration';
import { PlumblineError } from '../../../query/errors';
import { type Reference } from '../../../query/model';
import { type ReferenceInfo } from '../../store/types';
import { type LabelledOptions } from './labelled';
import { type Scope, timeColumn } from '../shared/scope';
import { resolveWindows } from '../shared/windows';

/** The rows of a reference as a scope of their own, with the relation to read instead of the predictions. */
export interface ReferenceScope {
  scope: Scope;
  reference: ReferenceInfo;
  source: NonNullable<LabelledOptions['source']>;
}

/** Throws `bad_request` for a reference that moves with the window: it has no rows of its own. */
export async function referenceScope(scope: Scope, wanted: Reference | undefined): Promise<ReferenceScope> {
  const { model, context } = scope;
  if (wanted && wanted.kind !== 'fixed') {
    throw new PlumblineError(
      'bad_request',
      `reference.kind: ${wanted.kind} moves with the window, and this needs rows that stay`,
      'Use {"kind": "fixed"}, with a name or with the model\'s default reference.',
      'reference.kind'
    );
  }
  const name = wanted?.name ?? model.defaultReference;
  if (name === undefined) {
    throw new PlumblineError(
      'unprocessable',
      `Model ${model.name} has no reference, and this needs one`,
      'Make one with PUT v1/models/<model>/references/<name>, or name one in reference.name.',
      'reference'
    );
  }
  const reference = await context.catalogue.reference(model.name, name);
  const time = timeColumn(model);
  const [span] = await scope.ledger.rows<{ first: number | null; last: number | null }>(
    `SELECT min(${time}) AS first, max(${time}) AS last FROM ${reference.relation}`
  );
  const from = span?.first ?? 0;
  const to = (span?.last ?? 0) + 1;
  const spec = parseWindow(scope.query.window ?? 'auto');
  // A chunk of the reference is as long as a window of the query.
  const ranged =
    scope.windows.kind === 'time' && scope.windows.duration && spec.kind !== 'rows'
      ? resolveWindows(
          { kind: 'duration', duration: scope.windows.duration },
          { from, to, now: to, intervalMs: context.intervalMs },
          scope.zone
        )
      : resolveWindows(spec, { from, to, now: to, intervalMs: context.intervalMs }, scope.zone);
  return {
    reference,
    scope: {
      ...scope,
      windows: ranged,
      // The reference's own versions and environments are what it is; it is not cut by the query's.
      query: { ...scope.query, versions: undefined, environments: undefined },
    },
    source: { rows: reference.relation },
  };
}

/** The reference's rows as one window. */
export function asOneWindow(found: ReferenceScope): ReferenceScope {
  const { windows } = found.scope;
  const start = windows.kind === 'rows' ? windows.from : (windows.windows[0]?.start ?? 0);
  const end = windows.kind === 'rows' ? windows.to : (windows.windows.at(-1)?.end ?? 1);
  return {
    ...found,
    scope: { ...found.scope, windows: { kind: 'time', windows: [{ start, end, complete: true }], duration: null } },
  };
}
