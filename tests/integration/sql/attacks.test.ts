/** Attacks are stopped before the engine sees them, and every function of this DuckDB is classified. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlumblineError } from '../../../src/query/errors';
import { ALLOWED_EXPRESSIONS, BOUNDED_EXPRESSIONS } from '../../../src/backend/sql/guard/functions/expressions';
import {
  ALLOWED_TABLE_FUNCTIONS,
  REFUSED_EXPRESSIONS,
  REFUSED_PRAGMAS,
  REFUSED_TABLE_FUNCTIONS,
} from '../../../src/backend/sql/guard/functions/refused';
import { type StatementRunner } from '../../../src/backend/sql';
import { ATTACKS } from './corpus/attacks';
import { Fixture } from './fixture';

let fixture: Fixture;
const reached: string[] = [];
const runner: StatementRunner = {
  statement: (sql) => {
    reached.push(sql);
    return Promise.reject(new Error('the engine was reached'));
  },
};

beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());

async function refusal(sql: string): Promise<PlumblineError> {
  const outcome: unknown = await fixture.run(sql, { runner }).then(
    () => 'an answer',
    (error: unknown) => error
  );
  expect(reached, sql.slice(0, 200)).toEqual([]);
  expect(outcome, sql.slice(0, 200)).toBeInstanceOf(PlumblineError);
  return outcome as PlumblineError;
}

describe('attack corpus', () => {
  it('has at least 300 attacks', () => {
    expect(Object.values(ATTACKS).flat().length).toBeGreaterThanOrEqual(300);
  });

  it.each(Object.entries(ATTACKS))('%s', async (_class, attacks) => {
    for (const attack of attacks) {
      const error = await refusal(attack.replaceAll('{folder}', fixture.folder));
      expect(['bad_request', 'forbidden', 'not_found'], attack.slice(0, 200)).toContain(error.code);
      expect(error.message.length, attack.slice(0, 200)).toBeLessThan(400);
    }
  });
});

describe('functions of this DuckDB', () => {
  const listed = async (...types: string[]): Promise<string[]> => {
    const result = await fixture.connection.run(
      `SELECT DISTINCT function_name FROM duckdb_functions()
       WHERE function_type IN (${types.map((type) => `'${type}'`).join(', ')})`
    );
    return (await result.getRows()).map(([name]) => String(name).toLowerCase());
  };

  it('are all classified, and once', async () => {
    const expressions = [...ALLOWED_EXPRESSIONS, ...Object.values(REFUSED_EXPRESSIONS).flat()];
    const tables = [...ALLOWED_TABLE_FUNCTIONS, ...Object.values(REFUSED_TABLE_FUNCTIONS).flat()];
    expect(new Set(expressions).size).toBe(expressions.length);
    expect(new Set(tables).size).toBe(tables.length);
    const missing = (names: string[], known: Iterable<string>): string[] => {
      const all = new Set(known);
      return names.filter((name) => !all.has(name)).sort();
    };
    expect(missing(await listed('scalar', 'aggregate', 'macro'), expressions)).toEqual([]);
    expect(missing(await listed('table', 'table_macro'), tables)).toEqual([]);
    expect(missing(await listed('pragma'), REFUSED_PRAGMAS)).toEqual([]);
  });

  it('are refused when they are on a list of refused ones', async () => {
    for (const name of Object.values(REFUSED_EXPRESSIONS).flat()) {
      expect((await refusal(`SELECT "${name}"(1)`)).code).toBe('forbidden');
    }
    for (const name of Object.values(REFUSED_TABLE_FUNCTIONS).flat()) {
      expect((await refusal(`SELECT * FROM "${name}"(1)`)).code).toBe('forbidden');
    }
  });

  it('grow only by literals', async () => {
    for (const name of BOUNDED_EXPRESSIONS.filter((bounded) => bounded !== 'printf' && bounded !== 'format')) {
      await refusal(`SELECT ${name}(score, distance, distance, distance) FROM predictions.flights`);
    }
  });
});
