/** Rows grouped by segment and window: the subquery that every scan of predictions or references begins with. */
import { type ColumnInfo } from '../../store/types';
import { timesOf } from './attributionFilters';
import { filterConditions, lineageConditions, type Scope, timeColumn } from './scope';
import { Parameters, quoteName } from './statement';
import { chunkIndex, type RowChunk, stretchOf, type Window, windowCondition, windowIndex } from './windows';

/** A segment's values in the order of `segmentBy`; `null` is a missing value. */
export type SegmentValues = ReadonlyArray<string | null>;

export interface Segment {
  /** Unique text of the values. */
  id: string;
  values: SegmentValues;
}

export const WHOLE: Segment = { id: '[]', values: [] };

export function segmentOf(values: SegmentValues): Segment {
  return { id: JSON.stringify(values), values };
}

/** `carrier=UA,origin=EWR`; the empty text without segments. */
export function segmentLabel(columns: readonly ColumnInfo[], segment: Segment): string {
  return columns.map((column, index) => `${column.name}=${segment.values[index] ?? '(missing)'}`).join(',');
}

/** Rows that rollups may know too. */
export type Origin =
  | { kind: 'predictions'; windows: readonly Window[]; versions: readonly string[] | undefined }
  | { kind: 'reference'; relation: string; has: (column: ColumnInfo) => boolean };

/** A relation with rows of the query: `text` selects `w`, `s0`, `s1`... and the columns asked for. */
export interface Source {
  text: string;
  parameters: Parameters;
  segments: ColumnInfo[];
  /** Number of windows where the clock makes them; `null` where the data do. */
  windows: number | null;
  rowsPerWindow: number | null;
  /** The windows where they are chunks of rows that are known already. */
  chunks?: readonly RowChunk[];
  /** Absent where rollups cannot know the rows. */
  origin?: Origin;
}

export const segmentName = (index: number) => `s${index}`;

/** Expressions to select beside window and segment; they get the names `c0`, `c1`... so that no column can hide `w`. */
export type Selected = readonly string[];

export const valueName = (index: number) => `c${index}`;

export interface SourceOptions {
  /** Windows to read instead of the query's own. */
  windows?: readonly Window[];
  /** Relation to read instead of the predictions. */
  relation?: string;
  /** Versions to read instead of the query's. */
  versions?: readonly string[];
  /** Parameters of the statement that the subquery becomes part of. */
  parameters?: Parameters;
}

const selectList = (select: Selected) => select.map((expression, index) => `${expression} AS ${valueName(index)}`);

/** The predictions of a query, each row with its window `w`. */
export function predictionSource(scope: Scope, select: Selected, options: SourceOptions = {}): Source {
  const { parameters = new Parameters(), relation = scope.model.relations.predictions } = options;
  const time = timeColumn(scope.model);
  const range = options.windows ?? stretchOf(scope.windows);
  const inside = (column: string) => windowCondition(column, range);
  const where = [
    inside(time),
    ...lineageConditions(scope, parameters, options.versions),
    ...filterConditions(scope, parameters, inside),
  ];
  const segments = scope.segments.map((column, index) => `${quoteName(column.name)}::VARCHAR AS ${segmentName(index)}`);
  const spec = scope.windows;
  if (!options.windows && spec.kind === 'rows') {
    if (spec.chunks && options.relation === undefined && options.versions === undefined) {
      const chunk = chunkIndex(time, quoteName(idName(scope)), spec.chunks, (id) => `${parameters.add(id)}::VARCHAR`);
      return {
        text: selectFrom(relation, [`${chunk} AS w`, ...selectList(select)], where),
        parameters,
        segments: scope.segments,
        windows: spec.chunks.length,
        rowsPerWindow: null,
        chunks: spec.chunks,
      };
    }
    const partition = scope.segments.map((column) => quoteName(column.name)).join(', ');
    const order = `${partition ? `PARTITION BY ${partition} ` : ''}ORDER BY ${time}, ${quoteName(idName(scope))}`;
    const chunk = `((row_number() OVER (${order}) - 1) // ${spec.rows})::INTEGER AS w`;
    return {
      text: selectFrom(relation, [chunk, `${time} AS t`, ...segments, ...selectList(select)], where),
      parameters,
      segments: scope.segments,
      windows: null,
      rowsPerWindow: spec.rows,
    };
  }
  return {
    text: selectFrom(relation, [`${windowIndex(time, range)} AS w`, ...segments, ...selectList(select)], where),
    parameters,
    segments: scope.segments,
    windows: range.length,
    rowsPerWindow: null,
    ...(options.relation === undefined
      ? { origin: { kind: 'predictions', windows: range, versions: options.versions } }
      : {}),
  };
}

function selectFrom(relation: string, columns: readonly string[], where: readonly string[]): string {
  return `SELECT ${columns.join(', ')} FROM ${relation} WHERE ${where.join(' AND ')}`;
}

function idName(scope: Scope): string {
  return scope.model.columns.find((column) => column.role === 'id')?.name ?? 'id';
}

/** The rows of a reference as one window, with the query's segments and filters as far as it has those columns. */
export function referenceSource(
  scope: Scope,
  relation: string,
  has: (column: ColumnInfo) => boolean,
  select: Selected,
  parameters = new Parameters()
): Source {
  const where = filterConditions(scope, parameters, timesOf(relation, timeColumn(scope.model)), has);
  const split = scope.segments.every(has) ? scope.segments : [];
  const segments = split.map((column, index) => `${quoteName(column.name)}::VARCHAR AS ${segmentName(index)}`);
  return {
    text: selectFrom(relation, ['0 AS w', ...segments, ...selectList(select)], where.length > 0 ? where : ['true']),
    parameters,
    segments: split,
    windows: 1,
    rowsPerWindow: null,
    origin: { kind: 'reference', relation, has },
  };
}

/** Columns to group by, and to read back with `readSegment`. */
export function groupColumns(source: Source): string[] {
  return ['w', ...source.segments.map((_, index) => segmentName(index))];
}

export function readSegment(row: Record<string, unknown>, source: Source): Segment {
  if (source.segments.length === 0) {
    return WHOLE;
  }
  return segmentOf(
    source.segments.map((_, index) => {
      const value = row[segmentName(index)];
      return typeof value === 'string' ? value : null;
    })
  );
}
