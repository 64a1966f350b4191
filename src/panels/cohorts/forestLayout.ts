/** What dots and columns of a forest measure, CSS pixels. */
export interface ForestLayout {
  labelWidth: number;
  countWidth: number;
  gap: number;
  plotWidth: number;
  /** 0 where differences are not written out. */
  deltaWidth: number;
}

/** Rims of dots whose difference was not tested. */
export const UNTESTED_DASHES: readonly number[] = [2, 1.6];

const COUNT_WIDTH = 58;
const DELTA_WIDTH = 66;
const GAP = 20;
const SCROLLBAR = 10;
/** Plots narrower than this do without the written difference. */
const PLOT_MIN = 90;

export function forestLayout(
  width: number,
  label: number,
  metrics: number,
  wantsDelta: boolean,
  scrolls: boolean
): ForestLayout {
  const labelWidth = Math.round(Math.min(label, width * 0.3));
  const room = width - labelWidth - COUNT_WIDTH - (scrolls ? SCROLLBAR : 4);
  const each = room / Math.max(1, metrics) - GAP;
  const deltaWidth = wantsDelta && each - DELTA_WIDTH >= PLOT_MIN ? DELTA_WIDTH : 0;
  return {
    labelWidth,
    countWidth: COUNT_WIDTH,
    gap: GAP,
    plotWidth: Math.max(40, Math.floor(each - deltaWidth)),
    deltaWidth,
  };
}
