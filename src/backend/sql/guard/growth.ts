/**
 * Calls that make much out of little: `repeat('a', 2000000000)` takes 4 GB whatever DuckDB's memory limit is, and cannot
 * be interrupted. Their sizes must be literals within `LIMITS`.
 */
import { LIMITS } from './limits';
import { constantOf, numberOf } from './parser';
import { type Place, refuse } from './refusal';
import { child, objects, text, type TreeObject } from './tree';

/** How much a call multiplies its input, and what it multiplies. */
export interface Growth {
  kind: 'series' | 'text';
  factor: number;
}

const TEXT_SIZE_ARGUMENT: Record<string, { index: number; absent: number; what: string }> = {
  repeat: { index: 1, absent: Infinity, what: 'count' },
  lpad: { index: 1, absent: Infinity, what: 'length' },
  rpad: { index: 1, absent: Infinity, what: 'length' },
  bar: { index: 3, absent: 80, what: 'width' },
  list_resize: { index: 1, absent: Infinity, what: 'size' },
  array_resize: { index: 1, absent: Infinity, what: 'size' },
  to_base: { index: 2, absent: 64, what: 'length' },
  equi_width_bins: { index: 2, absent: Infinity, what: 'number of bins' },
  bitstring: { index: 1, absent: Infinity, what: 'length' },
};

/** Growth of a call, undefined for functions that do not grow. Throws `forbidden` when it is too much or unknown. */
export function growthOf(name: string, call: TreeObject, place: Place): Growth | undefined {
  const args = objects(call, 'children');
  if (name === 'range' || name === 'generate_series') {
    return { kind: 'series', factor: seriesItems(name, args, place) };
  }
  if (name === 'format' || name === 'printf') {
    checkFormat(name, args[0], place);
    return undefined;
  }
  const rule = TEXT_SIZE_ARGUMENT[name];
  if (rule === undefined) {
    return undefined;
  }
  const argument = args[rule.index];
  const size = argument === undefined ? rule.absent : literalNumber(argument);
  if (size === undefined || Number.isNaN(size)) {
    refuse(
      `The ${rule.what} of ${name}() must be a number written in the statement`,
      `Write a number up to ${LIMITS.textFactor}`,
      place
    );
  }
  if (size > LIMITS.textFactor) {
    refuse(
      `The ${rule.what} of ${name}() is ${size}, at most ${LIMITS.textFactor} is allowed`,
      'Use a smaller one',
      place
    );
  }
  return { kind: 'text', factor: Math.max(1, size) };
}

function seriesItems(name: string, args: TreeObject[], place: Place): number {
  const bounds = args.map(literalPoint);
  const [first, second, third] = bounds;
  const start = args.length === 1 ? 0 : first;
  const stop = args.length === 1 ? first : second;
  const step = args.length < 3 ? 1 : third;
  if (start === undefined || stop === undefined || step === undefined) {
    return refuse(
      `The bounds of ${name}() must be numbers, timestamps or intervals written in the statement`,
      'Write literals, or $__timeFrom() and $__timeTo()',
      place
    );
  }
  const items = step === 0 ? Infinity : Math.max(0, (stop - start) / step) + (name === 'range' ? 0 : 1);
  if (!(items <= LIMITS.seriesItems)) {
    refuse(
      `${name}() would give ${items} items, at most ${LIMITS.seriesItems} are allowed`,
      'Take a wider step or a shorter range',
      place
    );
  }
  return items;
}

/** A width in a format string pads to any length: `printf('%2000000000d', 1)`. */
function checkFormat(name: string, argument: TreeObject | undefined, place: Place): void {
  const value = argument === undefined ? undefined : constantOf(argument)?.value;
  if (typeof value !== 'string') {
    refuse(`The format of ${name}() must be a text written in the statement`, 'Write it as a literal', place);
  }
  if (/\d{4,}/.test(value) || /%[^a-zA-Z%]*\*/.test(value) || /\{[^}]*\{/.test(value)) {
    refuse(
      `The format of ${name}() has a width over 999 or one that is an argument`,
      'Write a smaller width, and write it as a number',
      place
    );
  }
}

const SECONDS_A_UNIT: Record<string, number> = {
  to_microseconds: 1e-6,
  to_milliseconds: 1e-3,
  to_seconds: 1,
  to_minutes: 60,
  to_hours: 3600,
  to_days: 86_400,
  to_weeks: 7 * 86_400,
  to_months: 28 * 86_400,
  to_quarters: 90 * 86_400,
  to_years: 365 * 86_400,
};

const INTERVAL_UNITS: Array<[RegExp, number]> = [
  [/^(us|usecs?|microseconds?)$/, 1e-6],
  [/^(ms|msecs?|milliseconds?)$/, 1e-3],
  [/^(s|secs?|seconds?)$/, 1],
  [/^(m|mins?|minutes?)$/, 60],
  [/^(h|hrs?|hours?)$/, 3600],
  [/^(d|days?)$/, 86_400],
  [/^(w|weeks?)$/, 7 * 86_400],
  [/^(mons?|months?)$/, 28 * 86_400],
  [/^(quarters?)$/, 90 * 86_400],
  [/^(y|yrs?|years?)$/, 365 * 86_400],
];

/** A literal as a point on a line: numbers as they are, timestamps and intervals in seconds. */
function literalPoint(expression: TreeObject): number | undefined {
  const number = literalNumber(expression);
  if (number !== undefined) {
    return number;
  }
  const name = text(expression, 'function_name');
  const unit = SECONDS_A_UNIT[name];
  const [argument] = objects(expression, 'children');
  if (unit !== undefined && argument !== undefined) {
    const amount = literalNumber(unwrap(argument));
    return amount === undefined ? undefined : amount * unit;
  }
  if (text(expression, 'class') !== 'CAST') {
    return undefined;
  }
  const inner = child(expression, 'child');
  const value = inner === undefined ? undefined : constantOf(inner)?.value;
  const type = text(child(expression, 'cast_type') ?? {}, 'id');
  if (typeof value !== 'string') {
    return undefined;
  }
  return type === 'INTERVAL'
    ? intervalSeconds(value)
    : /^(TIMESTAMP|DATE)/.test(type)
      ? timestampSeconds(value)
      : undefined;
}

/** The parser wraps the amount of `INTERVAL 3 DAY` in trunc() and casts. */
function unwrap(expression: TreeObject): TreeObject {
  const inner =
    text(expression, 'class') === 'CAST'
      ? child(expression, 'child')
      : text(expression, 'function_name') === 'trunc'
        ? objects(expression, 'children')[0]
        : undefined;
  return inner === undefined ? expression : unwrap(inner);
}

function literalNumber(expression: TreeObject): number | undefined {
  if (text(expression, 'function_name') === '-') {
    const operands = objects(expression, 'children');
    const [operand] = operands;
    const value = operands.length === 1 && operand !== undefined ? literalNumber(operand) : undefined;
    return value === undefined ? undefined : -value;
  }
  const constant = constantOf(expression);
  if (constant === undefined) {
    return undefined;
  }
  const type = child(constant, 'type') ?? {};
  const value = numberOf(constant.value);
  const scale = numberOf(child(type, 'type_info')?.scale) ?? 0;
  return value === undefined || text(type, 'id') === 'BOOLEAN' ? undefined : value / 10 ** scale;
}

function intervalSeconds(value: string): number | undefined {
  const parts = [...value.trim().matchAll(/(-?\d+(?:\.\d+)?)\s*([a-z]+)\s*/gy)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== value.trim()) {
    return undefined;
  }
  let seconds = 0;
  for (const [, amount, unit] of parts) {
    const known = INTERVAL_UNITS.find(([pattern]) => pattern.test(unit ?? ''));
    if (known === undefined) {
      return undefined;
    }
    seconds += Number(amount) * known[1];
  }
  return seconds;
}

function timestampSeconds(value: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?(?:Z|[+-]00(?::?00)?)?$/.exec(
    value
  );
  if (match === null) {
    return undefined;
  }
  const milliseconds = Date.parse(`${match[1]}T${match[2] ?? '00:00'}Z`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
