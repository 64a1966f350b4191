/**
 * Second step of a batch: documents become typed columns in `temp.typed`, and every row that does not fit is told apart.
 *
 * `typed(__row, __fault, <fields>)`: `__fault` is null for a good row, else twice the field's index, plus one when the value is
 * missing where one is needed.
 */
import { type Session } from '../database/session';
import { FAULT, jsonPointer, quoteName, quoteText, ROW } from '../names';
import { type SqlType } from '../schema';
import { STAGED } from './staging';

export const TYPED = 'temp.typed';

/** One column of the typed batch. */
export interface BatchField {
  name: string;
  /** Keys that may hold the value; the first that is not null counts. */
  sources: string[];
  sqlType: SqlType;
  required?: boolean;
  /** SQL for rows that do not send the value. */
  fallback?: string;
}

const LARGEST_FLOAT = 3.4028234e38;
const EARLIEST = `TIMESTAMP '1678-01-01'`;
const LATEST = `TIMESTAMP '2262-01-01'`;

/** Conversions of raw text, made once on the writing connection. Epochs are told apart by their size. */
export const MACROS: readonly string[] = [
  `CREATE TEMP MACRO as_epoch(r, d) AS CASE
     WHEN abs(d) < 1e11 THEN make_timestamp(TRY_CAST(d * 1e6 AS BIGINT))
     WHEN abs(d) < 1e14 THEN make_timestamp(TRY_CAST(d * 1e3 AS BIGINT))
     WHEN abs(d) < 1e17 THEN make_timestamp(TRY_CAST(r AS BIGINT))
     ELSE make_timestamp(TRY_CAST(r AS BIGINT) // 1000) END`,
  // Text ending in Z takes the quick cast, which would drop any other offset.
  `CREATE TEMP MACRO as_time(r) AS CASE
     WHEN ends_with(r, 'Z') THEN TRY_CAST(r AS TIMESTAMP)
     WHEN r BETWEEN '-' AND ':' THEN CASE
       WHEN TRY_CAST(r AS DOUBLE) IS NULL THEN TRY_CAST(r AS TIMESTAMPTZ)::TIMESTAMP
       ELSE as_epoch(r, TRY_CAST(r AS DOUBLE)) END END`,
  `CREATE TEMP MACRO as_integer(r) AS CASE
     WHEN TRY_CAST(r AS BIGINT)::VARCHAR = r THEN TRY_CAST(r AS BIGINT)
     WHEN r = 'true' THEN 1 WHEN r = 'false' THEN 0
     WHEN abs(TRY_CAST(r AS DOUBLE)) <= 9007199254740991 AND trunc(TRY_CAST(r AS DOUBLE)) = TRY_CAST(r AS DOUBLE)
       THEN TRY_CAST(TRY_CAST(r AS DOUBLE) AS BIGINT) END`,
  `CREATE TEMP MACRO is_nonfinite(r) AS coalesce(NOT isfinite(TRY_CAST(r AS DOUBLE)), false)`,
];

const isFloat = (type: SqlType) => type === 'DOUBLE' || type === 'FLOAT';

/** DuckDB parses floating numbers itself; everything else is checked as text. */
const rawType = (type: SqlType) => (isFloat(type) ? 'DOUBLE' : 'VARCHAR');

function valueOf(raw: string, type: SqlType): string {
  switch (type) {
    case 'BIGINT':
      return `as_integer(${raw})`;
    case 'BOOLEAN':
      return `TRY_CAST(${raw} AS BOOLEAN)`;
    case 'TIMESTAMP':
      return `as_time(${raw})`;
    case 'DOUBLE':
    case 'FLOAT':
    case 'VARCHAR':
      return raw;
  }
}

/** True where something was sent that is not of the field's type. */
function unfit(field: BatchField, raw: string, value: string): string {
  const kinds = field.sources.map((source) => `json_type(doc, ${quoteText(jsonPointer(source))})`);
  if (isFloat(field.sqlType)) {
    const wrong = kinds.map((kind) => `coalesce(${kind}, 'NULL') <> 'NULL'`).join(' OR ');
    const large = field.sqlType === 'FLOAT' ? `isfinite(${raw}) AND abs(${raw}) > ${LARGEST_FLOAT}` : 'false';
    return `CASE WHEN ${raw} IS NULL THEN ${wrong} ELSE ${large} END`;
  }
  if (field.sqlType === 'VARCHAR') {
    const nested = kinds.map((kind) => `${kind} IN ('OBJECT', 'ARRAY')`).join(' OR ');
    // A CASE keeps its order where AND may not: the document is parsed again only when it could be nested.
    return `CASE WHEN ${raw}[1] IN ('{', '[') THEN ${nested} ELSE false END`;
  }
  if (field.sqlType === 'TIMESTAMP') {
    return `${raw} IS NOT NULL AND coalesce(${value} NOT BETWEEN ${EARLIEST} AND ${LATEST}, true)`;
  }
  const finite = field.sqlType === 'BIGINT' ? ` AND NOT is_nonfinite(${raw})` : '';
  return `${raw} IS NOT NULL AND ${value} IS NULL${finite}`;
}

function missing(field: BatchField, value: string): string {
  return field.sqlType === 'VARCHAR' ? `coalesce(${value}, '') = ''` : `${value} IS NULL`;
}

/** Fills `temp.typed` from the rows of `temp.staged` that have no fault so far. */
export async function typeRows(session: Session, fields: readonly BatchField[]): Promise<void> {
  const sources = new Map(fields.flatMap((field) => field.sources.map((source) => [source, rawType(field.sqlType)])));
  const shape = JSON.stringify(Object.fromEntries(sources));
  const raws = fields.map((field, index) => {
    const values = field.sources.map((source) => `struct_extract(v, ${quoteText(source)})`);
    return `${values.length === 1 ? values[0] : `coalesce(${values.join(', ')})`} AS r${index}`;
  });
  const values = fields.map((field, index) => `${valueOf(`r${index}`, field.sqlType)} AS v${index}`);
  const faults = fields.flatMap((field, index) => [
    `WHEN ${unfit(field, `r${index}`, `v${index}`)} THEN ${2 * index}`,
    ...(field.required ? [`WHEN ${missing(field, `v${index}`)} THEN ${2 * index + 1}`] : []),
  ]);
  const results = fields.map((field, index) => {
    const full = field.fallback === undefined ? `v${index}` : `coalesce(v${index}, ${field.fallback})`;
    return `(${full})::${field.sqlType === 'FLOAT' ? 'DOUBLE' : field.sqlType} AS ${quoteName(field.name)}`;
  });
  const all = fields.map((_, index) => `r${index}`).join(', ');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE typed AS
     SELECT n AS ${ROW}, (CASE ${faults.join(' ')} END)::INTEGER AS ${FAULT}, ${results.join(', ')}
     FROM (SELECT n, doc, ${all}, ${values.join(', ')}
           FROM (SELECT n, doc, ${raws.join(', ')}
                 FROM (SELECT n, doc, json_transform(doc, ${quoteText(shape)}) AS v FROM ${STAGED} WHERE fault IS NULL)))`
  );
}

const EXPECTED: Record<SqlType, string> = {
  BIGINT: 'a whole number',
  DOUBLE: 'a number',
  FLOAT: 'a number of single precision',
  BOOLEAN: 'true or false',
  VARCHAR: 'a text or a number, and not a nested value',
  TIMESTAMP: 'a time between 1678 and 2261 (RFC 3339, or an epoch in s, ms, us or ns)',
};

/** Integer fields that were sent fractions or numbers too large: they fit when the column widens. */
export async function fractionalFields(session: Session, fields: readonly BatchField[]): Promise<BatchField[]> {
  const found = await session.rows<{ fault: number }>(
    `SELECT DISTINCT ${FAULT} AS fault FROM ${TYPED} WHERE ${FAULT} % 2 = 0 ORDER BY fault`
  );
  const wide: BatchField[] = [];
  for (const { fault } of found) {
    const field = fields[fault / 2];
    if (field?.sqlType !== 'BIGINT') {
      continue;
    }
    const raw = `json_extract_string(s.doc, ${quoteText(jsonPointer(field.sources[0] ?? field.name))})`;
    const { numbers } = await session.row<{ numbers: number }>(
      `SELECT count(*) AS numbers FROM ${TYPED} AS t JOIN ${STAGED} AS s ON s.n = t.${ROW}
       WHERE t.${FAULT} = ${fault} AND TRY_CAST(${raw} AS DOUBLE) IS NOT NULL`
    );
    if (numbers > 0) {
      wide.push(field);
    }
  }
  return wide;
}

/** Writes the reasons of all faults into `temp.staged`, where the rejected rows are kept from. */
export async function explainFaults(session: Session, fields: readonly BatchField[]): Promise<void> {
  const found = await session.rows<{ fault: number }>(
    `SELECT DISTINCT ${FAULT} AS fault FROM ${TYPED} WHERE ${FAULT} IS NOT NULL ORDER BY fault`
  );
  for (const { fault } of found) {
    const field = fields[Math.floor(fault / 2)];
    if (!field) {
      continue;
    }
    const raws = field.sources.map((source) => `json_extract_string(doc, ${quoteText(jsonPointer(source))})`);
    const reason =
      fault % 2 === 1
        ? `${quoteText('is missing')}`
        : `${quoteText(`${EXPECTED[field.sqlType]} is expected, not `)} || left(coalesce(${raws.join(', ')}, ''), 80)`;
    await session.run(
      `UPDATE ${STAGED} SET fault_column = $1, fault = ${reason}
       WHERE n IN (SELECT ${ROW} FROM ${TYPED} WHERE ${FAULT} = ${fault})`,
      [field.sources[0] ?? field.name]
    );
  }
  if (found.length > 0) {
    await session.run(`DELETE FROM ${TYPED} WHERE ${FAULT} IS NOT NULL`);
  }
}

export interface NonfiniteCount {
  column: string;
  value: 'nan' | 'inf' | '-inf';
  rows: number;
}

/** Counts NaN and infinities by column and sets them to NULL. */
export async function takeNonfinite(session: Session, fields: readonly BatchField[]): Promise<NonfiniteCount[]> {
  const floats = fields.filter((field) => isFloat(field.sqlType));
  const integers = fields.filter((field) => field.sqlType === 'BIGINT');
  const counts: NonfiniteCount[] = [];
  if (floats.length > 0) {
    const row = await session.row<Record<string, number>>(
      `SELECT ${floats.map((field, index) => `count(*) FILTER (NOT isfinite(${quoteName(field.name)})) AS c${index}`).join(', ')} FROM ${TYPED}`
    );
    for (const [index, field] of floats.entries()) {
      if (row[`c${index}`]) {
        const name = quoteName(field.name);
        counts.push(...(await countValues(session, field.name, name, TYPED)));
        await session.run(`UPDATE ${TYPED} SET ${name} = NULL WHERE NOT isfinite(${name})`);
      }
    }
  }
  for (const field of await fieldsWithNulls(session, integers)) {
    const raw = `TRY_CAST(json_extract_string(doc, ${quoteText(jsonPointer(field.sources[0] ?? field.name))}) AS DOUBLE)`;
    const emptied = `(SELECT s.doc FROM ${TYPED} AS t JOIN ${STAGED} AS s ON s.n = t.${ROW} WHERE t.${quoteName(field.name)} IS NULL)`;
    counts.push(...(await countValues(session, field.name, raw, emptied)));
  }
  return counts;
}

/** Found in one pass: most columns of a wide model have none. */
async function fieldsWithNulls(session: Session, fields: readonly BatchField[]): Promise<BatchField[]> {
  if (fields.length === 0) {
    return [];
  }
  const nulls = fields.map(({ name }, index) => `count(*) - count(${quoteName(name)}) AS c${index}`).join(', ');
  const row = await session.row<Record<string, number>>(`SELECT ${nulls} FROM ${TYPED}`);
  return fields.filter((_, index) => row[`c${index}`]);
}

async function countValues(
  session: Session,
  column: string,
  value: string,
  relation: string
): Promise<NonfiniteCount[]> {
  return (
    await session.rows<{ value: NonfiniteCount['value']; rows: number }>(
      `SELECT CASE WHEN isnan(x) THEN 'nan' WHEN x > 0 THEN 'inf' ELSE '-inf' END AS value, count(*) AS rows
       FROM (SELECT ${value} AS x FROM ${relation}) WHERE NOT isfinite(x) GROUP BY 1 ORDER BY 1`
    )
  ).map((row) => ({ column, value: row.value, rows: row.rows }));
}
