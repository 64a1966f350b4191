/** The steps of a waterfall. Pure. */

export interface Part {
  name: string;
  delta: number;
}

export interface Step<P extends Part> {
  /** Undefined for the step that sums up the parts without one of their own. */
  part: P | undefined;
  /** How many parts it stands for. */
  count: number;
  start: number;
  end: number;
}

/**
 * Steps from `from` to `from` plus all parts, the largest first. More parts than `most` become one step with their
 * signed sum, which counts as a step itself and comes last; `others` are parts that only their sum is known of.
 *
 * @param upwards the largest part ends at the total and the others lie before it, as shap draws one record; otherwise
 *   the largest part starts at `from`.
 */
export function waterfallSteps<P extends Part>(
  parts: readonly P[],
  from: number,
  most: number,
  upwards: boolean,
  others: { count: number; delta: number } = { count: 0, delta: 0 }
): Array<Step<P>> {
  const ordered = [...parts].sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta));
  const whole = ordered.length + others.count <= most || most <= 0;
  const shown = whole && others.count === 0 ? ordered : ordered.slice(0, whole ? undefined : Math.max(1, most - 1));
  const rest = ordered.slice(shown.length);
  const total = from + parts.reduce((sum, part) => sum + part.delta, 0) + others.delta;
  const list: Array<Pick<Step<P>, 'part' | 'count'> & { delta: number }> = shown.map((part) => ({
    part,
    count: 1,
    delta: part.delta,
  }));
  if (rest.length + others.count > 0) {
    const delta = rest.reduce((sum, part) => sum + part.delta, 0) + others.delta;
    list.push({ part: undefined, count: rest.length + others.count, delta });
  }
  let at = upwards ? total : from;
  return list.map(({ part, count, delta }) => {
    const step = upwards ? { part, count, start: at - delta, end: at } : { part, count, start: at, end: at + delta };
    at = upwards ? step.start : step.end;
    return step;
  });
}
