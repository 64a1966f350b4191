/** gRPC calls to plugin calls and back: one function a service, all of them free of state. */
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerUnaryCall,
  type ServerWritableStream,
  status as grpcStatus,
} from '@grpc/grpc-js';
import { decodeContext, type RequestContext } from './context';
import { describeError, errorSource, toFailure } from './errors';
import { firstEvent } from './firstEvent';
import { type Logger } from './log';
import type * as messages from './messages';
import { type DataQueryMessage, type DataResponseMessage, HEALTH, type PluginContextMessage, STREAM } from './messages';
import { type DataQuery, type DataResult, type Plugin, type ResourceReply, type Subscription } from './plugin';
import { type Decoded } from './wire';

/** Resource bodies leave in pieces of this size. */
const RESOURCE_CHUNK = 1 << 20;

export interface Services {
  plugin: Plugin;
  log: Logger;
  /** Largest answer to one QueryData call, in bytes. */
  maxAnswerBytes: number;
  /** Counts calls in flight, so that a shutdown can wait for them. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Keeps a stream that has no end of its own until it is let go; a shutdown ends those that are left. */
  hold(stream: { end(): void }): () => void;
}

type Call = Pick<ServerUnaryCall<object, object> | ServerWritableStream<object, object>, 'on' | 'cancelled'>;
type Unary<Q, A> = handleUnaryCall<Partial<Q>, Partial<A>>;

interface WithContext {
  pluginContext?: PluginContextMessage;
}

function contextOf(
  call: Call,
  request: WithContext,
  headers: Iterable<[string, string]>,
  controller = new AbortController()
): RequestContext {
  call.on('cancelled', () => controller.abort());
  if (call.cancelled) {
    controller.abort();
  }
  return decodeContext(request.pluginContext, headers, controller.signal);
}

/** Runs a unary call; an error that reaches here has no better place and becomes a gRPC status. */
function unary<Q, A>(
  services: Services,
  run: (call: ServerUnaryCall<Partial<Q>, Partial<A>>) => Promise<A>
): Unary<Q, A> {
  return (call, reply) => {
    services.track(run(call)).then(
      (answer) => reply(null, answer),
      (error: unknown) => {
        services.log.error('call failed', { error: describeError(error) });
        reply({ code: grpcStatus.INTERNAL, details: toFailure(error).text });
      }
    );
  };
}

export const queryData = (services: Services) =>
  unary<Decoded<typeof messages.QueryDataRequest>, Decoded<typeof messages.QueryDataResponse>>(
    services,
    async (call) => {
      const context = contextOf(call, call.request, call.request.headers ?? []);
      const queries = (call.request.queries ?? []).map((query) => toDataQuery(query ?? {}));
      let results: Map<string, DataResult>;
      try {
        results = await services.plugin.queryData(queries, context);
      } catch (error) {
        results = new Map(queries.map(({ refId }) => [refId, { error }]));
      }
      return { responses: toResponses(services, queries, results) };
    }
  );

function toDataQuery(query: DataQueryMessage): DataQuery {
  return {
    refId: query.refId ?? '',
    queryType: query.queryType ?? '',
    from: query.timeRange?.fromEpochMs ?? 0,
    to: query.timeRange?.toEpochMs ?? 0,
    intervalMs: query.intervalMs ?? 0,
    maxDataPoints: query.maxDataPoints ?? 0,
    json: Buffer.from(query.json ?? []).toString('utf8'),
  };
}

/** Answers every refId: alerting takes a missing one for "no data". An answer too large to send is an error, not a cut. */
function toResponses(
  services: Services,
  queries: DataQuery[],
  results: Map<string, DataResult>
): Map<string, DataResponseMessage> {
  let room = services.maxAnswerBytes;
  return new Map(
    queries.map(({ refId }): [string, DataResponseMessage] => {
      const result = results.get(refId) ?? { error: new Error(`no answer to query ${refId}`) };
      if ('error' in result) {
        return [refId, failed(services, result.error)];
      }
      const size = result.frames.reduce((sum, frame) => sum + frame.length, 0);
      if (size > room) {
        const text = `The answer to query ${refId} has ${size} bytes, more than the ${room} bytes that are left of the limit for one request. Ask for fewer rows, columns or a shorter time range`;
        return [refId, failed(services, { status: 413, text })];
      }
      room -= size;
      return [refId, { frames: result.frames, status: 200 }];
    })
  );
}

function failed(services: Services, error: unknown): DataResponseMessage {
  const { status, text } = toFailure(error);
  if (status === 500) {
    services.log.error('query failed', { error: describeError(error) });
  }
  return { error: text, status, errorSource: errorSource(status) };
}

export const checkHealth = (services: Services) =>
  unary<Decoded<typeof messages.CheckHealthRequest>, Decoded<typeof messages.CheckHealthResponse>>(
    services,
    async (call) => {
      try {
        const context = contextOf(call, call.request, call.request.headers ?? []);
        const health = await services.plugin.checkHealth(context);
        return {
          status: health.ok ? HEALTH.ok : HEALTH.error,
          message: health.message,
          jsonDetails: Buffer.from(JSON.stringify(health.details ?? {})),
        };
      } catch (error) {
        services.log.error('health check failed', { error: describeError(error) });
        return { status: HEALTH.error, message: toFailure(error).text, jsonDetails: Buffer.from('{}') };
      }
    }
  );

export const collectMetrics = (services: Services) =>
  unary<Decoded<typeof messages.CollectMetricsRequest>, Decoded<typeof messages.CollectMetricsResponse>>(
    services,
    async () => ({
      metrics: { prometheus: Buffer.from(await services.plugin.collectMetrics()) },
    })
  );

type ResourceRequestMessage = Partial<Decoded<typeof messages.CallResourceRequest>>;
type ResourceAnswerMessage = Partial<Decoded<typeof messages.CallResourceResponse>>;

export const callResource =
  (services: Services): handleServerStreamingCall<ResourceRequestMessage, ResourceAnswerMessage> =>
  (call) => {
    services.track(answerResource(services, call)).catch((error: unknown) => {
      services.log.error('resource answer could not be sent', { error: describeError(error) });
      call.emit('error', { code: grpcStatus.INTERNAL, details: toFailure(error).text });
    });
  };

async function answerResource(
  services: Services,
  call: ServerWritableStream<ResourceRequestMessage, ResourceAnswerMessage>
): Promise<void> {
  const { request } = call;
  const headers = [...(request.headers ?? [])].map(([name, list]): [string, string] => [name, list?.values?.[0] ?? '']);
  let reply: ResourceReply;
  try {
    const context = contextOf(call, request, headers);
    const url = new URL(request.url || request.path || '/', 'http://plugin/');
    reply = await services.plugin.callResource(
      {
        method: (request.method || 'GET').toUpperCase(),
        path: (request.path ?? '').replace(/^\/+/, ''),
        query: url.searchParams,
        body: request.body ?? new Uint8Array(0),
      },
      context
    );
  } catch (error) {
    const { status, text } = toFailure(error);
    if (status === 500) {
      services.log.error('resource call failed', { path: request.path, error: describeError(error) });
    }
    reply = {
      status,
      body: Buffer.from(JSON.stringify({ message: text })),
      headers: { 'Content-Type': 'application/json' },
    };
  }
  const body = reply.body ?? new Uint8Array(0);
  const replyHeaders = new Map(Object.entries(reply.headers ?? {}).map(([name, value]) => [name, { values: [value] }]));
  for (let at = 0; at === 0 || at < body.length; at += RESOURCE_CHUNK) {
    const piece = { body: body.subarray(at, at + RESOURCE_CHUNK) };
    const sent = call.write(at === 0 ? { code: reply.status, headers: replyHeaders, ...piece } : piece);
    if (!sent && !call.cancelled) {
      await firstEvent(call, 'drain', 'cancelled');
    }
  }
  call.end();
}

type StreamRequestMessage = Partial<Decoded<typeof messages.StreamRequest>>;
type StreamResponseMessage = Decoded<typeof messages.StreamResponse>;
type StreamPacketMessage = Partial<Decoded<typeof messages.StreamPacket>>;

const STREAM_STATUS: Record<Subscription, number> = {
  ok: STREAM.ok,
  not_found: STREAM.notFound,
  denied: STREAM.permissionDenied,
};

export const subscribeStream = (services: Services) =>
  unary<Decoded<typeof messages.StreamRequest>, StreamResponseMessage>(services, async (call) => {
    const context = contextOf(call, call.request, call.request.headers ?? []);
    const answer = await services.plugin.subscribeStream(call.request.path ?? '', context);
    return { status: STREAM_STATUS[answer], data: new Uint8Array(0) };
  });

/** A stream ends when its caller goes, when the plugin ends it, or at shutdown; it never keeps a shutdown waiting. */
export const runStream =
  (services: Services): handleServerStreamingCall<StreamRequestMessage, StreamPacketMessage> =>
  (call) => {
    const controller = new AbortController();
    const release = services.hold({ end: () => controller.abort() });
    const send = async (message: unknown): Promise<void> => {
      const sent = !call.cancelled && call.write({ data: Buffer.from(JSON.stringify(message)) });
      if (!sent && !call.cancelled) {
        await firstEvent(call, 'drain', 'cancelled');
      }
    };
    const run = async (): Promise<void> => {
      const context = contextOf(call, call.request, call.request.headers ?? [], controller);
      await services.plugin.runStream(call.request.path ?? '', context, send);
    };
    run()
      .then(
        () => call.end(),
        (error: unknown) => {
          services.log.error('stream failed', { error: describeError(error) });
          call.emit('error', { code: grpcStatus.INTERNAL, details: toFailure(error).text });
        }
      )
      .finally(release);
  };
