/** A query sent beside one that brings the engine down must not be refused to others. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type InProcess, startInProcess } from './inProcess';
import { enginesOf } from './processes';
import { sql } from './support';

let front: InProcess;
beforeEach(() => {
  front = startInProcess();
});
afterEach(() => front?.remove());

const ROWS = Array.from({ length: 3_000 }, (_, n) => ({ id: `p${n}`, time: 1.7e9 + n, x: n / 7 }));
/** 216 million products: from a second to three. */
const slow = (name: string) =>
  sql(`SELECT sum(sqrt(a.x * b.x + z)) AS ${name} FROM predictions.big AS a, predictions.big AS b, range(24) AS c(z)`);
const RULE = slow('rule');
const impatient = { jsonData: { queryTimeoutSeconds: 1 } };

test.runIf(process.platform === 'linux')("a rule's query stays good for the rule", async () => {
  const mine = { ...impatient, login: 'vic', role: 'Viewer' };
  expect(await front.call('POST', 'v1/models/big/predictions', ROWS, impatient)).toMatchObject({ status: 200 });
  const before = enginesOf(process.pid);
  const hanging = front.query({ A: slow('hog'), B: RULE }, mine);
  await new Promise((done) => setTimeout(done, 100));
  before.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  expect(await hanging).toMatchObject({ A: { code: 'timeout' }, B: { code: 'timeout' } });
  expect(await front.query({ B: RULE }, mine)).toMatchObject({ B: { code: 'too_many' } });
  expect(await front.query({ B: RULE }, { login: 'ada', jsonData: { queryTimeoutSeconds: 60 }, updated: 2 })).toEqual({
    B: { frames: 1 },
  });
});
