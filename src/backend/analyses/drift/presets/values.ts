/** Values of one side as the presets read them: raw numbers, or counts of categories. Pure. */
import { type GroupedSample, walk } from '../../../statistics/samples';

export type Values =
  | { kind: 'numeric'; sample: GroupedSample; n: number }
  | { kind: 'categorical'; counts: ReadonlyMap<string, number>; n: number };

/** Two vectors over the same bins. */
export interface Paired {
  p: number[];
  q: number[];
}

/** Counts of every value of either side: numbers ascending, texts in the order of their code points. */
export function pairOf(reference: Values, current: Values): Paired {
  const p: number[] = [];
  const q: number[] = [];
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    walk(reference.sample, current.sample, (_, a, b) => {
      p.push(a);
      q.push(b);
    });
    return { p, q };
  }
  const left = reference.kind === 'categorical' ? reference.counts : new Map<string, number>();
  const right = current.kind === 'categorical' ? current.counts : new Map<string, number>();
  for (const value of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    p.push(left.get(value) ?? 0);
    q.push(right.get(value) ?? 0);
  }
  return { p, q };
}

/** Different values of both sides together; where one side has more than `enough`, only that it has. */
export function distinctValues(reference: Values, current: Values, enough: number): number {
  const size = (side: Values) => (side.kind === 'numeric' ? side.sample.values.length : side.counts.size);
  const larger = Math.max(size(reference), size(current));
  return larger > enough ? larger : pairOf(reference, current).p.length;
}
