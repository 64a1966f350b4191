/** The process that is killed: ingests and rolls up at the same time, until it ends. */
import { writeSync } from 'node:fs';
import { openStore } from '../../../src/backend/store';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const HOURS = 8;

const [file = '', seed = '0'] = process.argv.slice(2);
const store = await openStore(file, { roll: false });
writeSync(1, 'open\n');
const rollUpForEver = async (): Promise<never> => {
  for (;;) {
    await store.rollUp(() => writeSync(1, 'rolled\n'));
    await new Promise((done) => setTimeout(done, 5));
  }
};
void rollUpForEver();
for (let batch = Number(seed); ; batch++) {
  if (batch % 8 === 0) {
    // Every batch touches every hour: without a rest no count of an hour would still hold when it is put in its place.
    await new Promise((done) => setTimeout(done, 150));
  }
  const rows = Array.from({ length: 40 }, (_, index) => ({
    // Every third batch sends rows of the one before again, changed.
    id: `${batch - (batch % 3 === 2 ? 1 : 0)}-${index}`,
    time: START + ((batch * 7 + index) % HOURS) * HOUR + index,
    x: (batch * 31 + index * 17) % 97,
    colour: ['red', 'green', null, `rare ${index}`][(batch + index) % 4],
  }));
  await store.ingest({
    actor: { login: 'writer' },
    model: 'm',
    kind: 'predictions',
    contentType: 'application/x-ndjson',
    body: new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join('\n')),
    autoCreate: true,
  });
}
