/** The other end of the protocol: starts a plugin as Grafana does and calls it. For tests, benches and the workbench. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js';
import { METHODS } from '../../../src/backend/grafana/protocol';

const HANDSHAKE_MS = 10_000;
/** HTTP/2 starts with 64 KiB, which stalls large answers; Grafana's Go client grows it by itself. */
const FLOW_CONTROL_BYTES = 8 << 20;

export interface StartOptions {
  args?: readonly string[];
  /** Variables beside the magic cookie; Grafana passes hardly any. */
  env?: Record<string, string>;
  /** Takes each line of the plugin's log. */
  onLog?: (line: string) => void;
}

export interface PluginProcess {
  child: ChildProcess;
  /** First line of stdout. */
  handshake: string;
  client: PluginClient;
  /** From spawn to the handshake. */
  startupMs: number;
  /** Asks for a shutdown and waits for the end; gives the exit code. */
  stop(): Promise<number | null>;
}

/** @throws Error when the plugin ends, or says something else, before its handshake */
export async function startPlugin(executable: string, options: StartOptions = {}): Promise<PluginProcess> {
  const started = performance.now();
  const child = spawn(executable, options.args ?? [], {
    env: { ...options.env, grafana_plugin_type: 'datasource' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line);
    options.onLog?.(line);
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const handshake = await new Promise<string>((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`${what}\n${log.slice(-20).join('\n')}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('the plugin gave no handshake');
    }, HANDSHAKE_MS);
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
    });
    child.once('error', (error) => fail(error.message));
    void exit.then((code) => {
      clearTimeout(timer);
      fail(`the plugin ended with ${code} before its handshake`);
    });
  });
  const startupMs = performance.now() - started;
  const [, , network, address] = handshake.split('|');
  const client = new PluginClient(`${network}:${address}`);
  return {
    child,
    handshake,
    client,
    startupMs,
    async stop() {
      await client.call(METHODS.shutdown, {}).catch(() => undefined);
      client.close();
      return exit;
    },
  };
}

export class PluginClient {
  private readonly client: Client;

  constructor(address: string) {
    this.client = new Client(address, credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
      'grpc-node.flow_control_window': FLOW_CONTROL_BYTES,
    });
  }

  /** One request, one answer; rejects with grpc-js's ServiceError. Aborting the signal cancels the call. */
  call<Q, A>(method: MethodDefinition<Q, A>, request: Q, signal?: AbortSignal): Promise<A> {
    return new Promise((resolve, reject) => {
      const call = this.client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        (error, answer) => (error || !answer ? reject(error ?? new Error('empty answer')) : resolve(answer))
      );
      signal?.addEventListener('abort', () => call.cancel(), { once: true });
    });
  }

  /** One request, all messages of the stream. */
  stream<Q, A>(method: MethodDefinition<Q, A>, request: Q): Promise<A[]> {
    return new Promise((resolve, reject) => {
      const messages: A[] = [];
      this.client
        .makeServerStreamRequest(method.path, method.requestSerialize, method.responseDeserialize, request)
        .on('data', (message: A) => messages.push(message))
        .on('error', reject)
        .on('end', () => resolve(messages));
    });
  }

  /** A stream without an end of its own. `ended` settles when it is over, with the error where there was one. */
  open<Q, A>(
    method: MethodDefinition<Q, A>,
    request: Q,
    onMessage: (message: A) => void
  ): { cancel(): void; ended: Promise<Error | undefined> } {
    const call = this.client.makeServerStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request
    );
    const ended = new Promise<Error | undefined>((resolve) => {
      call.on('error', resolve).on('end', () => resolve(undefined));
    });
    call.on('data', onMessage);
    return { cancel: () => call.cancel(), ended };
  }

  close(): void {
    this.client.close();
  }
}
