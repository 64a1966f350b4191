/** The back end as Grafana runs it: started with Grafana's environment, found by its handshake, asked over gRPC. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js';
import { METHODS } from '../../../src/backend/grafana/protocol';

const MESSAGE_LIMIT = 256 << 20;
const HANDSHAKE_LIMIT_MS = 15_000;

export interface Backend {
  /** A call with one answer. Rejects with gRPC's error; the signal cancels it. */
  call<Q, A>(method: MethodDefinition<Q, A>, request: Q, signal: AbortSignal): Promise<A>;
  /** A call with a stream of answers, in order. */
  stream<Q, A>(method: MethodDefinition<Q, A>, request: Q, signal: AbortSignal): Promise<A[]>;
  /** Resolves with a text once the process has ended. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/** Grafana 12.4 forwards nothing of its own environment but the plugin's settings. */
function environment(storeDir: string): NodeJS.ProcessEnv {
  return {
    grafana_plugin_type: 'datasource',
    PLUGIN_PROTOCOL_VERSIONS: '2',
    GF_VERSION: '12.4.3',
    GF_PLUGIN_STORE_DIR: storeDir,
  };
}

async function handshake(child: ChildProcess): Promise<string> {
  if (!child.stdout) {
    throw new Error('the back end has no stdout');
  }
  const lines = createInterface({ input: child.stdout });
  const first = new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the back end ended with code ${code} before its handshake`)));
    setTimeout(() => reject(new Error('the back end gave no handshake')), HANDSHAKE_LIMIT_MS).unref();
  });
  const line = await first;
  const [core, version, network, address, kind] = line.split('|');
  if (core !== '1' || version !== '2' || network !== 'unix' || kind !== 'grpc' || !address) {
    throw new Error(`not a handshake: ${line}`);
  }
  return address;
}

/** Start the program and wait for its handshake. */
export async function startBackend(program: string, storeDir: string): Promise<Backend> {
  const child = spawn(program, [], { env: environment(storeDir), stdio: ['ignore', 'pipe', 'inherit'], cwd: '/' });
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(`the back end ended (${signal ?? `code ${code}`})`))
  );
  const client = new Client(`unix:${await handshake(child)}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': MESSAGE_LIMIT,
    'grpc.max_send_message_length': MESSAGE_LIMIT,
  });
  return {
    ended,
    call: (method, request, signal) =>
      new Promise((resolve, reject) => {
        const call = client.makeUnaryRequest(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          request,
          (error, answer) => (answer === undefined ? reject(error ?? new Error('no answer')) : resolve(answer))
        );
        signal.addEventListener('abort', () => call.cancel(), { once: true });
      }),
    stream: <Q, A>(method: MethodDefinition<Q, A>, request: Q, signal: AbortSignal) =>
      new Promise<A[]>((resolve, reject) => {
        const answers: A[] = [];
        const call = client.makeServerStreamRequest(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          request
        );
        signal.addEventListener('abort', () => call.cancel(), { once: true });
        call.on('data', (answer: A) => answers.push(answer));
        call.once('error', reject);
        call.once('end', () => resolve(answers));
      }),
    async stop() {
      const { path, requestSerialize, responseDeserialize } = METHODS.shutdown;
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, () => undefined);
      const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(timer);
      client.close();
    },
  };
}
