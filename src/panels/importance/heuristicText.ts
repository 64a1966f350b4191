import { getFieldDisplayName } from '@grafana/data';
import { t } from '@grafana/i18n';
import { formatPlain } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { RAW } from './raw';
import { type WaterfallData } from './readWaterfall';

/** Columns that are named; the others are in the table. */
const NAMED = 4;

/** What a picture without attributions is not, and which drift it takes where a column has several. */
export function heuristicText({ worstOf }: Pick<WaterfallData, 'worstOf'>): string {
  const text = t(
    'plumbline.impact.heuristic',
    'Heuristic: importance times drift, as no attributions say what drift did to the predictions'
  );
  const worst = t('plumbline.impact.worst-of', 'the worst of several drifts counts for {{names}}', {
    ...RAW,
    names: worstOf.length > NAMED ? `${worstOf.slice(0, NAMED).join(', ')}, …` : worstOf.join(', '),
  });
  return worstOf.length > 0 ? `${text} · ${worst}` : text;
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
