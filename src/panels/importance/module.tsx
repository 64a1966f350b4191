import { PanelPlugin } from '@grafana/data';
import { initPluginTranslations, t } from '@grafana/i18n';
import { addFieldOptions } from '../../components/options/fields';
import { addLegendOption } from '../../components/options/legend';
import { addTooltipOptions } from '../../components/options/tooltip';
import { ImportancePanel } from './ImportancePanel';
import { migrateImportance } from './migrate';
import { DEFAULT_OPTIONS, IMPORTANCE_VIEWS, type ImportanceOptions } from './options';
import pluginJson from './plugin.json';
import { suggestImportance } from './suggestions';

// Not awaited: Grafana has loaded our locale already, so this settles before anything is drawn.
void initPluginTranslations(pluginJson.id);

export const plugin = new PanelPlugin<ImportanceOptions>(ImportancePanel)
  .useFieldConfig()
  .setDataSupport({ annotations: true, alertStates: true })
  .setMigrationHandler(migrateImportance)
  .setSuggestionsSupplier(suggestImportance)
  .setPanelOptions((builder) => {
    const rows = [t('plumbline.options.rows', 'Rows')];
    const look = [t('plumbline.options.bars', 'Bars')];
    builder
      .addSelect({
        path: 'view',
        name: t('plumbline.importance.opt-view', 'View'),
        description: t('plumbline.importance.opt-view-text', 'Auto shows what the data are'),
        category: [t('plumbline.options.view', 'View')],
        defaultValue: DEFAULT_OPTIONS.view,
        settings: { options: IMPORTANCE_VIEWS.map((value) => ({ value, label: viewName(value) })) },
      })
      .addSelect({
        path: 'statistic',
        name: t('plumbline.importance.opt-statistic', 'Bars show'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.statistic,
        settings: {
          options: [
            { value: 'mean_abs', label: t('plumbline.importance.mean-abs', 'Mean |SHAP|') },
            { value: 'max_abs', label: t('plumbline.importance.max-abs', 'Largest |SHAP|') },
            {
              value: 'p95_abs',
              label: t('plumbline.importance.p95-abs', '95th percentile of |SHAP|'),
              description: t('plumbline.importance.p95-abs-text', 'Where the query has the statistic p95_abs'),
            },
            { value: 'mean', label: t('plumbline.importance.mean', 'Mean, signed') },
          ],
        },
      })
      .addRadio({
        path: 'scheme',
        name: t('plumbline.importance.opt-scheme', 'Colours of values'),
        description: t('plumbline.importance.opt-scheme-text', "The theme's are told apart with every colour vision"),
        category: look,
        defaultValue: DEFAULT_OPTIONS.scheme,
        settings: {
          options: [
            { value: 'theme', label: t('plumbline.importance.scheme-theme', 'Theme') },
            { value: 'shap', label: 'shap' },
          ],
        },
      })
      .addRadio({
        path: 'columnHeight',
        name: t('plumbline.importance.opt-height', 'Height of a beeswarm'),
        description: t('plumbline.importance.opt-height-text', 'The square root shows thin tails'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.columnHeight,
        settings: {
          options: [
            { value: 'linear', label: t('plumbline.importance.height-linear', 'Count') },
            { value: 'sqrt', label: t('plumbline.importance.height-sqrt', 'Square root') },
          ],
        },
      })
      .addRadio({
        path: 'swarm',
        name: t('plumbline.importance.opt-swarm', 'Shape of a beeswarm'),
        description: t('plumbline.importance.opt-swarm-text', 'Violins are the same counts, smoothed'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.swarm,
        settings: {
          options: [
            { value: 'columns', label: t('plumbline.importance.swarm-columns', 'As counted') },
            { value: 'violin', label: t('plumbline.importance.swarm-violin', 'Violins') },
          ],
        },
      })
      .addRadio({
        path: 'scale',
        name: t('plumbline.importance.opt-scale', 'Axis of a beeswarm'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.scale,
        settings: {
          options: [
            { value: 'linear', label: t('plumbline.importance.scale-linear', 'Linear') },
            { value: 'symlog', label: t('plumbline.importance.scale-symlog', 'Symmetric log') },
          ],
        },
      })
      .addRadio({
        path: 'xScale',
        name: t('plumbline.importance.opt-x-scale', 'Axis of a dependence'),
        description: t('plumbline.importance.opt-x-scale-text', 'By quantile each stretch holds as many records'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.xScale,
        settings: {
          options: [
            { value: 'linear', label: t('plumbline.importance.scale-linear', 'Linear') },
            { value: 'log', label: t('plumbline.importance.scale-log', 'Log') },
            { value: 'quantile', label: t('plumbline.importance.scale-quantile', 'Quantile') },
          ],
        },
        showIf: (options) => options.view === 'dependence' || options.view === 'auto',
      })
      .addNumberInput({
        path: 'topK',
        name: t('plumbline.importance.opt-topk', 'Rows at most'),
        description: t('plumbline.importance.opt-topk-text', 'With the row of all others; 0 shows all'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.topK,
        settings: { min: 0, integer: true },
      })
      .addNumberInput({
        path: 'impactTopK',
        name: t('plumbline.importance.opt-impact-topk', 'Rows of an impact at most'),
        description: t('plumbline.importance.opt-topk-text', 'With the row of all others; 0 shows all'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.impactTopK,
        settings: { min: 0, integer: true },
        showIf: ({ view }) => view === 'impact' || view === 'auto',
      })
      .addSelect({
        path: 'sort',
        name: t('plumbline.importance.opt-sort', 'Sort'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.sort,
        settings: {
          options: [
            { value: 'value', label: t('plumbline.importance.sort-value', 'Importance') },
            { value: 'change', label: t('plumbline.importance.sort-change', 'Change') },
            { value: 'reference', label: t('plumbline.importance.sort-reference', 'Importance in the reference') },
            { value: 'name', label: t('plumbline.importance.sort-name', 'Name') },
          ],
        },
      })
      .addStringArray({
        path: 'cohortsBy',
        name: t('plumbline.importance.axis-by', 'Cohorts by'),
        description: t(
          'plumbline.importance.opt-cohorts-text',
          'Columns to split the bars of a query of ours by, three at most; numbers at their quartiles. In the panel: Shift and click.'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.cohortsBy,
        showIf: ({ view }) => view === 'bars' || view === 'auto',
      })
      .addBooleanSwitch({
        path: 'others',
        name: t('plumbline.importance.opt-others', 'Row of all others'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.others,
      })
      .addBooleanSwitch({
        path: 'whiskers',
        name: t('plumbline.importance.opt-whiskers', 'Intervals'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.whiskers,
      })
      .addBooleanSwitch({
        path: 'showReference',
        name: t('plumbline.importance.opt-reference', 'Reference'),
        description: t('plumbline.importance.opt-reference-text', 'A tick where the bar ended in the reference period'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.showReference,
      })
      .addNumberInput({
        path: 'fdr',
        name: t('plumbline.options.fdr', 'False discovery rate'),
        description: t('plumbline.importance.opt-fdr-text', 'Changes with a q-value up to this get an arrow'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.fdr,
        settings: { min: 0, max: 1, step: 0.01 },
      });
    addFieldOptions(builder, [
      { path: 'nameField', name: t('plumbline.options.name-field', 'Names from') },
      { path: 'valueField', name: t('plumbline.options.value-field', 'Values from') },
    ]);
    addLegendOption(builder);
    addTooltipOptions(builder, { withMulti: false });
  });

function viewName(view: (typeof IMPORTANCE_VIEWS)[number]): string {
  return {
    auto: t('plumbline.importance.view-auto', 'Auto'),
    bars: t('plumbline.importance.view-bars', 'Bars'),
    beeswarm: t('plumbline.importance.view-beeswarm', 'Beeswarm'),
    dependence: t('plumbline.importance.view-dependence', 'Dependence'),
    waterfall: t('plumbline.importance.view-waterfall', 'Waterfall of a record'),
    impact: t('plumbline.importance.view-impact', 'Waterfall of the change'),
    quadrants: t('plumbline.importance.view-quadrants', 'Importance and drift'),
    agreement: t('plumbline.importance.view-agreement', 'Attribution drift'),
  }[view];
}
