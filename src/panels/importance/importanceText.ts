import { t } from '@grafana/i18n';
import { formatCount, formatPercent, formatPlain, formatValue, signed } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { RAW } from './raw';
import { type Measure, measureName } from './measure';
import { changeOf, type ImportanceData, type ImportanceRow } from './prepareImportance';

/** "+35 %" against the reference; empty where there is none. */
export function changeText(row: ImportanceRow): string {
  return row.reference > 0 && !Number.isNaN(row.delta)
    ? signed(formatPercent(row.delta / row.reference), row.delta)
    : '';
}

export function rankText(row: ImportanceRow): string {
  return row.rankBest === row.rankWorst ? String(row.rank) : `${row.rank} (${row.rankBest}–${row.rankWorst})`;
}

export function intervalText(data: ImportanceData, row: ImportanceRow): string {
  return Number.isNaN(row.lo) || Number.isNaN(row.hi)
    ? ''
    : `${formatValue(data.field, row.lo)} – ${formatValue(data.field, row.hi)}`;
}

/** Which features carry the model, and what changed. */
export function summaryText(data: ImportanceData, fdr: number): string {
  const top = data.rows.slice(0, 3).map((row) => row.name);
  const share = data.rows.slice(0, 3).reduce((sum, row) => sum + row.share, 0);
  const changed = data.rows.filter((row) => changeOf(row, fdr)).length;
  const names = top.join(', ');
  const parts = [leadText(data, names, share)];
  if (data.rows.some((row) => !Number.isNaN(row.reference))) {
    parts.push(
      t('plumbline.importance.changed', '{{changed}} of {{total}} changed against {{reference}}', {
        ...RAW,
        changed,
        total: data.rows.length,
        reference: data.reference ?? t('plumbline.importance.the-reference', 'the reference'),
      })
    );
  }
  if (data.lacks) {
    parts.unshift(
      t('plumbline.importance.lacks', 'the answer has no {{measure}}', {
        ...RAW,
        measure: measureName(data.lacks, data.field),
      })
    );
  }
  return parts.join(' · ');
}

/** Which features come first, and how much of the whole they are where there is one. */
function leadText(data: ImportanceData, names: string, share: number): string {
  const measure = measureName(data.measure, data.field);
  if (Number.isNaN(share)) {
    return t('plumbline.importance.summary-first', '{{measure}}: {{names}} come first', { ...RAW, measure, names });
  }
  const figures = { ...RAW, names, share: formatPercent(share) };
  return data.measure === 'other'
    ? t('plumbline.importance.summary-other', '{{names}} carry {{share}} of {{measure}}', { ...figures, measure })
    : t('plumbline.importance.summary', '{{names}} carry {{share}} of the attribution', figures);
}

/** What a screen reader says of a bar. */
export function rowText(data: ImportanceData, row: ImportanceRow, fdr: number): string {
  const parts = [row.name, spokenValue(data, row)];
  if (row.constant) {
    parts.push(t('plumbline.importance.spoken-constant', 'never moved the score'));
  }
  parts.push(spokenRank(row));
  const change = spokenChange(row);
  if (change) {
    parts.push(
      change,
      changeOf(row, fdr)
        ? t('plumbline.waterfall.significant', 'significant')
        : t('plumbline.waterfall.not-significant', 'not significant')
    );
  }
  return parts.join(', ');
}

/** "mean impact 0.41 ± 0.02 log-odds": intervals of means are as long on either side. */
function spokenValue(data: ImportanceData, row: ImportanceRow): string {
  const value = formatValue(data.field, row.value).replace('-', '−');
  const half = (row.hi - row.lo) / 2;
  // One that was cut at zero is not: then both ends are said.
  const isEven = Math.abs(row.hi + row.lo - 2 * row.value) <= 1e-6 * Math.abs(half);
  const interval =
    Number.isNaN(half) || half === 0
      ? ''
      : isEven
        ? ` ± ${formatValue(data.field, half)}`
        : ` (${intervalText(data, row)})`;
  const space = data.measure === 'other' || data.outputSpace === undefined ? '' : ` ${data.outputSpace}`;
  const figures = { ...RAW, value: `${value}${interval}${space}` };
  return data.measure === 'mean_abs'
    ? t('plumbline.importance.spoken-value', 'mean impact {{value}}', figures)
    : `${measureName(data.measure, data.field)} ${figures.value}`;
}

function spokenRank(row: ImportanceRow): string {
  return row.rankBest === row.rankWorst
    ? t('plumbline.importance.spoken-rank', 'rank {{rank}}', { rank: row.rank })
    : t('plumbline.importance.spoken-ranks', 'rank {{best}} to {{worst}}', {
        best: row.rankBest,
        worst: row.rankWorst,
      });
}

/** "up 35 % from reference"; empty where there is none. */
function spokenChange(row: ImportanceRow): string {
  if (!(row.reference > 0) || Number.isNaN(row.delta)) {
    return '';
  }
  const share = formatPercent(Math.abs(row.delta) / row.reference);
  return row.delta < 0
    ? t('plumbline.importance.spoken-down', 'down {{share}} from reference', { share })
    : t('plumbline.importance.spoken-up', 'up {{share}} from reference', { share });
}

export const othersText = (count: number): string =>
  t('plumbline.importance.others', 'Sum of {{n}} other features', { n: formatCount(count) });

/** The same, short enough for a label. */
export const othersLabel = (count: number): string =>
  t('plumbline.importance.others-label', '{{n}} others', { n: formatCount(count) });

/** What the sum of others says of them together. */
export function othersNote(measure: Measure): string | undefined {
  return measure === 'mean_abs'
    ? t(
        'plumbline.importance.others-note',
        'An upper bound: together they move the score less, where their signs differ.'
      )
    : undefined;
}

export function importanceTable(data: ImportanceData, style: 'shown' | 'full'): TextTable {
  const number = (value: number) => (Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value));
  const rows = data.rows.map((row) => [
    row.name,
    String(row.rank),
    number(row.value),
    number(row.lo),
    number(row.hi),
    style === 'full' || Number.isNaN(row.share) ? number(row.share) : formatPercent(row.share, 1),
    number(row.reference),
    number(row.delta),
    number(row.q),
    number(row.n),
  ]);
  const { others } = data;
  if (others) {
    const share =
      style === 'full' || Number.isNaN(others.share) ? number(others.share) : formatPercent(others.share, 1);
    rows.push([othersText(others.count), '', number(others.sum), '', '', share, '', '', '', '']);
  }
  const numeric = true;
  return {
    columns: [
      { name: t('plumbline.importance.feature', 'Feature') },
      { name: t('plumbline.importance.rank', 'Rank'), numeric },
      { name: measureName(data.measure, data.field), numeric },
      { name: t('plumbline.interval.low', 'Low'), numeric },
      { name: t('plumbline.interval.high', 'High'), numeric },
      { name: t('plumbline.importance.share', 'Share'), numeric },
      { name: t('plumbline.importance.reference', 'Reference'), numeric },
      { name: t('plumbline.importance.delta', 'Change'), numeric },
      { name: t('plumbline.importance.q', 'q'), numeric },
      { name: t('plumbline.importance.n', 'Rows'), numeric },
    ],
    rows,
  };
}
