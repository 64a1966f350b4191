import { t } from '@grafana/i18n';
import { formatCount, formatPercent, formatPlain, formatValue } from '../../components/format/number';
import { CardContent, type CardFilter, type CardRow } from '../../components/tooltip/CardContent';
import { cohortName, deltaRangeText, deltaText, rangeText } from './cohortText';
import { metricName } from './metrics';
import { type CohortCell, type CohortRow, type CohortsData } from './prepareCohorts';

interface Props {
  data: CohortsData;
  row: CohortRow;
  pinned: boolean;
  onFilter?: (filter: CardFilter, operator: '=' | '!=') => void;
}

/** Every metric of a cohort, with its difference to everybody else. */
export function CohortCard({ data, row, pinned, onFilter }: Props) {
  const share = Number.isNaN(row.share) ? '' : ` · ${formatPercent(row.share, 1)}`;
  const links = data.metrics.flatMap((metric) => {
    const cell = row.cells.get(metric);
    return cell ? (data.field.getLinks?.({ valueRowIndex: cell.at }) ?? []) : [];
  });
  return (
    <CardContent
      title={cohortName(row)}
      subtitle={t('plumbline.cohorts.card-rows', '{{n}} rows', { n: formatCount(row.n) }) + share}
      rows={data.metrics.flatMap((metric) => metricRows(data, metric, row.cells.get(metric)))}
      note={data.metrics.some((metric) => row.cells.get(metric)?.insufficient) ? thinNote() : undefined}
      pinned={pinned}
      filter={row.key && row.segment ? { key: row.key, value: row.segment } : undefined}
      onFilter={onFilter}
      links={links.filter((link, i) => links.findIndex((other) => other.href === link.href) === i)}
    />
  );
}

const thinNote = () => t('plumbline.cohorts.thin-note', 'Too few labelled rows to compare: shown, never ranked.');

function metricRows(data: CohortsData, metric: string, cell: CohortCell | undefined): CardRow[] {
  if (!cell) {
    return [];
  }
  const rows: CardRow[] = [{ label: metricName(metric), value: formatValue(data.field, cell.value), strong: true }];
  const prefix = data.metrics.length > 1 ? `${metricName(metric)}: ` : '';
  const add = (label: string, value: string, strong = false) => {
    if (value) {
      rows.push({ label: prefix + label, value, strong });
    }
  };
  const known = (value: number, format: (value: number) => string) => (Number.isNaN(value) ? '' : format(value));
  add(t('plumbline.interval.name', '95 % interval'), rangeText(data, cell.lo, cell.hi));
  add(
    t('plumbline.cohorts.rest', 'everybody else'),
    known(cell.complement, (value) => formatValue(data.field, value))
  );
  add(t('plumbline.cohorts.difference', 'difference'), deltaText(data, cell.delta), cell.significant);
  add(t('plumbline.cohorts.difference-interval', 'its interval'), deltaRangeText(data, cell));
  add(t('plumbline.importance.q', 'q'), known(cell.q, formatPlain));
  add(t('plumbline.cohorts.labelled', 'labelled'), known(cell.nLabelled, formatCount));
  if (cell.excess > 0) {
    add(
      t('plumbline.cohorts.excess', 'surely affected'),
      t('plumbline.cohorts.excess-rows', '≥ {{n}} rows', { n: formatCount(Math.floor(cell.excess)) })
    );
  }
  return rows;
}
