import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { runKills } from '../../faults/kills';

it(
  'loses no acknowledged batch, keeps none in part and repeats none over ten kills',
  { timeout: 240_000 },
  async () => {
    const report = await runKills(10, tmpdir());
    expect(report).toMatchObject({ kills: 10, missing: 0, partial: 0, duplicated: 0 });
    expect(report.acknowledged).toBeGreaterThan(0);
  }
);
