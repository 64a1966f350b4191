import { type GrafanaTheme2 } from '@grafana/data';
import { contrast, mix, parseColor, toCss } from '../../components/color/rgb';

/** What WCAG asks of graphics against what is behind them. */
const CONTRAST_LEAST = 3;
const STEPS = 20;

/** A named colour of the theme for marks, nearer to that of texts where the paper is too like it: yellow and orange on white. */
export function markColor(theme: GrafanaTheme2, name: string): string {
  const named = theme.visualization.getColorByName(name);
  const [color, paper, ink] = [named, theme.colors.background.primary, theme.colors.text.maxContrast].map(parseColor);
  for (let step = 0; step < STEPS; step++) {
    const shade = step === 0 ? named : toCss(mix(color, ink, step / STEPS));
    if (contrast(parseColor(shade), paper) >= CONTRAST_LEAST) {
      return shade;
    }
  }
  return theme.colors.text.maxContrast;
}
