import { t } from '@grafana/i18n';
import { formatCount, formatPercent, formatPlain, formatValue } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { othersText } from './importanceText';
import { measureName } from './measure';
import { RAW } from './raw';
import { type CohortBar, type CohortBars, type CohortDot } from './readCohortBars';

/** Which column comes first on the whole, and where cohorts differ most. */
export function cohortBarsSummary(data: CohortBars): string {
  const [first] = data.rows;
  const parts = [
    t('plumbline.importance.cohorts-summary', '{{measure}} of {{n}} cohorts · {{name}} comes first on the whole', {
      ...RAW,
      measure: measureName(data.measure, data.field),
      n: data.cohorts.length,
      name: first?.name ?? '–',
    }),
  ];
  const apart = widest(data);
  if (apart) {
    parts.push(
      t(
        'plumbline.importance.cohorts-apart',
        '{{name}} is furthest apart: {{most}} of {{high}}, {{least}} of {{low}}',
        {
          ...RAW,
          name: apart.row.name,
          most: formatValue(data.field, apart.most.value),
          high: data.cohorts[apart.most.cohort].label,
          least: formatValue(data.field, apart.least.value),
          low: data.cohorts[apart.least.cohort].label,
        }
      )
    );
  }
  if (data.rows.length < data.total) {
    parts.push(
      t('plumbline.importance.cohorts-columns', '{{shown}} of {{total}} columns', {
        shown: formatCount(data.rows.length),
        total: formatCount(data.total),
      })
    );
  }
  if (data.hidden > 0) {
    parts.push(
      t('plumbline.importance.cohorts-hidden', '{{n}} more cohorts are not drawn', { n: formatCount(data.hidden) })
    );
  }
  return parts.join(' · ');
}

/** The row whose cohorts differ most. */
function widest({ rows }: CohortBars) {
  const spans = rows.flatMap((row) => {
    const known = row.dots.filter(({ value }) => !Number.isNaN(value)).sort((a, b) => a.value - b.value);
    const [least, most] = [known[0], known.at(-1)];
    return least && most && most.value > least.value ? [{ row, least, most }] : [];
  });
  return spans.sort((a, b) => b.most.value - b.least.value - (a.most.value - a.least.value))[0];
}

/** The rows, and the one that adds up all others. */
export const linesOf = ({ rows, others }: CohortBars): Array<Pick<CohortBar, 'name' | 'dots'>> => [
  ...rows,
  ...(others ? [{ name: othersText(others.columns), dots: others.dots }] : []),
];

/** "0.31, rank 2"; what adds others up has no rank. */
export function dotText({ field }: CohortBars, { value, rank }: CohortDot): string {
  const text = formatValue(field, value);
  return Number.isNaN(rank)
    ? text
    : t('plumbline.importance.cohort-value', '{{value}}, rank {{rank}}', { ...RAW, value: text, rank });
}

/** What a screen reader says of a row. */
export function cohortBarText(data: CohortBars, row: Pick<CohortBar, 'name' | 'dots'>): string {
  const dots = row.dots.map((dot) => `${data.cohorts[dot.cohort].label} ${dotText(data, dot)}`);
  return [row.name, measureName(data.measure, data.field), ...dots].join(', ');
}

export function cohortBarsTable(data: CohortBars, style: 'shown' | 'full'): TextTable {
  const number = (value: number) => (Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value));
  const numeric = true;
  return {
    columns: [
      { name: t('plumbline.importance.feature', 'Feature') },
      { name: t('plumbline.importance.cohort', 'Cohort') },
      { name: t('plumbline.importance.rank', 'Rank'), numeric },
      { name: measureName(data.measure, data.field), numeric },
      { name: t('plumbline.interval.low', 'Low'), numeric },
      { name: t('plumbline.interval.high', 'High'), numeric },
      { name: t('plumbline.importance.share', 'Share'), numeric },
      { name: t('plumbline.importance.n', 'Rows'), numeric },
    ],
    rows: linesOf(data).flatMap((row) =>
      row.dots.map(({ cohort, rank, value, lo, hi, share, n }) => [
        row.name,
        data.cohorts[cohort].label,
        number(rank),
        number(value),
        number(lo),
        number(hi),
        style === 'full' || Number.isNaN(share) ? number(share) : formatPercent(share, 1),
        number(n),
      ])
    ),
  };
}
