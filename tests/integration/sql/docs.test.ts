/** docs/sql.md: its examples run, its lists are complete. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MACROS } from '../../../src/backend/sql';
import { ALLOWED_EXPRESSIONS } from '../../../src/backend/sql/guard/functions/expressions';
import { ALLOWED_TABLE_FUNCTIONS } from '../../../src/backend/sql/guard/functions/refused';
import { Fixture, rowsOf } from './fixture';

const page = readFileSync(new URL('../../../docs/sql.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```sql ?(\w*)\n([\s\S]*?)^```$/gm)].map(([, format, sql]) => ({
  format: format === 'timeseries' ? ('timeseries' as const) : ('table' as const),
  sql: sql ?? '',
}));

let fixture: Fixture;
beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());

describe('docs/sql.md', () => {
  it('has examples of both formats', () => {
    expect(examples.filter(({ format }) => format === 'table').length).toBeGreaterThan(4);
    expect(examples.filter(({ format }) => format === 'timeseries').length).toBeGreaterThan(3);
  });

  it.each(examples)('runs as $format: $sql', async ({ format, sql }) => {
    const frames = await fixture.run(sql, { format });
    const [frame] = frames;
    expect(frame && rowsOf(frame).length).toBeGreaterThan(0);
    expect(frame?.meta?.type).toBe(format === 'timeseries' ? 'timeseries-multi' : 'table');
  });

  it('names every macro', () => {
    const missing = Object.keys(MACROS).filter((name) => !new RegExp(`\\$__${name}\\b`).test(page));
    expect(missing).toEqual([]);
  });

  it('names every function', () => {
    const known = new Set(page.match(/(?<=`)[a-z_0-9]+(?=`)/g));
    const named = (name: string): boolean => known.has(name) || known.has(name.replace(/^(list|array)_/, ''));
    const missing = [...ALLOWED_EXPRESSIONS, ...ALLOWED_TABLE_FUNCTIONS].filter(
      (name) => /^[a-z]/.test(name) && !name.startsWith('icu_') && !/like_escape$/.test(name) && !named(name)
    );
    expect(missing).toEqual([]);
  });
});
