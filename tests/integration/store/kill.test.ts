import { expect, it } from 'vitest';
import { run } from '../../faults/kills';

it(
  'loses no acknowledged batch, keeps none in part and repeats none over ten kills',
  { timeout: 240_000 },
  async () => {
    const report = await run(10, 20261121);
    expect(report).toMatchObject({ kills: 10, lost: 0, partial: 0, duplicated: 0 });
    expect(report.acknowledged).toBeGreaterThan(0);
  }
);
