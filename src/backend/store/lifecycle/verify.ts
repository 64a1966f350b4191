/**
 * Reads every block of a store and holds its parts against each other. DuckDB checks a block's checksum when it is read, and
 * only then: a file that opens is not yet a whole one.
 */
import { quoteName, quoteText, SEQUENCE } from '../names';
import { factTable, newestRelation, referenceTable } from '../tables';
import { INGEST_KINDS, type IngestKind, type Reader } from '../types';
import { type LostBatches } from './acknowledged';
import { BATCH_BITS } from './removal';

export interface Verification {
  tables: Array<{ name: string; rows: number }>;
  batches: number;
  /** Every row that was taken is present, or was removed by retention or an erasure. */
  rows: { taken: number; present: number; removed: number };
  /** Batches that are in part, or whose rows nobody accounts for. */
  partial: number;
  /** Batches that are in the ledger twice, and identities with two newest revisions. */
  duplicated: number;
  /** In words; empty for a store that is whole. */
  problems: string[];
}

const IDENTITY: Record<IngestKind, string> = {
  predictions: 'id, time',
  labels: 'id, prediction_time',
  attributions: 'id, time, output_name, explainer',
  evaluations: 'id, prediction_time, name, source, evaluator',
};

/** @param lost what the file beside the store says is missing */
export async function verifyStore(reader: Pick<Reader, 'rows'>, lost?: LostBatches): Promise<Verification> {
  const found = emptyVerification();
  if (lost) {
    found.problems.push(`Batches ${lost.first} to ${lost.last} were acknowledged and are not in the store`);
  }
  await readTables(reader, found);
  if (found.problems.some((problem) => problem.includes(UNREADABLE))) {
    return found;
  }
  await checkLedger(reader, found);
  const models = await reader.rows<{ name: string }>('SELECT name FROM plumbline.models ORDER BY name');
  for (const { name } of models) {
    for (const kind of INGEST_KINDS) {
      await checkBooks(reader, found, name, kind);
      await checkIdentities(reader, found, name, kind);
    }
    await checkColumns(reader, found, name);
    await checkReferences(reader, found, name);
    await checkRollups(reader, found, name);
  }
  return found;
}

export const emptyVerification = (): Verification => ({
  tables: [],
  batches: 0,
  rows: { taken: 0, present: 0, removed: 0 },
  partial: 0,
  duplicated: 0,
  problems: [],
});

const UNREADABLE = 'cannot be read';

/** Reads every block of every table. */
export async function readTables(reader: Pick<Reader, 'rows'>, found: Verification): Promise<void> {
  const tables = await reader.rows<{ schema: string; name: string }>(
    `SELECT schema_name AS schema, table_name AS name FROM duckdb_tables()
     WHERE database_name = current_database() AND NOT temporary ORDER BY ALL`
  );
  for (const { name, schema } of tables) {
    try {
      const [sum] = await reader.rows<{ rows: number }>(
        `SELECT count(*) AS rows, bit_xor(hash(t)) AS checksum FROM ${quoteName(schema)}.${quoteName(name)} AS t`
      );
      found.tables.push({ name: `${schema}.${name}`, rows: sum?.rows ?? 0 });
    } catch (error) {
      found.problems.push(
        `Table ${schema}.${name} ${UNREADABLE}: ${error instanceof Error ? error.message : String(error)}`
      );
    }
  }
}

async function checkLedger(reader: Pick<Reader, 'rows'>, found: Verification): Promise<void> {
  const [ledger] = await reader.rows<{ batches: number; numbers: number; keys: number; distinct: number }>(
    `SELECT count(*) AS batches, count(DISTINCT batch) AS numbers, count(idempotency_key) AS keys,
       count(DISTINCT idempotency_key) AS distinct FROM plumbline.ledger`
  );
  found.batches = ledger?.batches ?? 0;
  const twice = found.batches - (ledger?.numbers ?? 0) + (ledger?.keys ?? 0) - (ledger?.distinct ?? 0);
  if (twice > 0) {
    found.duplicated += twice;
    found.problems.push(`${twice} batches are in the ledger twice`);
  }
}

/**
 * Present and removed rows of each batch against what its answer said. Labels that came with predictions are in the books of
 * the labels without a number of their own: for them only the batch must be known.
 */
async function checkBooks(
  reader: Pick<Reader, 'rows'>,
  found: Verification,
  model: string,
  kind: IngestKind
): Promise<void> {
  const books = await reader.rows<{
    batch: number;
    taken: number | null;
    present: number;
    removed: number;
    known: boolean;
  }>(
    `WITH present AS (SELECT ${SEQUENCE} >> ${BATCH_BITS} AS batch, count(*) AS rows FROM ${factTable(kind, model)} GROUP BY 1),
       removed AS (SELECT batch, sum(rows) AS rows FROM plumbline.removed_rows
         WHERE model = ${quoteText(model)} AND kind = '${kind}' GROUP BY 1),
       taken AS (SELECT batch, accepted + updated AS rows FROM plumbline.ledger
         WHERE model = ${quoteText(model)} AND kind = '${kind}')
     SELECT batch, taken.rows AS taken, coalesce(present.rows, 0) AS present, coalesce(removed.rows, 0) AS removed,
       batch IN (SELECT batch FROM plumbline.ledger WHERE model = ${quoteText(model)}) AS known
     FROM taken FULL JOIN present USING (batch) FULL JOIN removed USING (batch)`
  );
  for (const { batch, known, present, removed, taken } of books) {
    found.rows.taken += taken ?? 0;
    found.rows.present += taken === null ? 0 : present;
    found.rows.removed += taken === null ? 0 : removed;
    if (!known && present > 0) {
      found.partial++;
      found.problems.push(`${present} ${kind} of "${model}" belong to batch ${batch}, which the ledger does not have`);
    } else if (taken !== null && present + removed !== taken) {
      found.partial++;
      found.problems.push(
        `Batch ${batch} of "${model}": ${taken} ${kind} were taken, ${present} are present and ${removed} were removed`
      );
    }
  }
}

async function checkIdentities(
  reader: Pick<Reader, 'rows'>,
  found: Verification,
  model: string,
  kind: IngestKind
): Promise<void> {
  const [twice] = await reader.rows<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${newestRelation(kind, model, true)} GROUP BY ${IDENTITY[kind]} HAVING count(*) > 1)`
  );
  if (twice && twice.n > 0) {
    found.duplicated += twice.n;
    found.problems.push(`${twice.n} ${kind} of "${model}" are there twice`);
  }
  const [dangling] = await reader.rows<{ n: number }>(
    `SELECT count(*) AS n FROM plumbline.superseded WHERE model = $1 AND kind = $2
       AND seq NOT IN (SELECT ${SEQUENCE} FROM ${factTable(kind, model)})`,
    [model, kind]
  );
  if (dangling && dangling.n > 0) {
    found.problems.push(`${dangling.n} marks of revised ${kind} of "${model}" point to rows that are not there`);
  }
}

async function checkColumns(reader: Pick<Reader, 'rows'>, found: Verification, model: string): Promise<void> {
  const differing = await reader.rows<{ name: string }>(
    `WITH told AS (SELECT name, sql_type FROM plumbline.columns
         WHERE model = $1 AND role <> 'label' AND sql_type IS NOT NULL),
       there AS (SELECT column_name AS name, data_type AS sql_type FROM duckdb_columns()
         WHERE database_name = current_database() AND schema_name = 'predictions' AND table_name = $1
           AND column_name <> '${SEQUENCE}')
     SELECT DISTINCT name FROM ((FROM told EXCEPT FROM there) UNION ALL (FROM there EXCEPT FROM told)) ORDER BY name`,
    [model]
  );
  if (differing.length > 0) {
    const names = differing.map(({ name }) => name).join(', ');
    found.problems.push(`Catalogue and table of "${model}" differ in the columns ${names}`);
  }
}

async function checkReferences(reader: Pick<Reader, 'rows'>, found: Verification, model: string): Promise<void> {
  const references = await reader.rows<{ name: string; rows: number }>(
    'SELECT name, rows FROM plumbline."references" WHERE model = $1',
    [model]
  );
  for (const { name, rows } of references) {
    const [present] = await reader.rows<{ n: number }>(`SELECT count(*) AS n FROM ${referenceTable(model, name)}`);
    if (present?.n !== rows) {
      found.problems.push(`Reference "${name}" of "${model}" has ${present?.n ?? 0} rows and should have ${rows}`);
    }
  }
}

/** Hours that are rolled up and not marked as changed must have the rows that the table has. */
async function checkRollups(reader: Pick<Reader, 'rows'>, found: Verification, model: string): Promise<void> {
  const wrong = await reader.rows<{ hour: number }>(
    `WITH layout AS (SELECT max(layout) AS layout FROM plumbline.rollup_layouts WHERE model = $1),
       rolled AS (SELECT hour, sum(rows) AS rows FROM plumbline.rollup_slices
         WHERE layout = (SELECT layout FROM layout) AND key = 0 AND hour IS NOT NULL GROUP BY 1),
       raw AS (SELECT date_trunc('hour', time) AS hour, count(*) AS rows FROM ${newestRelation('predictions', model, true)} GROUP BY 1)
     SELECT hour FROM raw FULL JOIN rolled USING (hour)
     WHERE (SELECT layout FROM layout) IS NOT NULL AND coalesce(raw.rows, 0) <> coalesce(rolled.rows, 0)
       AND hour NOT IN (SELECT hour FROM plumbline.dirty_hours WHERE model = $1)
       AND hour >= coalesce((SELECT max(before) FROM plumbline.horizons WHERE model = $1 AND what = 'raw'), TIMESTAMP '1600-01-01')
     ORDER BY hour`,
    [model]
  );
  const [first] = wrong;
  if (first) {
    found.problems.push(
      `${wrong.length} hours of "${model}" are rolled up with other counts than their rows have, the first is ${new Date(first.hour).toISOString()}`
    );
  }
}
