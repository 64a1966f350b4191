/** The flights sample in the local store: loaded once a day, because its last day is always yesterday. */
import fs from 'node:fs';
import path from 'node:path';
import { SAMPLE_MODEL, inState, storeDir, storeFile } from './paths.mjs';
import { progressBar, say, seconds } from './say.mjs';
import { hashOf, readStamp, writeStamp } from './stamps.mjs';

const stamp = () => inState('data', 'sample.stamp');
const sources = ['sample', 'src/backend/cli', 'src/backend/store/migrations.ts', 'package-lock.json'];

const today = () => new Date().toISOString().slice(0, 10);

/** Models in a store that are not the sample, read while nobody else has the file open. */
async function ownModels(file) {
  if (!fs.existsSync(file)) {
    return [];
  }
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH '${file.replaceAll("'", "''")}' AS store (READ_ONLY)`);
    const found = await connection.runAndReadAll('SELECT name FROM store.plumbline.models ORDER BY name');
    return found
      .getRows()
      .map(([name]) => String(name))
      .filter((name) => name !== SAMPLE_MODEL);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Load the sample unless today's is there. A store with models of the user's own is left as it is. */
export async function ensureSample() {
  const wanted = hashOf(sources, today());
  const file = storeFile();
  if (fs.existsSync(file) && readStamp(stamp()) === wanted) {
    return;
  }
  const own = await ownModels(file);
  if (own.length > 0) {
    say(
      `The store holds models of your own (${own.join(', ')}): the sample keeps its dates. --reset makes a new store.`
    );
    return;
  }
  const before = Date.now();
  say('Loading the flights sample through the ingestion path');
  fs.rmSync(storeDir(), { recursive: true, force: true });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const { loadSample } = await import('../load-sample.mjs');
  let bar = { kind: '', draw: progressBar('') };
  await loadSample(
    { store: file },
    {
      onProgress: ({ kind, rows, total }) => {
        if (kind !== bar.kind) {
          bar = { kind, draw: progressBar(kind.padEnd(12)) };
        }
        bar.draw(rows, total);
      },
    }
  );
  writeStamp(stamp(), wanted);
  say(`Sample loaded in ${seconds(Date.now() - before)}`);
}
