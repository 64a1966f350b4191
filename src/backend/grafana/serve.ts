/**
 * A plugin process: checks the magic cookie, serves the gRPC services on a unix socket, prints go-plugin's handshake line
 * as the first and only line of stdout, and ends when Grafana says so or is gone.
 */
import {
  Server,
  ServerCredentials,
  type handleUnaryCall,
  type MethodDefinition,
  type ServerWritableStream,
  status as grpcStatus,
} from '@grpc/grpc-js';
import { describeError } from './errors';
import * as handlers from './handlers';
import { type Logger } from './log';
import { SERVING, STREAM } from './messages';
import { type Plugin } from './plugin';
import { METHODS, NOT_OFFERED } from './protocol';
import { makeSocketPlace } from './socket';

const COOKIE_NAME = 'grafana_plugin_type';
const COOKIE_VALUE = 'datasource';
/** Core protocol 1, app protocol 2. */
const HANDSHAKE = '1|2|unix';
/** go-plugin waits 2 s after Shutdown before it kills. */
const DRAIN_MS = 1_000;
const PARENT_CHECK_MS = 1_000;

export interface ServeOptions {
  plugin: Plugin;
  log: Logger;
  /** Largest resource body taken, in bytes; gRPC's limit is set one MiB above it. */
  maxBodyBytes: number;
  /** Largest answer sent, in bytes. */
  maxAnswerBytes: number;
  /** Process id of the Grafana that started this process, if known before it may have ended. */
  parent?: number;
}

/**
 * Serves until shutdown; never returns to the caller before the process is told to end.
 * @returns the exit code
 */
export async function serve(options: ServeOptions): Promise<number> {
  const { log, plugin } = options;
  const printHandshake = takeStdout();
  if (process.env[COOKIE_NAME] !== COOKIE_VALUE) {
    process.stderr.write('This program is a Grafana plugin: Grafana starts it, it is not for the command line.\n');
    return 1;
  }
  const inFlight = new Set<Promise<unknown>>();
  const openStreams = new Set<{ end(): void }>();
  const stop = deferred<string>();
  const services: handlers.Services = {
    plugin,
    log,
    maxAnswerBytes: options.maxAnswerBytes,
    track(work) {
      inFlight.add(work);
      void work.catch(() => undefined).finally(() => inFlight.delete(work));
      return work;
    },
    hold(stream) {
      openStreams.add(stream);
      return () => openStreams.delete(stream);
    },
  };
  const server = new Server({
    'grpc.max_receive_message_length': options.maxBodyBytes + (1 << 20),
    'grpc.max_send_message_length': options.maxAnswerBytes + (1 << 20),
  });
  register(server, services, () => stop.resolve('asked by Grafana'));

  const socket = makeSocketPlace(process.env['PLUGIN_UNIX_SOCKET_DIR']);
  try {
    await bind(server, socket.path);
    printHandshake(`${HANDSHAKE}|${socket.path}|grpc\n`);
    watchForEnd(stop.resolve, options.parent ?? process.ppid);
    const reason = await stop.promise;
    log.debug('ending', { reason });
    await Promise.race([drain(server, openStreams, inFlight), delay(DRAIN_MS)]);
    await plugin.close();
    server.forceShutdown();
    return 0;
  } catch (error) {
    log.error('plugin failed', { error: describeError(error) });
    return 1;
  } finally {
    socket.remove();
  }
}

function register(server: Server, services: handlers.Services, shutdown: () => void): void {
  const unary = <Q, A>(method: MethodDefinition<Q, A>, handle: handleUnaryCall<Q, A>): void => {
    server.register(method.path, handle, method.responseSerialize, method.requestDeserialize, 'unary');
  };
  unary(METHODS.queryData, handlers.queryData(services));
  unary(METHODS.checkHealth, handlers.checkHealth(services));
  unary(METHODS.collectMetrics, handlers.collectMetrics(services));
  unary(METHODS.subscribeStream, handlers.subscribeStream(services));
  // What is sent on a channel is the plugin's to say.
  unary(METHODS.publishStream, (_call, reply) => reply(null, { status: STREAM.permissionDenied }));
  unary(METHODS.health, (_call, reply) => reply(null, { status: SERVING }));
  unary(METHODS.shutdown, (_call, reply) => {
    reply(null, {});
    shutdown();
  });

  const { callResource, runStream, stdio, broker } = METHODS;
  server.register(
    callResource.path,
    handlers.callResource(services),
    callResource.responseSerialize,
    callResource.requestDeserialize,
    'serverStream'
  );
  server.register(
    runStream.path,
    handlers.runStream(services),
    runStream.responseSerialize,
    runStream.requestDeserialize,
    'serverStream'
  );
  // go-plugin opens these two at once and holds them: nothing is ever sent, they end with the process.
  const hold = (call: { end(): void; on(event: 'cancelled', listener: () => void): unknown }): void => {
    call.on('cancelled', services.hold(call));
  };
  server.register(stdio.path, hold, stdio.responseSerialize, stdio.requestDeserialize, 'serverStream');
  server.register(broker.path, hold, broker.responseSerialize, broker.requestDeserialize, 'bidi');

  const refusal = { code: grpcStatus.UNIMPLEMENTED, details: 'This plugin does not offer this call' };
  for (const method of Object.values(NOT_OFFERED)) {
    if (method.responseStream) {
      server.register(
        method.path,
        (call: ServerWritableStream<object, object>) => void call.emit('error', refusal),
        method.responseSerialize,
        method.requestDeserialize,
        'serverStream'
      );
    } else {
      unary(method, (_call, reply) => reply(refusal));
    }
  }
}

async function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`unix:${path}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve()
    );
  });
}

/** No new calls; waits for those that run. */
async function drain(
  server: Server,
  openStreams: Set<{ end(): void }>,
  inFlight: Set<Promise<unknown>>
): Promise<void> {
  for (const stream of openStreams) {
    stream.end();
  }
  await Promise.allSettled(inFlight);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
}

/** Stdout belongs to the handshake: everything written there later goes to stderr. */
function takeStdout(): (line: string) => void {
  const { stdout, stderr } = process;
  const print = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  // Grafana may close its ends first; that must not end a drain.
  stdout.on('error', () => undefined);
  stderr.on('error', () => undefined);
  return (line) => void print(line);
}

/** SIGTERM, SIGINT, or a Grafana that died without a word: an orphan would keep the store locked. */
function watchForEnd(stop: (reason: string) => void, parent: number): void {
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  setInterval(() => {
    if (process.ppid !== parent) {
      stop('Grafana is gone');
    }
  }, PARENT_CHECK_MS).unref();
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const delay = (ms: number): Promise<void> => new Promise((done) => void setTimeout(done, ms));
