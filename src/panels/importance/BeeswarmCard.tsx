import { t } from '@grafana/i18n';
import { formatCount, formatPlain, formatValue } from '../../components/format/number';
import { type CardFilter, type CardRow } from '../../components/tooltip/CardContent';
import { DataCard } from '../../components/tooltip/DataCard';
import { ColumnLink } from './ColumnLink';
import { RAW } from './raw';
import { type SwarmData, type SwarmRow } from './readSwarm';
import { RecordLink } from './RecordLink';
import { type SwarmDot } from './swarmDots';
import { shortNumber } from './waterfallText';
import { directionText, intervalName, meanInterval, signedValue } from './swarmText';

interface Props {
  data: SwarmData;
  row: SwarmRow;
  /** The record whose dot one points at. */
  dot: SwarmDot | undefined;
  pinned: boolean;
  onFilter?: (filter: CardFilter, operator: '=' | '!=') => void;
}

/** Records listed at each end. */
const LISTED = 2;

/** What a row of a beeswarm says: its size, its direction, its values, and the records at its ends. */
export function BeeswarmCard({ data, row, dot, pinned, onFilter }: Props) {
  const rows: CardRow[] = [
    ...(dot ? [recordRow(data, dot, true)] : []),
    {
      label: t('plumbline.importance.mean-abs', 'Mean |SHAP|'),
      value: formatValue(data.field, row.meanAbs),
      strong: !dot,
    },
    { label: t('plumbline.importance.mean', 'Mean, signed'), value: signedValue(data, row.mean) },
  ];
  const interval = meanInterval(data, row);
  if (interval) {
    rows.push({ label: intervalName(data.confidence), value: interval });
  }
  if (row.reference) {
    rows.push({
      label: t('plumbline.waterfall.mean-reference', 'Mean in the reference'),
      value: signedValue(data, row.reference.mean),
    });
  }
  if (row.kind === 'numeric') {
    rows.push({
      label: t('plumbline.beeswarm.values', 'Values, 5 to 95 %'),
      value: `${formatPlain(row.valueLo)} – ${formatPlain(row.valueHi)}`,
    });
  } else if (row.kind === 'categorical') {
    rows.push({
      label: t('plumbline.beeswarm.categories', 'Most frequent values'),
      value: row.categories.slice(0, 3).join(', '),
    });
  }
  rows.push({ label: t('plumbline.importance.n', 'Rows'), value: formatCount(row.n) }, ...endRows(data, row));
  return (
    <DataCard
      title={row.name}
      subtitle={data.outputSpace}
      rows={rows}
      note={capital(directionText(row))}
      pinned={pinned}
      filter={{ key: 'column', value: row.name }}
      onFilter={onFilter}
      frame={data.frame}
      field={data.field}
      at={row.at}
    >
      {pinned && <ColumnLink column={row.name} refId={data.frame.refId} />}
      {pinned && dot && <RecordLink id={dot.id} refId={data.frame.refId} />}
    </DataCard>
  );
}

const capital = (text: string) => (text === '' ? undefined : text[0].toUpperCase() + text.slice(1));

/** The records that the column pushes furthest, each way. */
function endRows(data: SwarmData, row: SwarmRow): CardRow[] {
  const ends = row.tail ?? row.points;
  if (!ends || ends.x.length === 0) {
    return [];
  }
  const order = ends.x.map((_, i) => i).sort((a, b) => ends.x[a] - ends.x[b]);
  const shown = [...new Set([...order.slice(0, LISTED), ...order.slice(-LISTED)])];
  return shown.map((i) => recordRow(data, { id: ends.id[i], value: ends.value[i], phi: ends.x[i] }, false));
}

function recordRow(data: SwarmData, { id, value, phi }: SwarmDot, strong: boolean): CardRow {
  return {
    label: t('plumbline.beeswarm.record', 'Record {{id}}', { id: id || '–', ...RAW }),
    value: value ? `${signedValue(data, phi)} (${shortNumber(value)})` : signedValue(data, phi),
    strong,
  };
}
