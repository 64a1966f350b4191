import { type PanelOptionsEditorBuilder, type SelectFieldConfigSettings } from '@grafana/data';
import { t } from '@grafana/i18n';
import { addFieldOptions } from '../../components/options/fields';
import { addLegendOption } from '../../components/options/legend';
import { addTooltipOptions } from '../../components/options/tooltip';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions, type Margin } from './options';

/** What stands around the picture, what dragging does, and which fields are read. */
export function addAroundOptions(builder: PanelOptionsEditorBuilder<DriftHeatmapOptions>): void {
  const category = [t('plumbline.options.around', 'Around the picture')];
  builder
    .addRadio({
      path: 'selection',
      name: t('plumbline.drift.opt-selection', 'Dragging'),
      description: t('plumbline.drift.opt-selection-text', 'With Alt it always selects cells'),
      category,
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
      category,
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
      category,
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
}
