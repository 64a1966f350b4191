import { type PanelModel } from '@grafana/data';
import { tooltipOptionsOf } from '../../components/options/tooltip';
import { type ImportanceOptions } from './options';

/** Lifts what older dashboards store: the tooltip was a switch. */
export function migrateImportance(
  panel: Pick<PanelModel<Partial<ImportanceOptions>>, 'options'>
): Partial<ImportanceOptions> {
  const { options } = panel;
  return { ...options, tooltip: tooltipOptionsOf(options?.tooltip) };
}
