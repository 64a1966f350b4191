import { t } from '@grafana/i18n';
import { formatCount, formatPercent, formatPlain, formatValue, signed } from '../../components/format/number';
import { type CardFilter, type CardRow } from '../../components/tooltip/CardContent';
import { DataCard } from '../../components/tooltip/DataCard';
import { AxisButton } from './AxisButton';
import { ColumnLink } from './ColumnLink';
import { changeText, intervalText, rankText } from './importanceText';
import { measureName } from './measure';
import { changeOf, type ImportanceData, type ImportanceRow, INTERVAL_FROM, isTooFew } from './prepareImportance';

interface Props {
  data: ImportanceData;
  row: ImportanceRow;
  fdr: number;
  color: string;
  pinned: boolean;
  onFilter?: (filter: CardFilter, operator: '=' | '!=') => void;
}

/** Everything that is known of a feature's importance. */
export function ImportanceCard({ data, row, fdr, color, pinned, onFilter }: Props) {
  return (
    <DataCard
      title={row.name}
      subtitle={data.outputSpace}
      color={color}
      rows={cardRows(data, row, fdr)}
      note={noteOf(data, row)}
      pinned={pinned}
      filter={{ key: 'column', value: row.name }}
      onFilter={onFilter}
      frame={data.frame}
      field={data.field}
      at={row.at}
    >
      {pinned && <ColumnLink column={row.name} refId={data.frame.refId} />}
      {pinned && <AxisButton column={row.name} />}
    </DataCard>
  );
}

function noteOf({ measure }: ImportanceData, row: ImportanceRow): string | undefined {
  if (row.constant) {
    return t('plumbline.importance.constant-note', 'It never moved the score.');
  }
  return isTooFew(measure, row.n)
    ? t('plumbline.importance.few-note', 'Fewer than {{n}} records: no interval.', { n: INTERVAL_FROM })
    : undefined;
}

function cardRows(data: ImportanceData, row: ImportanceRow, fdr: number): CardRow[] {
  const rows: CardRow[] = [
    {
      label: measureName(data.measure, data.field),
      value: formatValue(data.field, row.value).replace('-', '−'),
      strong: true,
    },
  ];
  const add = (label: string, value: string, strong = false) => {
    if (value) {
      rows.push({ label, value, strong });
    }
  };
  const known = (value: number, format: (value: number) => string) => (Number.isNaN(value) ? '' : format(value));
  add(
    t('plumbline.interval.name', '{{level}} interval', { level: formatPercent(data.confidence) }),
    intervalText(data, row)
  );
  add(
    t('plumbline.importance.share', 'Share'),
    known(row.share, (share) => formatPercent(share, 1))
  );
  add(t('plumbline.importance.rank', 'Rank'), rankText(row));
  if (data.measure !== 'mean') {
    add(
      t('plumbline.importance.mean', 'Mean, signed'),
      known(row.mean, (mean) => signed(formatPlain(mean), mean))
    );
  }
  add(
    data.reference ?? t('plumbline.importance.reference', 'Reference'),
    known(row.reference, (v) => formatValue(data.field, v))
  );
  const change = changeText(row);
  const isReal = changeOf(row, fdr) !== undefined;
  add(
    t('plumbline.importance.delta', 'Change'),
    change && (isReal ? change : t('plumbline.importance.not-significant', '{{change}}, not significant', { change })),
    isReal
  );
  add(t('plumbline.importance.q', 'q'), known(row.q, formatPlain));
  add(t('plumbline.importance.n', 'Rows'), known(row.n, formatCount));
  return rows;
}
