/** What the query editor must know of an analysis: one description a query type, from which all its fields follow. */
import { type Format } from '../../query/model';

export interface Option {
  value: string;
  label: string;
  description?: string;
}

interface Named {
  /** Path in the query, such as `topK` or `labels.asOf`. */
  key: string;
  label: string;
  description?: string;
  /** Whether it matters to the query; without it always. What has a value is shown in any case. */
  when?: (query: object) => boolean;
}

/** A field that any analysis may have, and that stands for one path of the query. */
export type NamedField =
  | (Named & { kind: 'choice'; options: Option[]; fallback: string })
  | (Named & { kind: 'choices'; options: Option[]; placeholder?: string })
  /** A column of the model, of the given roles when there are any. */
  | (Named & { kind: 'column'; roles?: readonly string[]; placeholder?: string })
  | (Named & { kind: 'number'; placeholder?: string })
  | (Named & { kind: 'text'; placeholder?: string; wide?: boolean })
  | (Named & { kind: 'switch' });

/** Fields of the common part of every analysis, with controls of their own. */
export type CommonField =
  | { kind: 'columns' }
  | { kind: 'window' }
  | { kind: 'reference' }
  | { kind: 'threshold' }
  | { kind: 'labels' }
  | { kind: 'versions' }
  | { kind: 'environments' }
  | { kind: 'segments'; label?: string }
  | { kind: 'filters' };

export type FieldSpec = CommonField | NamedField;

/**
 * One analysis of the editor. Texts are functions, so that they are read in the language of the moment. To add an
 * analysis: its type to `src/query/`, and its description to `table.ts`.
 */
export interface AnalysisTraits {
  label: () => string;
  description: () => string;
  /** Formats it can answer in, the usual one first. */
  formats: readonly Format[];
  /** Format of a query that names none, where it is another one. */
  silent?: Format;
  /** What a fresh query has beside its model and what all analyses share. */
  defaults: Record<string, unknown>;
  /** Shown always, in this order. */
  fields: () => FieldSpec[];
  /** Shown under "More options". */
  more: () => FieldSpec[];
  /** False for an analysis of the whole store, which has no model. */
  needsModel?: false;
}

/** Fields that mean something for the query as it stands, or that it has set. */
export function mattering(specs: readonly FieldSpec[], query: object): FieldSpec[] {
  return specs.filter(
    (spec) => !('when' in spec) || !spec.when || spec.when(query) || valueAt(query, spec.key) !== undefined
  );
}

type Json = Record<string, unknown>;

/** The value at a path of an object; undefined where a part of the way is missing. */
export function valueAt(source: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Json)[key] : undefined,
      source
    );
}

/** A copy with another value at the path; undefined removes it, and an object left empty goes with it. */
export function withValueAt<T extends object>(source: T, path: string, value: unknown): T {
  const [key = '', ...rest] = path.split('.');
  const copy: Json = { ...(source as Json) };
  if (rest.length === 0) {
    copy[key] = value;
  } else {
    const inner = typeof copy[key] === 'object' && copy[key] !== null ? copy[key] : {};
    const changed = withValueAt(inner, rest.join('.'), value);
    copy[key] = Object.keys(changed).length === 0 ? undefined : changed;
  }
  if (copy[key] === undefined) {
    Reflect.deleteProperty(copy, key);
  }
  return copy as T;
}
