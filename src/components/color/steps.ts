/** The share that a step stands for: the first and the last step have the colours of the ends. */
export function stepOf(share: number, steps: number): number {
  const step = Math.min(steps - 1, Math.floor(share * steps));
  return steps > 1 ? step / (steps - 1) : 0.5;
}
