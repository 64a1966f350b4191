import { PanelPlugin, type SelectFieldConfigSettings } from '@grafana/data';
import { initPluginTranslations, t } from '@grafana/i18n';
import { addFieldOptions } from '../../components/options/fields';
import { addLegendOption } from '../../components/options/legend';
import { addTooltipOptions } from '../../components/options/tooltip';
import { DriftHeatmapPanel } from './DriftHeatmapPanel';
import { colorSchemes } from './colorSchemes';
import { GAP_WIDEST, isUnlifted, migrateOptions, optionsFrom, ROW_HIGHEST, ROW_LOWEST, STEPS_MOST } from './migrations';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions, type LabelExtra, type Margin, SORTS } from './options';
import { prepareDrift } from './prepareDrift';
import { sortNames } from './sortNames';
import pluginJson from './plugin.json';
import { suggestDriftHeatmap } from './suggestions';

// Not awaited: Grafana has loaded our locale already, so this settles before anything is drawn.
void initPluginTranslations(pluginJson.id);

export const plugin = new PanelPlugin<DriftHeatmapOptions>(DriftHeatmapPanel)
  .useFieldConfig()
  .setDataSupport({ annotations: true, alertStates: true })
  .setSuggestionsSupplier(suggestDriftHeatmap)
  .setMigrationHandler(migrateOptions, isUnlifted)
  .setPanelChangeHandler((_panel, previousId, previous) => optionsFrom(previousId, previous))
  .setPanelOptions((builder) => {
    const rows = [t('plumbline.options.rows', 'Rows')];
    const look = [t('plumbline.options.cells', 'Cells')];
    const around = [t('plumbline.options.around', 'Around the picture')];
    builder
      .addSelect({
        path: 'sort',
        name: t('plumbline.drift.opt-sort', 'Sort'),
        description: t(
          'plumbline.drift.opt-sort-text',
          'Impact is mean severity times importance when the panel also has an importance query, else the highest severity'
        ),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.sort,
        settings: {
          options: SORTS.map((value) => ({ value, label: sortNames()[value] })),
        },
      })
      .addBooleanSwitch({
        path: 'groups',
        name: t('plumbline.drift.opt-groups', 'Group rows'),
        description: t(
          'plumbline.drift.opt-groups-text',
          'By the field "group" of a second query that names columns; each group can be closed to its worst'
        ),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.groups,
      })
      .addBooleanSwitch({
        path: 'groupsClosed',
        name: t('plumbline.drift.opt-closed', 'Groups closed at first'),
        description: t('plumbline.drift.opt-closed-text', 'Each shows its worst until somebody opens it'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.groupsClosed,
        showIf: (options) => options.groups,
      })
      .addNumberInput({
        path: 'topK',
        name: t('plumbline.drift.opt-topk', 'Rows at most'),
        description: t('plumbline.drift.opt-topk-text', '0 shows all'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.topK,
        settings: { min: 0, integer: true },
      })
      .addBooleanSwitch({
        path: 'hideCalm',
        name: t('plumbline.drift.opt-calm', 'Hide calm rows'),
        description: t('plumbline.drift.opt-calm-text', 'Rows that never reach their warning limit'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.hideCalm,
      })
      .addMultiSelect<string, SelectFieldConfigSettings<string>>({
        path: 'pinned',
        name: t('plumbline.drift.opt-pinned', 'Rows on top'),
        description: t('plumbline.drift.opt-pinned-text', 'Columns that stay in view, such as the prediction'),
        category: rows,
        settings: {
          options: [],
          getOptions: async ({ data }) =>
            (prepareDrift(data)?.rows ?? [])
              .filter((row) => row.metric === undefined)
              .map(({ name }) => ({ value: name, label: name })),
        },
      })
      .addBooleanSwitch({
        path: 'showMetrics',
        name: t('plumbline.drift.opt-metrics', 'Metrics on top'),
        description: t(
          'plumbline.drift.opt-metrics-text',
          'Performance, volume and quality of the same windows, when the panel has a query for them'
        ),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.showMetrics,
      })
      .addRadio({
        path: 'rowFit',
        name: t('plumbline.drift.opt-fit', 'Row height'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.rowFit,
        settings: {
          options: [
            { value: 'scroll', label: t('plumbline.drift.fit-scroll', 'Readable, scroll') },
            { value: 'fit', label: t('plumbline.drift.fit-fit', 'Fit all') },
          ],
        },
      })
      .addNumberInput({
        path: 'rowHeight',
        name: t('plumbline.drift.opt-height', 'Least row height'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.rowHeight,
        settings: { min: ROW_LOWEST, max: ROW_HIGHEST, integer: true },
        showIf: (options) => options.rowFit === 'scroll',
      })
      .addMultiSelect<LabelExtra, SelectFieldConfigSettings<LabelExtra>>({
        path: 'labelExtras',
        name: t('plumbline.drift.opt-extras', 'Beside the names'),
        description: t(
          'plumbline.drift.opt-extras-text',
          'Type and group come from a second query that names columns; the streak is how many windows have been over the limit'
        ),
        category: rows,
        settings: {
          options: [
            { value: 'type', label: t('plumbline.drift.type', 'Type') },
            { value: 'group', label: t('plumbline.drift.group', 'Group') },
            { value: 'streak', label: t('plumbline.drift.extra-streak', 'Streak') },
          ],
        },
      })
      .addSelect({
        path: 'colorBy',
        name: t('plumbline.drift.opt-color', 'Colour by'),
        description: t('plumbline.drift.opt-color-text', 'Severity is the score divided by its limit'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.colorBy,
        settings: {
          options: [
            { value: 'severity', label: t('plumbline.drift.color-severity', 'Severity') },
            { value: 'score', label: t('plumbline.drift.color-score', 'Score') },
            { value: 'direction', label: t('plumbline.drift.color-direction', 'Direction') },
            { value: 'significance', label: t('plumbline.drift.color-significance', 'Significance') },
            { value: 'field', label: t('plumbline.drift.color-field', 'Field options') },
          ],
        },
      })
      .addNumberInput({
        path: 'limit',
        name: t('plumbline.drift.opt-limit', 'Limit'),
        description: t('plumbline.drift.opt-limit-text', 'Breach limit for data that bring none'),
        category: look,
        settings: { placeholder: t('plumbline.drift.opt-limit-auto', 'From the data') },
      })
      .addSelect({
        path: 'colorScheme',
        name: t('plumbline.drift.opt-scheme', 'Colour scheme'),
        description: t('plumbline.drift.opt-scheme-text', 'The theme’s own is told apart with every colour vision'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.colorScheme,
        settings: { options: colorSchemes() },
        showIf: (options) => options.colorBy !== 'field',
      })
      .addNumberInput({
        path: 'colorSteps',
        name: t('plumbline.drift.opt-steps', 'Colour steps'),
        description: t('plumbline.drift.opt-steps-text', '2 to 64, half of them from the limit on; 0 is continuous'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.colorSteps,
        settings: { min: 0, max: STEPS_MOST, integer: true },
        showIf: (options) => options.colorBy !== 'field',
      })
      .addTextInput({
        path: 'colorStops',
        name: t('plumbline.drift.opt-stops', 'Colour stops'),
        description: t(
          'plumbline.drift.opt-stops-text',
          'Severities at even distances on the ramp, such as 0, 0.5, 1, 2, 4; 1 is the limit and always has its edge'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.colorStops,
        settings: { placeholder: t('plumbline.drift.opt-limit-auto', 'From the data') },
        showIf: (options) => options.colorBy === 'severity',
      })
      .addSelect({
        path: 'timeAgg',
        name: t('plumbline.drift.opt-agg', 'Where windows are merged'),
        description: t(
          'plumbline.drift.opt-agg-text',
          'What a cell shows of several windows, when there is no room for each'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.timeAgg,
        settings: {
          options: [
            { value: 'max', label: t('plumbline.drift.agg-max', 'The worst') },
            { value: 'mean', label: t('plumbline.drift.agg-mean', 'The mean') },
            { value: 'last', label: t('plumbline.drift.agg-last', 'The last') },
            { value: 'p95', label: t('plumbline.drift.agg-p95', 'The 95th percentile') },
          ],
        },
      })
      .addNumberInput({
        path: 'cellGap',
        name: t('plumbline.drift.opt-gap', 'Gap between cells'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.cellGap,
        settings: { min: 0, max: GAP_WIDEST, integer: true },
      })
      .addSelect({
        path: 'marks',
        name: t('plumbline.drift.opt-marks', 'Marks'),
        description: t('plumbline.drift.opt-marks-text', 'Breach, noise floor, too few rows, no data'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.marks,
        settings: {
          options: [
            { value: 'none', label: t('plumbline.drift.marks-none', 'None') },
            { value: 'breach', label: t('plumbline.drift.marks-breach', 'All breaches alike') },
            { value: 'significant', label: t('plumbline.drift.marks-significant', 'Doubtful breaches as rings') },
          ],
        },
      })
      .addBooleanSwitch({
        path: 'values',
        name: t('plumbline.drift.opt-values', 'Values'),
        description: t('plumbline.drift.opt-values-text', 'Scores in figures, where cells are wide enough'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.values,
      })
      .addSliderInput({
        path: 'fdr',
        name: t('plumbline.drift.opt-fdr', 'False discovery rate'),
        description: t(
          'plumbline.drift.opt-fdr-text',
          'A breach whose corrected p-value is above it is marked as doubtful'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.fdr,
        settings: { min: 0.01, max: 1, step: 0.01 },
        showIf: (options) => options.marks === 'significant',
      })
      .addBooleanSwitch({
        path: 'showFloor',
        name: t('plumbline.drift.opt-floor', 'Noise floor'),
        description: t(
          'plumbline.drift.opt-floor-text',
          'A breach that so few rows bring by chance is marked as doubtful'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.showFloor,
      })
      .addNumberInput({
        path: 'minSupport',
        name: t('plumbline.drift.opt-support', 'Rows at least'),
        description: t(
          'plumbline.drift.opt-support-text',
          'Cells of fewer rows are hatched and never count; 0 leaves it to the data'
        ),
        category: look,
        defaultValue: DEFAULT_OPTIONS.minSupport,
        settings: { min: 0, integer: true },
      })
      .addRadio({
        path: 'selection',
        name: t('plumbline.drift.opt-selection', 'Dragging'),
        description: t('plumbline.drift.opt-selection-text', 'With Alt it always selects cells'),
        category: around,
        defaultValue: DEFAULT_OPTIONS.selection,
        settings: {
          options: [
            { value: 'x', label: t('plumbline.drift.drag-zoom', 'Zooms') },
            { value: 'y', label: t('plumbline.drift.drag-rows', 'Selects rows') },
            { value: 'xy', label: t('plumbline.drift.drag-cells', 'Selects cells') },
          ],
        },
      })
      .addMultiSelect<Margin, SelectFieldConfigSettings<Margin>>({
        path: 'margins',
        name: t('plumbline.drift.opt-margins', 'Importance and impact'),
        description: t('plumbline.drift.opt-margins-text', 'Bars at the right, when the panel has an importance query'),
        category: around,
        // Typed for a single choice, and used for many.
        defaultValue: DEFAULT_OPTIONS.margins as unknown as Margin,
        settings: {
          options: [
            { value: 'importance', label: t('plumbline.drift.importance', 'Importance') },
            { value: 'impact', label: t('plumbline.drift.sort-impact', 'Impact') },
          ],
        },
      })
      .addBooleanSwitch({
        path: 'showShare',
        name: t('plumbline.drift.opt-share', 'Share over the limit'),
        description: t('plumbline.drift.opt-share-text', 'A strip below the rows: which part of them breached'),
        category: around,
        defaultValue: DEFAULT_OPTIONS.showShare,
      });
    addLegendOption(builder);
    addFieldOptions(builder, [
      { path: 'rowField', name: t('plumbline.drift.opt-row-field', 'Rows from') },
      { path: 'columnField', name: t('plumbline.drift.opt-column-field', 'Across from') },
      { path: 'valueField', name: t('plumbline.drift.opt-value-field', 'Value from') },
      { path: 'groupField', name: t('plumbline.drift.opt-group-field', 'Groups from') },
    ]);
    addTooltipOptions(builder, { withMulti: true });
  });
