/**
 * Retention: what is older than a model wants kept goes, a bounded number of rows at a time, so that batches wait for one
 * short transaction and never for all of it. Rollups outlive their rows: the horizon says up to where rows are gone.
 */
import { type Session } from '../database/session';
import { quoteText, SEQUENCE } from '../names';
import { audit } from '../resources/models';
import { firstDirty, removeRollups } from '../rollups/horizon';
import { rollBefore } from '../rollups/step';
import { factTable } from '../tables';
import { type IngestKind, INGEST_KINDS, type Retention } from '../types';
import { cutoff, type Retained } from './periods';
import { BATCH_BITS, removeRows } from './removal';

const HOUR_MS = 3_600_000;
/** Rows that one step removes of one table, and more only where they share one moment. */
const ROWS_A_STEP = 50_000;
const ACTOR = '(retention)';

export interface RetentionOptions {
  /** What holds where a model says nothing. */
  fallback: Retention;
  /** Milliseconds since the epoch. */
  now: number;
  rowsAStep?: number;
  /** Models that have waited long enough: some of their hours are rolled up here, where no batch comes in between. */
  overdue?: ReadonlySet<string>;
}

export interface RetentionDone {
  /** Rows that were removed. */
  rows: number;
  /** Models of which old rows stay until their hours are rolled up, among those that were looked at. */
  waiting: string[];
  /** Whether all models were looked at. */
  all: boolean;
  /** Whether hours were rolled up, and more may be to do at once. */
  rolled: boolean;
}

interface Step {
  session: Session;
  model: string;
  /** Start of an hour; milliseconds since the epoch. */
  before: number;
  limit: number;
}

/**
 * Removes what is next to go, in one transaction. To be called on the write queue.
 * @returns what was done; nothing is left to do when no row was removed and no hour rolled up
 */
export async function retentionStep(session: Session, options: RetentionOptions): Promise<RetentionDone> {
  const { fallback, now, overdue, rowsAStep = ROWS_A_STEP } = options;
  const waiting: string[] = [];
  let rolled = false;
  const models = await session.rows<{ name: string; retention: string }>(
    'SELECT name, retention FROM plumbline.models ORDER BY name'
  );
  for (const { name, retention } of models) {
    const own = JSON.parse(retention) as Retention;
    for (const [what, remove] of REMOVERS) {
      const at = cutoff(what, own, fallback, now);
      if (at === undefined) {
        continue;
      }
      const step = { session, model: name, before: Math.floor(at / HOUR_MS) * HOUR_MS, limit: rowsAStep };
      if (what === 'raw') {
        const wanted = step.before;
        step.before = await rolledUpTo(step, wanted);
        if (step.before < wanted && !rolled && overdue?.has(name)) {
          rolled = await rollSome(session, name, wanted);
          step.before = await rolledUpTo(step, wanted);
        }
        if (step.before < wanted) {
          waiting.push(name);
        }
      }
      const rows = await session.transaction(() => recorded(what, step, remove));
      if (rows > 0) {
        return { rows, waiting, all: false, rolled };
      }
    }
  }
  const at = cutoff('audit', {}, fallback, now);
  const rows = at === undefined ? 0 : await session.transaction(() => removeOtherAudit(session, at));
  return { rows, waiting, all: true, rolled };
}

/** One portion of hours a step, for batches wait for it. */
async function rollSome(session: Session, model: string, before: number): Promise<boolean> {
  try {
    return (await rollBefore(session, model, before)) > 0;
  } catch {
    // The roller meets the same and says so; other models need not wait for this one.
    return false;
  }
}

/** Up to where rows may go: those whose hours wait to be rolled up stay until they are. */
async function rolledUpTo({ model, session }: Step, before: number): Promise<number> {
  const old = await session.has(`${factTable('predictions', model)} WHERE time < epoch_ms($1::BIGINT)`, [before]);
  return old ? firstDirty(session, model, before) : before;
}

type Remove = (step: Step) => Promise<Record<string, number>>;

const REMOVERS: ReadonlyArray<readonly [Retained, Remove]> = [
  ['raw', removeRaw],
  ['rollups', async ({ session, model, before }) => ({ hours: await removeRollups(session, model, before) })],
  ['audit', removeAudit],
];

async function recorded(what: Retained, step: Step, remove: Remove): Promise<number> {
  const { before, model, session } = step;
  const counts = await remove(step);
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (rows > 0) {
    await moveHorizon(session, model, what, before);
    const detail = { what, before: new Date(before).toISOString(), rows: counts };
    await audit(session, ACTOR, 'retention.removed', model, undefined, detail);
  }
  return rows;
}

async function moveHorizon(session: Session, model: string, what: Retained, before: number): Promise<void> {
  await session.run('DELETE FROM plumbline.horizons WHERE model = $1 AND what = $2 AND before < epoch_ms($3::BIGINT)', [
    model,
    what,
    before,
  ]);
  await session.run(
    `INSERT INTO plumbline.horizons SELECT $1, $2, epoch_ms($3::BIGINT), now()::TIMESTAMP
     WHERE NOT EXISTS (SELECT 1 FROM plumbline.horizons WHERE model = $1 AND what = $2)`,
    [model, what, before]
  );
}

/** The first table that has something to lose. */
async function removeRaw(step: Step): Promise<Record<string, number>> {
  const { before, model, session } = step;
  for (const kind of INGEST_KINDS) {
    const rows = await removeOldest(step, kind);
    if (rows > 0) {
      return { [kind]: rows };
    }
  }
  return { rejected: await countedDelete(session, 'rejected_rows', model, `received_at < epoch_ms(${before})`) };
}

/**
 * What decides the age of a row: its prediction's time. A label that says none waits for its prediction as long as that is
 * kept, counted from its arrival.
 */
function ageOf(kind: IngestKind, model: string): { time: string; also: string } {
  return kind === 'predictions' || kind === 'attributions'
    ? { time: 'f.time', also: 'true' }
    : {
        time: 'coalesce(f.prediction_time, f.arrived_at)',
        also: `(f.prediction_time IS NOT NULL OR f.id NOT IN (SELECT id FROM ${factTable('predictions', model)} WHERE id IS NOT NULL))`,
      };
}

async function removeOldest({ before, limit, model, session }: Step, kind: IngestKind): Promise<number> {
  const { also, time } = ageOf(kind, model);
  const table = factTable(kind, model);
  const aged = `${time} < epoch_ms(${before})`;
  // Whether a label's prediction is there takes a look at all predictions: not for tables with nothing old.
  if (!(await session.has(`${table} AS f WHERE ${aged}`))) {
    return 0;
  }
  const old = `${aged} AND ${also}`;
  const { last } = await session.row<{ last: string | null }>(
    `SELECT max(t)::VARCHAR AS last FROM (
       SELECT ${time} AS t FROM ${table} AS f WHERE ${old} ORDER BY t LIMIT ${limit})`
  );
  if (last === null) {
    return 0;
  }
  const condition = `${old} AND ${time} <= TIMESTAMP ${quoteText(last)}`;
  return removeRows(session, { model, kind, condition, reason: 'retention' });
}

const belongsTo = (model: string): string =>
  `(subject = ${quoteText(model)} OR starts_with(subject, ${quoteText(`${model}/`)}))`;

/** The audit log, and batches of the ledger that have no row left. The newest batch stays: numbers go on from it. */
async function removeAudit({ before, model, session }: Step): Promise<Record<string, number>> {
  const old = `epoch_ms(${before})`;
  const entries = await session.rows(
    `DELETE FROM plumbline.audit_log WHERE changed_at < ${old} AND ${belongsTo(model)} RETURNING 1`
  );
  const present = INGEST_KINDS.map(
    (kind) => `SELECT ${SEQUENCE} >> ${BATCH_BITS} AS batch FROM ${factTable(kind, model)}`
  );
  await session.run(
    `CREATE OR REPLACE TEMP TABLE finished AS
     SELECT batch FROM plumbline.ledger WHERE model = $1 AND received_at < ${old}
       AND batch < (SELECT max(batch) FROM plumbline.ledger)
     EXCEPT SELECT batch FROM plumbline.rejected_rows
     EXCEPT SELECT batch FROM (${present.join(' UNION ALL ')})`,
    [model]
  );
  const finished = 'batch IN (SELECT batch FROM temp.finished)';
  await countedDelete(session, 'nonfinite', model, finished);
  await countedDelete(session, 'removed_rows', model, finished);
  const batches = await countedDelete(session, 'ledger', model, finished);
  await session.run('DROP TABLE temp.finished');
  return { audit: entries.length, batches };
}

/** Entries that are about no model. */
async function removeOtherAudit(session: Session, before: number): Promise<number> {
  const rows = await session.rows(
    `DELETE FROM plumbline.audit_log AS a WHERE changed_at < epoch_ms($1::BIGINT) AND NOT EXISTS (
       SELECT 1 FROM plumbline.models AS m WHERE a.subject = m.name OR starts_with(a.subject, m.name || '/')) RETURNING 1`,
    [before]
  );
  return rows.length;
}

async function countedDelete(session: Session, table: string, model: string, condition: string): Promise<number> {
  const rows = await session.rows(`DELETE FROM plumbline.${table} WHERE model = $1 AND ${condition} RETURNING 1`, [
    model,
  ]);
  return rows.length;
}
