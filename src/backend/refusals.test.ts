import { describe, expect, it } from 'vitest';
import { Refusals, withoutEntity } from './refusals';

const refusal = {
  call: `v1/${'x'.repeat(500)}`,
  login: 'vic',
  role: 'Viewer',
  permission: 'edit',
  reason: 'forbidden',
  fromAlert: false,
};

describe('Refusals', () => {
  it('lets twenty entries through, then one a minute, and says how many it left out', () => {
    let now = 0;
    const refusals = new Refusals(() => now);
    const first = Array.from({ length: 1_000 }, () => refusals.entry(refusal)).filter(Boolean);
    expect(first).toHaveLength(20);
    expect(first[0]?.detail).not.toHaveProperty('omittedBefore');
    now = 60_000;
    expect(refusals.entry(refusal)?.detail).toMatchObject({ reason: 'forbidden', omittedBefore: 980 });
    expect(refusals.entry(refusal)).toBeUndefined();
  });

  it('keeps the value of an entity out of the log', () => {
    expect(withoutEntity('v1/models/m/entities/jane%2Fdoe')).toBe('v1/models/m/entities/(entity)');
    expect(withoutEntity('v1/models/entities')).toBe('v1/models/entities');
  });

  it('keeps entries short', () => {
    expect(new Refusals().entry(refusal)?.subject).toHaveLength(200);
  });
});
