/** The flights sample in the local store: loaded once a day, because its last day is always yesterday. */
import fs from 'node:fs';
import path from 'node:path';
import { SAMPLE_MODEL, inState, storeFile } from './paths.mjs';
import { progressBar, say, seconds } from './say.mjs';
import { hashOf, readStamp, writeStamp } from './stamps.mjs';

const stamp = () => inState('data', 'sample.stamp');
const sources = ['sample', 'src/backend/cli', 'src/backend/store/migrations.ts', 'package-lock.json'];

const today = () => new Date().toISOString().slice(0, 10);

/** Who loads the sample, as ledger and audit log have it; what the store does by itself is under the same name. */
const LOADER = 'plumbline';

/**
 * What people have put into the store, in words: models, and changes of any kind. Read while nobody else has the file open.
 * @returns {Promise<string[]>}
 */
export async function ownContent(file) {
  if (!fs.existsSync(file)) {
    return [];
  }
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const texts = async (sql) => (await connection.runAndReadAll(sql)).getRows().map(([text]) => String(text));
  try {
    await connection.run(`ATTACH '${file.replaceAll("'", "''")}' AS store (READ_ONLY)`);
    const models = await texts(`SELECT name FROM store.plumbline.models WHERE name <> '${SAMPLE_MODEL}' ORDER BY name`);
    const people = await texts(
      `SELECT DISTINCT actor FROM (
         SELECT actor FROM store.plumbline.ledger
         UNION ALL
         SELECT actor FROM store.plumbline.audit_log WHERE action NOT LIKE '%.read' AND action <> 'call.refused'
       ) WHERE actor <> '${LOADER}' ORDER BY actor`
    );
    return [...models.map((name) => `model ${name}`), ...people.map((actor) => `what ${actor} wrote`)];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Forget the sample's own store; those of other data sources lie beside it. */
export function removeStore(file) {
  const folder = path.dirname(file);
  const own = path.basename(file);
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    if (name === own || name.startsWith(`${own}.`)) {
      fs.rmSync(path.join(folder, name), { recursive: true });
    }
  }
}

/** Load the sample unless today's is there. A store that people have written to is left as it is. */
export async function ensureSample() {
  const wanted = hashOf(sources, today());
  const file = storeFile();
  if (fs.existsSync(file) && readStamp(stamp()) === wanted) {
    return;
  }
  const own = await ownContent(file);
  if (own.length > 0) {
    say(
      `The store holds more than the sample (${own.join(', ')}): the sample keeps its dates. --reset makes a new store.`
    );
    return;
  }
  const before = Date.now();
  say('Loading the flights sample through the ingestion path');
  removeStore(file);
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
