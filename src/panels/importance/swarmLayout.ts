/** Where the dots and columns of a beeswarm lie. Pure, in units of a row. */

/** Bins across a row in which dots are stacked; as in shap. */
const STACKS = 100;
/** Half of a row that dots may fill at most, and the share of it that they do. */
const ROW_HALF = 0.4;
const FILL = 0.9;

/** To the nearest whole number, halves to the even one: as numpy rounds. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

/**
 * Distance of each dot from the middle of its row, in [-0.4, 0.4], by the rule of shap 0.51: dots fall into 100 bins of x
 * and stack alternately above and below. shap shuffles the dots of a bin; here they keep their order, so that a picture
 * is the same each time.
 */
export function stackDots(x: ArrayLike<number>): Float64Array {
  const offsets = new Float64Array(x.length);
  if (x.length === 0) {
    return offsets;
  }
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    low = Math.min(low, x[i]);
    high = Math.max(high, x[i]);
  }
  const heights = new Int32Array(STACKS + 1);
  let highest = -Infinity;
  for (let i = 0; i < x.length; i++) {
    const bin = roundHalfEven((STACKS * (x[i] - low)) / (high - low + 1e-8));
    const layer = heights[bin]++;
    offsets[i] = Math.ceil(layer / 2) * ((layer % 2) * 2 - 1) + 0;
    highest = Math.max(highest, offsets[i]);
  }
  const scale = (FILL * ROW_HALF) / (highest + 1);
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] *= scale;
  }
  return offsets;
}

/** Counts of a row by pixel column and colour. */
export interface SwarmColumns {
  /** `width` times `colors` counts, the colours of a column side by side. */
  counts: Float64Array;
  /** Sums of each column, and the largest of them. */
  totals: Float64Array;
  largest: number;
}

/** Runs of a moving mean: three are close to a Gaussian (central limit). */
const PASSES = 3;

/** Columns smoothed over about `radius` pixels to either side; what each colour adds up to stays the same. */
export function smoothColumns({ counts, totals }: SwarmColumns, colors: number, radius: number): SwarmColumns {
  const width = totals.length;
  const smooth = new Float64Array(counts.length);
  const line = new Float64Array(width);
  for (let color = 0; color < colors; color++) {
    for (let x = 0; x < width; x++) {
      line[x] = counts[x * colors + color];
    }
    for (let pass = 0; pass < PASSES; pass++) {
      movingMean(line, radius);
    }
    for (let x = 0; x < width; x++) {
      smooth[x * colors + color] = line[x];
    }
  }
  const sums = new Float64Array(width);
  let largest = 0;
  for (let x = 0; x < width; x++) {
    for (let color = 0; color < colors; color++) {
      sums[x] += smooth[x * colors + color];
    }
    largest = Math.max(largest, sums[x]);
  }
  return { counts: smooth, totals: sums, largest };
}

/** In place. At the ends the mean is over what there is, mirrored, so that nothing is lost. */
function movingMean(line: Float64Array, radius: number): void {
  const from = line.slice();
  const at = (x: number) => from[x < 0 ? -x - 1 : x >= from.length ? 2 * from.length - 1 - x : x] ?? 0;
  let sum = 0;
  for (let x = -radius; x <= radius; x++) {
    sum += at(x);
  }
  for (let x = 0; x < line.length; x++) {
    line[x] = Math.max(0, sum / (2 * radius + 1));
    sum += at(x + radius + 1) - at(x - radius);
  }
}

/** Records as bins without width, for pictures that count them. */
export function binsOfPoints({ x, color }: { x: ArrayLike<number>; color: ArrayLike<number> }): SwarmBins {
  return { lo: x, hi: x, color, n: new Float64Array(x.length).fill(1) };
}

export interface SwarmBins {
  lo: ArrayLike<number>;
  hi: ArrayLike<number>;
  color: ArrayLike<number>;
  n: ArrayLike<number>;
}

/**
 * Spreads bins over pixel columns: a bin wider than a pixel shares its rows out evenly, narrower ones add up.
 *
 * @param toPixel position of a value, 0 at the left edge.
 */
export function swarmColumns(
  bins: SwarmBins,
  colors: number,
  width: number,
  toPixel: (value: number) => number
): SwarmColumns {
  const counts = new Float64Array(width * colors);
  const totals = new Float64Array(width);
  for (let i = 0; i < bins.n.length; i++) {
    const from = toPixel(bins.lo[i]);
    const to = Math.max(toPixel(bins.hi[i]), from + 1);
    const first = Math.max(0, Math.floor(from));
    const last = Math.min(width - 1, Math.ceil(to) - 1);
    for (let x = first; x <= last; x++) {
      const part = (bins.n[i] * (Math.min(to, x + 1) - Math.max(from, x))) / (to - from);
      counts[x * colors + bins.color[i]] += part;
      totals[x] += part;
    }
  }
  let largest = 0;
  for (let x = 0; x < width; x++) {
    largest = Math.max(largest, totals[x]);
  }
  return { counts, totals, largest };
}
