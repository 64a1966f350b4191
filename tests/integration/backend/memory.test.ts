/** The engine's address space leaves room for the memory that a data source allows DuckDB. */
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { type InProcess, startInProcess } from './inProcess';
import { enginesOf } from './processes';

let front: InProcess;
afterEach(() => front?.remove());

const addressSpaces = () =>
  enginesOf(process.pid).map((pid) =>
    Number(/^Max address space +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1])
  );

test.runIf(process.platform === 'linux').each([1024, 8192])('with %i MiB', async (memoryLimitMb) => {
  front = startInProcess();
  expect(await front.call('GET', 'v1/models', undefined, { jsonData: { memoryLimitMb } })).toMatchObject({
    status: 200,
  });
  expect(addressSpaces()).toEqual([(memoryLimitMb + 3 * 1024) * 1024 * 1024]);
});
