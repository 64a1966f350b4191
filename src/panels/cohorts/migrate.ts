import { type PanelModel } from '@grafana/data';
import { tooltipOptionsOf } from '../../components/options/tooltip';
import { type CohortsOptions } from './options';

/** Lifts what older dashboards store: the tooltip was a switch. */
export function migrateCohorts(panel: Pick<PanelModel<Partial<CohortsOptions>>, 'options'>): Partial<CohortsOptions> {
  const { options } = panel;
  return { ...options, tooltip: tooltipOptionsOf(options?.tooltip) };
}
