/** A number axis: value to position and the round numbers to label. */
export interface LinearScale {
  domain: [number, number];
  toPixel: (value: number) => number;
  ticks: number[];
  /** Distance of two ticks, in data units. */
  step: number;
}

/** Distance between ticks so that at most `count` + 1 of them cover `span`: 1, 2 or 5 times a power of ten. */
export function niceStep(span: number, count: number): number {
  if (!(span > 0)) {
    return 1;
  }
  const raw = span / Math.max(1, count);
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / magnitude;
  const nice = lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10;
  return nice * magnitude;
}

/**
 * @param domain lowest and highest value; equal ends are widened so that a constant still has a place.
 * @param width length of the axis in CSS pixels.
 * @param nice widen the domain to whole ticks.
 */
export function linearScale(domain: [number, number], width: number, count = 5, nice = false): LinearScale {
  let [low, high] = domain;
  if (!(high > low)) {
    const pad = Math.abs(low) > 0 ? Math.abs(low) * 0.1 : 1;
    low -= pad;
    high += pad;
  }
  let step = niceStep(high - low, count);
  if (!nice && Math.ceil(low / step - 1e-9) > Math.floor(high / step + 1e-9)) {
    // A step wider than the domain can miss it; three steps always have a round number inside.
    step = niceStep(high - low, 3);
  }
  if (nice) {
    low = Math.floor(low / step + 1e-9) * step;
    high = Math.ceil(high / step - 1e-9) * step;
  }
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
    // Dividing by the inverse keeps 0.3 from becoming 0.30000000000000004.
    const tick = step < 1 ? k / Math.round(1 / step) : k * step;
    // Adding zero turns -0 into 0.
    ticks.push(tick + 0);
  }
  const span = high - low;
  return { domain: [low, high], toPixel: (value) => ((value - low) / span) * width, ticks, step };
}
