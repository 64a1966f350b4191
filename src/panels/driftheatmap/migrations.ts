import { type PanelModel } from '@grafana/data';
import { tooltipOptionsOf } from '../../components/options/tooltip';
import { type ColorBy, DEFAULT_OPTIONS, type DriftHeatmapOptions, SORTS } from './options';

const COLORS: ColorBy[] = ['severity', 'score', 'field', 'direction', 'significance'];

/** Options of any earlier version as those of this one. What can't be understood becomes the default. */
export function migrateOptions(panel: Pick<PanelModel, 'options'>): DriftHeatmapOptions {
  const stored: Partial<Record<keyof DriftHeatmapOptions, unknown>> = panel.options ?? {};
  const merged = { ...DEFAULT_OPTIONS, ...panel.options };
  return {
    ...merged,
    // Before 0.2 the tooltip was a switch.
    tooltip: tooltipOptionsOf(stored.tooltip),
    sort: SORTS.find((sort) => sort === stored.sort) ?? DEFAULT_OPTIONS.sort,
    colorBy: COLORS.find((by) => by === stored.colorBy) ?? DEFAULT_OPTIONS.colorBy,
    pinned: Array.isArray(stored.pinned) ? stored.pinned.map(String) : DEFAULT_OPTIONS.pinned,
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
