import { t } from '@grafana/i18n';
import { PanelBuilders, type SceneDataQuery, type VizPanel } from '@grafana/scenes';
import { GraphDrawStyle, VisibilityMode } from '@grafana/schema';
import { panelMenu } from '../panelMenu';
import { linked } from './source';

export interface LinesOptions {
  unit?: string;
  min?: number;
  max?: number;
  description?: string;
  /** Bars instead of lines, for counts. */
  bars?: boolean;
  /** One series needs no legend. */
  legend?: boolean;
}

/** A query over time in Grafana's own time series panel. */
export function lines(
  model: string,
  title: string,
  queries: SceneDataQuery[],
  { unit, min, max, description, bars, legend = true }: LinesOptions = {}
): VizPanel {
  const builder = PanelBuilders.timeseries()
    .setTitle(title)
    .setData(linked(model, queries))
    .setMenu(panelMenu())
    .setOption('legend', { showLegend: legend })
    .setCustomFieldConfig('fillOpacity', bars ? 60 : legend ? 0 : 10)
    .setCustomFieldConfig('drawStyle', bars ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .setOverrides((overrides) =>
      // Coverage says how far the other lines can be trusted; it is no metric of the model.
      overrides
        .matchFieldsWithName('label_coverage')
        .overrideDisplayName(t('app.panel.coverage', 'label coverage'))
        .overrideColor({ mode: 'fixed', fixedColor: 'text' })
        .overrideCustomFieldConfig('lineStyle', { fill: 'dash', dash: [4, 4] })
        .overrideCustomFieldConfig('showPoints', VisibilityMode.Never)
    );
  if (unit !== undefined) {
    builder.setUnit(unit);
  }
  if (min !== undefined) {
    builder.setMin(min);
  }
  if (max !== undefined) {
    builder.setMax(max);
  }
  if (description !== undefined) {
    builder.setDescription(description);
  }
  return builder.build();
}
