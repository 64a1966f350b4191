/** The other rows that a stretch of time is compared with: a reference, another period, another version. */
import { parseDuration } from '../../../query/duration';
import { PlumblineError } from '../../../query/errors';
import { type Reference } from '../../../query/model';
import { shift } from '../shared/calendar';
import { type Scope } from '../shared/scope';
import { type Window } from '../shared/windows';
import { type LabelledOptions } from './labelled';
import { asOneWindow, referenceScope } from './referenceChunks';

export interface Comparison {
  label: string;
  kind: Reference['kind'];
  scope: Scope;
  source?: NonNullable<LabelledOptions['source']>;
}

/** `scope` has one window. Throws `unprocessable` where the model has no reference that could be meant. */
export async function comparison(scope: Scope, window: Window, wanted: Reference): Promise<Comparison> {
  const at = (start: number, end: number): Scope => ({
    ...scope,
    windows: { kind: 'time', windows: [{ start, end, complete: true }], duration: null },
  });
  switch (wanted.kind) {
    case 'fixed': {
      const found = asOneWindow(await referenceScope(scope, wanted));
      return { label: found.reference.name, kind: 'fixed', scope: found.scope, source: found.source };
    }
    case 'previous':
      return {
        label: 'the period before',
        kind: 'previous',
        scope: at(window.start - (window.end - window.start), window.start),
      };
    case 'offset': {
      const by = parseDuration(wanted.by, 'reference.by');
      return {
        label: `${wanted.by} earlier`,
        kind: 'offset',
        scope: at(shift(window.start, by, -1, scope.zone), shift(window.end, by, -1, scope.zone)),
      };
    }
    case 'rolling': {
      const over = parseDuration(wanted.over, 'reference.over');
      return {
        label: `the ${wanted.over} before`,
        kind: 'rolling',
        scope: at(shift(window.start, over, -1, scope.zone), window.start),
      };
    }
    case 'version': {
      if (!scope.model.columns.some((column) => column.role === 'version')) {
        throw new PlumblineError(
          'bad_request',
          `reference.version: model ${scope.model.name} logs no version`,
          'Choose another kind of reference.',
          'reference.version'
        );
      }
      return {
        label: `version ${wanted.version}`,
        kind: 'version',
        scope: { ...at(window.start, window.end), query: { ...scope.query, versions: [wanted.version] } },
      };
    }
  }
}
