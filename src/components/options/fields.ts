import { type PanelOptionsEditorBuilder } from '@grafana/data';
import { t } from '@grafana/i18n';

/** Pickers of the fields to take, for data that do not name them as Plumbline's do. */
export function addFieldOptions<T extends object>(
  builder: PanelOptionsEditorBuilder<T>,
  pickers: ReadonlyArray<{ path: string; name: string }>
): void {
  for (const { path, name } of pickers) {
    builder.addFieldNamePicker({
      path,
      name,
      category: [t('plumbline.options.fields', 'Fields')],
      settings: { placeholderText: t('plumbline.options.field-auto', 'Chosen from the data') },
    });
  }
}
