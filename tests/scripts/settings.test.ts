/** Settings of the data source: what the back end reads has a field on the page and a row in the documentation, with one range. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../src/backend/settings';
import { ingestLimits, PERIODS, queryLimits, sizeLimits } from '../../src/datasource/settings';

const numbers = [...queryLimits(), ...ingestLimits(), ...sizeLimits()];
const page = readFileSync(path.resolve('docs', 'configure.md'), 'utf8');

/** Keys that the back end looks up. */
function keysRead(): string[] {
  const keys = new Set<string>();
  const get = (_target: object, key: string | symbol) => {
    keys.add(String(key));
    return undefined;
  };
  readSettings(new Proxy<Record<string, unknown>>({}, { get }));
  return [...keys];
}

const ROLES = ['queryRole', 'editRole', 'ingestRole', 'adminRole', 'unmaskedRole'];
/** With a field of their own in ConfigEditor.tsx; `src/datasource/config.test.tsx` looks for each. */
const OTHERS = ['rawSql', 'autoCreate', ...ROLES, ...PERIODS];

it('have a field each', () => {
  expect(keysRead().sort()).toEqual([...numbers.map(({ key }): string => key), ...OTHERS].sort());
});

it('are documented each', () => {
  const named = [...keysRead(), 'defaultEditor', 'tracesUid', 'logsUid', 'secureJsonData.ingestKey'];
  expect(named.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});

it('are taken from the documented file, each of them', () => {
  const [, file = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const [source] = parse(file).datasources;
  expect(source.type).toBe('plumbline-predictions-datasource');
  for (const [key, value] of Object.entries(source.jsonData)) {
    expect(readSettings({ [key]: value }), key).not.toEqual(readSettings({}));
  }
  expect(source.secureJsonData).toEqual({ ingestKey: '$PLUMBLINE_INGEST_KEY' });
});

describe.each(numbers)('$key', ({ key, fallback, max, min }) => {
  const read = (value?: number) => JSON.stringify(readSettings({ [key]: value }));

  it('has the default of the back end', () => {
    expect(read(fallback)).toBe(read());
  });

  it('has the range of the back end', () => {
    expect(read(max * 2)).toBe(read(max));
    expect(read(max - 1)).not.toBe(read(max));
    expect(read(min / 2)).toBe(read(min));
    expect(read(min + 1)).not.toBe(read(min));
  });
});
