/** Reads the body of `PUT v1/models/<model>`. */
import { PlumblineError } from '../../query/errors';
import { FOREVER } from '../../query/retention';
import { checkPeriod } from './lifecycle/periods';
import { columnNameFault, nameKey } from './names';
import {
  type ColumnRecord,
  DECLARED_TYPES,
  type DeclaredType,
  fixedType,
  isSensitive,
  kindOf,
  ofDeclaredType,
  roleOf,
  tableName,
} from './schema';
import { COLUMN_ROLES, type ColumnRole, type Task } from './types';

export const TASKS: readonly Task[] = ['binary', 'multiclass', 'regression', 'ranking', 'generative'];

export interface Threshold {
  warn?: number;
  breach?: number;
}

/** By metric; null forgets a level, or all of a metric. */
export type SaidThresholds = Record<string, Record<string, number | null> | null>;

/** By what is kept; null leaves it to the data source again. */
export type SaidRetention = Record<string, string | null>;

/** A column as it was declared. */
export interface DeclaredColumn extends ColumnRecord {
  /** Nothing was said of `sensitive`: a column that is there keeps its flag. */
  sensitiveUnsaid?: boolean;
}

/** What a declaration says; absent members, also those of thresholds and retention, leave the model as it is. */
export interface Declaration {
  task?: Task;
  positiveClass?: string;
  owner?: string;
  runbook?: string;
  description?: string;
  reference?: string;
  thresholds?: SaidThresholds;
  retention?: SaidRetention;
  /** `content`: a row without an id gets one made from its content. */
  ids?: 'given' | 'content';
  columns: DeclaredColumn[];
}

const MEMBERS = [
  'task',
  'positiveClass',
  'owner',
  'runbook',
  'description',
  'reference',
  'thresholds',
  'retention',
  'ids',
  'columns',
];

const fault = (place: string, message: string, remedy?: string) =>
  new PlumblineError('bad_request', `${place}: ${message}`, remedy, place);

export type Members = Record<string, unknown>;

/** An object's members, or `bad_request`. */
export function membersOf(place: string, value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fault(place, 'an object is expected');
  }
  return Object.assign(Object.create(null), value);
}

function text(place: string, value: unknown): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw fault(place, 'text is expected');
  }
  return value;
}

function oneOf<T extends string>(place: string, value: unknown, choices: readonly T[]): T | undefined {
  const given = text(place, value);
  const choice = choices.find((each) => each === given);
  if (given !== undefined && choice === undefined) {
    throw fault(place, `"${given}" is not known`, `Use one of ${choices.join(', ')}`);
  }
  return choice;
}

function flag(place: string, value: unknown): boolean {
  if (value !== undefined && typeof value !== 'boolean') {
    throw fault(place, 'true or false is expected');
  }
  return value === true;
}

function thresholds(value: unknown): SaidThresholds | undefined {
  if (value === undefined) {
    return undefined;
  }
  const result: SaidThresholds = Object.create(null);
  for (const [metric, limits] of Object.entries(membersOf('thresholds', value))) {
    result[metric] = limits === null ? null : levels(`thresholds.${metric}`, limits);
  }
  return result;
}

function levels(place: string, value: unknown): Record<string, number | null> {
  const result: Record<string, number | null> = {};
  for (const [level, limit] of Object.entries(membersOf(place, value))) {
    if (level !== 'warn' && level !== 'breach') {
      throw fault(`${place}.${level}`, 'is not known', 'A threshold has warn and breach');
    }
    if (limit !== null && (typeof limit !== 'number' || !Number.isFinite(limit))) {
      throw fault(`${place}.${level}`, 'a number is expected');
    }
    result[level] = limit;
  }
  return result;
}

function retention(value: unknown): SaidRetention | undefined {
  if (value === undefined) {
    return undefined;
  }
  const result: SaidRetention = Object.create(null);
  for (const [what, period] of Object.entries(membersOf('retention', value))) {
    const duration = text(`retention.${what}`, period) ?? null;
    checkPeriod(what, duration ?? FOREVER);
    result[what] = duration;
  }
  return result;
}

function column(place: string, value: unknown): DeclaredColumn {
  const members = membersOf(place, value);
  const unknown = Object.keys(members).find((key) => !['name', 'role', 'type', 'segment', 'sensitive'].includes(key));
  if (unknown !== undefined) {
    throw fault(`${place}.${unknown}`, 'is not known', 'A column has name, role, type, segment and sensitive');
  }
  const source = text(`${place}.name`, members.name) ?? '';
  const nameFault = columnNameFault(source);
  if (nameFault) {
    throw fault(`${place}.name`, nameFault);
  }
  const role: ColumnRole = oneOf(`${place}.role`, members.role, COLUMN_ROLES) ?? roleOf(source);
  if (role === 'embedding') {
    throw fault(`${place}.role`, 'embeddings are not stored yet', 'Leave the column out');
  }
  const type = oneOf<DeclaredType>(`${place}.type`, members.type, DECLARED_TYPES);
  const fixed = fixedType(role);
  const sqlType = fixed ?? (type ? ofDeclaredType(type).sqlType : null);
  if (type && fixed && ofDeclaredType(type).sqlType !== fixed) {
    throw fault(`${place}.type`, `a column of role ${role} is stored as ${fixed} and cannot be ${type}`);
  }
  return {
    name: tableName(role, source),
    source,
    role,
    kind: type && !fixed ? ofDeclaredType(type).kind : kindOf(role, sqlType ?? 'VARCHAR'),
    sqlType,
    segment: flag(`${place}.segment`, members.segment) || role === 'segment',
    sensitive: members.sensitive === undefined ? isSensitive(role) : flag(`${place}.sensitive`, members.sensitive),
    sensitiveUnsaid: members.sensitive === undefined,
    declared: sqlType !== null,
  };
}

function columns(value: unknown): DeclaredColumn[] {
  if (value === undefined) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw fault('columns', 'a list is expected');
  }
  const seen = new Map<string, string>();
  return value.map((entry: unknown, index) => {
    const place = `columns[${index}]`;
    const result = column(place, entry);
    const before = seen.get(nameKey(result.name));
    if (before !== undefined) {
      throw fault(place, `"${result.source}" and "${before}" would be one column`, 'Names are compared without case');
    }
    seen.set(nameKey(result.name), result.source);
    return result;
  });
}

/** Throws `bad_request` naming the member that is wrong. */
export function readDeclaration(body: unknown): Declaration {
  const members = membersOf('body', body);
  const unknown = Object.keys(members).find((key) => !MEMBERS.includes(key));
  if (unknown !== undefined) {
    throw fault(unknown, 'is not known', `A model has ${MEMBERS.join(', ')}`);
  }
  const positive = members.positiveClass;
  if (positive !== undefined && !['string', 'number', 'boolean'].includes(typeof positive)) {
    throw fault('positiveClass', 'a text, a number or a boolean is expected');
  }
  return {
    task: oneOf('task', members.task, TASKS),
    positiveClass: positive === undefined ? undefined : String(positive),
    owner: text('owner', members.owner),
    runbook: text('runbook', members.runbook),
    description: text('description', members.description),
    reference: text('reference', members.reference),
    thresholds: thresholds(members.thresholds),
    retention: retention(members.retention),
    ids: oneOf('ids', members.ids, ['given', 'content'] as const),
    columns: columns(members.columns),
  };
}
