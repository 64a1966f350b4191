/** What a screen reader says of a cohort. */
import { t } from '@grafana/i18n';
import { formatCount, formatValue } from '../../components/format/number';
import { aboveBaseline, belowBaseline } from './baselineText';
import { type CohortCell, type CohortRow, type CohortsData, isPending } from './cohortData';
import { recordFilters } from './cohortSubject';
import { cohortName, deltaText } from './cohortText';
import { conditionsInWords } from './conditionText';
import { metricName } from './metrics';
import { isTested, untested } from './tested';
import { unsureText } from './unsureText';

const RAW = { interpolation: { escapeValue: false } } as const;

/** "cohort country DE and age under 25, 3,120 rows, Recall 0.61, interval 0.57 to 0.65, 11 points below the rest, significant". */
export function rowText(data: CohortsData, row: CohortRow): string {
  const rows = t('plumbline.cohorts.spoken-n', '{{n}} rows', { n: formatCount(row.n) });
  return [spokenName(row), Number.isNaN(row.n) ? '' : rows, ...data.metrics.map((metric) => cellOf(data, row, metric))]
    .filter(Boolean)
    .join(', ');
}

function cellOf(data: CohortsData, row: CohortRow, metric: string): string {
  const cell = row.cells.get(metric);
  return cell ? cellText(data, metric, cell) : '';
}

/** A name that people gave, and the condition in words. */
export function spokenName(row: CohortRow): string {
  const filters = recordFilters(row);
  const words = filters && conditionsInWords(filters);
  // Two columns crossed are called as their conditions are.
  const given = row.predicate === undefined || row.at ? undefined : (row.label ?? row.name);
  const isCondition = given !== undefined && recordFilters({ ...row, name: given, predicate: given }) !== undefined;
  const name = [isCondition ? undefined : given, words].filter((part) => part !== undefined).join(', ');
  return t('plumbline.cohorts.spoken-cohort', 'cohort {{name}}', { ...RAW, name: name || cohortName(row) });
}

/** One metric of a cohort: the cell of its row. */
export function cellText(data: CohortsData, metric: string, cell: CohortCell): string {
  const value = `${metricName(metric)} ${formatValue(data.field, cell.value)}`;
  if (cell.status === 'no_reference') {
    return [value, intervalText(data, cell), t('plumbline.cohorts.no-reference', 'not in the reference')]
      .filter(Boolean)
      .join(', ');
  }
  if (isPending(cell)) {
    return `${metricName(metric)}, ${t('plumbline.cohorts.pending', 'no labels yet')}`;
  }
  if (cell.insufficient) {
    return `${value}, ${t('plumbline.status.insufficient', 'Too few rows')}`;
  }
  const verdict = cell.significant
    ? t('plumbline.cohorts.significant', 'significant')
    : cell.unsure
      ? unsureText(cell.unsure)
      : isTested(cell)
        ? t('plumbline.cohorts.not-significant', 'not significant')
        : untested();
  const isCompared = !Number.isNaN(cell.delta);
  return [value, intervalText(data, cell), differenceText(data, metric, cell), isCompared ? verdict : '']
    .filter(Boolean)
    .join(', ');
}

function intervalText(data: CohortsData, { lo, hi }: CohortCell): string {
  return Number.isNaN(lo) || Number.isNaN(hi)
    ? ''
    : t('plumbline.cohorts.spoken-interval', 'interval {{from}} to {{to}}', {
        ...RAW,
        from: formatValue(data.field, lo),
        to: formatValue(data.field, hi),
      });
}

/** "11.0 points below the rest"; nothing where there is no difference to tell. */
export function differenceText(data: CohortsData, metric: string, { delta }: CohortCell): string {
  if (Number.isNaN(delta)) {
    return '';
  }
  const size = deltaText(data, Math.abs(delta), metric).replace(/^\+/, '');
  const points = / pp$/.test(size)
    ? t('plumbline.cohorts.points', '{{n}} points', { ...RAW, n: size.replace(/ pp$/, '') })
    : size;
  return delta < 0 ? belowBaseline(data.baseline, points) : aboveBaseline(data.baseline, points);
}
