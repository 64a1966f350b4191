import { PanelPlugin } from '@grafana/data';
import { initPluginTranslations, t } from '@grafana/i18n';
import { DriftHeatmapPanel } from './DriftHeatmapPanel';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions } from './options';
import pluginJson from './plugin.json';
import { suggestDriftHeatmap } from './suggestions';

// Not awaited: Grafana has loaded our locale already, so this settles before anything is drawn.
void initPluginTranslations(pluginJson.id);

export const plugin = new PanelPlugin<DriftHeatmapOptions>(DriftHeatmapPanel)
  .useFieldConfig()
  .setDataSupport({ annotations: true, alertStates: true })
  .setSuggestionsSupplier(suggestDriftHeatmap)
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
          options: [
            { value: 'impact', label: t('plumbline.drift.sort-impact', 'Impact') },
            { value: 'max', label: t('plumbline.drift.sort-max', 'Highest severity') },
            { value: 'first-breach', label: t('plumbline.drift.sort-first', 'First breach') },
            { value: 'name', label: t('plumbline.drift.sort-name', 'Name') },
            { value: 'query', label: t('plumbline.drift.sort-query', 'As queried') },
          ],
        },
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
      .addRadio({
        path: 'colorBy',
        name: t('plumbline.drift.opt-color', 'Colour by'),
        description: t('plumbline.drift.opt-color-text', 'Severity is the score divided by its limit'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.colorBy,
        settings: {
          options: [
            { value: 'severity', label: t('plumbline.drift.color-severity', 'Severity') },
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
      .addBooleanSwitch({
        path: 'marks',
        name: t('plumbline.drift.opt-marks', 'Marks'),
        description: t('plumbline.drift.opt-marks-text', 'Breach, noise floor, too few rows, no data'),
        category: look,
        defaultValue: DEFAULT_OPTIONS.marks,
      })
      .addBooleanSwitch({
        path: 'showShare',
        name: t('plumbline.drift.opt-share', 'Share over the limit'),
        description: t('plumbline.drift.opt-share-text', 'A strip below the rows: which part of them breached'),
        category: around,
        defaultValue: DEFAULT_OPTIONS.showShare,
      })
      .addBooleanSwitch({
        path: 'showLegend',
        name: t('plumbline.options.legend', 'Legend'),
        category: around,
        defaultValue: DEFAULT_OPTIONS.showLegend,
      })
      .addBooleanSwitch({
        path: 'tooltip',
        name: t('plumbline.options.tooltip', 'Tooltip'),
        category: around,
        defaultValue: DEFAULT_OPTIONS.tooltip,
      });
  });
