import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { formatTimes, formatValue } from '../../components/format/number';
import { CardContent } from '../../components/tooltip/CardContent';
import { windowText } from './driftText';
import { cellRank } from './figures';
import { rowOf } from './grid';
import { type DriftView } from './view';

interface Props {
  view: DriftView;
  column: number;
  /** Row under the pointer: set in bold. */
  row: number;
  timeZone: TimeZone;
}

/** Rows of one card; the others are counted. */
const MOST = 10;

/** All columns of one window, worst first: the tooltip mode "All". */
export function DriftWindowCard({ view, column, row, timeZone }: Props) {
  const { grid } = view;
  const cells = view.rows
    .map((shown, at) => ({ shown, at, cell: view.cells[at * view.columns + column] }))
    .filter(({ shown, cell }) => shown.kind === 'column' && cell >= 0 && !Number.isNaN(grid.score[cell]));
  const weight = (cell: number) => {
    const rank = cellRank(grid, cell);
    return Number.isNaN(rank) ? -Infinity : rank;
  };
  const sorted = [...cells].sort((a, b) => Math.sign(weight(b.cell) - weight(a.cell)) || 0);
  const first = cells[0] ?? { cell: view.cells[row * view.columns + column] };
  const left = sorted.length - MOST;
  return (
    <CardContent
      title={windowText(grid, Math.max(0, first.cell), timeZone)}
      rows={sorted.slice(0, MOST).map(({ shown, at, cell }) => {
        const severity = grid.severity[cell];
        const score = formatValue(rowOf(grid, cell).score, grid.score[cell]);
        return {
          label: shown.name,
          value: Number.isNaN(severity) ? score : `${score} (${formatTimes(severity)})`,
          strong: at === row,
        };
      })}
      note={left > 0 ? t('plumbline.drift.more-columns', '{{n}} more columns', { n: left }) : undefined}
      pinned={false}
    />
  );
}
