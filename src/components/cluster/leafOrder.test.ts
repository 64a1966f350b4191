import { expect, it } from 'vitest';
import { CLUSTER_UP_TO, leafOrder } from './leafOrder';

it('puts points of a line into the order of the line, either way round', () => {
  const at = [5, 1, 9, 2, 8, 0, 6];
  const order = leafOrder(at.length, (a, b) => Math.abs(at[a] - at[b])).map((i) => at[i]);
  const sorted = [...at].sort((a, b) => a - b);
  expect([sorted, [...sorted].reverse()]).toContainEqual(order);
});

it('keeps groups together and loses nobody, also with equal distances', () => {
  const group = [0, 1, 2, 0, 1, 2, 0, 1, 2];
  const order = leafOrder(group.length, (a, b) => (group[a] === group[b] ? 0 : 1));
  expect([...order].sort((a, b) => a - b)).toEqual(group.map((_, i) => i));
  const changes = order.filter((item, i) => i > 0 && group[item] !== group[order[i - 1]]);
  expect(changes).toHaveLength(2);
});

it.each([0, 1, 2])('orders %d items', (count) => expect(leafOrder(count, () => 1)).toHaveLength(count));

it('refuses what would take too long', () => expect(() => leafOrder(CLUSTER_UP_TO + 1, () => 1)).toThrow(RangeError));
