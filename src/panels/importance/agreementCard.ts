/** What a card says of a window. */
import { t } from '@grafana/i18n';
import { formatCount, formatValue } from '../../components/format/number';
import { type CardRow } from '../../components/tooltip/CardContent';
import { type AgreementData, type AgreementWindow } from './readAgreement';

export function cardRows(data: AgreementData, window: AgreementWindow): CardRow[] {
  const rows: CardRow[] = [
    { label: t('plumbline.agreement.axis', 'NDCG'), value: formatValue(data.field, window.ndcg), strong: true },
  ];
  const add = (label: string, value: number, format: (value: number) => string) => {
    if (!Number.isNaN(value)) {
      rows.push({ label, value: format(value) });
    }
  };
  add(t('plumbline.agreement.spearman', "Spearman's correlation"), window.spearman, (value) => value.toFixed(3));
  add(t('plumbline.agreement.limit', 'Limit'), data.breach, (value) => formatValue(data.field, value));
  add(t('plumbline.importance.n', 'Rows'), window.n, formatCount);
  add(t('plumbline.agreement.n-reference', 'Rows of the reference'), window.nReference, formatCount);
  return rows;
}
