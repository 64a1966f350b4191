/** The catalogue's schema, version by version. A released migration is never changed; a new one is added. */
import { PlumblineError } from '../../query/errors';
import { type Session } from './database/session';
import { definition, EVALUATION_COLUMNS } from './factColumns';
import { factTable } from './tables';

interface Migration {
  name: string;
  statements: readonly string[];
  /** Statements for a model that is there already. */
  eachModel?: (model: string) => readonly string[];
}

const MIGRATIONS: readonly Migration[] = [
  {
    name: 'catalogue',
    statements: [
      'CREATE SCHEMA predictions',
      'CREATE SCHEMA labels',
      'CREATE SCHEMA attributions',
      'CREATE SCHEMA "references"',
      `CREATE TABLE plumbline.models (
         name VARCHAR NOT NULL, task VARCHAR NOT NULL, positive_class VARCHAR NOT NULL, owner VARCHAR, runbook VARCHAR,
         description VARCHAR, default_reference VARCHAR, thresholds VARCHAR NOT NULL, retention VARCHAR NOT NULL,
         content_ids BOOLEAN NOT NULL, declared BOOLEAN NOT NULL, created_at TIMESTAMP NOT NULL)`,
      `CREATE TABLE plumbline.columns (
         model VARCHAR NOT NULL, position INTEGER NOT NULL, name VARCHAR NOT NULL, source VARCHAR NOT NULL,
         role VARCHAR NOT NULL, kind VARCHAR NOT NULL, sql_type VARCHAR, segment BOOLEAN NOT NULL,
         sensitive BOOLEAN NOT NULL, declared BOOLEAN NOT NULL)`,
      `CREATE TABLE plumbline.attributed_features (model VARCHAR NOT NULL, position INTEGER NOT NULL, feature VARCHAR NOT NULL)`,
      `CREATE TABLE plumbline.model_versions (
         model VARCHAR NOT NULL, version VARCHAR NOT NULL, deployed_at TIMESTAMP, run VARCHAR, data_hash VARCHAR,
         offline_metrics VARCHAR NOT NULL, first_seen TIMESTAMP)`,
      `CREATE TABLE plumbline."references" (
         model VARCHAR NOT NULL, name VARCHAR NOT NULL, source VARCHAR NOT NULL, rows BIGINT NOT NULL,
         from_time TIMESTAMP, to_time TIMESTAMP, filters VARCHAR NOT NULL, hash VARCHAR NOT NULL,
         created_at TIMESTAMP NOT NULL, created_by VARCHAR NOT NULL)`,
      `CREATE TABLE plumbline.reference_bins (
         model VARCHAR NOT NULL, reference VARCHAR NOT NULL, "column" VARCHAR NOT NULL, bins VARCHAR NOT NULL)`,
      `CREATE TABLE plumbline.ledger (
         batch BIGINT NOT NULL, idempotency_key VARCHAR, model VARCHAR NOT NULL, kind VARCHAR NOT NULL,
         body_hash VARCHAR NOT NULL, accepted BIGINT NOT NULL, duplicates BIGINT NOT NULL, updated BIGINT NOT NULL,
         rejected BIGINT NOT NULL, status INTEGER NOT NULL, reply VARCHAR NOT NULL, actor VARCHAR NOT NULL,
         received_at TIMESTAMP NOT NULL)`,
      `CREATE TABLE plumbline.rejected_rows (
         batch BIGINT NOT NULL, model VARCHAR NOT NULL, kind VARCHAR NOT NULL, "row" INTEGER NOT NULL,
         "column" VARCHAR, reason VARCHAR NOT NULL, content VARCHAR NOT NULL, received_at TIMESTAMP NOT NULL)`,
      `CREATE TABLE plumbline.nonfinite (
         batch BIGINT NOT NULL, model VARCHAR NOT NULL, kind VARCHAR NOT NULL, "column" VARCHAR NOT NULL,
         value VARCHAR NOT NULL, rows BIGINT NOT NULL)`,
      `CREATE TABLE plumbline.superseded (model VARCHAR NOT NULL, kind VARCHAR NOT NULL, seq BIGINT NOT NULL)`,
      `CREATE TABLE plumbline.annotations (
         time TIMESTAMP NOT NULL, time_end TIMESTAMP, model VARCHAR, kind VARCHAR NOT NULL, text VARCHAR NOT NULL)`,
      `CREATE TABLE plumbline.audit_log (
         changed_at TIMESTAMP NOT NULL, actor VARCHAR NOT NULL, action VARCHAR NOT NULL, subject VARCHAR NOT NULL,
         before VARCHAR, after VARCHAR)`,
    ],
  },
  {
    name: 'life cycle',
    statements: [
      // With the ledger it accounts for every row that was ever stored: accepted + updated = present + removed.
      `CREATE TABLE plumbline.removed_rows (
         model VARCHAR NOT NULL, kind VARCHAR NOT NULL, batch BIGINT NOT NULL, reason VARCHAR NOT NULL,
         rows BIGINT NOT NULL, removed_at TIMESTAMP NOT NULL)`,
      `CREATE TABLE plumbline.horizons (
         model VARCHAR NOT NULL, what VARCHAR NOT NULL, before TIMESTAMP NOT NULL, moved_at TIMESTAMP NOT NULL)`,
      `CREATE TABLE plumbline.erasures (
         erased_at TIMESTAMP NOT NULL, actor VARCHAR NOT NULL, model VARCHAR NOT NULL, salt VARCHAR NOT NULL,
         sha256 VARCHAR NOT NULL, counts VARCHAR NOT NULL, compacted_at TIMESTAMP)`,
    ],
  },
  {
    // The counts are in tables of their own, one a model and declared segment: see rollups/layout.ts.
    name: 'rollups',
    statements: [
      'CREATE SCHEMA rollups',
      'CREATE TABLE plumbline.dirty_hours (model VARCHAR NOT NULL, hour TIMESTAMP NOT NULL, mark BIGINT NOT NULL)',
      `CREATE TABLE plumbline.rollup_layouts (
         layout INTEGER NOT NULL, model VARCHAR NOT NULL, reference VARCHAR, signature VARCHAR NOT NULL,
         made_at TIMESTAMP NOT NULL)`,
      `CREATE TABLE plumbline.rollup_columns (
         layout INTEGER NOT NULL, "column" INTEGER NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL)`,
      // Key 0 holds all rows, the others split them by a declared segment.
      'CREATE TABLE plumbline.rollup_keys (layout INTEGER NOT NULL, key INTEGER NOT NULL, segment VARCHAR)',
      // Columns and keys with more values than it pays to roll up.
      `CREATE TABLE plumbline.rollup_refusals (
         layout INTEGER NOT NULL, "column" INTEGER, key INTEGER, reason VARCHAR NOT NULL)`,
      // A slice without an hour holds the reference's rows.
      `CREATE TABLE plumbline.rollup_slices (
         layout INTEGER NOT NULL, key INTEGER NOT NULL, slice INTEGER NOT NULL, hour TIMESTAMP,
         version VARCHAR, environment VARCHAR, segment VARCHAR, rows BIGINT NOT NULL)`,
      // Values of categories beyond those that the reference keeps.
      `CREATE TABLE plumbline.rollup_values (
         layout INTEGER NOT NULL, key INTEGER NOT NULL, slice INTEGER NOT NULL, "column" INTEGER NOT NULL,
         value VARCHAR NOT NULL, n BIGINT NOT NULL)`,
    ],
  },
  {
    name: 'evaluations, cohorts and investigations',
    statements: [
      'CREATE SCHEMA evaluations',
      `CREATE TABLE plumbline.cohorts (
         name VARCHAR NOT NULL, model VARCHAR NOT NULL, filters VARCHAR NOT NULL, description VARCHAR,
         owner VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL, changed_at TIMESTAMP NOT NULL)`,
      `CREATE TABLE plumbline.investigations (
         id VARCHAR NOT NULL, model VARCHAR, title VARCHAR NOT NULL, state VARCHAR NOT NULL,
         owner VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL, changed_at TIMESTAMP NOT NULL)`,
      // A rejected row that was sent again after its mapping was mended names the batch that took it.
      'ALTER TABLE plumbline.rejected_rows ADD COLUMN resubmitted BIGINT',
      'ALTER TABLE plumbline.rejected_rows ADD COLUMN remedy VARCHAR',
    ],
    eachModel: (model) => [`CREATE TABLE ${factTable('evaluations', model)} (${definition(EVALUATION_COLUMNS)})`],
  },
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** The schema of the file, 0 for a new one; throws `unavailable` for a file of a newer Plumbline. */
export async function schemaVersion(session: Session): Promise<number> {
  await session.run('CREATE SCHEMA IF NOT EXISTS plumbline');
  await session.run(`CREATE TABLE IF NOT EXISTS plumbline.schema_migrations (
    version INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)`);
  const { version } = await session.row<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM plumbline.schema_migrations'
  );
  if (version > MIGRATIONS.length) {
    throw new PlumblineError(
      'unavailable',
      `The store has schema ${version} and this Plumbline knows schemas up to ${MIGRATIONS.length}`,
      'It was written by a newer Plumbline: update this one, or open a copy made before the update'
    );
  }
  return version;
}

/**
 * Brings a file of schema `from` up to this program's.
 * @param to a lower schema, as an earlier program would have left the file: for tests of the way up
 */
export async function migrate(session: Session, from: number, to = SCHEMA_VERSION): Promise<void> {
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < from || index >= to) {
      continue;
    }
    await session.transaction(async () => {
      const models = migration.eachModel
        ? await session.rows<{ name: string }>('SELECT name FROM plumbline.models')
        : [];
      const ofModels = models.flatMap(({ name }) => migration.eachModel?.(name) ?? []);
      for (const statement of [...migration.statements, ...ofModels]) {
        await session.run(statement);
      }
      await session.run(`INSERT INTO plumbline.schema_migrations VALUES ($1, $2, now()::TIMESTAMP)`, [
        index + 1,
        migration.name,
      ]);
    });
    await session.checkpoint();
  }
}
