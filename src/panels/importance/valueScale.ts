import { linearScale, type LinearScale } from '../../components/scale/linearScale';

/**
 * Axis of attributions. The symmetric logarithm is linear near zero, up to a hundredth of the largest value, and
 * logarithmic beyond (Webber 2013).
 */
export function attributionScale(domain: [number, number], width: number, kind: 'linear' | 'symlog'): LinearScale {
  const count = Math.max(2, Math.floor(width / 90));
  const pad = (domain[1] - domain[0]) * 0.02;
  const [low, high] = [domain[0] - pad, domain[1] + pad];
  if (kind === 'linear') {
    return linearScale([low, high], width, count);
  }
  const unit = Math.max(Math.abs(low), Math.abs(high)) / 100 || 1;
  const bend = (value: number) => Math.sign(value) * Math.log1p(Math.abs(value) / unit);
  const inner = linearScale([bend(low), bend(high)], width);
  const powers = Array.from({ length: 5 }, (_, i) => 10 ** (Math.floor(Math.log10(unit)) + i));
  const ticks = [...powers.map((power) => -power).reverse(), 0, ...powers].filter(
    (tick) => tick >= low && tick <= high && (tick === 0 || Math.abs(tick) > unit)
  );
  return { domain: [low, high], toPixel: (value) => inner.toPixel(bend(value)), ticks, step: unit };
}

/** Halvings of the domain: far below a pixel of any screen. */
const HALVINGS = 40;

/** The value at a position, for any scale that rises. */
export function valueAt({ domain, toPixel }: LinearScale, pixel: number): number {
  let [low, high] = domain;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    [low, high] = toPixel(middle) < pixel ? [middle, high] : [low, middle];
  }
  return (low + high) / 2;
}
