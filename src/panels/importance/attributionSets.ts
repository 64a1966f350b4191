/** Which frames belong together: attributions of several outputs, explainers or backgrounds are never one picture. Pure. */
import { type DataFrame } from '@grafana/data';
import { isOfOneSet, SET_TRAITS, type SetTrait, traitOf } from '../../components/frames/attributionTraits';
import { customOf } from '../../components/frames/read';
import { type FrameKind } from '../../query/frames';
import { type ShownView } from './views';

export interface AttributionSet {
  /** Tells it from the others: the values of the traits that differ, else the name of its query. */
  label: string;
  series: DataFrame[];
}

export interface AttributionSets {
  sets: AttributionSet[];
  /** What the sets differ in; empty where only their queries do. */
  differ: SetTrait[];
}

/** The frame that each picture of a view is made of; others go along with it. */
const HEADS: Record<ShownView, FrameKind | undefined> = {
  bars: 'importance',
  beeswarm: 'beeswarm',
  dependence: 'dependence-trend',
  waterfall: 'local',
  impact: 'impact',
  quadrants: 'impact',
  agreement: undefined,
};

/** The sets of frames that a view could draw, or undefined where there is no choice. */
export function attributionSets(view: ShownView, series: readonly DataFrame[]): AttributionSets | undefined {
  const kind = HEADS[view];
  const heads = kind ? series.filter((frame) => customOf(frame, kind)) : [];
  if (heads.length < 2) {
    return undefined;
  }
  const differ = SET_TRAITS.filter((trait) => new Set(heads.map((head) => traitOf(head, trait))).size > 1);
  const named = heads.map((head) => differ.map((trait) => traitOf(head, trait)).join(' · '));
  return {
    differ,
    sets: heads.map((head, i) => ({
      label: labelOf(head, i, named),
      series: series.filter((frame) => frame === head || (!heads.includes(frame) && goesWith(frame, head))),
    })),
  };
}

/** The traits alone where they tell all sets apart. */
function labelOf(head: DataFrame, at: number, named: readonly string[]): string {
  const query = head.refId ?? String(at + 1);
  return new Set(named).size === named.length ? named[at] : [named[at], query].filter(Boolean).join(' · ');
}

function goesWith(frame: DataFrame, head: DataFrame): boolean {
  return frame.refId === head.refId && isOfOneSet(frame, head);
}
