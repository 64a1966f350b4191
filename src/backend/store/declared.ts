/** What becomes of a model's columns, limits and retention when part of them is declared. Pure. */
import { PlumblineError } from '../../query/errors';
import { type StoredModel } from './catalogue';
import { type DeclaredColumn, type SaidRetention, type SaidThresholds, type Threshold } from './declaration';
import { nameKey } from './names';
import { type ColumnRecord } from './schema';
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

/**
 * A declared column may change its role, its flags and a pending type; never the type of stored values. Who may not see a
 * masked column cannot unmask it.
 */
export function mergedColumn(model: StoredModel, wanted: DeclaredColumn, mayUnmask: boolean): ColumnRecord {
  const present = model.columns.find((column) => nameKey(column.name) === nameKey(wanted.name));
  if (!present) {
    return wanted;
  }
  const wasLabel = present.role === 'label';
  if (wasLabel !== (wanted.role === 'label')) {
    throw new PlumblineError(
      'conflict',
      `Column "${wanted.name}" of "${model.info.name}" is ${wasLabel ? 'the label' : 'stored with the predictions'}`,
      'Labels are kept apart: use another column name',
      wanted.name
    );
  }
  if (present.sqlType !== null && wanted.sqlType !== null && present.sqlType !== wanted.sqlType) {
    throw new PlumblineError(
      'conflict',
      `Column "${wanted.name}" of "${model.info.name}" holds ${present.sqlType} and cannot become ${wanted.sqlType}`,
      'Declare the type it has, or send the values under another name',
      wanted.name
    );
  }
  const sensitive = wanted.sensitiveUnsaid ? present.sensitive : wanted.sensitive;
  if (present.sensitive && !sensitive && !mayUnmask) {
    throw new PlumblineError(
      'forbidden',
      `Column "${wanted.name}" of "${model.info.name}" is sensitive, and you may not see sensitive values`,
      'Somebody with the role for unmasked values may declare it',
      wanted.name
    );
  }
  const sqlType = wanted.sqlType ?? present.sqlType;
  return {
    ...wanted,
    name: present.name,
    sqlType,
    sensitive,
    kind: wanted.sqlType === null ? present.kind : wanted.kind,
    declared: present.declared || wanted.declared,
  };
}

/** Throws `conflict` when two columns would be sent under one name: each batch with it would be refused. */
export function checkSources(model: string, columns: readonly ColumnRecord[]): void {
  const bySource = new Map<string, ColumnRecord>();
  for (const column of columns) {
    const other = bySource.get(nameKey(column.source));
    if (other) {
      const [identity, rest] = other.name === other.source ? [column, other] : [other, column];
      throw new PlumblineError(
        'conflict',
        `Model "${model}" cannot take both its ${identity.role} and its ${rest.role} from "${column.source}"`,
        `Give "${column.source}" one role; {"name": "${identity.name}", "role": "${identity.role}"} takes the ${identity.role} from "${identity.name}"`,
        column.source
      );
    }
    bySource.set(nameKey(column.source), column);
  }
}
