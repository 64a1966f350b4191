/** Which role and type a column has, by its name and by what was declared. Pure functions. */
import { type ColumnKind, type ColumnRole } from './types';

/** A column as the store keeps it. */
export interface ColumnRecord {
  name: string;
  /** Name in the rows that are sent; differs from `name` only for `id` and `time`. */
  source: string;
  role: ColumnRole;
  kind: ColumnKind;
  /** Null while a declared column without a type waits for its first value; it is not in the table yet. */
  sqlType: SqlType | null;
  segment: boolean;
  sensitive: boolean;
  /** Declared types are kept: values that do not fit are rejected and never widen the column. */
  declared: boolean;
}

export const SQL_TYPES = ['BIGINT', 'DOUBLE', 'FLOAT', 'BOOLEAN', 'VARCHAR', 'TIMESTAMP'] as const;
export type SqlType = (typeof SQL_TYPES)[number];

/** Types a declaration may name. */
export const DECLARED_TYPES = ['numeric', 'integer', 'categorical', 'boolean', 'time', 'text'] as const;
export type DeclaredType = (typeof DECLARED_TYPES)[number];

const OF_DECLARED: Record<DeclaredType, { kind: ColumnKind; sqlType: SqlType }> = {
  numeric: { kind: 'numeric', sqlType: 'DOUBLE' },
  integer: { kind: 'numeric', sqlType: 'BIGINT' },
  categorical: { kind: 'categorical', sqlType: 'VARCHAR' },
  boolean: { kind: 'boolean', sqlType: 'BOOLEAN' },
  time: { kind: 'time', sqlType: 'TIMESTAMP' },
  text: { kind: 'text', sqlType: 'VARCHAR' },
};

export const ofDeclaredType = (type: DeclaredType): { kind: ColumnKind; sqlType: SqlType } => OF_DECLARED[type];

/** Roles whose values have one type whatever was sent first. */
const FIXED_TYPES: Partial<Record<ColumnRole, SqlType>> = {
  id: 'VARCHAR',
  time: 'TIMESTAMP',
  version: 'VARCHAR',
  environment: 'VARCHAR',
  score: 'DOUBLE',
  segment: 'VARCHAR',
  latency_ms: 'DOUBLE',
  status: 'VARCHAR',
  trace_id: 'VARCHAR',
  entity_id: 'VARCHAR',
  weight: 'DOUBLE',
  tokens_in: 'BIGINT',
  tokens_out: 'BIGINT',
  cost: 'DOUBLE',
  prompt: 'VARCHAR',
  response: 'VARCHAR',
  provider: 'VARCHAR',
  cpu_seconds: 'DOUBLE',
  memory_bytes: 'BIGINT',
  gpu_util: 'DOUBLE',
};

export const fixedType = (role: ColumnRole): SqlType | undefined => FIXED_TYPES[role];

const NAMED_ROLES = new Set<ColumnRole>([
  'id',
  'time',
  'version',
  'environment',
  'prediction',
  'score',
  'label',
  'latency_ms',
  'status',
  'trace_id',
  'entity_id',
  'weight',
  'tokens_in',
  'tokens_out',
  'cost',
  'prompt',
  'response',
]);

const isNamedRole = (name: string): name is ColumnRole => NAMED_ROLES.has(name as ColumnRole);

/** Role of a column that nobody declared. */
export function roleOf(name: string): ColumnRole {
  if (isNamedRole(name)) {
    return name;
  }
  if (name.startsWith('score_')) {
    return 'score';
  }
  if (name.startsWith('segment.')) {
    return 'segment';
  }
  return name.startsWith('meta.') ? 'metadata' : 'feature';
}

/** How values of a type are compared; free text roles are text. */
export function kindOf(role: ColumnRole, sqlType: SqlType): ColumnKind {
  if (role === 'prompt' || role === 'response') {
    return 'text';
  }
  switch (sqlType) {
    case 'BIGINT':
    case 'DOUBLE':
    case 'FLOAT':
      return 'numeric';
    case 'BOOLEAN':
      return 'boolean';
    case 'TIMESTAMP':
      return 'time';
    case 'VARCHAR':
      return 'categorical';
  }
}

/** Name in the table: identity columns have one name in every model. */
export const tableName = (role: ColumnRole, source: string): string =>
  role === 'id' || role === 'time' ? role : source;

/** What people wrote, or were told, is masked unless somebody declares otherwise. */
export const isSensitive = (role: ColumnRole): boolean => role === 'prompt' || role === 'response';

/** A column that no one declared, with the type its first values asked for. */
export function inferredColumn(source: string, valueType: SqlType): ColumnRecord {
  const role = roleOf(source);
  const sqlType = fixedType(role) ?? valueType;
  return {
    name: tableName(role, source),
    source,
    role,
    kind: kindOf(role, sqlType),
    sqlType,
    segment: role === 'segment' || role === 'version' || role === 'environment',
    sensitive: isSensitive(role),
    declared: false,
  };
}

/** The columns every model begins with. */
export const identityColumns = (): ColumnRecord[] => [
  inferredColumn('id', 'VARCHAR'),
  inferredColumn('time', 'TIMESTAMP'),
];
