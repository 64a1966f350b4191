import { type PanelModel } from '@grafana/data';
import { knownOr, nameOr, numberOr, switchOr, textOr, textsOr } from '../../components/options/stored';
import { tooltipOptionsOf } from '../../components/options/tooltip';
import {
  type ColorBy,
  DEFAULT_OPTIONS,
  type DriftHeatmapOptions,
  LABEL_EXTRAS,
  type Margin,
  MARGINS,
  type Marks,
  MARKS,
  SELECTIONS,
  SORTS,
  TIME_AGGREGATIONS,
} from './options';
import { isGrouped, ungrouped } from './optionIds';

const COLORS: ColorBy[] = ['severity', 'score', 'field', 'direction', 'significance'];

/** Options of any earlier version as those of this one. What can't be understood becomes the default. */
export function migrateOptions(panel: Pick<PanelModel, 'options'>): DriftHeatmapOptions {
  const stored: Partial<Record<keyof DriftHeatmapOptions, unknown>> = ungrouped(panel.options ?? {});
  const to = DEFAULT_OPTIONS;
  return {
    colorBy: knownOr(COLORS, stored.colorBy, to.colorBy),
    colorScheme: textOr(stored.colorScheme, to.colorScheme),
    colorSteps: stepsOf(stored.colorSteps),
    colorStops: textOr(stored.colorStops, to.colorStops),
    sort: knownOr(SORTS, stored.sort, to.sort),
    topK: numberOr(stored.topK, to.topK),
    hideCalm: switchOr(stored.hideCalm, to.hideCalm),
    groups: switchOr(stored.groups, to.groups),
    groupsClosed: switchOr(stored.groupsClosed, to.groupsClosed),
    marks: marksOf(stored.marks),
    values: switchOr(stored.values, to.values),
    fdr: numberOr(stored.fdr, to.fdr),
    minSupport: numberOr(stored.minSupport, to.minSupport),
    showFloor: switchOr(stored.showFloor, to.showFloor),
    timeAgg: knownOr(TIME_AGGREGATIONS, stored.timeAgg, to.timeAgg),
    selection: knownOr(SELECTIONS, stored.selection, to.selection),
    limit: typeof stored.limit === 'number' ? stored.limit : undefined,
    rowFit: knownOr(['scroll', 'fit'], stored.rowFit, to.rowFit),
    rowHeight: Math.min(ROW_HIGHEST, numberOr(stored.rowHeight, to.rowHeight, ROW_LOWEST)),
    cellRadius: Math.min(RADIUS_WIDEST, numberOr(stored.cellRadius, to.cellRadius)),
    cellGap: Math.min(GAP_WIDEST, numberOr(stored.cellGap, to.cellGap)),
    labelExtras: LABEL_EXTRAS.filter((extra) => textsOr(stored.labelExtras, to.labelExtras).includes(extra)),
    showMetrics: switchOr(stored.showMetrics, to.showMetrics),
    pinned: textsOr(stored.pinned, to.pinned),
    margins: marginsOf(stored),
    showShare: switchOr(stored.showShare, to.showShare),
    showLegend: switchOr(stored.showLegend, to.showLegend),
    rowField: nameOr(stored.rowField),
    columnField: nameOr(stored.columnField),
    valueField: nameOr(stored.valueField),
    groupField: nameOr(stored.groupField),
    // Before 0.2 the tooltip was a switch.
    tooltip: tooltipOptionsOf(stored.tooltip),
  };
}

/** Rows, gaps and steps outside of these are no picture any more. */
export const [ROW_LOWEST, ROW_HIGHEST] = [8, 64];
export const GAP_WIDEST = 25;
export const RADIUS_WIDEST = 12;
export const STEPS_MOST = 64;

/** One step is no scale: 0 stands for a continuous one. */
function stepsOf(stored: unknown): number {
  const steps = Math.floor(numberOr(stored, DEFAULT_OPTIONS.colorSteps));
  return steps === 0 || steps >= 2 ? Math.min(STEPS_MOST, steps) : DEFAULT_OPTIONS.colorSteps;
}

/** Before 0.2 marks were a switch. */
function marksOf(stored: unknown): Marks {
  return stored === false ? 'none' : knownOr(MARKS, stored, DEFAULT_OPTIONS.marks);
}

/** Before 0.2 both were one switch. Switched off it wins: margins beside it are those that Grafana filled in. */
function marginsOf(stored: Partial<Record<string, unknown>>): Margin[] {
  const chosen = stored['showMargins'] === false ? [] : textsOr(stored['margins'], DEFAULT_OPTIONS.margins);
  return MARGINS.filter((margin) => chosen.includes(margin));
}

/**
 * Whether options have to be lifted although a dashboard says that they are of this version: as long as the old switch
 * stands beside the margins, none that somebody chooses would hold.
 */
export function isUnlifted({ options }: Pick<PanelModel, 'options'>): boolean {
  return typeof options === 'object' && options !== null && ('showMargins' in options || isGrouped(options));
}

/** Options that another panel's have in common with ours, when somebody changes the visualisation. */
export function optionsFrom(previousId: string, previous: Record<string, unknown>): Partial<DriftHeatmapOptions> {
  const options =
    typeof previous['options'] === 'object' && previous['options'] !== null ? previous['options'] : previous;
  const tooltip: unknown = Object.entries(options).find(([key]) => key === 'tooltip')?.[1];
  return ['heatmap', 'state-timeline', 'status-history', 'timeseries'].includes(previousId) && tooltip !== undefined
    ? { tooltip: tooltipOptionsOf(tooltip) }
    : {};
}
