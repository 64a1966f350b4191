/** Small readers for untrusted JSON: each takes an object, a key and the place, and throws `bad_request` on a misfit. */
import { PlumblineError } from './errors';

export type Json = Record<string, unknown>;

export function invalid(place: string, problem: string, remedy: string): PlumblineError {
  return new PlumblineError('bad_request', `${place} ${problem}`, remedy, place);
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A missing field and `null` are the same: "not said". */
function given(source: Json, key: string): unknown {
  const value = Object.hasOwn(source, key) ? source[key] : undefined;
  return value === null ? undefined : value;
}

export function object(source: Json, key: string, place: string): Json | undefined {
  const value = given(source, key);
  if (value === undefined) {
    return undefined;
  }
  if (!isObject(value)) {
    throw invalid(place, `must be an object, not ${describe(value)}`, 'Send {...}.');
  }
  return value;
}

/** A string; empty ones count as "not said" so that a cleared input is no error. */
export function string(source: Json, key: string, place: string): string | undefined {
  const value = given(source, key);
  if (value === undefined || value === '') {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw invalid(place, `must be text, not ${describe(value)}`, 'Send a string in quotes.');
  }
  return value;
}

export function requiredString(source: Json, key: string, place: string, remedy: string): string {
  const value = string(source, key, place);
  if (value === undefined) {
    throw invalid(place, 'is missing', remedy);
  }
  return value;
}

export function number(
  source: Json,
  key: string,
  place: string,
  limits: { min?: number; max?: number; integer?: boolean; open?: boolean } = {}
): number | undefined {
  const value = given(source, key);
  if (value === undefined) {
    return undefined;
  }
  const { min = -Infinity, max = Infinity, integer = false, open = false } = limits;
  const inside =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (open ? value > min && value < max : value >= min && value <= max) &&
    (!integer || Number.isSafeInteger(value));
  if (!inside) {
    const range = [
      min > -Infinity ? `${open ? 'above' : 'from'} ${min}` : '',
      max < Infinity ? `${open ? 'below' : 'up to'} ${max}` : '',
    ]
      .filter((part) => part !== '')
      .join(', ');
    throw invalid(
      place,
      `must be a ${integer ? 'whole ' : ''}number${range ? ` ${range}` : ''}, not ${describe(value)}`,
      'Correct the number or leave it out.'
    );
  }
  return value;
}

export function boolean(source: Json, key: string, place: string): boolean | undefined {
  const value = given(source, key);
  if (value === undefined || typeof value === 'boolean') {
    return value;
  }
  throw invalid(place, `must be true or false, not ${describe(value)}`, 'Send true or false without quotes.');
}

export function oneOf<T extends string>(
  source: Json,
  key: string,
  place: string,
  allowed: readonly T[]
): T | undefined {
  const value = given(source, key);
  if (value === undefined || value === '') {
    return undefined;
  }
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw invalid(place, `is ${describe(value)}, which is not known`, `Use one of: ${allowed.join(', ')}.`);
  }
  return found;
}

/** A list of strings; an empty list counts as "not said". */
export function strings(source: Json, key: string, place: string): string[] | undefined {
  const value = given(source, key);
  if (value === undefined) {
    return undefined;
  }
  if (!Array.isArray(value)) {
    throw invalid(place, `must be a list, not ${describe(value)}`, 'Send ["a", "b"].');
  }
  const list = value.map((item: unknown, index) => {
    if (typeof item !== 'string' || item === '') {
      throw invalid(`${place}[${index}]`, `must be text, not ${describe(item)}`, 'Send a string in quotes.');
    }
    return item;
  });
  return list.length === 0 ? undefined : list;
}

export function listOf<T extends string>(
  source: Json,
  key: string,
  place: string,
  allowed: readonly T[]
): T[] | undefined {
  return strings(source, key, place)?.map((item, index) => {
    const found = allowed.find((candidate) => candidate === item);
    if (found === undefined) {
      throw invalid(`${place}[${index}]`, `is "${item}", which is not known`, `Use some of: ${allowed.join(', ')}.`);
    }
    return found;
  });
}

/** A list of objects, each read by `read`. */
export function objects<T>(
  source: Json,
  key: string,
  place: string,
  read: (item: Json, place: string) => T
): T[] | undefined {
  const value = given(source, key);
  if (value === undefined) {
    return undefined;
  }
  if (!Array.isArray(value)) {
    throw invalid(place, `must be a list, not ${describe(value)}`, 'Send [{...}].');
  }
  const list = value.map((item: unknown, index) => {
    if (!isObject(item)) {
      throw invalid(`${place}[${index}]`, `must be an object, not ${describe(item)}`, 'Send {...}.');
    }
    return read(item, `${place}[${index}]`);
  });
  return list.length === 0 ? undefined : list;
}

/** Leaves out the keys whose value is `undefined`, so that a parsed query equals the one that was sent. */
export function defined<T extends object>(value: T): T {
  const copy = { ...value };
  for (const [key, entry] of Object.entries(copy)) {
    if (entry === undefined) {
      Reflect.deleteProperty(copy, key);
    }
  }
  return copy;
}

/** Most cohorts, evaluations or cells of a cost matrix that one query may name. */
const MAX_NAMED = 1000;

/** The list, where it is not longer than any query needs. */
export function bounded<T>(list: T[] | undefined, place: string): T[] | undefined {
  if (list && list.length > MAX_NAMED) {
    throw invalid(place, `has ${list.length} members, the limit is ${MAX_NAMED}`, 'Name fewer of them.');
  }
  return list;
}
