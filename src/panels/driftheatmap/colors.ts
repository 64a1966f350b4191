import { type GrafanaTheme2 } from '@grafana/data';
import { divergingRamp, type Ramp, schemeRamp, sequentialRamp, steppedRamp } from '../../components/color/ramps';
import { contrast, mix, parseColor, type Rgba, toCss } from '../../components/color/rgb';
import { ceilingFor, pack, severityScale, type SeverityScale } from '../../components/color/severityScale';
import { type DriftGrid, isInsufficient } from './grid';
import { type ColorBy, type DriftHeatmapOptions } from './options';
import { stopsOf } from './stops';

/** Everything the heatmap paints with, from the theme. */
export interface DriftColors {
  by: ColorBy;
  scale: SeverityScale;
  /** Of the colours that are no severities. */
  ramp: Ramp;
  /** Colours of the ramp; undefined runs through all of them. */
  steps: number | undefined;
  /** Lowest and highest value of the ramp's ends, in the unit of what is coloured by. */
  domain: [number, number];
  paper: string;
  text: string;
  faint: string;
  line: string;
  /** Hatching and dots of cells that say nothing. */
  mark: string;
  accent: string;
  /** Bars of the share strip and the margins: neutral, because they count and do not judge. */
  share: string;
  /** Fill of cells with too few rows. */
  thin: string;
  font: string;
  /** Ink for a mark on this cell. */
  inkOn: (grid: DriftGrid, cell: number) => string;
  /** Ink for a mark on this colour. */
  inkOnColor: (color: Rgba) => string;
  /** Packed fill of a cell, 0 for none. */
  fill: (grid: DriftGrid, cell: number) => number;
  css: (grid: DriftGrid, cell: number) => string | undefined;
}

/** Beyond this many powers of ten a result is as sure as any. */
const SUREST = 4;

/** What the ramp of this choice runs over. Its strong end is the bad one: for p-values it runs from high to low. */
function domainOf(grid: DriftGrid, by: ColorBy): [number, number] {
  if (by === 'direction') {
    return [-1, 1];
  }
  if (by === 'significance') {
    return [0, SUREST];
  }
  const { rows } = grid;
  const high = scoresOf(grid, true);
  const low = scoresOf(grid, false);
  if (rows.every(({ higherIsWorse, metric }) => metric !== undefined || !higherIsWorse)) {
    return [low[1], low[0]];
  }
  // Without a limit the calm half of the severities stands for the scores, those below zero too.
  return high;
}

/** Lowest and highest score of the rows of one orientation; zero is always among them. */
function scoresOf(grid: DriftGrid, higherIsWorse: boolean): [number, number] {
  const width = grid.times.length;
  let [low, high] = [0, 0];
  grid.rows.forEach((row, at) => {
    for (let cell = at * width; row.metric === undefined && cell < (at + 1) * width; cell++) {
      if (row.higherIsWorse === higherIsWorse) {
        low = grid.score[cell] < low ? grid.score[cell] : low;
        high = grid.score[cell] > high ? grid.score[cell] : high;
      }
    }
  });
  return [low, high];
}

/** How colours run, as somebody chose; nothing chosen is the theme's own ramps, without steps. */
export type ColorChoice = Partial<Pick<DriftHeatmapOptions, 'colorScheme' | 'colorSteps' | 'colorStops'>>;

export function driftColors(
  theme: GrafanaTheme2,
  grid: DriftGrid,
  by: ColorBy,
  { colorScheme = '', colorSteps = 0, colorStops = '' }: ColorChoice = {}
): DriftColors {
  const own = schemeRamp(theme, colorScheme);
  const steps = colorSteps >= 2 ? colorSteps : undefined;
  const scale = severityScale(theme, ceilingFor(grid.severity), { steps, stops: stopsOf(colorStops), ramp: own });
  const ramp = steppedRamp(own ?? (by === 'direction' ? divergingRamp(theme) : sequentialRamp(theme)), steps);
  const domain = domainOf(grid, by);
  const paper = parseColor(theme.colors.background.primary);
  const [dark, light] = [mix(paper, BLACK, theme.isDark ? 0.6 : 0.9), mix(paper, WHITE, theme.isDark ? 0.9 : 1)];
  const thin = mix(paper, theme.isDark ? WHITE : BLACK, 0.05);
  const inkOnColor = (color: Rgba) => toCss(contrast(color, dark) > contrast(color, light) ? dark : light);
  const paint: Paint = { scale, ramp, domain, theme };
  const rgba = (of: DriftGrid, cell: number) => (isInsufficient(of, cell) ? thin : COLORS[by](of, cell, paint));
  return {
    by,
    scale,
    ramp,
    steps,
    domain,
    paper: theme.colors.background.primary,
    text: theme.colors.text.primary,
    faint: theme.colors.text.secondary,
    line: theme.colors.border.medium,
    mark: theme.colors.text.secondary,
    accent: theme.colors.primary.border,
    share: toCss(mix(paper, theme.isDark ? WHITE : BLACK, 0.45)),
    thin: toCss(thin),
    font: `${theme.typography.bodySmall.fontSize} ${theme.typography.fontFamily}`,
    inkOnColor,
    inkOn: (of, cell) => inkOnColor(rgba(of, cell) ?? paper),
    fill: (of, cell) => {
      if (cell < 0) {
        return 0;
      }
      const severity = of.severity[cell];
      // The way of nearly all cells, without making a colour object for each.
      if (by === 'severity' && severity >= 0 && !isInsufficient(of, cell)) {
        return scale.packed[scale.indexOf(severity)];
      }
      const color = rgba(of, cell);
      return color ? pack(color) : 0;
    },
    css: (of, cell) => {
      const color = rgba(of, cell);
      return color && toCss(color);
    },
  };
}

const BLACK: Rgba = { r: 0, g: 0, b: 0, a: 1 };
const WHITE: Rgba = { r: 255, g: 255, b: 255, a: 1 };

interface Paint {
  scale: SeverityScale;
  ramp: Ramp;
  domain: [number, number];
  theme: GrafanaTheme2;
}

/** Colour of a cell by what the colours stand for; undefined leaves it blank. */
const COLORS: Record<ColorBy, (grid: DriftGrid, cell: number, paint: Paint) => Rgba | undefined> = {
  severity: (grid, cell, { scale, domain }) => {
    const severity = grid.severity[cell];
    if (!Number.isNaN(severity)) {
      return scale.rgba(severity);
    }
    // Without a limit nothing may look like a breach: raw scores only use the calm half of the ramp, and those that don't
    // compare with the others only its middle.
    const share = grid.info.mixed ? 0.5 : shareOf(grid.score[cell], domain);
    return Number.isNaN(grid.score[cell]) ? undefined : scale.rgba(Math.max(0, Math.min(0.999, share)));
  },
  score: (grid, cell, paint) => onRamp(grid.score[cell], paint),
  direction: (grid, cell, paint) => onRamp(grid.direction?.[cell] ?? NaN, paint),
  significance: (grid, cell, paint) => onRamp(-Math.log10(grid.q?.[cell] ?? NaN), paint),
  field: (grid, cell, { theme }) => {
    const row = grid.rows[Math.floor(cell / grid.times.length)];
    const score = grid.score[cell];
    return Number.isNaN(score) ? undefined : readColor(row.score.display?.(score).color, theme);
  },
};

function onRamp(value: number, { ramp, domain }: Paint): Rgba | undefined {
  return Number.isNaN(value) ? undefined : ramp.rgba(shareOf(value, domain));
}

/** How far a value is from the calm end of a ramp to its strong one, which may be the lower number. */
function shareOf(value: number, [calm, strong]: [number, number]): number {
  return strong === calm ? 0 : (value - calm) / (strong - calm);
}

/** The colour that Grafana's own field options give the score: thresholds, schemes, value mappings. */
function readColor(color: string | undefined, theme: GrafanaTheme2): Rgba | undefined {
  try {
    return color === undefined ? undefined : parseColor(theme.visualization.getColorByName(color));
  } catch {
    // Field options take any CSS colour; what can't be read here is drawn as no colour.
    return undefined;
  }
}
