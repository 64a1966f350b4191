import { type PanelOptionsEditorBuilder } from '@grafana/data';
import { t } from '@grafana/i18n';

/** The switch of the line below a picture that says what its marks mean. */
export function addLegendOption<T extends { showLegend: boolean }>(builder: PanelOptionsEditorBuilder<T>): void {
  builder.addBooleanSwitch({
    path: 'showLegend',
    name: t('plumbline.options.legend', 'Legend'),
    category: [t('plumbline.options.around', 'Around the picture')],
    defaultValue: true,
  });
}
