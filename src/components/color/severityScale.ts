import { type GrafanaTheme2 } from '@grafana/data';
import { type Ramp } from './ramps';
import { flatten, mix, parseColor, type Rgba, toCss } from './rgb';
import { stepOf } from './steps';

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
  /** Severities to label. */
  stops: number[];
  /** Where a severity stands on the ramp, in [0, 1]; the limit is its middle. */
  placeOf: (severity: number) => number;
  /** The calm and the alarming half as images of CSS, left to right. */
  gradients: [string, string];
}

/** What one may choose about the colours of severities. */
export interface SeverityChoice {
  /** How many colours in all; undefined runs through all of them. */
  steps?: number;
  /** Severities at even distances within each half, ascending; the limit itself belongs to both. */
  stops?: readonly number[];
  /** A ramp of one's own from calm to alarming, in place of the theme's. */
  ramp?: Ramp;
}

/** Where the edge takes its room from a ramp that has none: colours this near to its middle are left out. */
const EDGE = 0.1;

export function severityScale(
  theme: GrafanaTheme2,
  max: number = CEILINGS[0],
  { steps, stops, ramp }: SeverityChoice = {}
): SeverityScale {
  const paper = parseColor(theme.colors.background.primary);
  const named = (name: string) => flatten(parseColor(theme.visualization.getColorByName(name)), paper);
  const six = ramp ? rampStops(ramp) : theme.isDark ? darkStops(paper, named) : lightStops(paper, named);
  const knots = knotsOf(stops, max);
  const [calmSteps, alarmSteps] = steps === undefined ? [] : [Math.floor(steps / 2), Math.ceil(steps / 2)];
  const colors = [...half(six.slice(0, 3), CALM_STEPS, calmSteps), ...half(six.slice(3), ALARM_STEPS, alarmSteps)];
  const packed = Uint32Array.from(colors, pack);
  const indexOf = (severity: number) =>
    severity < 1
      ? Math.min(CALM_STEPS - 1, Math.floor(shareIn(knots.calm, Math.max(0, severity)) * CALM_STEPS))
      : CALM_STEPS + Math.round(shareIn(knots.alarm, Math.log2(severity)) * (ALARM_STEPS - 1));
  const rgba = (severity: number) => colors[indexOf(severity)];
  return {
    packed,
    indexOf,
    rgba,
    css: (severity) => toCss(rgba(severity)),
    max: knots.max,
    stops: stops ? knots.stops : [0, 0.5, 1, Math.sqrt(max), max],
    placeOf: (severity) =>
      severity < 1
        ? shareIn(knots.calm, Math.max(0, severity)) / 2
        : 0.5 + shareIn(knots.alarm, Math.log2(severity)) / 2,
    gradients: [gradient(colors.slice(0, CALM_STEPS), calmSteps), gradient(colors.slice(CALM_STEPS), alarmSteps)],
  };
}

/**
 * Severities at even distances up to the limit, and powers of two from it on: equal ratios are even steps there, so that 1
 * to 2 takes as much of the ramp as 2 to 4.
 */
function knotsOf(stops: readonly number[] = [], max: number) {
  const below = stops.filter((stop) => stop < 1);
  const above = stops.filter((stop) => stop > 1);
  const calm = [...(below.length > 0 ? below : [0]), 1];
  const alarm = above.length > 0 ? above : [max];
  return { calm, alarm: [1, ...alarm].map(Math.log2), stops: [...calm, ...alarm], max: alarm[alarm.length - 1] };
}

/** Share of the way through knots at even distances, in [0, 1]. */
function shareIn(knots: readonly number[], value: number): number {
  const last = knots.length - 1;
  if (value >= knots[last]) {
    return 1;
  }
  let at = 0;
  while (value >= knots[at + 1]) {
    at++;
  }
  return (at + Math.max(0, (value - knots[at]) / (knots[at + 1] - knots[at]))) / last;
}

/** Colours of one half through three; in so many equal steps, where they are counted. */
function half(three: Rgba[], count: number, steps: number | undefined): Rgba[] {
  return Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    const shown = steps === undefined ? share : stepOf(share, steps);
    return shown < 0.5 ? mix(three[0], three[1], shown * 2) : mix(three[1], three[2], shown * 2 - 1);
  });
}

const SAMPLES = [0, 0.25, 0.5, 0.75, 1];

function gradient(colors: Rgba[], steps: number | undefined): string {
  const at = (share: number) => toCss(colors[Math.round(share * (colors.length - 1))]);
  const parts =
    steps === undefined
      ? SAMPLES.map(at)
      : Array.from(
          { length: steps },
          (_, i) => `${at((i + 0.5) / steps)} ${percent(i / steps)} ${percent((i + 1) / steps)}`
        );
  return `linear-gradient(to right, ${parts.join(', ')})`;
}

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

/** Three colours of each half of a ramp, with room between them for the edge. */
function rampStops(ramp: Ramp): Rgba[] {
  const [calm, alarm] = [0.5 - EDGE, 0.5 + EDGE];
  return [0, calm / 2, calm, alarm, (alarm + 1) / 2, 1].map(ramp.rgba);
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
