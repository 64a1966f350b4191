import { type PanelContext } from '@grafana/ui';
import {
  QueryVariable,
  sceneGraph,
  type SceneDataQuery,
  SceneDataTransformer,
  SceneQueryRunner,
  AdHocFiltersVariable,
  PanelBuilders,
  type SceneObject,
  VizPanel,
} from '@grafana/scenes';
import { t } from '@grafana/i18n';
import { GraphDrawStyle, VisibilityMode } from '@grafana/schema';
import { DISTRIBUTION_FIELDS } from '../query/frames';
import { panelMenu } from './panelMenu';
import {
  cohortsQuery,
  distributionQuery,
  driftMatrixQuery,
  driftSeriesQuery,
  importanceQuery,
  missingQuery,
  performanceQuery,
  recordsQuery,
} from './queries';
import { DATASOURCE_REF } from './variables';

/** What Grafana calls the choice of everything. */
const ALL_VALUE = '$__all';

/** Runs one query against the page's data source. */
export function runner(query: SceneDataQuery, maxDataPoints?: number): SceneQueryRunner {
  return new SceneQueryRunner({ datasource: DATASOURCE_REF, queries: [query], maxDataPoints });
}

/** Columns by windows. Choosing a row keeps that column only; choosing a value filters the rows. */
export function driftHeatmap(model: string): VizPanel {
  return driftPanel([driftMatrixQuery(model)]);
}

/** The same below volume and metrics of its windows: did the model suffer when the data moved? */
export function driftWithMetrics(model: string): VizPanel {
  return driftPanel([
    driftMatrixQuery(model),
    { ...performanceQuery(model), refId: 'B' },
    { ...performanceQuery(model, ['volume']), refId: 'C' },
  ]);
}

function driftPanel(queries: SceneDataQuery[]): VizPanel {
  return new VizPanel({
    pluginId: 'plumbline-driftheatmap-panel',
    title: t('app.panel.drift', 'Drift by column'),
    $data: new SceneQueryRunner({ datasource: DATASOURCE_REF, queries }),
    extendPanelContext: filterFromPanel,
    menu: panelMenu('drift'),
  });
}

/** SHAP importance beside the reference. */
export function importanceBars(model: string, topK: number): VizPanel {
  return new VizPanel({
    pluginId: 'plumbline-importance-panel',
    title: t('app.panel.importance', 'Feature importance'),
    options: { topK },
    $data: runner(importanceQuery(model, topK)),
    extendPanelContext: filterFromPanel,
    menu: panelMenu(),
  });
}

/** Metrics by cohort, with intervals. */
export function cohortForest(model: string, title: string, metrics: readonly string[]): VizPanel {
  return new VizPanel({
    pluginId: 'plumbline-cohorts-panel',
    title,
    $data: runner(cohortsQuery(model, metrics)),
    extendPanelContext: filterFromPanel,
    menu: panelMenu(),
  });
}

/** Metrics over time; the usual ones of the model's task where none are named. */
export function performanceLines(model: string, title: string, metrics?: readonly string[]): VizPanel {
  return PanelBuilders.timeseries()
    .setTitle(title)
    .setData(runner(performanceQuery(model, metrics)))
    .setUnit('percentunit')
    .setOverrides((overrides) =>
      // Coverage says how far the other lines can be trusted; it is no metric of the model.
      overrides
        .matchFieldsWithName('label_coverage')
        .overrideDisplayName(t('app.panel.coverage', 'label coverage'))
        .overrideColor({ mode: 'fixed', fixedColor: 'text' })
        .overrideCustomFieldConfig('lineStyle', { fill: 'dash', dash: [4, 4] })
        .overrideCustomFieldConfig('showPoints', VisibilityMode.Never)
        // Errors of a regression are in the unit of its label.
        .matchFieldsWithNameByRegex('^(mae|rmse)$')
        .overrideUnit('short')
    )
    .setMenu(panelMenu('performance'))
    .build();
}

/** Share of predictions whose label is known, over time. */
export function coverageLine(model: string): VizPanel {
  return PanelBuilders.timeseries()
    .setTitle(t('app.panel.label-coverage', 'Label coverage'))
    .setData(runner(performanceQuery(model, ['label_coverage'])))
    .setUnit('percentunit')
    .setMin(0)
    .setMax(1)
    .setCustomFieldConfig('fillOpacity', 10)
    .setOption('legend', { showLegend: false })
    .setMenu(panelMenu())
    .build();
}

/** Predictions by window. */
export function volumeBars(model: string): VizPanel {
  return PanelBuilders.timeseries()
    .setTitle(t('app.panel.volume', 'Predictions'))
    .setData(runner(performanceQuery(model, ['volume'])))
    .setUnit('short')
    .setMin(0)
    .setCustomFieldConfig('drawStyle', GraphDrawStyle.Bars)
    .setCustomFieldConfig('fillOpacity', 60)
    .setOption('legend', { showLegend: false })
    .setMenu(panelMenu('performance'))
    .build();
}

/** Scores of the chosen columns over time. */
export function driftLines(model: string): VizPanel {
  return PanelBuilders.timeseries()
    .setTitle(t('app.panel.scores', 'Drift scores over time'))
    .setData(runner(driftSeriesQuery(model)))
    .setMin(0)
    .setMenu(panelMenu('drift'))
    .build();
}

/** Share of missing values of the chosen columns over time. */
export function missingLines(model: string): VizPanel {
  return PanelBuilders.timeseries()
    .setTitle(t('app.panel.missing', 'Missing values'))
    .setData(runner(missingQuery(model)))
    .setUnit('percentunit')
    .setMin(0)
    .setMenu(panelMenu())
    .build();
}

/** Bins of the chosen columns, current beside reference. */
export function distributionTable(model: string): VizPanel {
  return PanelBuilders.table()
    .setTitle(t('app.panel.distribution', 'Bins beside the reference'))
    .setData(
      new SceneDataTransformer({
        $data: runner(distributionQuery(model)),
        transformations: [{ id: 'organize', options: { excludeByName: HIDDEN_BIN_FIELDS } }],
      })
    )
    .setOverrides((overrides) =>
      overrides
        .matchFieldsWithName(DISTRIBUTION_FIELDS.referenceShare)
        .overrideDisplayName(t('app.bins.reference', 'Reference'))
        .overrideUnit('percentunit')
        .matchFieldsWithName(DISTRIBUTION_FIELDS.share)
        .overrideDisplayName(t('app.bins.current', 'This range'))
        .overrideUnit('percentunit')
        .matchFieldsWithName(DISTRIBUTION_FIELDS.label)
        .overrideDisplayName(t('app.bins.bin', 'Values'))
        .matchFieldsWithName(DISTRIBUTION_FIELDS.contribution)
        .overrideDisplayName(t('app.bins.contribution', 'Contribution to PSI'))
    )
    .setMenu(panelMenu())
    .build();
}

/** Fields of a bin that its label already says. */
const HIDDEN_BIN_FIELDS = Object.fromEntries(
  [DISTRIBUTION_FIELDS.bin, DISTRIBUTION_FIELDS.lo, DISTRIBUTION_FIELDS.hi].map((name) => [name, true])
);

/** The newest predictions as a table. */
export function recordsTable(model: string, limit: number): VizPanel {
  return PanelBuilders.table()
    .setTitle(t('app.panel.records', 'Predictions, newest first'))
    .setData(runner(recordsQuery(model, limit)))
    .setFilterable(true)
    .setMenu(panelMenu())
    .build();
}

/** Lets a click in a panel change the page's filters: the column variable for a column, a row filter for a value. */
function filterFromPanel(panel: VizPanel, context: PanelContext): void {
  context.onAddAdHocFilter = ({ key, value, operator }) => applyFilter(panel, { key, value, operator });
}

/** Puts a filter of a panel into the variable that holds it; both are part of the address. */
export function applyFilter(from: SceneObject, filter: { key: string; value: string; operator: string }): void {
  const column = sceneGraph.lookupVariable('column', from);
  if (filter.key === 'column' && column instanceof QueryVariable) {
    const columns = filter.operator === '!=' ? without(column, filter.value) : [filter.value];
    column.changeValueTo(columns, columns, true);
    return;
  }
  const filters = sceneGraph.lookupVariable('filters', from);
  if (filters instanceof AdHocFiltersVariable) {
    const others = filters.state.filters.filter(({ key, value }) => key !== filter.key || value !== filter.value);
    filters.updateFilters([...others, filter]);
  }
}

/** The columns that stay when one is left out; leaving out the last one shows all again. */
function without(variable: QueryVariable, name: string): string[] {
  const { options, value } = variable.state;
  const chosen = variable.hasAllValue() || !Array.isArray(value) ? options.map((option) => option.value) : value;
  const left = chosen.map(String).filter((column) => column !== name && column !== ALL_VALUE);
  return left.length > 0 ? left : [ALL_VALUE];
}
