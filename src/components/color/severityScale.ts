import { type GrafanaTheme2 } from '@grafana/data';
import { flatten, mix, parseColor, type Rgba, toCss } from './rgb';

/** Where the alarming half may end, in severities. Coarse steps, so that a refresh seldom changes what a colour means. */
export const CEILINGS = [4, 16, 64] as const;

/** The lowest ceiling that leaves at most `over` of the severities above it. */
export function ceilingFor(severities: ArrayLike<number>, over = 0.02): number {
  const counts = CEILINGS.map(() => 0);
  let known = 0;
  for (let i = 0; i < severities.length; i++) {
    known += severities[i] >= 1 ? 1 : 0;
    CEILINGS.forEach((ceiling, c) => (counts[c] += severities[i] > ceiling ? 1 : 0));
  }
  return CEILINGS.find((_, c) => counts[c] <= known * over) ?? CEILINGS[CEILINGS.length - 1];
}

const CALM_STEPS = 64;
const ALARM_STEPS = 192;

/**
 * Colours for severities: 1 is the limit; below it the ramp is calm, above it alarming, with a hard edge between. Lightness runs one way from calm to alarming and the hue goes from blue to orange, so the
 * order survives every kind of colour blindness; a test holds both.
 */
export interface SeverityScale {
  /** Packed RGBA bytes (little endian) for ImageData, by `indexOf`. */
  packed: Uint32Array;
  indexOf: (severity: number) => number;
  rgba: (severity: number) => Rgba;
  css: (severity: number) => string;
  /** Severity shown by the last colour: everything above looks the same. */
  max: number;
  /** Severities to label: even steps of the ramp. */
  stops: number[];
}

export function severityScale(theme: GrafanaTheme2, max: number = CEILINGS[0]): SeverityScale {
  const paper = parseColor(theme.colors.background.primary);
  const named = (name: string) => flatten(parseColor(theme.visualization.getColorByName(name)), paper);
  const stops = theme.isDark ? darkStops(paper, named) : lightStops(paper, named);
  const colors: Rgba[] = [];
  for (let i = 0; i < CALM_STEPS; i++) {
    const share = i / (CALM_STEPS - 1);
    colors.push(share < 0.5 ? mix(stops[0], stops[1], share * 2) : mix(stops[1], stops[2], share * 2 - 1));
  }
  for (let i = 0; i < ALARM_STEPS; i++) {
    // Equal ratios are even steps: 1 to 2 takes as much of the ramp as 2 to 4.
    const share = i / (ALARM_STEPS - 1);
    colors.push(share < 0.5 ? mix(stops[3], stops[4], share * 2) : mix(stops[4], stops[5], share * 2 - 1));
  }
  const packed = Uint32Array.from(colors, pack);
  const indexOf = (severity: number) => {
    if (severity < 1) {
      return Math.floor(Math.max(0, severity) * CALM_STEPS);
    }
    const share = Math.min(1, Math.log2(severity) / Math.log2(max));
    return CALM_STEPS + Math.round(share * (ALARM_STEPS - 1));
  };
  const rgba = (severity: number) => colors[indexOf(severity)];
  return {
    packed,
    indexOf,
    rgba,
    css: (severity) => toCss(rgba(severity)),
    max,
    stops: [0, 0.5, 1, Math.sqrt(max), max],
  };
}

type Named = (name: string) => Rgba;

/** Six colours: calm at 0, 0.5 and just under 1; alarming at 1, half-way and at the ceiling. */
function darkStops(paper: Rgba, named: Named): Rgba[] {
  const blue = named('blue');
  return [
    mix(paper, blue, 0.12),
    mix(paper, blue, 0.28),
    mix(paper, blue, 0.46),
    named('dark-orange'),
    named('light-orange'),
    mix(named('super-light-yellow'), named('super-light-orange'), 0.2),
  ];
}

function lightStops(paper: Rgba, named: Named): Rgba[] {
  const blue = named('blue');
  return [
    mix(paper, blue, 0.07),
    mix(paper, blue, 0.2),
    mix(paper, blue, 0.38),
    named('dark-orange'),
    named('semi-dark-red'),
    mix(named('dark-red'), { r: 0, g: 0, b: 0, a: 1 }, 0.4),
  ];
}

/** One pixel as ImageData wants it on the little-endian machines that browsers run on. */
export function pack({ r, g, b, a }: Rgba): number {
  const byte = (v: number) => Math.round(Math.min(255, Math.max(0, v)));
  return ((Math.round(a * 255) << 24) | (byte(b) << 16) | (byte(g) << 8) | byte(r)) >>> 0;
}
