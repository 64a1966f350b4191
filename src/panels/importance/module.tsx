import { PanelPlugin } from '@grafana/data';
import { initPluginTranslations, t } from '@grafana/i18n';
import { ImportancePanel } from './ImportancePanel';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import pluginJson from './plugin.json';
import { suggestImportance } from './suggestions';

// Not awaited: Grafana has loaded our locale already, so this settles before anything is drawn.
void initPluginTranslations(pluginJson.id);

export const plugin = new PanelPlugin<ImportanceOptions>(ImportancePanel)
  .useFieldConfig()
  .setSuggestionsSupplier(suggestImportance)
  .setPanelOptions((builder) => {
    const rows = [t('plumbline.options.rows', 'Rows')];
    const look = [t('plumbline.options.bars', 'Bars')];
    const around = [t('plumbline.options.around', 'Around the picture')];
    builder
      .addNumberInput({
        path: 'topK',
        name: t('plumbline.importance.opt-topk', 'Rows at most'),
        description: t('plumbline.importance.opt-topk-text', 'With the row of all others; 0 shows all'),
        category: rows,
        defaultValue: DEFAULT_OPTIONS.topK,
        settings: { min: 0, integer: true },
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
      })
      .addBooleanSwitch({
        path: 'tooltip',
        name: t('plumbline.options.tooltip', 'Tooltip'),
        category: around,
        defaultValue: DEFAULT_OPTIONS.tooltip,
      });
  });
