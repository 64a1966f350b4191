import { t } from '@grafana/i18n';
import { formatCount, formatDelta, formatPercent, formatValue, signed } from '../../components/format/number';
import { metricName, worseDirection } from './metrics';
import { differText } from './tested';
import { type CohortCell, type CohortRow, type CohortsData, isPending } from './cohortData';

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
  const cells = data.rows.map((row) => row.cells.get(metric));
  const parts = [differText(data, metricName(metric), cells)];
  const worst = data.rows.reduce<CohortRow | undefined>(
    (best, row) => ((row.cells.get(metric)?.excess ?? 0) > (best?.cells.get(metric)?.excess ?? 0) ? row : best),
    undefined
  );
  const cell = worst?.cells.get(metric);
  const covered = coverageText(data);
  if (covered) {
    parts.push(covered);
  }
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

/** How many of all rows have their labels, where cohorts wait for theirs. */
function coverageText({ all, metrics, overall }: CohortsData): string | undefined {
  const waits = metrics.find((metric) => all.some((row) => isPending(row.cells.get(metric))));
  const whole = waits === undefined ? undefined : overall.get(waits);
  return whole && whole.n > 0 && !Number.isNaN(whole.nLabelled)
    ? t('plumbline.cohorts.coverage', 'labels cover {{share}} of these rows', {
        interpolation: { escapeValue: false },
        share: formatPercent(whole.nLabelled / whole.n, 0),
      })
    : undefined;
}

/** True when the difference goes the metric's bad way, and surely. */
export function isWorse(metric: string, cell: CohortCell): boolean {
  const direction = worseDirection(metric);
  return cell.significant && (direction === 'up' ? cell.delta > 0 : direction === 'down' && cell.delta < 0);
}
