import { type GrafanaTheme2 } from '@grafana/data';
import { contrast, mix, parseColor, type Rgba, toCss } from '../../components/color/rgb';
import { pack, severityScale, type SeverityScale } from '../../components/color/severityScale';
import { type DriftGrid, isInsufficient } from './grid';

/** Everything the heatmap paints with, from the theme. */
export interface DriftColors {
  scale: SeverityScale;
  /** Score of the ramp's calm end, for data without limits. */
  rawMax: number;
  paper: string;
  text: string;
  faint: string;
  line: string;
  /** Hatching and dots of cells that say nothing. */
  mark: string;
  accent: string;
  /** Bars of the share strip: neutral, because they count and do not judge. */
  share: string;
  /** Fill of cells with too few rows. */
  thin: string;
  font: string;
  /** Ink for a mark on this colour. */
  inkOn: (color: Rgba) => string;
  /** Packed fill of a cell, 0 for none. */
  fill: (grid: DriftGrid, cell: number) => number;
  css: (grid: DriftGrid, cell: number) => string | undefined;
}

export function driftColors(theme: GrafanaTheme2, byField: boolean, maxScore: number, ceiling: number): DriftColors {
  const scale = severityScale(theme, ceiling);
  const paper = parseColor(theme.colors.background.primary);
  const [dark, light] = [mix(paper, BLACK, theme.isDark ? 0.6 : 0.9), mix(paper, WHITE, theme.isDark ? 0.9 : 1)];
  const thin = mix(paper, theme.isDark ? WHITE : BLACK, 0.05);
  const rgba = (grid: DriftGrid, cell: number) =>
    byField ? fieldColor(grid, cell) : cellColor(scale, grid, cell, maxScore, thin);
  return {
    scale,
    rawMax: maxScore,
    paper: theme.colors.background.primary,
    text: theme.colors.text.primary,
    faint: theme.colors.text.secondary,
    line: theme.colors.border.medium,
    mark: theme.colors.text.secondary,
    accent: theme.colors.primary.border,
    share: toCss(mix(paper, theme.isDark ? WHITE : BLACK, 0.45)),
    thin: toCss(thin),
    font: `${theme.typography.bodySmall.fontSize} ${theme.typography.fontFamily}`,
    inkOn: (color) => toCss(contrast(color, dark) > contrast(color, light) ? dark : light),
    fill: (grid, cell) => {
      if (cell < 0) {
        return 0;
      }
      const severity = grid.severity[cell];
      // The way of nearly all cells, without making a colour object for each.
      if (!byField && severity >= 0 && !isInsufficient(grid, cell)) {
        return scale.packed[scale.indexOf(severity)];
      }
      const color = rgba(grid, cell);
      return color ? pack(color) : 0;
    },
    css: (grid, cell) => {
      const color = rgba(grid, cell);
      return color && toCss(color);
    },
  };
}

const BLACK: Rgba = { r: 0, g: 0, b: 0, a: 1 };
const WHITE: Rgba = { r: 255, g: 255, b: 255, a: 1 };

function cellColor(
  scale: SeverityScale,
  grid: DriftGrid,
  cell: number,
  maxScore: number,
  thin: Rgba
): Rgba | undefined {
  if (isInsufficient(grid, cell)) {
    return thin;
  }
  const severity = grid.severity[cell];
  if (!Number.isNaN(severity)) {
    return scale.rgba(severity);
  }
  // Without a limit nothing may look like a breach: raw scores only use the calm half of the ramp.
  const score = grid.score[cell];
  return Number.isNaN(score) ? undefined : scale.rgba(maxScore > 0 ? Math.min(0.999, score / maxScore) : 0);
}

/** The colour that Grafana's own field options give the score: thresholds, schemes, value mappings. */
function fieldColor(grid: DriftGrid, cell: number): Rgba | undefined {
  const row = grid.rows[Math.floor(cell / grid.times.length)];
  const score = grid.score[cell];
  const color = Number.isNaN(score) ? undefined : row.score.display?.(score).color;
  return color ? parseColor(color) : undefined;
}
