/** The process that is killed: ingests numbered batches from `first` on, and says so after each answer. */
import { writeSync } from 'node:fs';
import { openStore } from '../../src/backend/store';
import { MODEL, numberedBatch } from './batches';

const [file = '', first = '0'] = process.argv.slice(2);
const store = await openStore(file);
writeSync(1, 'open\n');
for (let number = Number(first); ; number++) {
  const { idempotencyKey, kind, rows } = numberedBatch(number);
  const { body } = await store.ingest({
    actor: { login: 'writer' },
    model: MODEL,
    kind,
    contentType: 'application/x-ndjson',
    body: new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join('\n')),
    idempotencyKey,
    autoCreate: true,
  });
  // A write to the pipe is complete when it returns: what was acknowledged is known to the parent.
  writeSync(1, `ack ${number} ${body.accepted + body.updated}\n`);
}
