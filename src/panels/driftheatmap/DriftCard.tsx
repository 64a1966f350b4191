import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { formatCount, formatPlain, formatTimes, formatValue } from '../../components/format/number';
import { CardContent, type CardFilter, type CardRow } from '../../components/tooltip/CardContent';
import { type DriftColors } from './colors';
import { cellFacts, methodName, rowOf, statusName, windowText } from './driftText';
import { type DriftGrid, isBelowFloor, isBreach, isIncomplete, statusOf } from './grid';

interface Props {
  grid: DriftGrid;
  cell: number;
  merged: number;
  colors: DriftColors;
  timeZone: TimeZone;
  pinned: boolean;
  onFilter?: (filter: CardFilter, operator: '=' | '!=') => void;
}

/** The key that a drift panel filters by; the data source resolves it to its list of columns. */
export const COLUMN_FILTER_KEY = 'column';

/** Everything that is known of a cell. */
export function DriftCard({ grid, cell, merged, colors, timeZone, pinned, onFilter }: Props) {
  const row = rowOf(grid, cell);
  const at = grid.at[cell];
  return (
    <CardContent
      title={row.name}
      subtitle={windowText(grid, cell, timeZone)}
      color={colors.css(grid, cell)}
      rows={cardRows(grid, cell)}
      note={cardNote(grid, cell, merged)}
      pinned={pinned}
      filter={{ key: COLUMN_FILTER_KEY, value: row.column }}
      onFilter={onFilter}
      links={at >= 0 ? row.score.getLinks?.({ valueRowIndex: at }) : undefined}
    />
  );
}

function cardRows(grid: DriftGrid, cell: number): CardRow[] {
  const row = rowOf(grid, cell);
  const { p, q, nReference } = cellFacts(grid, cell);
  const severity = grid.severity[cell];
  const rows: CardRow[] = [
    { label: methodName(grid.info.method), value: formatValue(row.score, grid.score[cell]), strong: true },
  ];
  const add = (label: string, value: number, format: (value: number) => string) => {
    if (!Number.isNaN(value)) {
      rows.push({ label, value: format(value) });
    }
  };
  if (!Number.isNaN(severity)) {
    const limit = formatPlain(grid.limit[cell]);
    const value = t('plumbline.drift.of-limit', '{{ratio}} of {{limit}}', { ratio: formatTimes(severity), limit });
    rows.push({ label: t('plumbline.drift.limit', 'Limit'), value, strong: severity >= 1 });
  }
  add(t('plumbline.drift.floor', 'Noise floor'), grid.floor[cell], formatPlain);
  add(t('plumbline.drift.p', 'p-value'), p, formatPlain);
  add(t('plumbline.drift.q', 'q, corrected'), q, formatPlain);
  add(t('plumbline.drift.n', 'Rows'), grid.n[cell], formatCount);
  add(t('plumbline.drift.n-reference', 'Reference rows'), nReference, formatCount);
  rows.push({ label: t('plumbline.drift.status', 'Status'), value: statusName(statusOf(grid, cell)) });
  return rows;
}

function cardNote(grid: DriftGrid, cell: number, merged: number): string {
  const notes: string[] = [];
  const { description } = cellFacts(grid, cell);
  if (description) {
    notes.push(description);
  }
  if (isBreach(grid, cell) && isBelowFloor(grid, cell)) {
    notes.push(t('plumbline.drift.floor-note', 'So few rows reach this score by chance alone.'));
  }
  if (statusOf(grid, cell) === 'insufficient' && grid.info.minRows) {
    notes.push(
      t('plumbline.drift.thin-note', 'At least {{n}} rows are needed.', { n: formatCount(grid.info.minRows) })
    );
  }
  if (isIncomplete(grid, cell)) {
    notes.push(t('plumbline.drift.incomplete-note', 'This window is not over yet.'));
  }
  if (merged > 1) {
    notes.push(t('plumbline.drift.merged-note', 'The worst of {{n}} windows drawn as one.', { n: merged }));
  }
  return notes.join(' ');
}
