/** Entry of the front process: reads its surroundings, wires the parts, serves. */
import { join } from 'node:path';
import { createLogger } from './grafana/log';
import { serve } from './grafana/serve';
import { MAX_BODY_BYTES } from './bodies';
import { LIMITS, Plumbline } from './plumbline';
import { STORE_DIR_VARIABLE, storeFolder } from './storePath';

const MAX_ANSWER_BYTES = 64 << 20;
/** Address space of the engine beside DuckDB's memory: Node and its threads reserve 1.5 GiB, answers need the rest. */
const ENGINE_OVERHEAD_MIB = 3 * 1024;

const log = createLogger('plumbline');

async function main(): Promise<number> {
  // The launcher says where it lies, because a plugin folder may be a link to somewhere else.
  const home = process.env['PLUMBLINE_HOME'] ?? join(__dirname, '..');
  const plugin = new Plumbline({
    log,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    storeFolder: storeFolder(process.env[STORE_DIR_VARIABLE], home),
    host: {
      command: {
        node: process.execPath,
        script: join(__dirname, 'engine.cjs'),
        // Columns lie outside of V8's heap: a larger nursery would only keep more garbage.
        nodeArguments: ['--max-semi-space-size=4'],
        overheadMiB: ENGINE_OVERHEAD_MIB,
      },
      limits: LIMITS,
    },
  });
  // Bodies between the limit and what gRPC takes are refused in words, not by the transport.
  const parent = Number(process.env['PLUMBLINE_PARENT']) || undefined;
  return serve({ plugin, log, maxBodyBytes: MAX_BODY_BYTES, maxAnswerBytes: MAX_ANSWER_BYTES, parent });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    log.error('the plugin does not start', {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    process.exit(1);
  }
);
