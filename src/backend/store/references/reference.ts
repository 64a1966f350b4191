/** References: a named set of rows that never changes, with its bins and a hash of its content. */
import { createHash } from 'node:crypto';
import { PlumblineError } from '../../../query/errors';
import { type Filter } from '../../../query/model';
import { type Session } from '../database/session';
import { quoteName } from '../names';
import { referenceTable } from '../tables';
import { type ModelInfo } from '../types';
import { binnedColumns, freezeBins } from './bins';

/** What a reference is made from: a query over the columns of the model, and how it came about. */
export interface ReferenceSource {
  model: ModelInfo;
  name: string;
  source: 'window' | 'upload';
  /** Relation with the reference's rows, all columns typed. */
  relation: string;
  from?: number;
  to?: number;
  filters: readonly Filter[];
  actor: string;
}

/**
 * SHA-256 over names, types and a sum of MD5s of the rows: equal for equal content in any order, and the same in every
 * version of DuckDB. Columns without a value do not count, so a column that appears later changes nothing.
 */
async function contentHash(session: Session, relation: string, model: ModelInfo, rows: number): Promise<string> {
  const filled = await session.row<Record<string, number>>(
    `SELECT ${model.columns.map((column, index) => `count(${quoteName(column.name)}) AS c${index}`).join(', ')} FROM ${relation}`
  );
  const columns = model.columns.filter((_, index) => filled[`c${index}`] !== 0);
  const text = `CAST(row(${columns.map((column) => quoteName(column.name)).join(', ')}) AS VARCHAR)`;
  const { lower, upper } = await session.row<{ lower: string | null; upper: string | null }>(
    `SELECT sum(md5_number_lower(${text}))::VARCHAR AS lower, sum(md5_number_upper(${text}))::VARCHAR AS upper
     FROM ${relation}`
  );
  const shape = columns.map((column) => `${column.name} ${column.sqlType}`).join('\n');
  return createHash('sha256').update(`${rows}\n${lower}\n${upper}\n${shape}`).digest('hex');
}

export interface Frozen {
  /** False when the same content was there already. */
  made: boolean;
  rows: number;
  hash: string;
}

/** Makes the reference, or finds it made. Throws `conflict` when the name holds other content, `unprocessable` for no rows. */
export async function freezeReference(session: Session, source: ReferenceSource): Promise<Frozen> {
  const { model, name } = source;
  const { rows } = await session.row<{ rows: number }>(`SELECT count(*) AS rows FROM ${source.relation}`);
  if (rows === 0) {
    throw new PlumblineError(
      'unprocessable',
      `Reference "${name}" of model "${model.name}" would be empty`,
      'Choose a window that has predictions',
      'reference'
    );
  }
  const hash = await contentHash(session, source.relation, model, rows);
  const [present] = await session.rows<{ hash: string; name: string }>(
    'SELECT hash, name FROM plumbline."references" WHERE model = $1 AND lower(name) = lower($2)',
    [model.name, name]
  );
  if (present) {
    if (present.hash !== hash || present.name !== name) {
      throw new PlumblineError(
        'conflict',
        `Reference "${present.name}" of model "${model.name}" exists with other content, and references never change`,
        'Use another name and make it the default with PUT v1/models/<model> {"reference": "<name>"}',
        'reference'
      );
    }
    return { made: false, rows, hash };
  }
  const table = referenceTable(model.name, name);
  const columns = model.columns.map((column) => quoteName(column.name)).join(', ');
  await session.checkpoint();
  await session.transaction(async () => {
    await session.run(`CREATE TABLE ${table} AS SELECT ${columns} FROM ${source.relation}`);
    const bins = await freezeBins(session, table, binnedColumns(model.columns));
    for (const [column, frozen] of bins) {
      await session.run('INSERT INTO plumbline.reference_bins VALUES ($1, $2, $3, $4)', [
        model.name,
        name,
        column,
        JSON.stringify(frozen),
      ]);
    }
    await session.run(
      `INSERT INTO plumbline."references" VALUES ($1, $2, $3, $4, epoch_ms($5::BIGINT), epoch_ms($6::BIGINT), $7, $8, now()::TIMESTAMP, $9)`,
      [
        model.name,
        name,
        source.source,
        rows,
        source.from ?? null,
        source.to ?? null,
        JSON.stringify(source.filters),
        hash,
        source.actor,
      ]
    );
  });
  await session.checkpoint();
  return { made: true, rows, hash };
}
