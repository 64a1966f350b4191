/** One data source of one organisation: its settings and the engine of its store. */
import { randomUUID } from 'node:crypto';
import { PlumblineError } from '../query/errors';
import { type Actor, type EngineOperations, type StoreStatus } from './engine/messages';
import { EngineHost, type HostOptions } from './engine/host';
import { type DataSourceInstance, type RequestContext } from './grafana/context';
import { type DataQuery, type DataResult } from './grafana/plugin';
import { AnswerRoom } from './answerRoom';
import { rowsIn } from './ingestReply';
import { parseQueries } from './queries';
import { IngestLimit } from './rateLimit';
import { type Refusal, Refusals } from './refusals';
import { readSettings, type Settings } from './settings';

/** Grafana's name for its limit of rows in an SQL answer, and the limit where it says none. */
const ROW_LIMIT_SETTING = 'GF_SQL_ROW_LIMIT';
const ROW_LIMIT = 1_000_000;
const WRITE_TIMEOUT_MS = 60_000;
/** Entries of the audit log wait for each other, and not for what their caller runs. */
const AUDIT_USER = '(audit)';
const STATUS_TIMEOUT_MS = 8_000;

export interface DataSourceOptions extends Omit<HostOptions, 'open'> {
  /** Path of the store. */
  path: string;
  /** Most bytes of the answer to one request. */
  maxAnswerBytes: number;
}

export class DataSource {
  private current: Settings;
  private readonly path: string;
  private readonly maxAnswerBytes: number;
  private readonly ingestLimit: IngestLimit;
  private readonly refusals = new Refusals();
  readonly host: EngineHost;

  constructor(instance: DataSourceInstance, { path, maxAnswerBytes, ...options }: DataSourceOptions) {
    this.path = path;
    this.maxAnswerBytes = maxAnswerBytes;
    this.current = readSettings(instance.jsonData);
    this.ingestLimit = new IngestLimit(this.current.ingestRates);
    this.host = new EngineHost({ ...options, open: this.openOptions() });
  }

  get settings(): Settings {
    return this.current;
  }

  private openOptions(): HostOptions['open'] {
    const { memoryMiB, retention } = this.current;
    return { path: this.path, memoryMiB, retention };
  }

  /** Takes changed settings; another memory limit or retention needs another engine process. */
  update(instance: DataSourceInstance): void {
    const before = JSON.stringify(this.openOptions());
    this.current = readSettings(instance.jsonData);
    this.ingestLimit.change(this.current.ingestRates);
    const open = this.openOptions();
    if (JSON.stringify(open) !== before) {
      this.host.reopen(open);
    }
  }

  async queryData(queries: DataQuery[], actor: Actor, context: RequestContext): Promise<Map<string, DataResult>> {
    const { jobs, statements, results } = parseQueries(queries, (statement) =>
      this.host.penalties.check(statement, actor.login)
    );
    if (jobs.length === 0) {
      return results;
    }
    const request: EngineOperations['query']['request'] = {
      actor,
      jobs,
      rowLimit: Number(context.grafanaConfig.get(ROW_LIMIT_SETTING)) || ROW_LIMIT,
      rawSql: this.settings.rawSql,
    };
    const { alertTimeoutMs, dashboardTimeoutMs } = this.settings;
    const room = new AnswerRoom(this.maxAnswerBytes);
    try {
      await this.host.run({
        operation: { op: 'query', request },
        deadlineMs: context.fromAlert ? alertTimeoutMs : dashboardTimeoutMs,
        signal: AbortSignal.any([context.signal, room.signal]),
        user: actor.login,
        repeatable: true,
        statements,
        onPart: (part) => results.set(part.refId, room.take(part)),
      });
    } catch (error) {
      for (const { query } of jobs) {
        if (!results.has(query.refId)) {
          results.set(query.refId, { error: room.fault ?? error });
        }
      }
    }
    return results;
  }

  /**
   * A batch without a key of its own is given one, so that a repeat after a restart cannot store it twice.
   * @throws RateLimited when batches or rows come faster than the settings allow
   */
  async ingest(
    request: EngineOperations['ingest']['request'],
    body: Uint8Array,
    signal: AbortSignal
  ): Promise<EngineOperations['ingest']['answer']> {
    this.ingestLimit.admit();
    const keyed = { ...request, idempotencyKey: request.idempotencyKey ?? `plumbline-${randomUUID()}` };
    const answer = (await this.host.run({
      operation: { op: 'ingest', request: keyed },
      parts: [body],
      deadlineMs: WRITE_TIMEOUT_MS,
      signal,
      user: request.actor.login,
      repeatable: true,
    })) as EngineOperations['ingest']['answer'];
    this.ingestLimit.count(rowsIn(answer.body));
    return answer;
  }

  async resource(
    request: EngineOperations['resource']['request'],
    signal: AbortSignal,
    upload?: Uint8Array
  ): Promise<EngineOperations['resource']['answer']> {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    return (await this.host.run({
      operation: { op: 'resource', request },
      parts: upload ? [upload] : [],
      deadlineMs: reads ? this.settings.dashboardTimeoutMs : WRITE_TIMEOUT_MS,
      signal,
      user: request.actor.login,
      repeatable: reads,
    })) as EngineOperations['resource']['answer'];
  }

  /** @throws PlumblineError as any call to the engine does */
  async hasModel(model: string, actor: Actor, signal: AbortSignal): Promise<boolean> {
    const path = `v1/models/${encodeURIComponent(model)}`;
    try {
      await this.resource({ actor, method: 'GET', path, query: {}, limits: this.settings.ingestLimits }, signal);
      return true;
    } catch (error) {
      if (error instanceof PlumblineError && error.code === 'not_found') {
        return false;
      }
      throw error;
    }
  }

  async status(actor: Actor, signal: AbortSignal): Promise<StoreStatus> {
    return (await this.host.run({
      operation: { op: 'status', request: { actor } },
      deadlineMs: STATUS_TIMEOUT_MS,
      signal,
      // The health check must not wait behind the dashboards of the same user.
      user: `${actor.login} (health)`,
      repeatable: true,
    })) as StoreStatus;
  }

  /** Writes a refused call into the store's audit log, unless there were too many of late. */
  async auditRefusal(refusal: Refusal): Promise<void> {
    const entry = this.refusals.entry(refusal);
    if (entry) {
      await this.host.run({
        operation: { op: 'audit', request: entry },
        deadlineMs: WRITE_TIMEOUT_MS,
        signal: new AbortController().signal,
        user: AUDIT_USER,
        repeatable: false,
      });
    }
  }

  /** Ends the engine until somebody asks again; true when there is none. */
  rest(): boolean {
    return this.host.rest();
  }

  close(): Promise<void> {
    return this.host.close();
  }
}
