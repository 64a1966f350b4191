/**
 * Deletion of a person's data: every row of an `entity_id`, what hangs on those rows, and where else the value is written.
 * The proof counts each place before and after; the audit log keeps a salted hash and never the value.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type StoredModel } from '../catalogue';
import { type Session } from '../database/session';
import { audit } from '../resources/models';
import { markDirty } from '../rollups/dirty';
import { forgetDirty } from '../rollups/horizon';
import { type ColumnRecord } from '../schema';
import { factTable } from '../tables';
import { INGEST_KINDS, type IngestKind } from '../types';
import { aboutEntity, entityColumns } from './entity';
import { eraseFromReferences, referenceRows } from './references';
import { removeRows } from './removal';
import { eraseTexts, textsWith } from './texts';

/** Rows, or texts, that are about the entity, by the place where they lie. */
export type ErasureCounts = Record<string, number>;

export interface Erasure {
  model: string;
  /** Who knows the value can check that it was this one: sha256 of salt and value. */
  entity: { salt: string; sha256: string };
  before: ErasureCounts;
  after: ErasureCounts;
}

/**
 * Erases everything about `entity`, in one transaction. To be called on the write queue.
 *
 * The bytes stay in free blocks of the file until it is compacted.
 */
export async function eraseEntity(
  session: Session,
  stored: StoredModel,
  entity: string,
  actor: string
): Promise<Erasure> {
  const model = stored.info.name;
  const columns = entityColumns(stored);
  const salt = randomBytes(16).toString('hex');
  const sha256 = createHash('sha256').update(salt).update(entity).digest('hex');
  return session.transaction(async () => {
    await noteRows(session, model, columns, entity);
    try {
      const count = () => countAll(session, stored, columns, entity);
      const before = await count();
      await markDirty(session, model, { rows: 'temp.erased' });
      for (const kind of ORDER) {
        await removeRows(session, { model, kind, condition: conditionOf(kind, columns, entity), reason: 'erasure' });
      }
      await eraseFromReferences(session, stored, columns, entity);
      await eraseTexts(session, model, columns, entity);
      await forgetDirty(session, model);
      const after = await count();
      const erasure = { model, entity: { salt, sha256 }, before, after };
      await session.run('INSERT INTO plumbline.erasures VALUES (now()::TIMESTAMP, $1, $2, $3, $4, $5, NULL)', [
        actor,
        model,
        salt,
        sha256,
        JSON.stringify({ before, after }),
      ]);
      await audit(session, actor, 'entity.erased', model, before, { ...after, salt, sha256 });
      return erasure;
    } finally {
      await session.run('DROP TABLE IF EXISTS temp.erased; DROP TABLE IF EXISTS temp.shared');
    }
  });
}

/** What hangs on a prediction goes before it. */
const ORDER: readonly IngestKind[] = [...INGEST_KINDS].sort(
  (a, b) => Number(a === 'predictions') - Number(b === 'predictions')
);

/**
 * `temp.erased(id, time)`: predictions of the entity. `temp.shared(id, time, newest)`: those of others with the same id;
 * `newest` is true where the newest prediction of that id is another's, which then owns the labels that name no time.
 */
async function noteRows(
  session: Session,
  model: string,
  columns: readonly ColumnRecord[],
  entity: string
): Promise<void> {
  const predictions = factTable('predictions', model);
  const isAbout = aboutEntity(columns, entity);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE erased AS SELECT DISTINCT id, time FROM ${predictions} AS f WHERE ${isAbout}`
  );
  await session.run(
    `CREATE OR REPLACE TEMP TABLE shared AS
     SELECT DISTINCT f.id, f.time,
       max(f.time) OVER (PARTITION BY f.id) > (SELECT max(e.time) FROM temp.erased AS e WHERE e.id = f.id) AS newest
     FROM ${predictions} AS f WHERE f.id IN (SELECT id FROM temp.erased) AND NOT ${isAbout}`
  );
}

function conditionOf(kind: IngestKind, columns: readonly ColumnRecord[], entity: string): string {
  if (kind === 'predictions') {
    return aboutEntity(columns, entity);
  }
  const time = kind === 'attributions' ? 'f.time' : 'f.prediction_time';
  const others = `SELECT 1 FROM temp.shared AS s WHERE s.id = f.id AND (s.time = ${time} OR (${time} IS NULL AND s.newest))`;
  return `f.id IN (SELECT id FROM temp.erased) AND NOT EXISTS (${others})`;
}

async function countAll(
  session: Session,
  stored: StoredModel,
  columns: readonly ColumnRecord[],
  entity: string
): Promise<ErasureCounts> {
  const model = stored.info.name;
  const counts: ErasureCounts = {};
  for (const kind of INGEST_KINDS) {
    const { rows } = await session.row<{ rows: number }>(
      `SELECT count(*) AS rows FROM ${factTable(kind, model)} AS f WHERE ${conditionOf(kind, columns, entity)}`
    );
    counts[kind] = rows;
  }
  Object.assign(counts, await referenceRows(session, stored, columns, entity));
  Object.assign(counts, await textsWith(session, model, columns, entity));
  return counts;
}
