#!/usr/bin/env node
/** The `plumbline` command line: `node scripts/plumbline.mjs --help`. */
import { fileURLToPath } from 'node:url';
import { bundle } from './lib/bundle.mjs';
import { inRoot, modules } from './lib/paths.mjs';
import { hashOf, readStamp, writeStamp } from './lib/stamps.mjs';
import path from 'node:path';

const cache = path.join(modules, '.cache', 'plumbline');
const SOURCES = ['package-lock.json', 'src/query', 'src/backend/store', 'src/backend/cli'];

export const SAMPLE_FILES = {
  predictions: inRoot('sample', 'nycflights13_late_monitoring.parquet'),
  attributions: inRoot('sample', 'nycflights13_shap.parquet'),
};

/** The command line's functions, compiled when their sources changed. */
export async function loadCommandLine() {
  const hash = hashOf(SOURCES);
  const file = path.join(cache, `cli-${hash.slice(0, 16)}.mjs`);
  const stamp = path.join(cache, 'cli');
  if (readStamp(stamp) !== hash) {
    await bundle(inRoot('src', 'backend', 'cli', 'main.ts'), file);
    writeStamp(stamp, hash);
  }
  return import(file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { main } = await loadCommandLine();
  process.exitCode = await main(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    environment: process.env,
    sample: SAMPLE_FILES,
  });
}
