/** Which columns of a model a query means. Pure functions. */
import { PlumblineError } from '../../../query/errors';
import { type ColumnInfo, type ColumnRole, type ModelInfo } from '../../store/types';

/** Roles whose values may be analysed when a query names them. */
const ANALYSABLE: ReadonlySet<ColumnRole> = new Set([
  'feature',
  'prediction',
  'score',
  'label',
  'segment',
  'metadata',
  'version',
  'environment',
  'latency_ms',
  'status',
  'weight',
  'tokens_in',
  'tokens_out',
  'cost',
  'provider',
  'cpu_seconds',
  'memory_bytes',
  'gpu_util',
  'prompt',
  'response',
]);

export interface ChosenColumn extends ColumnInfo {
  /** True where the query names it, false where a glob or the default found it. */
  named: boolean;
}

export function findColumn(model: ModelInfo, name: string, place: string): ColumnInfo {
  const column = model.columns.find((candidate) => candidate.name === name);
  if (!column) {
    throw new PlumblineError(
      'not_found',
      `${place}: model ${model.name} has no column "${name}"`,
      `Its columns are: ${listNames(model.columns.map((candidate) => candidate.name))}.`,
      place
    );
  }
  return column;
}

/**
 * The columns named or matched, once each and in the order given, globs over the features, without those that
 * a pattern with `!` leaves out. Only such patterns mean "every feature but these".
 */
export function chooseColumns(model: ModelInfo, patterns: readonly string[] | undefined): ChosenColumn[] {
  const isName = (pattern: string): boolean => model.columns.some((column) => column.name === pattern);
  const leftOut = (patterns ?? []).filter((pattern) => pattern.startsWith('!') && !isName(pattern));
  const wanted = (patterns ?? []).some((pattern) => !leftOut.includes(pattern)) ? patterns : ['*'];
  return matchColumns(model, wanted ?? ['*'], leftOut).filter(
    ({ name }) => !leftOut.some((pattern) => globMatches(pattern.slice(1), name))
  );
}

function matchColumns(model: ModelInfo, patterns: readonly string[], leftOut: readonly string[]): ChosenColumn[] {
  const chosen = new Map<string, ChosenColumn>();
  const features = model.columns.filter((column) => column.role === 'feature');
  patterns.forEach((pattern, index) => {
    if (leftOut.includes(pattern)) {
      return;
    }
    const place = `columns[${index}]`;
    if (!/[*?]/.test(pattern) || model.columns.some((column) => column.name === pattern)) {
      const column = findColumn(model, pattern, place);
      if (!ANALYSABLE.has(column.role)) {
        throw new PlumblineError(
          'bad_request',
          `${place}: ${column.name} has the role ${column.role}, which no analysis reads`,
          'Name a feature, prediction, score, label, segment or metadata column.',
          place
        );
      }
      chosen.set(column.name, { ...column, named: true });
      return;
    }
    const matches = features.filter((column) => globMatches(pattern, column.name));
    if (matches.length === 0 && pattern !== '*') {
      throw new PlumblineError(
        'not_found',
        `${place}: no feature of ${model.name} matches "${pattern}"`,
        `Its features are: ${listNames(features.map((column) => column.name))}.`,
        place
      );
    }
    for (const column of matches) {
      if (!chosen.has(column.name)) {
        chosen.set(column.name, { ...column, named: false });
      }
    }
  });
  return [...chosen.values()];
}

/** `*` stands for any text, `?` for one character. */
export function globMatches(pattern: string, name: string): boolean {
  const expression = pattern
    .split(/([*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[\\^$.|+()[\]{}]/g, '\\$&')))
    .join('');
  return new RegExp(`^${expression}$`, 's').test(name);
}

const LISTED = 20;

export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).join(', ');
  return names.length > LISTED ? `${shown} and ${names.length - LISTED} more` : shown || 'none';
}
