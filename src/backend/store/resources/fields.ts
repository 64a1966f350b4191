/** Reads members of bodies and parameters of query strings; every fault names its place. */
import { PlumblineError } from '../../../query/errors';
import { type Members, membersOf } from '../declaration';
import { epochMicros, parseTime } from '../ingest/decode/times';
import { isForbiddenMember } from '../names';
import { type ResourceRequest } from '../types';

const bad = (place: string, what: string, remedy?: string): PlumblineError =>
  new PlumblineError('bad_request', `${place}: ${what}`, remedy, place);

/** The body's members, none but `known`. */
export function readMembers(what: string, body: unknown, known: readonly string[]): Members {
  const members = membersOf('body', body);
  const unknown = Object.keys(members).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw bad(unknown, 'is not known', `${what} has ${known.join(', ')}`);
  }
  return members;
}

export function readText(place: string, value: unknown, most: number): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string' || Buffer.byteLength(value) > most) {
    throw bad(place, `a text of at most ${most} bytes is expected`);
  }
  return value;
}

export function needText(place: string, value: unknown, most: number): string {
  const text = readText(place, value, most);
  if (text === undefined || text === '') {
    throw bad(place, 'is missing', `Send a text of at most ${most} bytes`);
  }
  return text;
}

/** Milliseconds since the epoch; undefined when it is left out. */
export function readInstant(place: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  const micros =
    typeof value === 'string' ? parseTime(value) : typeof value === 'number' ? epochMicros(value) : Number.NaN;
  if (!Number.isFinite(micros) || Math.abs(micros) > 8.64e18) {
    throw bad(place, 'a time is expected', 'RFC 3339, or an epoch in s, ms, us or ns');
  }
  return Math.floor(micros / 1000);
}

/** The members of an object that is kept as it was sent; `bad_request` where anything in it has a reserved name. */
export function readKept(place: string, value: unknown): Members {
  const members = membersOf(place, value);
  const rest: Array<[string, unknown]> = [[place, value]];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const [owner, object] = next;
    if (typeof object === 'object' && object !== null) {
      for (const [name, member] of Object.entries(object)) {
        if (isForbiddenMember(name)) {
          throw bad(`${owner}.${name}`, 'this name is reserved', 'Leave it out, or choose another name');
        }
        rest.push([Array.isArray(object) ? `${owner}[${name}]` : `${owner}.${name}`, member]);
      }
    }
  }
  return members;
}

/** A whole number of the query string. */
export function readCount(query: ResourceRequest['query'], name: string, fallback: number, most: number): number {
  const text = query[name];
  const value = text === undefined || text === '' ? fallback : Number(text);
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw bad(name, `a whole number from 0 to ${most} is expected`);
  }
  return value;
}

/** Conditions of a WHERE with their parameters, in the order they were added. */
export class Conditions {
  private readonly parts: string[] = [];
  readonly params: Array<string | number> = [];

  /** @param condition with `$` where the parameter belongs */
  add(condition: string, value: string | number | undefined): this {
    if (value !== undefined && value !== '') {
      this.params.push(value);
      this.parts.push(condition.replaceAll('$', `$${this.params.length}`));
    }
    return this;
  }

  get sql(): string {
    return this.parts.length > 0 ? this.parts.map((part) => `(${part})`).join(' AND ') : 'true';
  }
}

/** Time as clients read it; null for none. */
export const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
