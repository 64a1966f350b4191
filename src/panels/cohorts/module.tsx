import {
  type FieldOverrideContext,
  PanelPlugin,
  type SelectableValue,
  type SelectFieldConfigSettings,
} from '@grafana/data';
import { initPluginTranslations, t } from '@grafana/i18n';
import { addFieldOptions } from '../../components/options/fields';
import { addLegendOption } from '../../components/options/legend';
import { addTooltipOptions } from '../../components/options/tooltip';
import { COHORT_METRICS } from '../../query/model';
import { CohortsPanel } from './CohortsPanel';
import { metricName } from './metrics';
import { migrateCohorts } from './migrate';
import { BASELINE_OPTIONS, type BaselineOption, COHORT_VIEWS, type CohortsOptions, DEFAULT_OPTIONS } from './options';
import pluginJson from './plugin.json';
import { suggestCohorts } from './suggestions';

// Not awaited: Grafana has loaded our locale already, so this settles before anything is drawn.
void initPluginTranslations(pluginJson.id);

export const plugin = new PanelPlugin<CohortsOptions>(CohortsPanel)
  .useFieldConfig()
  .setDataSupport({ annotations: false, alertStates: true })
  .setMigrationHandler(migrateCohorts)
  .setSuggestionsSupplier(suggestCohorts)
  .setPanelOptions((builder) => {
    const rows = [t('plumbline.options.rows', 'Rows')];
    const look = [t('plumbline.options.metrics', 'Metrics')];
    const isMap = (options: CohortsOptions) => options.view === 'map';
    const isCompare = (options: CohortsOptions) => options.view === 'compare';
    builder
      .addSelect({
        path: 'view',
        name: t('plumbline.importance.opt-view', 'View'),
        description: t(
          'plumbline.cohorts.opt-view-text',
          'Auto goes by what the data are and by the number of cohorts'
        ),
        category: [t('plumbline.options.view', 'View')],
        defaultValue: DEFAULT_OPTIONS.view,
        settings: { options: COHORT_VIEWS.map((value) => ({ value, label: viewName(value) })) },
      })
      .addTextInput({
        path: 'a',
        name: t('plumbline.cohorts.opt-a', 'Cohort A'),
        description: t('plumbline.cohorts.opt-a-text', 'Such as carrier=UA, or a variable; empty takes the first'),
        category: [t('plumbline.options.view', 'View')],
        defaultValue: DEFAULT_OPTIONS.a,
        showIf: isCompare,
      })
      .addTextInput({
        path: 'b',
        name: t('plumbline.cohorts.opt-b', 'Cohort B'),
        category: [t('plumbline.options.view', 'View')],
        defaultValue: DEFAULT_OPTIONS.b,
        showIf: isCompare,
      })
      .addSelect<string, SelectFieldConfigSettings<string>>({
        path: 'aQuery',
        name: t('plumbline.cohorts.opt-a-query', 'Columns of A from query'),
        description: t(
          'plumbline.cohorts.opt-query-text',
          'Distributions and attributions. Empty goes by the filters of the queries, then by their order'
        ),
        category: [t('plumbline.options.view', 'View')],
        defaultValue: DEFAULT_OPTIONS.aQuery,
        settings: { options: [], getOptions: queryChoices },
        showIf: isCompare,
      })
      .addSelect<string, SelectFieldConfigSettings<string>>({
        path: 'bQuery',
        name: t('plumbline.cohorts.opt-b-query', 'Columns of B from query'),
        category: [t('plumbline.options.view', 'View')],
        defaultValue: DEFAULT_OPTIONS.bQuery,
        settings: { options: [], getOptions: queryChoices },
        showIf: isCompare,
      })
      .addSelect({
        path: 'baseline',
        name: t('plumbline.cohorts.opt-baseline', 'Compared with'),
        description: t(
          'plumbline.cohorts.opt-baseline-text',
          'Other than the query says, the panel asks for it: of queries of the type cohorts alone'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.baseline,
        settings: { options: BASELINE_OPTIONS.map((value) => ({ value, label: baselineOptionName(value) })) },
      })
      .addTextInput({
        path: 'baselineCohort',
        name: t('plumbline.cohorts.opt-baseline-cohort', 'Cohort to compare with'),
        description: t(
          'plumbline.cohorts.opt-baseline-cohort-text',
          'As the data name it, such as carrier=UA, or a variable'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.baselineCohort,
        showIf: (options) => options.baseline === 'cohort',
      })
      .addBooleanSwitch({
        path: 'showReference',
        name: t('plumbline.importance.opt-reference', 'Reference'),
        description: t('plumbline.cohorts.opt-reference-text', 'A tick at the value in the reference, with a tail'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.showReference,
      })
      .addBooleanSwitch({
        path: 'showComplement',
        name: t('plumbline.cohorts.rest', 'Everybody else'),
        description: t(
          'plumbline.cohorts.opt-complement-text',
          'A diamond at the value of all rows outside of the cohort'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.showComplement,
      })
      .addBooleanSwitch({
        path: 'showLimits',
        name: t('plumbline.cohorts.opt-limits', 'Limits'),
        description: t(
          'plumbline.cohorts.opt-limits-text',
          'Lines at the limits that the data bring or, with one metric, at the thresholds of the field'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.showLimits,
      })
      .addRadio({
        path: 'sizeBy',
        name: t('plumbline.cohorts.opt-size', 'Area of dots'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.sizeBy,
        settings: {
          options: [
            { value: 'none', label: t('plumbline.cohorts.size-none', 'All alike') },
            { value: 'n', label: t('plumbline.cohorts.size-n', 'By rows') },
          ],
        },
      })
      .addBooleanSwitch({
        path: 'fairness',
        name: t('plumbline.cohorts.opt-fairness', 'Gaps between cohorts'),
        description: t(
          'plumbline.cohorts.opt-fairness-text',
          'The best and the worst cohort of each column, with their difference and ratio'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.fairness,
      })
      .addNumberInput({
        path: 'mapBins',
        name: t('plumbline.cohorts.opt-map-bins', 'Bins of numbers'),
        description: t(
          'plumbline.cohorts.opt-map-bins-text',
          'For a query by two columns: numbers of more than a dozen values are cut'
        ),
        category: [t('plumbline.options.view', 'View')],
        defaultValue: DEFAULT_OPTIONS.mapBins,
        settings: { min: 2, max: 20, integer: true },
        showIf: isMap,
      })
      .addRadio({
        path: 'mapBinning',
        name: t('plumbline.cohorts.opt-map-binning', 'Bins have'),
        category: [t('plumbline.options.view', 'View')],
        defaultValue: DEFAULT_OPTIONS.mapBinning,
        settings: {
          options: [
            { value: 'mass', label: t('plumbline.cohorts.binning-mass', 'Equal counts') },
            { value: 'width', label: t('plumbline.cohorts.binning-width', 'Equal widths') },
          ],
        },
        showIf: isMap,
      })
      .addMultiSelect({
        path: 'metrics',
        name: t('plumbline.cohorts.opt-metrics', 'Metrics'),
        description: t('plumbline.cohorts.opt-metrics-text', 'Empty shows the first three of the data'),
        category: look,
        settings: { options: COHORT_METRICS.map((metric) => ({ value: metric, label: metricName(metric) })) },
      })
      .addNumberInput({
        path: 'fdr',
        name: t('plumbline.options.fdr', 'False discovery rate'),
        description: t('plumbline.cohorts.opt-fdr-text', 'Differences with a q-value up to this are filled dots'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.fdr,
        settings: { min: 0, max: 1, step: 0.01 },
      })
      .addBooleanSwitch({
        path: 'showDelta',
        name: t('plumbline.cohorts.opt-delta', 'Difference in figures'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.showDelta,
      })
      .addSelect({
        path: 'sort',
        name: t('plumbline.cohorts.opt-sort', 'Sort'),
        description: t(
          'plumbline.cohorts.opt-sort-text',
          'By the first metric. Guaranteed excess: rows times the surest part of the difference'
        ),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.sort,
        settings: {
          options: [
            { value: 'excess', label: t('plumbline.cohorts.sort-excess', 'Guaranteed excess') },
            { value: 'delta', label: t('plumbline.cohorts.sort-delta', 'Difference') },
            { value: 'value', label: t('plumbline.cohorts.sort-value', 'Value') },
            { value: 'n', label: t('plumbline.cohorts.sort-n', 'Rows') },
            { value: 'q', label: t('plumbline.cohorts.sort-q', 'Significance') },
            { value: 'name', label: t('plumbline.cohorts.sort-name', 'Name') },
          ],
        },
      })
      .addNumberInput({
        path: 'minSupport',
        name: t('plumbline.cohorts.opt-support', 'Labelled rows at least'),
        description: t('plumbline.cohorts.opt-support-text', 'Only for data that bring no status'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.minSupport,
        settings: { min: 0, integer: true },
      })
      .addBooleanSwitch({
        path: 'onlySignificant',
        name: t('plumbline.cohorts.opt-significant', 'Only significant'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.onlySignificant,
      });
    addFieldOptions(builder, [
      { path: 'nameField', name: t('plumbline.options.name-field', 'Names from') },
      { path: 'valueField', name: t('plumbline.options.value-field', 'Values from') },
      { path: 'metricField', name: t('plumbline.cohorts.metric-field', 'Metrics from') },
      { path: 'nField', name: t('plumbline.cohorts.n-field', 'Rows from') },
      { path: 'loField', name: t('plumbline.cohorts.lo-field', 'Lower ends from') },
      { path: 'hiField', name: t('plumbline.cohorts.hi-field', 'Upper ends from') },
      { path: 'baselineField', name: t('plumbline.cohorts.baseline-field', 'Values compared with from') },
      { path: 'deltaField', name: t('plumbline.cohorts.delta-field', 'Differences from') },
      { path: 'qField', name: t('plumbline.cohorts.q-field', 'q-values from') },
    ]);
    addLegendOption(builder);
    addTooltipOptions(builder, { withMulti: false });
  });

/** The queries that the panel has answers of, and none of them. */
function queryChoices({ data }: FieldOverrideContext): Promise<Array<SelectableValue<string>>> {
  const letters = [...new Set(data.flatMap(({ refId }) => refId ?? []))];
  const none = { value: '', label: t('plumbline.options.field-auto', 'Chosen from the data') };
  return Promise.resolve([none, ...letters.map((value) => ({ value, label: value }))]);
}

function viewName(view: (typeof COHORT_VIEWS)[number]): string {
  return {
    auto: t('plumbline.importance.view-auto', 'Auto'),
    forest: t('plumbline.cohorts.view-forest', 'Forest'),
    matrix: t('plumbline.cohorts.view-matrix', 'Matrix'),
    many: t('plumbline.cohorts.view-many', 'Many cohorts'),
    map: t('plumbline.cohorts.view-map', 'Map of two columns'),
    tree: t('plumbline.cohorts.view-tree', 'Error tree'),
    compare: t('plumbline.cohorts.view-compare', 'A against B'),
    mix: t('plumbline.cohorts.view-mix', 'Rate and mix'),
    fairness: t('plumbline.cohorts.view-fairness', 'Fairness'),
  }[view];
}

function baselineOptionName(baseline: BaselineOption): string {
  return {
    query: t('plumbline.cohorts.baseline-query', 'As the query says'),
    complement: t('plumbline.cohorts.rest', 'Everybody else'),
    overall: t('plumbline.cohorts.overall', 'Overall'),
    reference: t('plumbline.cohorts.baseline-reference', 'Its own reference'),
    cohort: t('plumbline.cohorts.baseline-cohort', 'A cohort'),
  }[baseline];
}
