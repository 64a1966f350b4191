/** Which of Plumbline's frames each view reads. Pure. */
import { type DataFrame } from '@grafana/data';
import { isOfOther } from '../../components/frames/analysis';
import { type FrameKind } from '../../query/frames';
import { chosenFrame } from './importanceFields';
import { type FieldChoice } from './options';
import { type ShownView } from './views';

const DEPENDENCE: FrameKind[] = ['dependence-trend', 'dependence-points', 'dependence-bins', 'dependence-interactions'];
// Without attributions the impact is a heuristic of importance and drift.
const IMPACT: FrameKind[] = ['impact', 'importance', 'drift', 'drift-matrix'];

export const VIEW_KINDS: Record<ShownView, FrameKind[]> = {
  bars: ['importance'],
  beeswarm: ['beeswarm', 'beeswarm-bins', 'beeswarm-points', 'beeswarm-tail'],
  dependence: DEPENDENCE,
  waterfall: ['local'],
  impact: IMPACT,
  quadrants: IMPACT,
  agreement: ['attribution-drift'],
};

/** What a view may be drawn from: its own frames, those of other data sources, and the one whose fields the options name. */
export function framesFor(view: ShownView, series: readonly DataFrame[], choice: FieldChoice): DataFrame[] {
  const chosen = view === 'bars' ? chosenFrame(series, choice) : undefined;
  return series.filter((frame) => frame === chosen || !isOfOther(frame, VIEW_KINDS[view]));
}
