/** Careful access to the parsed syntax tree, which is data of unknown shape. */
export type TreeObject = Record<string, unknown>;

export function isObject(value: unknown): value is TreeObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field as text; empty when it is anything else. */
export function text(node: TreeObject, field: string): string {
  const value = node[field];
  return typeof value === 'string' ? value : '';
}

/** The field as a list; empty when it is anything else. */
export function list(node: TreeObject, field: string): unknown[] {
  const value = node[field];
  return Array.isArray(value) ? value : [];
}

/** The members of a list that are objects. */
export function objects(node: TreeObject, field: string): TreeObject[] {
  return list(node, field).filter(isObject);
}

/** The field as an object; undefined when it is anything else. */
export function child(node: TreeObject, field: string): TreeObject | undefined {
  const value = node[field];
  return isObject(value) ? value : undefined;
}
