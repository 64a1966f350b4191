/** Colours as numbers, for canvases: parse what a theme gives, mix in OKLab so that steps look even, measure contrast. */

/** sRGB with channels in 0..255 and alpha in 0..1. */
export interface Rgba {
  r: number;
  g: number;
  b: number;
  a: number;
}

/**
 * Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(...)` and `rgba(...)`.
 *
 * @throws Error when the text is none of these, because a wrong colour would paint a wrong meaning.
 */
export function parseColor(text: string): Rgba {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim());
  if (hex) {
    return parseHex(hex[1]);
  }
  const parts = /^rgba?\(([^)]+)\)$/i.exec(text.trim());
  if (parts) {
    const [r, g, b, a = '1'] = parts[1].split(/[\s,/]+/).filter(Boolean);
    const alpha = a.endsWith('%') ? parseFloat(a) / 100 : parseFloat(a);
    return { r: parseFloat(r), g: parseFloat(g), b: parseFloat(b), a: alpha };
  }
  throw new Error(`Not a colour: ${text}`);
}

function parseHex(digits: string): Rgba {
  const short = digits.length < 6;
  const at = (i: number) => {
    const part = short ? digits[i] + digits[i] : digits.slice(2 * i, 2 * i + 2);
    return parseInt(part, 16);
  };
  const hasAlpha = digits.length === 4 || digits.length === 8;
  return { r: at(0), g: at(1), b: at(2), a: hasAlpha ? at(3) / 255 : 1 };
}

export function toCss({ r, g, b, a }: Rgba): string {
  const byte = (v: number) => Math.round(Math.min(255, Math.max(0, v)));
  return a >= 1 ? `rgb(${byte(r)}, ${byte(g)}, ${byte(b)})` : `rgba(${byte(r)}, ${byte(g)}, ${byte(b)}, ${a})`;
}

/** What is seen when `top` lies on the opaque `base`. */
export function flatten(top: Rgba, base: Rgba): Rgba {
  const over = (t: number, b: number) => t * top.a + b * (1 - top.a);
  return { r: over(top.r, base.r), g: over(top.g, base.g), b: over(top.b, base.b), a: 1 };
}

const toLinear = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const fromLinear = (v: number) => 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * Math.max(0, v) ** (1 / 2.4) - 0.055);

/** OKLab coordinates (L, a, b) of Björn Ottosson, 2020: equal distances look about equally different. */
export function toOklab(c: Rgba): [number, number, number] {
  const [r, g, b] = [toLinear(c.r), toLinear(c.g), toLinear(c.b)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([L, a, b]: [number, number, number]): Rgba {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return {
    r: fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    g: fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    b: fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    a: 1,
  };
}

/** The opaque colour `share` of the way from `from` to `to` (0..1), in OKLab. */
export function mix(from: Rgba, to: Rgba, share: number): Rgba {
  const [p, q] = [toOklab(from), toOklab(to)];
  return fromOklab([p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share, p[2] + (q[2] - p[2]) * share]);
}

/** Relative luminance of WCAG 2.2, in 0..1. */
export function luminance(c: Rgba): number {
  return 0.2126 * toLinear(c.r) + 0.7152 * toLinear(c.g) + 0.0722 * toLinear(c.b);
}

/** Contrast ratio of WCAG 2.2, in 1..21. */
export function contrast(p: Rgba, q: Rgba): number {
  const [high, low] = [luminance(p), luminance(q)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}
