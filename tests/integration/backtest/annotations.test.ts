/** Events of models as Grafana's annotations, from the real store. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnalysisContext, runAnalysis } from '../../../src/backend/analyses';
import { stretches } from '../../../src/backend/analyses/annotations/breaches';
import { parseQuery } from '../../../src/query/validate';
import { rowsOf } from '../../parity/harness';
import { type Fixture, makeFixture } from '../store/fixture';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const at = (days: number): string => new Date(START + days * DAY).toISOString();

let fixture: Fixture;
/** 20 days of 100 predictions; `a` is ten times as large on days 12 to 14. */
beforeAll(async () => {
  fixture = await makeFixture();
  await fixture.send(
    'predictions',
    Array.from({ length: 2000 }, (_, i) => ({
      id: `p${i}`,
      time: at(i / 100),
      a: ((i * 7919) % 1000) * (Math.floor(i / 100) >= 12 && Math.floor(i / 100) <= 14 ? 10 : 1),
      prediction: i % 2,
    }))
  );
  await fixture.call('PUT', 'v1/models/m/references/training', { from: START, to: START + 10 * DAY });
  await fixture.call('PUT', 'v1/models/m', { reference: 'training' });
  await fixture.call('POST', 'v1/annotations', { time: at(3), model: 'm', kind: 'deploy', text: 'v2, by "us"' });
  await fixture.call('POST', 'v1/annotations', { time: at(4), timeEnd: at(5), kind: 'failover', text: 'All models' });
  await fixture.call('POST', 'v1/annotations', { time: at(30), model: 'm', kind: 'note', text: 'later' });
});
afterAll(() => fixture.remove());

async function ask(query: object = {}, to = START + 20 * DAY) {
  const context: AnalysisContext = {
    reader: fixture.store.reader(),
    catalogue: fixture.store.catalogue,
    from: START,
    to,
    now: START + 40 * DAY,
    maxDataPoints: 1000,
    intervalMs: 1000,
    rowLimit: 1_000_000,
    unmasked: false,
    memo: new Map(),
  };
  const [frame] = await runAnalysis(parseQuery({ refId: 'A', queryType: 'annotations', ...query }), context);
  return rowsOf(frame);
}

describe('annotations', () => {
  it('are the events of the range, with title, tags and an end', async () => {
    expect(await ask({ kinds: ['deploy', 'failover'] })).toEqual([
      {
        time: START + 3 * DAY,
        timeEnd: null,
        title: 'Deploy',
        text: 'v2, by "us"',
        tags: 'deploy,m',
        model: 'm',
        kind: 'deploy',
      },
      expect.objectContaining({ time: START + 4 * DAY, timeEnd: START + 5 * DAY, tags: 'failover', model: null }),
    ]);
  });

  it('of one model have those of all models with them, and none of another', async () => {
    const texts = (await ask({ model: 'm', kinds: ['deploy', 'failover'] })).map(({ text }) => text);
    expect(texts).toEqual(['v2, by "us"', 'All models']);
    await expect(ask({ model: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('tell when a reference was made', async () => {
    const now = Date.now();
    const [reference] = await ask({ kinds: ['reference'] }, now + DAY);
    expect(reference?.text).toBe('Reference training, 1000 rows');
    expect(Math.abs(Number(reference?.time) - now)).toBeLessThan(10 * 60_000);
  });

  it('name the columns that breached, only when they are asked for', async () => {
    expect((await ask()).map(({ kind }) => kind)).not.toContain('breach');
    const [breach, ...others] = await ask({ kinds: ['breach'] });
    expect(others).toEqual([]);
    expect(breach).toMatchObject({
      time: START + 12 * DAY,
      timeEnd: START + 15 * DAY,
      text: 'Past the drift limit: a',
      tags: 'breach,m',
    });
  });

  it('tell of labels that came late in a bunch', async () => {
    const labels = (from: number, to: number, late: number) =>
      Array.from({ length: to - from }, (_, i) => ({
        id: `p${from + i}`,
        value: late,
        observed_at: at((from + i) / 100),
        arrived_at: at((from + i) / 100 + 0.1 + late * (15 - (from + i) / 100)),
      }));
    await fixture.send('labels', labels(0, 1500, 0));
    expect(await ask({ kinds: ['label_backfill'] })).toEqual([]);
    // Labels of days 0 to 4 are corrected together on day 15.
    await fixture.send('labels', labels(0, 500, 1));
    const [backfill] = await ask({ kinds: ['label_backfill'] });
    expect(backfill?.text).toMatch(/^500 labels came, half of them after 1\d\.\d days$/);
  });
});

it('joins neighbouring windows into one stretch', () => {
  const windows = new Map([
    [20, { end: 30, columns: new Set(['b']) }],
    [0, { end: 10, columns: new Set(['a']) }],
    [10, { end: 20, columns: new Set(['a']) }],
    [40, { end: 50, columns: new Set(['a']) }],
  ]);
  expect(stretches(windows)).toEqual([
    { start: 0, end: 30, columns: ['a', 'b'] },
    { start: 40, end: 50, columns: ['a'] },
  ]);
});
