import { createTheme } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { contrast, luminance, parseColor, type Rgba, toOklab } from './rgb';
import { ceilingFor, CEILINGS, severityScale } from './severityScale';

/** Linear-light matrices of Machado, Oliveira and Fernandes (2009) at full severity. */
const DEFICIENCIES: Record<string, number[]> = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

const linear = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const gamma = (v: number) =>
  255 * (v <= 0.0031308 ? 12.92 * Math.max(0, v) : 1.055 * Math.min(1, v) ** (1 / 2.4) - 0.055);

function seenBy(deficiency: string, c: Rgba): Rgba {
  const m = DEFICIENCIES[deficiency];
  const [r, g, b] = [linear(c.r), linear(c.g), linear(c.b)];
  const row = (i: number) => gamma(m[i] * r + m[i + 1] * g + m[i + 2] * b);
  return { r: row(0), g: row(3), b: row(6), a: 1 };
}

const distance = (p: Rgba, q: Rgba) => Math.hypot(...toOklab(p).map((v, i) => v - toOklab(q)[i]));

describe.each(['dark', 'light'] as const)('severity scale, %s', (mode) => {
  const theme = createTheme({ colors: { mode } });

  it.each(CEILINGS)('runs one way in lightness up to %d times the limit', (max) => {
    const scale = severityScale(theme, max);
    const calm = [0, 0.2, 0.4, 0.6, 0.8, 0.99];
    const alarm = Array.from({ length: 9 }, (_, i) => max ** (i / 8));
    const light = [...calm, ...alarm].map((s) => luminance(scale.rgba(s)) * (mode === 'dark' ? 1 : -1));
    light.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(light[i]));
  });

  it('has an edge at the limit that everybody sees', () => {
    const scale = severityScale(theme);
    const [below, at] = [scale.rgba(0.999), scale.rgba(1)];
    expect(distance(below, at)).toBeGreaterThan(0.15);
    for (const deficiency of Object.keys(DEFICIENCIES)) {
      expect(distance(seenBy(deficiency, below), seenBy(deficiency, at)), deficiency).toBeGreaterThan(0.12);
    }
    // Within each half, neighbours may not differ as much as the two sides of the edge.
    expect(distance(scale.rgba(0.9), below)).toBeLessThan(0.05);
  });

  it('keeps breaches at 3:1 from the paper', () => {
    const scale = severityScale(theme);
    const paper = parseColor(theme.colors.background.primary);
    for (const severity of [1.05, 2, 4, 100]) {
      expect(contrast(scale.rgba(severity), paper), String(severity)).toBeGreaterThanOrEqual(3);
    }
  });

  it('shows everything above the ceiling alike and nothing below zero', () => {
    const scale = severityScale(theme, 16);
    expect(scale.css(16)).toBe(scale.css(1e9));
    expect(scale.css(16)).not.toBe(scale.css(15));
    expect(scale.css(-1)).toBe(scale.css(0));
    expect(scale.stops).toEqual([0, 0.5, 1, 4, 16]);
  });
});

describe('ceilingFor', () => {
  it('is the lowest that leaves few above it', () => {
    expect(ceilingFor([0, 0.5, NaN])).toBe(4);
    expect(ceilingFor([1, 2, 3, 3.9])).toBe(4);
    expect(ceilingFor([2, 5, 12])).toBe(16);
    expect(ceilingFor([2, 5, 12, 40])).toBe(64);
    expect(ceilingFor([1e9])).toBe(64);
  });
});
