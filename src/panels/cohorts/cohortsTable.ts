/** Cohorts as a table that people read and copy. */
import { t } from '@grafana/i18n';
import { formatPercent, formatPlain, formatValue } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { baselineName } from './baselineText';
import { type CohortCell, type CohortsData } from './cohortData';
import { deltaText } from './cohortText';
import { metricName } from './metrics';
import { unsureText } from './unsureText';

export function cohortsTable(data: CohortsData, style: 'shown' | 'full'): TextTable {
  const full = style === 'full';
  const plain = (value: number) => (Number.isNaN(value) ? '' : full ? String(value) : formatPlain(value));
  const metricValue = (value: number) =>
    Number.isNaN(value) ? '' : full ? String(value) : formatValue(data.field, value);
  const rows: string[][] = [];
  const cells = [...data.overall.values(), ...data.rows.flatMap((row) => [...row.cells.values()])];
  const isAnyUnsure = cells.some(({ unsure }) => unsure);
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
      metricValue(cell.baseline),
      full ? plain(cell.delta) : deltaText(data, cell.delta, metric),
      full ? plain(cell.deltaLo) : deltaText(data, cell.deltaLo, metric),
      full ? plain(cell.deltaHi) : deltaText(data, cell.deltaHi, metric),
      plain(cell.q),
      ...(isAnyUnsure ? [cell.unsure ? (full ? cell.unsure : unsureText(cell.unsure)) : ''] : []),
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
      { name: baselineName(data.baseline), numeric },
      { name: t('plumbline.cohorts.difference', 'Difference'), numeric },
      { name: t('plumbline.cohorts.delta-low', 'Low of it'), numeric },
      { name: t('plumbline.cohorts.delta-high', 'High of it'), numeric },
      { name: t('plumbline.importance.q', 'q'), numeric },
      ...(isAnyUnsure ? [{ name: t('plumbline.cohorts.unsure', 'Why not surer') }] : []),
    ],
    rows,
  };
}
