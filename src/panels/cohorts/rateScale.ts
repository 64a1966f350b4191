/** Colours of rates: from the best to the worst of the cohorts that have enough rows. */
import { type GrafanaTheme2 } from '@grafana/data';
import { sequentialRamp } from '../../components/color/ramps';
import { type CohortsData } from './cohortData';
import { worseDirection } from './metrics';

/** The end of the ramp that is close to the paper would leave filled nodes looking empty. */
const visible = (share: number) => 0.3 + 0.7 * share;

export function rateScale(data: CohortsData, metric: string, theme: GrafanaTheme2) {
  let [low, high] = [Infinity, -Infinity];
  for (const cell of [...data.rows.map((row) => row.cells.get(metric)), data.overall.get(metric)]) {
    if (cell && !cell.insufficient && !Number.isNaN(cell.value)) {
      [low, high] = [Math.min(low, cell.value), Math.max(high, cell.value)];
    }
  }
  const [from, to] = worseDirection(metric) === 'down' ? [high, low] : [low, high];
  const ramp = sequentialRamp(theme);
  const colorAt = (share: number) => ramp.css(visible(share));
  return {
    from,
    to,
    colorOf: (value: number) => colorAt(to === from ? 0.5 : (value - from) / (to - from)),
    /** Of the legend, from best to worst. */
    stops: [0, 0.25, 0.5, 0.75, 1].map(colorAt).join(', '),
  };
}
