import { type FieldConfigEditorBuilder } from '@grafana/data';
import { t } from '@grafana/i18n';

/** What one may say of single series, by overrides: p-values and scores may stand in one picture. */
export interface SeriesOptions {
  /** Which scores are bad ones; `auto` leaves it to the data. */
  worse: 'auto' | 'high' | 'low';
  /** Breach limit of this series. */
  limit?: number;
}

export function addSeriesOptions(builder: FieldConfigEditorBuilder<SeriesOptions>): void {
  const category = [t('plumbline.options.drift', 'Drift')];
  builder
    .addSelect({
      path: 'worse',
      name: t('plumbline.drift.opt-worse', 'Bad scores are'),
      description: t('plumbline.drift.opt-worse-text', 'Low for p-values: their severity is log p by log α'),
      category,
      defaultValue: 'auto',
      settings: {
        options: [
          { value: 'auto', label: t('plumbline.drift.worse-auto', 'As the data say') },
          { value: 'high', label: t('plumbline.drift.worse-high', 'High') },
          { value: 'low', label: t('plumbline.drift.worse-low', 'Low') },
        ],
      },
    })
    .addNumberInput({
      path: 'limit',
      name: t('plumbline.drift.opt-limit', 'Limit'),
      description: t('plumbline.drift.opt-series-limit', 'Breach limit of this series alone'),
      category,
      settings: { placeholder: t('plumbline.drift.opt-limit-auto', 'From the data') },
    });
}
