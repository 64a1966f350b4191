/** Values that have no type of their own in Grafana, as text: JSON for nested ones, DuckDB's notation for the rest. */
import {
  DuckDBArrayValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTypeId,
  DuckDBUnionValue,
  DuckDBVariantValue,
  type DuckDBValue,
} from '@duckdb/node-api';

export const NESTED_TYPES: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.LIST,
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.MAP,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.UNION,
  DuckDBTypeId.VARIANT,
]);

/** JSON text of a nested value; null for null. */
export function jsonText(value: DuckDBValue): string | null {
  return value === null ? null : JSON.stringify(jsonValue(value));
}

function jsonValue(value: DuckDBValue): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : String(value);
  }
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    return value.items.map(jsonValue);
  }
  if (value instanceof DuckDBStructValue) {
    return record(Object.entries(value.entries));
  }
  if (value instanceof DuckDBMapValue) {
    return record(value.entries.map(({ key, value: member }) => [mapKey(key), member]));
  }
  if (value instanceof DuckDBUnionValue) {
    return record([[value.tag, value.value]]);
  }
  if (value instanceof DuckDBVariantValue) {
    return jsonValue(value.value);
  }
  return value instanceof DuckDBDecimalValue ? value.toDouble() : value.toString();
}

/** Without a prototype, so that a member named `__proto__` is only a member. */
function record(entries: Array<[string, DuckDBValue]>): Record<string, unknown> {
  const members: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of entries) {
    members[key] = jsonValue(member);
  }
  return members;
}

function mapKey(key: DuckDBValue): string {
  const plain = jsonValue(key);
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}
