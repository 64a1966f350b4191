import { expect, test } from 'vitest';
import { processorMs } from './processor';

test.runIf(process.platform === 'linux')(
  'counts the time that a process has run, and not the time that it waits',
  async () => {
    const own = () => processorMs(process.pid) ?? Number.NaN;
    const before = own();
    const begun = process.cpuUsage();
    while (process.cpuUsage(begun).user + process.cpuUsage(begun).system < 200_000) {
      Math.sqrt(begun.user);
    }
    const worked = own();
    expect(worked - before).toBeGreaterThanOrEqual(150);
    await new Promise((done) => setTimeout(done, 300));
    expect(own() - worked).toBeLessThan(200);
  }
);

test('knows nothing of a process that is not there', () => {
  expect(processorMs(undefined)).toBeUndefined();
  expect(processorMs(2 ** 30)).toBeUndefined();
});
