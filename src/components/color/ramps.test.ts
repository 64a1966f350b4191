import { createTheme } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { divergingRamp, rampOf, sequentialRamp } from './ramps';
import { contrast, luminance, parseColor } from './rgb';

const shares = Array.from({ length: 21 }, (_, i) => i / 20);

describe.each(['dark', 'light'] as const)('%s', (mode) => {
  const theme = createTheme({ colors: { mode } });
  const paper = parseColor(theme.colors.background.primary);

  it('runs one way in lightness from low to high, so the order survives grey', () => {
    const lights = shares.map((share) => luminance(sequentialRamp(theme).rgba(share)));
    const sorted = [...lights].sort((a, b) => (mode === 'dark' ? a - b : b - a));
    expect(lights).toEqual(sorted);
  });

  it('diverges from the paper to both sides', () => {
    const ramp = divergingRamp(theme);
    expect(contrast(ramp.rgba(0.5), paper)).toBeLessThan(1.3);
    for (const end of [0, 1]) {
      expect(contrast(ramp.rgba(end), paper)).toBeGreaterThan(3);
      expect(contrast(ramp.rgba(end), paper)).toBeGreaterThan(contrast(ramp.rgba(0.5 + (end - 0.5) / 2), paper));
    }
    // Orange and purple differ in their blue channel, which all but the rarest colour vision sees.
    expect(ramp.rgba(0).b).toBeGreaterThan(ramp.rgba(1).b + 60);
  });
});

it('meets its stops and clamps what is outside', () => {
  const ramp = rampOf(['#000000', '#808080', '#ffffff'].map(parseColor));
  const at = (share: number) => Math.round(ramp.rgba(share).g);
  expect([0, 1, -3, 7].map(at)).toEqual([0, 255, 0, 255]);
  expect(Math.abs(at(0.5) - 128)).toBeLessThanOrEqual(1);
});
