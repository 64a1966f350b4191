import { fieldColorModeRegistry, type GrafanaTheme2 } from '@grafana/data';
import { mix, parseColor, type Rgba, toCss } from './rgb';
import { pack } from './severityScale';
import { stepOf } from './steps';

/** A ramp of colours over [0, 1], ready for canvases and for CSS. */
export interface Ramp {
  /** Packed RGBA bytes (little endian) of `STEPS` colours. */
  packed: Uint32Array;
  /** Index of a share in [0, 1] into `packed`; shares outside are clamped. */
  indexOf: (share: number) => number;
  rgba: (share: number) => Rgba;
  css: (share: number) => string;
}

const STEPS = 256;

/** Stops of Cividis (Nuñez, Anderton and Renslow, 2018): lightness and blue-yellow alone, so it reads with every colour vision. */
const CIVIDIS = [
  '#00224e',
  '#123570',
  '#3b496c',
  '#575d6d',
  '#707173',
  '#8a8678',
  '#a59c74',
  '#c3b369',
  '#e1cc55',
  '#fee838',
];

/** PuOr of ColorBrewer: purple and orange are told apart with every colour vision, unlike red and green. */
const PURPLE = ['#b2abd2', '#8073ac', '#542788'];
const ORANGE = ['#fdb863', '#e08214', '#b35806'];

/** A ramp through any number of colours, evenly spaced. */
export function rampOf(stops: readonly Rgba[]): Ramp {
  const colors = Array.from({ length: STEPS }, (_, i) => {
    const at = (i / (STEPS - 1)) * (stops.length - 1);
    const from = Math.min(stops.length - 2, Math.floor(at));
    return mix(stops[from], stops[from + 1], at - from);
  });
  const indexOf = (share: number) => Math.round(Math.max(0, Math.min(1, share)) * (STEPS - 1));
  const rgba = (share: number) => colors[indexOf(share)];
  return { packed: Uint32Array.from(colors, pack), indexOf, rgba, css: (share) => toCss(rgba(share)) };
}

/** A ramp in so many equal steps; undefined leaves it as it is. */
export function steppedRamp(ramp: Ramp, steps: number | undefined): Ramp {
  if (steps === undefined) {
    return ramp;
  }
  const indexOf = (share: number) => ramp.indexOf(stepOf(Math.max(0, Math.min(1, share)), steps));
  const rgba = (share: number) => ramp.rgba(stepOf(Math.max(0, Math.min(1, share)), steps));
  return { packed: ramp.packed, indexOf, rgba, css: (share) => toCss(rgba(share)) };
}

/** One of Grafana's own schemes of many colours, by its id; undefined for ids that it does not know. */
export function schemeRamp(theme: GrafanaTheme2, id: string): Ramp | undefined {
  const colors = fieldColorModeRegistry.getIfExists(id)?.getColors?.(theme);
  return colors && colors.length > 1
    ? rampOf(colors.map((name) => parseColor(theme.visualization.getColorByName(name))))
    : undefined;
}

/** From low to high; the end that stands out from the paper is the high one. */
export function sequentialRamp(theme: GrafanaTheme2): Ramp {
  const stops = CIVIDIS.map(parseColor);
  return rampOf(theme.isDark ? stops : [...stops].reverse());
}

/** From -1 (purple) over nothing (the paper's own colour) to 1 (orange), as shares 0, 0.5 and 1. */
export function divergingRamp(theme: GrafanaTheme2): Ramp {
  const paper = parseColor(theme.colors.background.primary);
  const middle = mix(paper, theme.isDark ? { r: 255, g: 255, b: 255, a: 1 } : { r: 0, g: 0, b: 0, a: 1 }, 0.06);
  // The strong end has to stand out from the paper: light on dark, dark on light.
  const ordered = (side: string[]) => (theme.isDark ? [...side].reverse() : side).map(parseColor);
  return rampOf([...ordered(PURPLE).reverse(), middle, ...ordered(ORANGE)]);
}
