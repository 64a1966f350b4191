import { type Field, FieldType, getDisplayProcessor, createTheme } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { formatCount, formatDelta, formatPercent, formatPlain, formatTick, formatTimes, formatValue } from './number';
import { formatWindow } from './time';

function fieldWith(config: Field['config']): Field {
  const field: Field = { name: 'x', type: FieldType.number, values: [], config };
  return { ...field, display: getDisplayProcessor({ field, theme: createTheme() }) };
}

describe('numbers', () => {
  it('go by the field where it has a unit, else by three digits', () => {
    expect(formatValue(fieldWith({ unit: 'percentunit', decimals: 1 }), 0.7471)).toBe('74.7%');
    expect(formatValue(fieldWith({}), 0.123456)).toBe('0.123');
    expect(formatValue(fieldWith({ decimals: 4 }), 0.123456)).toBe('0.1235');
  });

  it('tell nothing from zero', () => {
    expect(formatValue(fieldWith({}), null)).toBe('–');
    expect(formatValue(fieldWith({ noValue: 'none' }), NaN)).toBe('none');
    expect(formatValue(fieldWith({}), 0)).toBe('0');
  });

  it.each([
    [1234567, '1,234,567'],
    [-0.25, '−0.25'],
    [0.00001234, '1.2e−5'],
    [Infinity, '∞'],
  ])('%d is %s', (value, text) => expect(formatPlain(value)).toBe(text));

  it('name counts, ratios, shares and differences', () => {
    expect(formatCount(8214)).toBe('8,214');
    expect(formatCount(327346)).toBe('327.3 K');
    expect(formatTimes(3.05)).toBe('3.1×');
    expect(formatTimes(1500)).toBe('> 99×');
    expect(formatPercent(-0.123, 1)).toBe('−12.3 %');
    expect(formatDelta(fieldWith({ unit: 'percentunit', decimals: 1 }), -0.1349)).toBe('−13.5 pp');
    expect(formatDelta(fieldWith({}), 0.5)).toBe('+0.5');
  });

  it('label axes with no more decimals than the step needs', () => {
    expect(formatTick(fieldWith({ unit: 'percentunit', decimals: 3 }), 0.6, 0.1)).toBe('60%');
    expect(formatTick(fieldWith({ unit: 'percentunit' }), 0.605, 0.005)).toBe('60.5%');
    expect(formatTick(fieldWith({}), 0.2, 0.05)).toBe('0.20');
  });
});

describe('windows', () => {
  const at = (text: string) => Date.parse(text);
  it.each([
    ['2026-11-20T14:00:00Z', '2026-11-20T15:00:00Z', 'utc', '20 Nov 2026, 14:00–15:00'],
    ['2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z', 'utc', 'Fri 20 Nov 2026'],
    ['2026-11-02T00:00:00Z', '2026-11-09T00:00:00Z', 'utc', '2–8 Nov 2026'],
    ['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 'Europe/Berlin', 'Sun 29 Mar 2026'],
    ['2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z', 'America/New_York', '19 Nov 2026, 19:00–20 Nov, 19:00'],
  ])('%s to %s in %s is %s', (from, to, zone, text) => expect(formatWindow(at(from), at(to), zone)).toBe(text));
});
