#!/usr/bin/env node
/** Loads the flights sample: `node scripts/load-sample.mjs --store FILE`, or `--url URL --token TOKEN`. */
import { fileURLToPath } from 'node:url';
import { loadCommandLine, SAMPLE_FILES } from './plumbline.mjs';

/**
 * Load the sample through the ingestion path.
 * @param destination `{store}` or `{url, token?, datasource?, ingestKey?}`
 * @param options.onProgress called with `{kind, rows, total}` after each batch
 * @param options.now wall clock in milliseconds: the last day is the day before; default now
 */
export async function loadSample({ store, ...http }, { onProgress, now } = {}) {
  const cli = await loadCommandLine();
  const target = store === undefined ? await cli.httpTarget(http) : await cli.storeTarget(store);
  try {
    return await cli.loadSample(target, { files: SAMPLE_FILES, onProgress, now });
  } finally {
    await target.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { main } = await loadCommandLine();
  process.exitCode = await main(['sample', ...process.argv.slice(2)], {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    environment: process.env,
    sample: SAMPLE_FILES,
  });
}
