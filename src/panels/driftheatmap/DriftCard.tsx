import { FieldType, getFieldDisplayName } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { type ReactNode } from 'react';
import { fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { formatCount, formatPlain, formatTimes, formatValue, signed } from '../../components/format/number';
import { type CardAction } from '../../components/tooltip/actions';
import { CardContent, type CardFilter, type CardRow } from '../../components/tooltip/CardContent';
import { DRIFT_FIELDS } from '../../query/frames';
import { type DisplayRow } from './arrange';
import { type DriftColors } from './colors';
import { type CellFacts, cellFacts, valueName, windowText } from './driftText';
import { streakAt } from './figures';
import { type DriftGrid, isBelowFloor, isBreach, isDoubtful, isIncomplete, rowOf, statusOf } from './grid';
import { statusName } from './names';
import { type TimeAggregation } from './options';

interface Props {
  grid: DriftGrid;
  cell: number;
  row: DisplayRow;
  /** What the data leave out of the cell and was asked for. */
  asked?: CellFacts;
  merged: number;
  timeAgg: TimeAggregation;
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
  const { grid, cell, row, asked, merged, timeAgg, fdr, colors, timeZone, pinned } = props;
  const { onFilter, actions, explore, records, children } = props;
  const { name, column, metric, score } = rowOf(grid, cell);
  const at = grid.at[cell];
  const facts = asked ?? cellFacts(grid, cell);
  return (
    <CardContent
      title={row.kind === 'group' ? `${row.name}: ${name}` : name}
      subtitle={windowText(grid, cell, timeZone)}
      color={metric === undefined ? colors.css(grid, cell) : undefined}
      rows={cardRows(grid, cell, facts, row, timeZone)}
      note={cardNote(grid, cell, facts, merged, fdr, timeAgg)}
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

function cardRows(
  grid: DriftGrid,
  cell: number,
  { p, q, nReference }: CellFacts,
  { facts, correlation }: DisplayRow,
  timeZone: TimeZone
): CardRow[] {
  const row = rowOf(grid, cell);
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
  const streak = streakAt(grid, cell);
  if (streak.windows > 1) {
    rows.push({
      label: t('plumbline.drift.streak', 'Windows over the limit in a row'),
      value: t('plumbline.drift.streak-since', '{{n}}, since {{time}}', {
        n: formatCount(streak.windows),
        time: windowText(grid, streak.first, timeZone),
        interpolation: { escapeValue: false },
      }),
    });
  }
  if (correlation) {
    rows.push({
      label: t('plumbline.drift.correlation', 'Goes with {{metric}}', {
        metric: correlation.metric,
        interpolation: { escapeValue: false },
      }),
      value: t('plumbline.drift.correlation-value', 'r = {{r}}, p {{p}}, {{n}} windows', {
        r: signed(formatPlain(correlation.r), correlation.r),
        p: correlation.p < 0.0001 ? '< 0.0001' : `= ${formatPlain(correlation.p)}`,
        n: correlation.windows,
        interpolation: { escapeValue: false },
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
  const said = [
    [t('plumbline.drift.group', 'Group'), facts?.group],
    [t('plumbline.drift.type', 'Type'), facts?.type],
    [t('plumbline.drift.owner', 'Owner'), facts?.owner],
    ...(facts?.description ? [[t('plumbline.drift.about', 'About'), facts.description]] : []),
    ...furtherFields(grid, cell),
  ];
  rows.push(...said.flatMap(([label, value]) => (label && value ? [{ label, value }] : [])));
  return rows;
}

const OWN_FIELDS = new Set<string>([...Object.values(DRIFT_FIELDS), 'feature', 'n_cur', 'n_ref']);
/** A card is no table: more fields than this are left to the table of the query itself. */
const FURTHER_UP_TO = 8;

/** Fields of a long table that the heatmap has no use for: somebody's own, in their own words and units. */
function furtherFields(grid: DriftGrid, cell: number): string[][] {
  const { frame, score, metric } = rowOf(grid, cell);
  const at = grid.at[cell];
  const long = fieldNamed(frame, DRIFT_FIELDS.column) ?? fieldNamed(frame, 'feature');
  if (at < 0 || metric !== undefined || !long) {
    return [];
  }
  return frame.fields
    .filter((field) => field !== score && !OWN_FIELDS.has(field.name) && field.type !== FieldType.time)
    .slice(0, FURTHER_UP_TO)
    .map((field) => [
      getFieldDisplayName(field, frame),
      field.type === FieldType.number ? formatValue(field, numberAt(field, at)) : (textAt(field, at) ?? ''),
    ]);
}

function cardNote(
  grid: DriftGrid,
  cell: number,
  { description }: CellFacts,
  merged: number,
  fdr: number,
  timeAgg: TimeAggregation
): string {
  const notes: string[] = [];
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
  if (statusOf(grid, cell) === 'small_reference' && grid.info.minRows) {
    notes.push(
      t('plumbline.drift.small-reference-note', 'The reference needs at least {{n}} rows.', {
        n: formatCount(grid.info.minRows),
      })
    );
  }
  if (isIncomplete(grid, cell)) {
    notes.push(t('plumbline.drift.incomplete-note', 'This window is not over yet.'));
  }
  if (merged > 1) {
    notes.push(mergedNote(timeAgg, merged));
  }
  return notes.join(' ');
}

function mergedNote(timeAgg: TimeAggregation, n: number): string {
  switch (timeAgg) {
    case 'max':
      return t('plumbline.drift.merged-note', 'The worst of {{n}} windows drawn as one.', { n });
    case 'mean':
      return t('plumbline.drift.merged-note-mean', 'The mean of {{n}} windows drawn as one.', { n });
    case 'last':
      return t('plumbline.drift.merged-note-last', 'The last of {{n}} windows drawn as one.', { n });
    case 'p95':
      return t('plumbline.drift.merged-note-p95', 'The 95th percentile of {{n}} windows drawn as one.', { n });
  }
}
