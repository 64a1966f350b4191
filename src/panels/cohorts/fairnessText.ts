/** Gaps between groups in words and as a table. */
import { t } from '@grafana/i18n';
import { formatPercent, formatPlain, formatValue } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { type CardRow } from '../../components/tooltip/CardContent';
import { fairAt, type FairnessData, type FairnessRow } from './readFairness';

/** What a screen reader says of a gap: its size, how sure that is, and who it is between. */
export function spokenGap(data: FairnessData, row: FairnessRow): string {
  const said = t('plumbline.fairness.spoken', '{{name}}: {{value}}, {{low}} against {{high}}, {{verdict}}', {
    name: rowName(row),
    value: formatValue(data.field, row.value),
    low: row.low,
    high: row.high,
    verdict: verdictOf(row),
    interpolation: { escapeValue: false },
  });
  const interval = Number.isNaN(row.lo + row.hi)
    ? ''
    : t('plumbline.cohorts.spoken-interval', 'interval {{from}} to {{to}}', {
        from: formatValue(data.field, row.lo),
        to: formatValue(data.field, row.hi),
      });
  const q = Number.isNaN(row.q) ? '' : `${t('plumbline.importance.q', 'q')} ${formatPlain(row.q)}`;
  return [said, interval, q].filter(Boolean).join(', ');
}

/** "Demographic parity difference, sex". */
export function rowName(row: FairnessRow): string {
  const name = row.metric.replace(/_/g, ' ');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}, ${row.column}`;
}

/** Between whom the gap is: "JFK – EWR" of a difference, "JFK : EWR" of a ratio. */
export const groupsText = ({ metric, low, high }: FairnessRow): string =>
  low && high ? `${low} ${fairAt(metric).value === 1 ? ':' : '–'} ${high}` : '';

export function verdictOf({ status }: FairnessRow): string {
  switch (status) {
    case 'breach':
      return t('plumbline.fairness.breach', 'beyond its limit');
    case 'warn':
      return t('plumbline.fairness.warn', 'close to its limit');
    case 'ok':
      return t('plumbline.fairness.ok', 'within its limit');
    case 'pending_labels':
      return t('plumbline.fairness.pending', 'labels are missing');
    default:
      return t('plumbline.status.insufficient', 'Too few rows');
  }
}

export function cardRows(data: FairnessData, row: FairnessRow): CardRow[] {
  const rows: CardRow[] = [
    { label: t('plumbline.cohorts.value', 'Value'), value: formatValue(data.field, row.value), strong: true },
  ];
  if (!Number.isNaN(row.lo + row.hi)) {
    rows.push({
      label: t('plumbline.interval.name', '{{level}} interval', { level: formatPercent(data.confidence) }),
      value: `${formatValue(data.field, row.lo)} – ${formatValue(data.field, row.hi)}`,
    });
  }
  if (row.low || row.high) {
    rows.push(
      { label: t('plumbline.fairness.low', 'Lowest group'), value: row.low },
      { label: t('plumbline.fairness.high', 'Highest group'), value: row.high }
    );
  }
  if (!Number.isNaN(row.q)) {
    rows.push({ label: t('plumbline.importance.q', 'q'), value: formatPlain(row.q) });
  }
  return rows;
}

export function fairnessTable(data: FairnessData, style: 'shown' | 'full'): TextTable {
  const number = (value: number) => (Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value));
  const numeric = true;
  return {
    columns: [
      { name: t('plumbline.fairness.column', 'Column') },
      { name: t('plumbline.cohorts.metric', 'Metric') },
      { name: t('plumbline.cohorts.value', 'Value'), numeric },
      { name: t('plumbline.interval.low', 'Low'), numeric },
      { name: t('plumbline.interval.high', 'High'), numeric },
      { name: t('plumbline.importance.q', 'q'), numeric },
      { name: t('plumbline.fairness.low', 'Lowest group') },
      { name: t('plumbline.fairness.high', 'Highest group') },
      { name: t('plumbline.agreement.status', 'Status') },
    ],
    rows: data.rows.map((row) => [
      row.column,
      row.metric,
      number(row.value),
      number(row.lo),
      number(row.hi),
      number(row.q),
      row.low,
      row.high,
      row.status ?? '',
    ]),
  };
}
