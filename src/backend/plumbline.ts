/** Plumbline as a plugin: who may call, which data source is meant, and what the answers say. */
import { PlumblineError } from '../query/errors';
import { QUERY_TYPES } from '../query/model';
import { MAX_BODY_BYTES, parseJsonBody, readBody } from './bodies';
import { DataSource } from './dataSource';
import { type Actor, type StoreStatus } from './engine/messages';
import { type HostOptions } from './engine/host';
import { type RequestContext } from './grafana/context';
import { isPluginFailure } from './grafana/errors';
import { InstanceManager } from './grafana/instances';
import { type Logger } from './grafana/log';
import {
  type DataQuery,
  type DataResult,
  type HealthReply,
  type Plugin,
  type ResourceReply,
  type ResourceRequest,
  type Subscription,
} from './grafana/plugin';
import { Live } from './live';
import { createMetrics, type Metrics } from './metrics';
import { actorOf, requirePermission } from './permissions';
import { PROBLEM_TYPE, problemOf, refusedBatch, retryAfter } from './problem';
import { bodyBytes, changeOf, permissionForBody, type Route, routeOf } from './routes';
import { type ResourceAnswer } from './store/types';
import { isStandby } from './store/database/failures';
import { freeBytesAt, storePath } from './storePath';
import { withoutEntity } from './refusals';

export interface PlumblineOptions {
  log: Logger;
  storeFolder: string;
  /** Most bytes of the answer to one request for data. */
  maxAnswerBytes: number;
  /** Milliseconds without a request after which the engine of a data source ends; default 15 minutes. */
  idleMs?: number;
  host: Omit<HostOptions, 'open' | 'log' | 'onRestart'>;
}

/** Nothing that the store says is ever a page. */
const HEADERS = { 'X-Content-Type-Options': 'nosniff' };

export class Plumbline implements Plugin {
  private readonly instances: InstanceManager<DataSource>;
  private readonly metrics: Metrics;
  private readonly live = new Live();

  constructor(private readonly options: PlumblineOptions) {
    this.instances = new InstanceManager(
      (orgId, settings) =>
        new DataSource(settings, {
          ...options.host,
          log: options.log,
          maxAnswerBytes: options.maxAnswerBytes,
          path: storePath(options.storeFolder, orgId, settings.uid),
          onRestart: (reason) => this.metrics.restarts.inc({ reason }),
        }),
      (instance, settings) => instance.update(settings),
      options.idleMs
    );
    this.metrics = createMetrics(
      () =>
        this.instances
          .all()
          .reduce(
            (sum, { host: { load } }) => ({ running: sum.running + load.running, waiting: sum.waiting + load.waiting }),
            { running: 0, waiting: 0 }
          ),
      () => freeBytesAt(options.storeFolder),
      () => this.live.channels
    );
  }

  async queryData(queries: DataQuery[], context: RequestContext): Promise<Map<string, DataResult>> {
    const started = performance.now();
    const { source, actor } = this.caller(context);
    this.allow('query', source, actor, context, 'query');
    const results = await source.queryData(queries, actor, context);
    const seconds = (performance.now() - started) / 1000;
    for (const { refId, queryType } of queries) {
      const result = results.get(refId);
      const status = result && 'error' in result ? (isPluginFailure(result.error) ? result.error.status : 500) : 200;
      const type = knownType(queryType);
      this.metrics.queries.inc({ type, status });
      this.metrics.querySeconds.observe({ type }, seconds);
    }
    return results;
  }

  async callResource(request: ResourceRequest, context: RequestContext): Promise<ResourceReply> {
    let kind = 'unknown';
    let status = 500;
    try {
      const route = routeOf(request.method, request.path);
      kind = route.kind;
      const reply = await this.answer(route, request, context);
      status = reply.status;
      const changed = changeOf(route, request, reply);
      if (changed) {
        this.live.note({ orgId: context.orgId, uid: context.dataSource?.uid ?? '' }, changed.model, changed.rows);
      }
      return toReply(reply);
    } catch (error) {
      if (!(error instanceof PlumblineError)) {
        throw error;
      }
      status = error.status;
      const headers = { ...HEADERS, 'Content-Type': PROBLEM_TYPE, ...retryAfter(error) };
      return { status, headers, body: Buffer.from(JSON.stringify(problemOf(error))) };
    } finally {
      this.metrics.resources.inc({ route: kind, status });
    }
  }

  async checkHealth(context: RequestContext): Promise<HealthReply> {
    const { source, actor } = this.caller(context);
    try {
      const status = await source.status(actor, context.signal);
      return {
        ok: true,
        message: healthText(status),
        details: { ...status },
      };
    } catch (error) {
      return error instanceof PlumblineError
        ? { ok: false, message: error.text, details: { standby: isStandby(error) } }
        : { ok: false, message: 'The query engine does not answer. The cause is in the log of Grafana' };
    }
  }

  async subscribeStream(path: string, context: RequestContext): Promise<Subscription> {
    const { source, actor, uid } = this.caller(context);
    try {
      this.allow('query', source, actor, context, `live/${path}`);
    } catch (error) {
      if (error instanceof PlumblineError) {
        return 'denied';
      }
      throw error;
    }
    return this.live.subscribe(path, { orgId: context.orgId, uid }, (model) =>
      source.hasModel(model, actor, context.signal)
    );
  }

  async runStream(path: string, context: RequestContext, send: (message: unknown) => Promise<void>): Promise<void> {
    const uid = context.dataSource?.uid ?? '';
    await this.live.run(path, { orgId: context.orgId, uid }, context.signal, send);
  }

  collectMetrics(): Promise<string> {
    return this.metrics.text();
  }

  close(): Promise<void> {
    return this.instances.close();
  }

  private async answer(route: Route, request: ResourceRequest, context: RequestContext): Promise<ResourceAnswer> {
    const { source, actor } = this.caller(context);
    this.allow(route.permission, source, actor, context, request.path);
    const body = await this.bodyFor(route, request, source, context);
    const contentType = context.headers.get('content-type') ?? '';
    const limits = source.settings.ingestLimits;
    if (route.kind === 'ingest') {
      const { autoCreate } = source.settings;
      const idempotencyKey = context.headers.get('idempotency-key');
      return source.ingest(
        { actor, model: route.model, kind: route.rows, contentType, idempotencyKey, autoCreate, limits },
        body,
        context.signal
      );
    }
    const query = Object.fromEntries(request.query);
    const call = { actor, method: request.method, path: request.path, query, limits };
    if (route.body === 'dataset') {
      return source.resource({ ...call, contentType }, context.signal, body);
    }
    const json = parseJsonBody(body);
    this.allow(permissionForBody(route, json), source, actor, context, request.path);
    return source.resource({ ...call, body: json }, context.signal);
  }

  private async bodyFor(
    route: Route,
    request: ResourceRequest,
    source: DataSource,
    context: RequestContext
  ): Promise<Uint8Array> {
    const { bytes, inflatedBytes } = source.settings.bodyLimits;
    const limit = bodyBytes(route, inflatedBytes);
    return limit === 0
      ? new Uint8Array(0)
      : readBody(request.body, context.headers.get('content-encoding'), bytes, limit);
  }

  private caller(context: RequestContext): { source: DataSource; actor: Actor; uid: string } {
    if (!context.dataSource) {
      throw new PlumblineError(
        'bad_request',
        'The call names no data source',
        'Call it as /api/datasources/uid/<uid>/resources/...'
      );
    }
    const source = this.instances.get(context.orgId, context.dataSource);
    return { source, actor: actorOf(context, source.settings), uid: context.dataSource.uid };
  }

  /** Refusals go to the log and the store's audit log, and are counted, so that they can be alerted on. */
  private allow(
    permission: Parameters<typeof requirePermission>[0],
    source: DataSource,
    actor: Actor,
    context: RequestContext,
    call: string
  ): void {
    try {
      requirePermission(permission, actor, source.settings, context);
    } catch (error) {
      const reason = error instanceof PlumblineError ? error.code : 'internal';
      this.metrics.refused.inc({ reason });
      const { login, role, fromAlert } = actor;
      const refusal = { call: withoutEntity(call), permission, reason, login, role, fromAlert };
      const { log } = this.options;
      log.warn('audit: call refused', { ...refusal, orgId: context.orgId, dataSource: context.dataSource?.uid });
      source
        .auditRefusal(refusal)
        .catch((fault: unknown) => log.warn('a refused call could not be audited', { fault: String(fault) }));
      throw error;
    }
  }
}

/** The store's answer as HTTP; a batch of which nothing was stored is a problem too. */
function toReply({ body, contentType, status }: ResourceAnswer): ResourceReply {
  if (contentType !== undefined && typeof body === 'string') {
    return { status, headers: { ...HEADERS, 'Content-Type': contentType }, body: Buffer.from(body) };
  }
  const refused = status >= 400 && typeof body === 'object' && body !== null;
  const headers = { ...HEADERS, 'Content-Type': refused ? PROBLEM_TYPE : 'application/json' };
  return { status, headers, body: Buffer.from(JSON.stringify(refused ? refusedBatch(body, status) : (body ?? null))) };
}

export const LIMITS = { running: 12, runningPerUser: 8, slow: 3, slowPerUser: 2, waiting: 100 };
export { MAX_BODY_BYTES };

/** What works, and what to do where there is something to do. */
function healthText({ duckdb, models, predictions, fileBytes, walBytes, freeBytes, warnings }: StoreStatus): string {
  const share =
    models === 0
      ? 'no models yet: the settings of the data source show the command that sends a first prediction'
      : `${models === 1 ? '1 model' : `${models} models`}, ${predictions.toLocaleString('en')} predictions`;
  const space = `${megabytes(fileBytes + walBytes)} on disk, ${megabytes(freeBytes)} free`;
  return `DuckDB ${duckdb}, ${space}, ${share}${warnings.map((warning) => `. Warning: ${warning}`).join('')}`;
}

const megabytes = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

/** Labels of metrics stay few whatever a request says. */
const knownType = (type: string): string => QUERY_TYPES.find((known) => known === type) ?? 'other';
