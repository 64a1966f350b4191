import { getFieldDisplayName } from '@grafana/data';
import { t } from '@grafana/i18n';
import { formatPlain } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { type WaterfallData } from './readWaterfall';

/** What a picture without attributions is not. */
export function heuristicText(): string {
  return t(
    'plumbline.impact.heuristic',
    'Heuristic: importance times drift, as no attributions say what drift did to the predictions'
  );
}

export function heuristicTable(data: WaterfallData, style: 'shown' | 'full'): TextTable {
  const number = (value: number) => (Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value));
  const numeric = true;
  return {
    columns: [
      { name: t('plumbline.importance.feature', 'Feature') },
      { name: getFieldDisplayName(data.field), numeric },
      { name: t('plumbline.impact.severity', 'Drift, times its limit'), numeric },
      { name: t('plumbline.impact.product', 'Product (heuristic)'), numeric },
    ],
    rows: data.parts.map(({ name, importance, severity }) => [
      name,
      number(importance),
      number(severity),
      number(importance * severity),
    ]),
  };
}
