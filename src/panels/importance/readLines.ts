/** Partial dependence and individual conditional expectation, where a frame has them. Pure. */
import { type DataFrame } from '@grafana/data';
import { fieldNamed, numberAt, textAt } from '../../components/frames/read';

export interface EffectLine {
  x: number[];
  y: number[];
}

export interface EffectLines {
  /** Mean prediction over the column's values, less its own mean. */
  pdp: EffectLine | undefined;
  /** One record each, less its own mean. */
  ice: EffectLine[];
  /** Records altogether. */
  iceTotal: number;
}

/** More would be one blot. */
const MOST_ICE = 200;

/**
 * Lines of the tables with numbers `x` and `pdp`, or `x`, `ice` and a `record_id`. Attributions are about a mean, predictions are
 * not: each line is moved to its own mean, which leaves its shape.
 */
export function readLines(series: readonly DataFrame[]): EffectLines | undefined {
  let pdp: EffectLine | undefined;
  const ice = new Map<string, Array<[number, number]>>();
  for (const frame of series) {
    const x = fieldNamed(frame, 'x') ?? fieldNamed(frame, 'value');
    const mean = fieldNamed(frame, 'pdp');
    const one = fieldNamed(frame, 'ice');
    const id = fieldNamed(frame, 'record_id') ?? fieldNamed(frame, 'id');
    if (x && mean && !pdp) {
      pdp = centred(Array.from({ length: frame.length }, (_, at) => [numberAt(x, at), numberAt(mean, at)]));
    }
    for (let at = 0; x && one && id && at < frame.length; at++) {
      const key = textAt(id, at) ?? '';
      const line = ice.get(key) ?? [];
      ice.set(key, line);
      line.push([numberAt(x, at), numberAt(one, at)]);
    }
  }
  const lines = [...ice.values()].slice(0, MOST_ICE).flatMap((points) => centred(points) ?? []);
  return pdp || lines.length > 0 ? { pdp, ice: lines, iceTotal: ice.size } : undefined;
}

function centred(points: Array<[number, number]>): EffectLine | undefined {
  const known = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)).sort(([a], [b]) => a - b);
  if (known.length < 2) {
    return undefined;
  }
  const mean = known.reduce((sum, [, y]) => sum + y, 0) / known.length;
  return { x: known.map(([x]) => x), y: known.map(([, y]) => y - mean) };
}
