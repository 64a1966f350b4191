import { type PanelModel } from '@grafana/data';
import { knownOr, nameOr, numberOr, switchOr, textsOr } from '../../components/options/stored';
import { tooltipOptionsOf } from '../../components/options/tooltip';
import { type ColorBy, DEFAULT_OPTIONS, type DriftHeatmapOptions, SORTS } from './options';

const COLORS: ColorBy[] = ['severity', 'score', 'field', 'direction', 'significance'];

/** Options of any earlier version as those of this one. What can't be understood becomes the default. */
export function migrateOptions(panel: Pick<PanelModel, 'options'>): DriftHeatmapOptions {
  const stored: Partial<Record<keyof DriftHeatmapOptions, unknown>> = panel.options ?? {};
  const to = DEFAULT_OPTIONS;
  return {
    colorBy: knownOr(COLORS, stored.colorBy, to.colorBy),
    sort: knownOr(SORTS, stored.sort, to.sort),
    topK: numberOr(stored.topK, to.topK),
    hideCalm: switchOr(stored.hideCalm, to.hideCalm),
    groups: switchOr(stored.groups, to.groups),
    marks: switchOr(stored.marks, to.marks),
    values: switchOr(stored.values, to.values),
    fdr: numberOr(stored.fdr, to.fdr),
    limit: typeof stored.limit === 'number' ? stored.limit : undefined,
    rowFit: knownOr(['scroll', 'fit'], stored.rowFit, to.rowFit),
    showMetrics: switchOr(stored.showMetrics, to.showMetrics),
    pinned: textsOr(stored.pinned, to.pinned),
    showMargins: switchOr(stored.showMargins, to.showMargins),
    showShare: switchOr(stored.showShare, to.showShare),
    showLegend: switchOr(stored.showLegend, to.showLegend),
    rowField: nameOr(stored.rowField),
    columnField: nameOr(stored.columnField),
    valueField: nameOr(stored.valueField),
    // Before 0.2 the tooltip was a switch.
    tooltip: tooltipOptionsOf(stored.tooltip),
  };
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
