/** Real queries pass, and answer what DuckDB answers on tables that hold only what the reader may see. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { expandMacros } from '../../../src/backend/sql/macros/expand';
import { tableOf } from '../../../src/backend/sql/result/fields';
import { readRows } from '../../../src/backend/sql/result/read';
import { DASHBOARDS } from './corpus/dashboards';
import { Fixture, rowsOf } from './fixture';

let fixture: Fixture;
let oracle: DuckDBConnection;

const VISIBLE: Record<string, string> = {
  'predictions.flights': '* EXCLUDE (_seq, passenger)',
  'labels.flights': '* EXCLUDE (_seq)',
  'attributions.flights': '* EXCLUDE (_seq, shap_passenger)',
  '"references"."flights/training"': '* EXCLUDE (passenger)',
  'labels."other.model"': '* EXCLUDE (_seq, value)',
};

beforeAll(async () => {
  fixture = await Fixture.create();
  const instance = await DuckDBInstance.create(':memory:');
  oracle = await instance.connect();
  await oracle.run("SET TimeZone = 'UTC'");
  for (const schema of ['predictions', 'labels', 'attributions', '"references"']) {
    await oracle.run(`CREATE SCHEMA ${schema}`);
  }
  for (const [table, columns] of Object.entries(VISIBLE)) {
    const newest = table === 'labels.flights' ? 'WHERE _seq <> 1299' : '';
    const create = await fixture.connection.runAndReadAll(`SELECT ${columns} FROM ${table} ${newest} ORDER BY rowid`);
    const names = create.columnNames();
    await oracle.run(
      `CREATE TABLE ${table} (${names.map((name, index) => `"${name}" ${String(create.columnType(index))}`).join(', ')})`
    );
    const [schema = '', name = ''] = table.replaceAll('"', '').split(/\.(.*)/);
    const appender = await oracle.createAppender(name, schema);
    const types = create.columnTypes();
    for (const row of create.getRows()) {
      row.forEach((value, index) => {
        const type = types[index];
        if (type) {
          appender.appendValue(value, type);
        }
      });
      appender.endRow();
    }
    appender.closeSync();
  }
});
afterAll(() => {
  oracle.closeSync();
  fixture.close();
});

/** Sums depend on the order of rows in their last digits. */
function rounded(rows: unknown[][]): unknown[][] {
  return rows.map((row) => row.map((value) => (typeof value === 'number' ? Number(value.toPrecision(10)) : value)));
}

describe('dashboard corpus', () => {
  it('has at least 150 queries', () => {
    expect(Object.values(DASHBOARDS).flat().length).toBeGreaterThanOrEqual(150);
  });

  it.each(Object.entries(DASHBOARDS))('%s', async (_class, queries) => {
    for (const sql of queries) {
      const [frame] = await fixture.run(sql);
      const expected = tableOf(await readRows(await oracle.run(expandMacros(sql, fixture.context())), 100_000));
      expect(
        frame?.fields.map((field) => [field.name, field.type]),
        sql.slice(0, 300)
      ).toEqual(expected.fields.map((field) => [field.name, field.type]));
      const rows = frame ? rowsOf(frame) : [];
      expect(rows.length, sql.slice(0, 300)).toBeGreaterThan(0);
      expect(rounded(rows), sql.slice(0, 300)).toEqual(rounded(rowsOf({ name: '', fields: expected.fields })));
      expect(frame?.meta?.executedQueryString?.length, sql.slice(0, 300)).toBeGreaterThan(0);
    }
  });
});
