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

/** About a second. */
const SLOW = 'range(4000) AS a(x), range(1000) AS b(y), range(12) AS c(z)';
const RULE = sql(`SELECT sum(sqrt(x * y + z)) AS rule FROM ${SLOW}`);
const impatient = { jsonData: { queryTimeoutSeconds: 1 } };

test.runIf(process.platform === 'linux')("a rule's query stays good for the rule", async () => {
  const mine = { ...impatient, login: 'vic', role: 'Viewer' };
  await front.query({ A: sql('SELECT 1 AS one') }, mine);
  const before = enginesOf(process.pid);
  const hanging = front.query({ A: sql(`SELECT sum(sqrt(x * y + z)) AS hog FROM ${SLOW}`), B: RULE }, mine);
  await new Promise((done) => setTimeout(done, 100));
  before.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  expect(await hanging).toMatchObject({ A: { code: 'timeout' }, B: { code: 'timeout' } });
  expect(await front.query({ B: RULE }, mine)).toMatchObject({ B: { code: 'too_many' } });
  expect(await front.query({ B: RULE }, { login: 'ada', jsonData: { queryTimeoutSeconds: 60 }, updated: 2 })).toEqual({
    B: { frames: 1 },
  });
});
