/** `$__filters`: ad hoc filters of a dashboard inside a statement, whatever they hold. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSql } from '../../../src/backend/sql';
import { PlumblineError } from '../../../src/query/errors';
import { type Filter, type FilterOperator } from '../../../src/query/model';
import { CANARY, Fixture, rowsOf } from './fixture';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());

async function ask(filters: Filter[], rawSql = 'SELECT count(*) FROM predictions."flights" WHERE $__filters') {
  const [frame] = await runSql({ refId: 'A', queryType: 'sql', rawSql, filters }, fixture.context());
  const rows = (frame ? rowsOf(frame) : []).map((row) =>
    row.map((value) => (typeof value === 'bigint' ? Number(value) : value))
  );
  return { rows, notices: frame?.meta?.notices ?? [] };
}

const only = async (key: string, operator: FilterOperator, value?: string, values?: string[]): Promise<unknown> =>
  (await ask([{ key, operator, value, values }])).rows[0]?.[0];

describe('$__filters', () => {
  // 1440 rows: 480 of each carrier; wind_speed is missing in every tenth row and i % 50 in the others.
  it.each<[FilterOperator, string, string | undefined, string[] | undefined, number]>([
    ['=', 'carrier', 'UA', undefined, 480],
    ['!=', 'carrier', 'UA', undefined, 960],
    ['=|', 'carrier', undefined, ['UA', 'DL'], 960],
    ['!=|', 'carrier', undefined, ['UA', 'DL'], 480],
    ['=~', 'carrier', '(U|D).', undefined, 960],
    ['!~', 'carrier', '(U|D).', undefined, 480],
    ['=', 'wind_speed', '', undefined, 144],
    ['!=', 'wind_speed', '', undefined, 1296],
    // 11, 61, 111, ... up to 1411 are 29 rows, of which none is a tenth.
    ['=', 'wind_speed', '11', undefined, 29],
    ['=', 'wind_speed', '11.0', undefined, 29],
    ['!=', 'wind_speed', '11', undefined, 1411],
    ['<', 'wind_speed', '1', undefined, 0],
    ['>=', 'wind_speed', '49', undefined, 28],
    ['<', 'time', '2026-03-26', undefined, 144],
  ])('%s on %s with %s %j', async (operator, key, value, values, expected) => {
    expect(await only(key, operator, value, values)).toBe(expected);
  });

  it('is true without filters, and joins several', async () => {
    expect((await ask([])).rows).toEqual([[1440]]);
    const both: Filter[] = [
      { key: 'carrier', operator: '=', value: 'UA' },
      { key: 'origin', operator: '=', value: 'EWR' },
    ];
    expect((await ask(both)).rows).toEqual([[160]]);
  });

  it('takes the alias of a table', async () => {
    const sql =
      'SELECT count(*) FROM predictions."flights" p JOIN labels."flights" l ON l.id = p.id WHERE $__filters(p)';
    expect((await ask([{ key: 'id', operator: '=', value: 'f7' }], sql)).rows).toEqual([[1]]);
    const failure = await ask([], sql.replace('(p)', '(p; DROP)')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PlumblineError);
  });

  it.each(["' OR true --", '"', "\\'", '${carrier}', '$__timeFrom()', '%', "E'\\x27'"])(
    'finds nothing by the value %s',
    async (value) => {
      expect(await only('carrier', '=', value)).toBe(0);
      expect(await only('carrier', '=|', undefined, [value])).toBe(0);
      expect(await only('carrier', '>', `z${value}`)).toBe(0);
    }
  );

  it('takes no column that is hidden, and none whose name is an expression', async () => {
    for (const key of ['passenger', 'carrier" = carrier OR "carrier', '_seq', '*']) {
      const failure = await ask([{ key, operator: '=', value: `${CANARY}-1` }]).catch((error: unknown) => error);
      expect(failure, key).toBeInstanceOf(PlumblineError);
    }
  });

  it('says when a statement does not use the filters that it was given', async () => {
    const { notices } = await ask([{ key: 'carrier', operator: '=', value: 'UA' }], 'SELECT 1 AS one');
    expect(notices).toEqual([expect.objectContaining({ text: expect.stringContaining('$__filters') })]);
    expect((await ask([], 'SELECT 1 AS one')).notices).toEqual([]);
  });
});
