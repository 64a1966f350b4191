/** One batch from its body to its answer: staged, typed, appended and recorded in one transaction. */
import { PlumblineError } from '../../../query/errors';
import { type StoreCatalogue } from '../catalogue';
import { type Database } from '../database/database';
import { type Session } from '../database/session';
import { checkName } from '../names';
import { type IngestAnswer, type IngestReply, type IngestRequest, type Reader } from '../types';
import { appendAttributions, typeAttributions } from './attributions';
import { type BatchContext, batchContext } from './context';
import { appendTypedLabels, typeLabels } from './labels';
import { type Decoder } from './decode/decoder';
import { checkFormat } from './decode/formats';
import { type TypedBatch } from './decode/typeBatch';
import { appendEvaluations, typeEvaluations } from './evaluations';
import { checkKey, earlierAnswer, recordBatch, saltOf } from './ledger';
import { DEFAULT_LIMITS } from './limits';
import { appendPredictions, typeAhead, typePredictions } from './predictions';
import { nonfiniteNotes, recordNonfinite } from './nonfinite';
import { Presence } from './presence';
import { recordRejected, type Rejections } from './rejections';
import { asLines, markResubmitted, type Resubmission, waitingRows } from './resubmit';
import { type AppendCounts } from './revisions';
import { type BatchField, type Staged, stage } from './staging';

/** Room for the rows of one batch in the sequence; more than `MAX_ROWS`. */
const ROWS_A_BATCH = 2n ** 20n;

const LINES = 'application/x-ndjson';

const NOTHING: AppendCounts = { accepted: 0, duplicates: 0, updated: 0 };

/** The steps' own tables would keep the last batch in memory; the next one makes them anew. */
const FORGET = ['typed', 'arrivals', 'explained', 'contested', 'judged']
  .map((table) => `DROP TABLE IF EXISTS temp.${table}`)
  .join(';');

const IDLE_MS = 1_000;

interface Steps {
  type: (
    session: Session,
    context: BatchContext,
    staged: Staged
  ) => Promise<{ fields: BatchField[]; typed: TypedBatch }>;
  append: (session: Session, context: BatchContext, fields: BatchField[]) => Promise<AppendCounts>;
}

const STEPS: Record<IngestRequest['kind'], Steps> = {
  predictions: { type: typePredictions, append: appendPredictions },
  labels: { type: typeLabels, append: appendTypedLabels },
  attributions: { type: typeAttributions, append: appendAttributions },
  evaluations: { type: typeEvaluations, append: appendEvaluations },
};

export class Ingestion {
  private readonly presence = new Presence();
  private forgetting: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly catalogue: StoreCatalogue,
    private readonly reader: Reader,
    private readonly decoder: Decoder,
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
    checkFormat(request.contentType);
    this.database.checkSpace();
    const limits = request.limits ?? DEFAULT_LIMITS;
    const staged = await stage(this.decoder, request.contentType, request.body, limits, saltOf(request));
    try {
      const model = request.kind === 'predictions' ? await this.catalogue.find(request.model) : undefined;
      if (model) {
        typeAhead(model, staged, limits);
      }
      return await this.store(request, staged, signal);
    } finally {
      staged.release();
    }
  }

  /** Sends rejected rows again, as many as a batch may have. */
  async resubmit(resubmission: Resubmission): Promise<IngestAnswer> {
    this.database.checkSpace();
    const limits = resubmission.limits ?? DEFAULT_LIMITS;
    const rows = await waitingRows(this.reader, resubmission, limits.maxRows);
    if (rows.length === 0) {
      return { status: 200, body: replyOf(NOTHING, { total: 0, first: [] }, ['No rejected row waits']) };
    }
    const { actor, kind, model, rename } = resubmission;
    const request = { actor, kind, model, limits, contentType: LINES, body: asLines(rows), autoCreate: false };
    const staged = await stage(this.decoder, LINES, request.body, limits, saltOf(request), rename);
    try {
      return await this.store(request, staged, undefined, (session, batch) =>
        markResubmitted(session, rows, resubmission, batch)
      );
    } finally {
      staged.release();
    }
  }

  private store(
    request: IngestRequest,
    staged: Staged,
    signal?: AbortSignal,
    also?: (session: Session, batch: number) => Promise<void>
  ): Promise<IngestAnswer> {
    const key = request.idempotencyKey;
    return this.database.write(async (session) => {
      clearTimeout(this.forgetting);
      const earlier = key === undefined ? undefined : await earlierAnswer(session, key, staged.hash);
      if (earlier) {
        return earlier;
      }
      try {
        return await this.run(session, request, staged, also);
      } catch (error) {
        this.presence.forget(request.model);
        // A change of the schema may be there although the batch is not.
        this.catalogue.invalidate();
        throw error;
      } finally {
        this.forgetWhenIdle();
      }
    }, signal);
  }

  /** Neither this batch's answer nor the next batch waits for it. */
  private forgetWhenIdle(): void {
    clearTimeout(this.forgetting);
    this.forgetting = setTimeout(() => {
      void this.database.write((writer) => writer.run(FORGET)).catch(() => undefined);
    }, IDLE_MS).unref();
  }

  private async run(
    session: Session,
    request: IngestRequest,
    staged: Staged,
    also?: (session: Session, batch: number) => Promise<void>
  ): Promise<IngestAnswer> {
    const batch = ++this.batch;
    const limits = request.limits ?? DEFAULT_LIMITS;
    const context = await batchContext(this.catalogue, request.model, BigInt(batch) * ROWS_A_BATCH, limits);
    if (!context.model && !request.autoCreate) {
      throw new PlumblineError(
        'not_found',
        `There is no model "${request.model}", and models are not made on first write here`,
        `PUT v1/models/${request.model} first`,
        'model'
      );
    }
    const steps = STEPS[request.kind];
    const { fields, typed } = await steps.type(session, context, staged);
    const answer = await session.transaction(async () => {
      const counts = await steps.append(session, context, fields);
      await also?.(session, batch);
      if (request.kind === 'predictions' && typed.rows > 0) {
        context.warnings.push(...(await this.presence.note(session, await context.current(), staged)));
      }
      await recordNonfinite(session, batch, request, typed);
      const rejected = await recordRejected(session, batch, request, typed);
      const reply = replyOf(counts, rejected, [...context.warnings, ...nonfiniteNotes(typed, 'are stored')]);
      const result = { status: reply.rejectedTotal === staged.rows ? 400 : 200, body: reply };
      await recordBatch(session, batch, request, staged.hash, result);
      return result;
    });
    this.committed(batch);
    if (answer.body.updated > 0 || context.revisedLabels || !context.model) {
      this.catalogue.invalidate();
    }
    return answer;
  }
}

function replyOf(counts: AppendCounts, { first, total }: Rejections, warnings: string[]): IngestReply {
  const more = total - first.length;
  return {
    ...counts,
    rejected: first,
    rejectedTotal: total,
    warnings: more > 0 ? [...warnings, `${more} more rejected rows are at v1/models/<model>/rejected`] : warnings,
  };
}
