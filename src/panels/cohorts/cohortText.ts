import { t } from '@grafana/i18n';
import {
  formatCount,
  formatDelta,
  formatPercent,
  formatPlain,
  formatValue,
  signed,
} from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { metricName, worseDirection } from './metrics';
import { type CohortCell, type CohortRow, type CohortsData } from './prepareCohorts';

/** A difference of two values of a metric, with its sign, in the metric's own unit and with the decimals of its column. */
export function deltaText(data: CohortsData, delta: number, metric = data.metrics[0]): string {
  if (Number.isNaN(delta)) {
    return '';
  }
  const { unit, decimals } = data.field.config;
  if (unit || decimals !== undefined) {
    return formatDelta(data.field, delta);
  }
  const text = delta.toFixed(data.deltaDecimals.get(metric) ?? 2).replace('-', '−');
  return signed(text, delta);
}

export function rangeText(data: CohortsData, lo: number, hi: number): string {
  return Number.isNaN(lo) || Number.isNaN(hi) ? '' : `${formatValue(data.field, lo)} – ${formatValue(data.field, hi)}`;
}

export function deltaRangeText(data: CohortsData, cell: CohortCell, metric?: string): string {
  if (Number.isNaN(cell.deltaLo) || Number.isNaN(cell.deltaHi)) {
    return '';
  }
  // A dash between two signed numbers would read as a third sign.
  const [from, to] = [deltaText(data, cell.deltaLo, metric), deltaText(data, cell.deltaHi, metric)];
  return t('plumbline.interval.from-to', '{{from}} to {{to}}', { from: from.replace(/ pp$/, ''), to });
}

/** The label of the data, or "carrier = UA" for `carrier=UA`; other names stay as they are. */
export function cohortName(row: CohortRow): string {
  return row.label ? row.label : row.key && row.segment ? `${row.key} = ${row.segment}` : row.name;
}

/** How many cohorts stand out, and which of them weighs most. */
export function summaryText(data: CohortsData): string {
  const metric = data.metrics[0];
  const ranked = data.rows.filter((row) => row.cells.get(metric)?.significant);
  const parts = [
    t('plumbline.cohorts.summary', '{{metric}}: {{significant}} of {{total}} cohorts differ from the rest', {
      interpolation: { escapeValue: false },
      metric: metricName(metric),
      significant: ranked.length,
      total: data.rows.length,
    }),
  ];
  const worst = data.rows.reduce<CohortRow | undefined>(
    (best, row) => ((row.cells.get(metric)?.excess ?? 0) > (best?.cells.get(metric)?.excess ?? 0) ? row : best),
    undefined
  );
  const cell = worst?.cells.get(metric);
  if (worst && cell) {
    parts.push(
      t('plumbline.cohorts.worst', 'most weight: {{cohort}}, {{delta}}, at least {{excess}} rows', {
        interpolation: { escapeValue: false },
        cohort: cohortName(worst),
        delta: deltaText(data, cell.delta),
        excess: formatCount(Math.floor(cell.excess)),
      })
    );
  }
  return parts.join(' · ');
}

/** What a screen reader says of a row. */
export function rowText(data: CohortsData, row: CohortRow): string {
  const parts = [cohortName(row), t('plumbline.cohorts.spoken-n', '{{n}} rows', { n: formatCount(row.n) })];
  for (const metric of data.metrics) {
    const cell = row.cells.get(metric);
    if (cell) {
      parts.push(cellText(data, metric, cell));
    }
  }
  return parts.join(', ');
}

function cellText(data: CohortsData, metric: string, cell: CohortCell): string {
  const value = `${metricName(metric)} ${formatValue(data.field, cell.value)}`;
  if (cell.insufficient) {
    return `${value}, ${t('plumbline.status.insufficient', 'Too few rows')}`;
  }
  const interval = rangeText(data, cell.lo, cell.hi);
  const delta = deltaText(data, cell.delta, metric);
  const verdict = cell.significant
    ? t('plumbline.cohorts.significant', 'significant')
    : t('plumbline.cohorts.not-significant', 'not significant');
  return [
    value,
    interval,
    delta && t('plumbline.cohorts.against-rest', '{{delta}} against the rest', { delta }),
    verdict,
  ]
    .filter(Boolean)
    .join(', ');
}

/** True when the difference goes the metric's bad way, and surely. */
export function isWorse(metric: string, cell: CohortCell): boolean {
  const direction = worseDirection(metric);
  return cell.significant && (direction === 'up' ? cell.delta > 0 : direction === 'down' && cell.delta < 0);
}

export function cohortsTable(data: CohortsData, style: 'shown' | 'full'): TextTable {
  const full = style === 'full';
  const plain = (value: number) => (Number.isNaN(value) ? '' : full ? String(value) : formatPlain(value));
  const metricValue = (value: number) =>
    Number.isNaN(value) ? '' : full ? String(value) : formatValue(data.field, value);
  const rows: string[][] = [];
  const add = (name: string, share: number, metric: string, cell: CohortCell | undefined) => {
    if (!cell) {
      return;
    }
    rows.push([
      name,
      full ? metric : metricName(metric),
      plain(cell.n),
      plain(cell.nLabelled),
      full || Number.isNaN(share) ? plain(share) : formatPercent(share, 1),
      metricValue(cell.value),
      metricValue(cell.lo),
      metricValue(cell.hi),
      full ? plain(cell.delta) : deltaText(data, cell.delta, metric),
      full ? plain(cell.deltaLo) : deltaText(data, cell.deltaLo, metric),
      full ? plain(cell.deltaHi) : deltaText(data, cell.deltaHi, metric),
      plain(cell.q),
    ]);
  };
  for (const metric of data.metrics) {
    add(t('plumbline.cohorts.overall', 'Overall'), NaN, metric, data.overall.get(metric));
    data.rows.forEach((row) => add(row.name, row.share, metric, row.cells.get(metric)));
  }
  const numeric = true;
  return {
    columns: [
      { name: t('plumbline.cohorts.cohort', 'Cohort') },
      { name: t('plumbline.cohorts.metric', 'Metric') },
      { name: t('plumbline.cohorts.n', 'Rows'), numeric },
      { name: t('plumbline.cohorts.n-labelled', 'Labelled'), numeric },
      { name: t('plumbline.cohorts.share', 'Share'), numeric },
      { name: t('plumbline.cohorts.value', 'Value'), numeric },
      { name: t('plumbline.interval.low', 'Low'), numeric },
      { name: t('plumbline.interval.high', 'High'), numeric },
      { name: t('plumbline.cohorts.delta', 'Against the rest'), numeric },
      { name: t('plumbline.cohorts.delta-low', 'Low of it'), numeric },
      { name: t('plumbline.cohorts.delta-high', 'High of it'), numeric },
      { name: t('plumbline.importance.q', 'q'), numeric },
    ],
    rows,
  };
}
