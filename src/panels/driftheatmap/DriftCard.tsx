import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { type ReactNode } from 'react';
import { formatCount, formatPlain, formatTimes, formatValue, signed } from '../../components/format/number';
import { type CardAction } from '../../components/tooltip/actions';
import { CardContent, type CardFilter, type CardRow } from '../../components/tooltip/CardContent';
import { type DisplayRow } from './arrange';
import { type DriftColors } from './colors';
import { cellFacts, rowOf, statusName, valueName, windowText } from './driftText';
import { type DriftGrid, isBelowFloor, isBreach, isDoubtful, isIncomplete, statusOf } from './grid';

interface Props {
  grid: DriftGrid;
  cell: number;
  row: DisplayRow;
  merged: number;
  fdr: number;
  colors: DriftColors;
  timeZone: TimeZone;
  pinned: boolean;
  onFilter?: (filter: CardFilter, operator: '=' | '!=') => void;
  actions: CardAction[];
  explore?: string;
  records?: string;
  /** Bins of the cell, once they came. */
  children?: ReactNode;
}

/** The key that a drift panel filters by; the data source resolves it to its list of columns. */
export const COLUMN_FILTER_KEY = 'column';

/** Everything that is known of a cell. */
export function DriftCard(props: Props) {
  const { grid, cell, row, merged, fdr, colors, timeZone, pinned, onFilter, actions, explore, records, children } =
    props;
  const { name, column, metric, score } = rowOf(grid, cell);
  const at = grid.at[cell];
  return (
    <CardContent
      title={row.kind === 'group' ? `${row.name}: ${name}` : name}
      subtitle={windowText(grid, cell, timeZone)}
      color={metric === undefined ? colors.css(grid, cell) : undefined}
      rows={cardRows(grid, cell, row)}
      note={cardNote(grid, cell, merged, fdr)}
      pinned={pinned}
      filter={metric === undefined ? { key: COLUMN_FILTER_KEY, value: column } : undefined}
      onFilter={onFilter}
      links={at >= 0 ? score.getLinks?.({ valueRowIndex: at }) : undefined}
      actions={actions}
      explore={explore}
      records={records}
    >
      {children}
    </CardContent>
  );
}

function cardRows(grid: DriftGrid, cell: number, { facts, figures, correlation }: DisplayRow): CardRow[] {
  const row = rowOf(grid, cell);
  const { p, q, nReference } = cellFacts(grid, cell);
  const severity = grid.severity[cell];
  const rows: CardRow[] = [
    { label: valueName(grid, cell), value: formatValue(row.score, grid.score[cell]), strong: true },
  ];
  const add = (label: string, value: number | undefined, format: (value: number) => string) => {
    if (value !== undefined && !Number.isNaN(value)) {
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
  if (figures.streak > 1) {
    add(t('plumbline.drift.streak', 'Windows over the limit in a row'), figures.streak, formatCount);
  }
  if (correlation) {
    rows.push({
      label: t('plumbline.drift.correlation', 'Goes with {{metric}}', {
        metric: correlation.metric,
        interpolation: { escapeValue: false },
      }),
      value: t('plumbline.drift.correlation-value', 'r = {{r}} over {{n}} windows', {
        r: signed(formatPlain(correlation.r), correlation.r),
        n: correlation.windows,
      }),
    });
  }
  if (facts?.importance !== undefined && facts.rank !== undefined) {
    rows.push({
      label: t('plumbline.drift.importance', 'Importance'),
      value: t('plumbline.drift.importance-rank', '{{value}}, rank {{rank}}', {
        value: formatPlain(facts.importance),
        rank: facts.rank,
      }),
    });
  }
  return rows;
}

function cardNote(grid: DriftGrid, cell: number, merged: number, fdr: number): string {
  const notes: string[] = [];
  const { description } = cellFacts(grid, cell);
  if (description) {
    notes.push(description);
  }
  if (isBreach(grid, cell) && isBelowFloor(grid, cell)) {
    notes.push(t('plumbline.drift.floor-note', 'So few rows reach this score by chance alone.'));
  } else if (isBreach(grid, cell) && isDoubtful(grid, cell, fdr)) {
    notes.push(
      t('plumbline.drift.fdr-note', 'Among all columns that were looked at, chance alone could bring one like this.')
    );
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
