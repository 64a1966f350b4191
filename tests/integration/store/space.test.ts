/** Little space: a warning, then batches are refused while queries go on; and back again. */
import { afterEach, describe, expect, it } from 'vitest';
import { KEPT_BYTES, lowSpace, requireRoomToWrite } from '../../../src/backend/store/database/disk';
import { failureOf, type Fixture, makeFixture } from './fixture';

const MIB = 1024 * 1024;
const disk = (freeMib: number, walMib = 0) => ({
  fileBytes: 0,
  walBytes: walMib * MIB,
  freeBytes: freeMib * MIB,
  totalBytes: 1e12,
});

describe('the marks', () => {
  it.each([
    [3000, 0, undefined],
    [2047, 0, /Only 2.0 GiB are free: below 256 MiB batches are refused/],
    [256, 0, /Only 256 MiB are free: below/],
    [255, 0, /batches are refused until there are 256 MiB/],
    [299, 100, /batches are refused until there are 300 MiB/],
    [300, 100, /below 300 MiB/],
  ])('%d MiB free with a log of %d MiB', (free, wal, text) => {
    const said = lowSpace(disk(free, wal));
    if (text === undefined) {
      expect(said).toBeUndefined();
    } else {
      expect(said).toMatch(text);
    }
  });

  it('refuses below 256 MiB or thrice the log, whichever is more', () => {
    expect(() => requireRoomToWrite(disk(256))).not.toThrow();
    expect(() => requireRoomToWrite(disk(255))).toThrow(/255 MiB are free.*256 MiB are kept back; reading goes on/);
    expect(() => requireRoomToWrite(disk(299, 100))).toThrow(/300 MiB/);
    expect(KEPT_BYTES).toBe(256 * MIB);
  });
});

describe('a store', () => {
  let fixture: Fixture;
  afterEach(() => fixture.remove());

  it('warns, and takes batches still', async () => {
    fixture = await makeFixture({ warnFreeBytes: 1e15 });
    expect((await fixture.send('predictions', [{ id: 1, time: 1.76e9, x: 1 }])).body.accepted).toBe(1);
    expect((await fixture.store.status()).warnings).toEqual([expect.stringMatching(/^Only .* are free: below/)]);
  });

  it('refuses batches and references with 507 below the reserve, and answers queries', async () => {
    fixture = await makeFixture({ keepFreeBytes: 1e15 });
    const failure = await failureOf(fixture.send('predictions', [{ id: 1, time: 1.76e9, x: 1 }]));
    expect(failure).toMatchObject({ code: 'no_space' });
    expect(failure.text).toContain('same Idempotency-Key');
    expect(await fixture.rows('SELECT count(*) AS n FROM plumbline.ledger')).toEqual([{ n: 0 }]);
    expect((await fixture.store.status()).warnings[0]).toMatch(/batches are refused until/);
    // What frees space is not refused for want of it.
    expect(await fixture.store.housekeep()).toBe(false);
  });
});
