/** A person's rows in references: they go, the bins are counted again between the same edges, the reference keeps its name. */
import { type StoredModel } from '../catalogue';
import { type Session } from '../database/session';
import { recountBins } from '../references/recount';
import { type ColumnRecord } from '../schema';
import { referenceTable } from '../tables';
import { type FrozenBins } from '../types';
import { aboutEntity } from './entity';

interface Holder {
  name: string;
  rows: number;
  /** SQL over the reference's rows, called `f`. */
  condition: string;
}

/** References of the model with rows of the entity. A reference made before the column existed has none. */
async function holders(
  session: Session,
  { info }: StoredModel,
  columns: readonly ColumnRecord[],
  entity: string
): Promise<Holder[]> {
  const references = await session.rows<{ name: string }>(
    'SELECT name FROM plumbline."references" WHERE model = $1 ORDER BY name',
    [info.name]
  );
  const found: Holder[] = [];
  for (const { name } of references) {
    const table = referenceTable(info.name, name);
    const described = await session.rows<{ column_name: string }>(`DESCRIBE ${table}`);
    const present = columns.filter((column) => described.some((each) => each.column_name === column.name));
    if (present.length > 0) {
      const condition = aboutEntity(present, entity);
      const { rows } = await session.row<{ rows: number }>(
        `SELECT count(*) AS rows FROM ${table} AS f WHERE ${condition}`
      );
      found.push({ name, rows, condition });
    }
  }
  return found;
}

/** Rows of the entity by `reference:<name>`. */
export async function referenceRows(
  session: Session,
  model: StoredModel,
  columns: readonly ColumnRecord[],
  entity: string
): Promise<Record<string, number>> {
  const found = await holders(session, model, columns, entity);
  return Object.fromEntries(found.map(({ name, rows }) => [`reference:${name}`, rows]));
}

/** The hash stays: it says what was frozen, and the erasure says why it no longer adds up. */
export async function eraseFromReferences(
  session: Session,
  model: StoredModel,
  columns: readonly ColumnRecord[],
  entity: string
): Promise<void> {
  const found = await holders(session, model, columns, entity);
  for (const { condition, name } of found.filter(({ rows }) => rows > 0)) {
    const table = referenceTable(model.info.name, name);
    await session.run(`DELETE FROM ${table} AS f WHERE ${condition}`);
    const stored = await session.rows<{ column: string; bins: string }>(
      'SELECT "column", bins FROM plumbline.reference_bins WHERE model = $1 AND reference = $2',
      [model.info.name, name]
    );
    for (const { bins, column: binned } of stored) {
      const counted = await recountBins(session, table, binned, JSON.parse(bins) as FrozenBins);
      await session.run(
        'UPDATE plumbline.reference_bins SET bins = $4 WHERE model = $1 AND reference = $2 AND "column" = $3',
        [model.info.name, name, binned, JSON.stringify(counted)]
      );
    }
    await session.run(
      `UPDATE plumbline."references" SET rows = (SELECT count(*) FROM ${table}) WHERE model = $1 AND name = $2`,
      [model.info.name, name]
    );
  }
}
