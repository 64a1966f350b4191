import { toDataFrame } from '@grafana/data';
import { TooltipDisplayMode } from '@grafana/schema';
import {
  effectLines,
  firstRows,
  gain,
  gainAndDrift,
  importance,
  largeSwarm,
  outputs,
  plainCohorts,
  plainSwarm,
  reordered,
  stored,
} from './explanationFixtures';
import { type Shot } from './shots';

const at = (id: string, title: string, width: number, height: number, more: Partial<Shot>): Shot => ({
  id,
  panel: 'importance',
  title,
  width,
  height,
  series: () => [],
  ...more,
});

/** Every view of the importance panel. */
export const EXPLANATION_SHOTS: Shot[] = [
  at('impact', 'Why the mean changed', 760, 520, { series: () => stored('impact') }),
  at('quadrants', 'Importance and drift', 620, 460, {
    series: () => stored('impact'),
    options: { view: 'quadrants' },
  }),
  at('beeswarm', 'Attributions by value', 760, 460, { series: () => stored('beeswarm') }),
  at('beeswarm-points', 'Two days, record by record', 620, 420, {
    series: () => stored('beeswarmPoints'),
    options: { scheme: 'shap' },
  }),
  at('beeswarm-violin', 'Violins', 760, 420, {
    series: () => stored('beeswarm'),
    options: { swarm: 'violin', columnHeight: 'sqrt' },
  }),
  at('beeswarm-row', 'A row that one points at', 760, 420, {
    series: () => stored('beeswarm'),
    keys: ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown'],
  }),
  at('beeswarm-brush', 'A stretch of attributions', 760, 420, {
    series: () => stored('beeswarm'),
    keys: ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight'],
    options: { tooltip: { mode: TooltipDisplayMode.None } },
  }),
  at('beeswarm-split', 'September above, March below', 760, 320, { series: () => stored('beeswarmSplit') }),
  at('importance-cohorts', 'Three airports', 760, 400, { series: () => stored('cohortBars') }),
  at('importance-axis', 'Split by a column', 760, 400, {
    series: () => [{ ...importance(), refId: 'A' }],
    target: { queryType: 'importance' },
    keys: [...Array.from({ length: 8 }, () => 'ArrowDown'), 'c'],
  }),
  at('importance-cohorts-plain', 'Six cohorts of any table', 620, 300, { series: plainCohorts }),
  at('quadrants-heuristic', 'Gain and drift', 620, 420, { series: gainAndDrift, options: { view: 'quadrants' } }),
  at('quadrants-reordered', 'Another order of importance', 620, 420, {
    series: () => reordered(),
    options: { view: 'quadrants' },
  }),
  at('impact-reordered', 'A mean that changed, and the order', 760, 420, { series: () => reordered() }),
  at('impact-low', 'Ends that stay in sight', 760, 280, {
    series: () => stored('impact'),
    keys: ['End', ...Array.from({ length: 9 }, () => 'ArrowUp')],
    options: { tooltip: { mode: TooltipDisplayMode.None } },
  }),
  at('beeswarm-large', '1 M records of 50 features', 1180, 820, {
    series: () => largeSwarm(),
    options: { topK: 0 },
    large: true,
  }),
  at('dependence', 'Humidity', 760, 460, { series: () => stored('dependence') }),
  at('dependence-quantile', 'Humidity by quantile, a part selected', 760, 460, {
    series: () => stored('dependence'),
    options: { xScale: 'quantile' },
    keys: ['ArrowRight', 'ArrowRight', 'ArrowRight', ' ', 'Shift+ArrowRight', 'Shift+ArrowRight'],
  }),
  at('dependence-box', 'Humid and pushed up', 760, 460, {
    series: () => stored('dependence'),
    keys: ['ArrowRight', 'ArrowRight', 'ArrowRight', ' ', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowUp'],
    options: { tooltip: { mode: TooltipDisplayMode.None } },
    target: { queryType: 'dependence' },
  }),
  at('dependence-lines', 'What the model would say', 760, 420, {
    series: () => [...stored('dependence'), ...effectLines()],
    options: { showReference: false },
  }),
  at('dependence-categories', 'Carriers', 620, 420, { series: () => stored('dependenceCategories') }),
  at('waterfall', 'Flight 218730', 620, 460, { series: () => stored('local'), options: { topK: 8 } }),
  at('importance-signed', 'Which way on the whole', 620, 360, {
    series: () => [importance()],
    options: { statistic: 'mean' },
  }),
  at('importance-outputs', 'Two outputs', 620, 380, { series: outputs }),
  at('importance-gain', 'Gain of the trees', 420, 260, { series: gain }),
  at('waterfall-rest', 'Three columns of a record', 620, 300, { series: () => firstRows(stored('local'), 3) }),
  at('agreement', 'Order of importance', 620, 320, {
    series: () => stored('agreement'),
    // Within the windows: they widen it to their own first and last.
    range: [Date.UTC(2013, 6, 1), Date.UTC(2013, 6, 2)],
  }),
  at('beeswarm-plain', 'Any long table', 420, 280, { series: plainSwarm, options: { view: 'beeswarm' } }),
  at('importance-empty', 'No attributions', 420, 240, { series: () => [], options: { view: 'beeswarm' } }),
  at('importance-shape', 'Wrong shape', 420, 240, {
    series: () => [toDataFrame({ fields: [{ name: 'when', type: 'time', values: [1, 2] }] })],
    options: { view: 'impact' },
  }),
];
