import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { encodeFrame } from './arrow';
import { columnsToFields } from './columns';

/** Rows by way of Arrow, with times as milliseconds. */
async function rowsOf(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const result = await connection.run(sql);
  const chunks = await result.fetchAllChunks();
  const fields = columnsToFields({ names: result.columnNames(), types: result.columnTypes(), chunks });
  const table = tableFromIPC(encodeFrame({ name: '', fields }));
  connection.closeSync();
  return table.toArray().map((row) => row.toJSON());
}

describe('columnsToFields', () => {
  test.each([
    ['TINYINT', '-128', -128],
    ['SMALLINT', '-32768', -32768],
    ['INTEGER', '-2147483648', -2147483648],
    ['BIGINT', '-9223372036854775808', -9223372036854775808n],
    ['HUGEINT', '170141183460469231731687303715884105727', 2 ** 127],
    ['UTINYINT', '255', 255],
    ['USMALLINT', '65535', 65535],
    ['UINTEGER', '4294967295', 4294967295],
    ['UBIGINT', '18446744073709551615', 2 ** 64],
    ['FLOAT', '0.5', 0.5],
    ['DOUBLE', '0.1', 0.1],
    ['DECIMAL(18,3)', '12.345', 12.345],
    ['DECIMAL(4,1)', '-1.5', -1.5],
    ['DECIMAL(38,2)', '1234567890123.25', 1234567890123.25],
    ['BOOLEAN', 'true', true],
    ['VARCHAR', "'twelve bytes'", 'twelve bytes'],
    ['VARCHAR', "'thirteen byte'", 'thirteen byte'],
    ['VARCHAR', "'Zürich ☃'", 'Zürich ☃'],
    ['UUID', "'00000000-0000-0000-0000-000000000001'", '00000000-0000-0000-0000-000000000001'],
    ['DATE', "'1900-01-01'", Date.UTC(1900, 0, 1)],
    ['TIMESTAMP', "'1969-12-31 23:59:59.5'", -500],
    ['TIMESTAMP', "'2024-02-29 12:00:00.25'", Date.UTC(2024, 1, 29, 12, 0, 0, 250)],
    ['TIMESTAMP', "'1700-01-01'", Date.UTC(1700, 0, 1)],
    ['TIMESTAMP', "'2200-01-01'", Date.UTC(2200, 0, 1)],
    ['TIMESTAMPTZ', "'2024-02-29 12:00:00+00'", Date.UTC(2024, 1, 29, 12)],
    ['TIMESTAMP_S', "'2024-02-29 12:00:00'", Date.UTC(2024, 1, 29, 12)],
    ['TIMESTAMP_MS', "'1969-12-31 23:59:59.123'", -877],
    ['TIMESTAMP_NS', "'2024-02-29 12:00:00'", Date.UTC(2024, 1, 29, 12)],
    ["ENUM('a', 'b')", "'b'", 'b'],
  ])('%s %s', async (type, literal, expected) => {
    const sql = `SELECT v::${type} AS v FROM (VALUES (${literal}), (NULL), (${literal})) AS t(v)`;
    expect(await rowsOf(sql)).toEqual([{ v: expected }, { v: null }, { v: expected }]);
  });

  test.each(["'infinity'::TIMESTAMP", "'-infinity'::DATE", "'4000-01-01'::TIMESTAMP", "'1000-01-01'::DATE"])(
    '%s does not fit and is missing',
    async (value) => {
      expect(await rowsOf(`SELECT ${value} AS v`)).toEqual([{ v: null }]);
    }
  );

  test('many chunks with scattered nulls come whole and in order', async () => {
    const rows = await rowsOf(`SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE i * 0.5 END AS x,
      CASE WHEN i % 11 = 0 THEN NULL ELSE repeat('ab', (i % 13)::INTEGER) || i END AS s FROM range(10000) AS t(i) ORDER BY i`);
    expect(rows).toEqual(
      Array.from({ length: 10_000 }, (_, i) => ({
        i: BigInt(i),
        x: i % 7 === 0 ? null : i * 0.5,
        s: i % 11 === 0 ? null : 'ab'.repeat(i % 13) + i,
      }))
    );
  });

  test('an empty result keeps its columns', async () => {
    expect(await rowsOf("SELECT 1 AS a, 'x' AS b WHERE false")).toEqual([]);
  });
});
