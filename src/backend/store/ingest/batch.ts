/** One batch from its body to its answer: staged, typed, appended and recorded in one transaction. */
import { PlumblineError } from '../../../query/errors';
import { type StoreCatalogue } from '../catalogue';
import { type Database } from '../database/database';
import { type Session } from '../database/session';
import { checkName } from '../names';
import { type IngestAnswer, type IngestReply, type IngestRequest, type RejectedRow } from '../types';
import { appendAttributions, typeAttributions } from './attributions';
import { type BatchContext, batchContext } from './context';
import { appendTypedLabels, typeLabels } from './labels';
import { bodyHash, checkKey, earlierAnswer, recordBatch } from './ledger';
import { appendPredictions, typePredictions } from './predictions';
import { type AppendCounts } from './revisions';
import { type Staged, STAGED, stage } from './staging';
import { type BatchField, explainFaults, type NonfiniteCount, takeNonfinite } from './typing';

/** Room for the rows of one batch in the sequence; more than `MAX_ROWS`. */
const ROWS_A_BATCH = 2n ** 20n;

/** The first this many rejected rows are in the reply; the catalogue has all. */
const REJECTED_IN_REPLY = 1000;

/** The steps' own tables would keep the last batch in memory. */
const FORGET = ['staged', 'typed', 'arrivals', 'explained', 'contested', 'judged']
  .map((table) => `DROP TABLE IF EXISTS temp.${table}`)
  .join(';');

interface Steps {
  type: (session: Session, context: BatchContext, staged: Staged) => Promise<BatchField[]>;
  append: (session: Session, context: BatchContext, fields: BatchField[]) => Promise<AppendCounts>;
}

const STEPS: Record<IngestRequest['kind'], Steps> = {
  predictions: { type: typePredictions, append: appendPredictions },
  labels: { type: typeLabels, append: appendTypedLabels },
  attributions: { type: typeAttributions, append: appendAttributions },
};

export class Ingestion {
  constructor(
    private readonly database: Database,
    private readonly catalogue: StoreCatalogue,
    /** Number of the newest batch in the ledger. */
    private batch: number,
    private readonly committed: (batch: number) => void
  ) {}

  /** Answers after the commit. An error means "unknown": the client repeats with the same Idempotency-Key. */
  async ingest(request: IngestRequest, signal?: AbortSignal): Promise<IngestAnswer> {
    checkName('model', request.model);
    if (request.idempotencyKey !== undefined) {
      checkKey(request.idempotencyKey);
    }
    this.database.checkSpace();
    const hash = bodyHash(request);
    return this.database.write(async (session) => {
      const earlier =
        request.idempotencyKey === undefined ? undefined : await earlierAnswer(session, request.idempotencyKey, hash);
      if (earlier) {
        return earlier;
      }
      try {
        return await this.run(session, request, hash);
      } finally {
        await session.run(FORGET).catch(() => undefined);
      }
    }, signal);
  }

  private async run(session: Session, request: IngestRequest, hash: string): Promise<IngestAnswer> {
    const batch = ++this.batch;
    const context = await batchContext(this.catalogue, request.model, BigInt(batch) * ROWS_A_BATCH);
    if (!context.model && !request.autoCreate) {
      throw new PlumblineError(
        'not_found',
        `There is no model "${request.model}", and models are not made on first write here`,
        `PUT v1/models/${request.model} first`,
        'model'
      );
    }
    const staged = await stage(session, request.contentType, request.body);
    const steps = STEPS[request.kind];
    const fields = await steps.type(session, context, staged);
    await explainFaults(session, fields);
    const nonfinite = await takeNonfinite(session, fields);
    const answer = await session.transaction(async () => {
      const counts = await steps.append(session, context, fields);
      await recordNonfinite(session, batch, request, nonfinite);
      const rejected = await recordRejected(session, batch, request);
      const reply = replyOf(counts, rejected, nonfinite, context.warnings);
      const result = { status: reply.rejectedTotal === staged.rows ? 400 : 200, body: reply };
      await recordBatch(session, batch, request, hash, result);
      return result;
    });
    this.committed(batch);
    if (answer.body.updated > 0 || context.revisedLabels || !context.model) {
      this.catalogue.invalidate();
    }
    return answer;
  }
}

interface Rejections {
  total: number;
  first: RejectedRow[];
}

function replyOf(
  counts: AppendCounts,
  rejected: Rejections,
  nonfinite: NonfiniteCount[],
  warnings: readonly string[]
): IngestReply {
  const notes = nonfinite.map(
    ({ column, rows, value }) => `${rows} values of "${column}" were ${value} and are stored as missing`
  );
  if (rejected.total > rejected.first.length) {
    notes.push(`${rejected.total - rejected.first.length} more rejected rows are in plumbline.rejected_rows`);
  }
  return {
    ...counts,
    rejected: rejected.first,
    rejectedTotal: rejected.total,
    warnings: [...warnings, ...notes],
  };
}

async function recordRejected(session: Session, batch: number, request: IngestRequest): Promise<Rejections> {
  const { total } = await session.row<{ total: number }>(
    `SELECT count(*) AS total FROM ${STAGED} WHERE fault IS NOT NULL`
  );
  if (total === 0) {
    return { total, first: [] };
  }
  await session.run(
    `INSERT INTO plumbline.rejected_rows
     SELECT $1, $2, $3, n, fault_column, fault, coalesce(garbage, doc), now()::TIMESTAMP FROM ${STAGED} WHERE fault IS NOT NULL ORDER BY n`,
    [batch, request.model, request.kind]
  );
  const first = await session.rows<RejectedRow>(
    `SELECT n AS "row", fault_column AS "column", fault AS reason FROM ${STAGED}
     WHERE fault IS NOT NULL ORDER BY n LIMIT ${REJECTED_IN_REPLY}`
  );
  return { total, first };
}

async function recordNonfinite(
  session: Session,
  batch: number,
  request: IngestRequest,
  counts: NonfiniteCount[]
): Promise<void> {
  for (const { column, rows, value } of counts) {
    await session.run('INSERT INTO plumbline.nonfinite VALUES ($1, $2, $3, $4, $5, $6)', [
      batch,
      request.model,
      request.kind,
      column,
      value,
      rows,
    ]);
  }
}
