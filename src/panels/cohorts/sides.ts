/** Which frames of an answer are about A and which about B, and how plain tables are read as distributions. Pure. */
import { type DataFrame, FieldType } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { DISTRIBUTION_FIELDS, IMPORTANCE_FIELDS } from '../../query/frames';
import { type Filter } from '../../query/model';

/** Queries by their letters in the panel; none where nothing says which. */
export interface SideQueries {
  a: readonly string[];
  b: readonly string[];
  /** Letters from the options: only of these are plain tables read as distributions. */
  tables?: readonly string[];
}

interface Wanted {
  /** Letters from the options, empty for none. */
  chosen: { a: string; b: string };
  /** What keeps the rows of each cohort alone. */
  filters: { a: readonly Filter[] | undefined; b: readonly Filter[] | undefined };
}

const filtersOf = (target: DataQuery | undefined): unknown[] => {
  const given: unknown = new Map<string, unknown>(Object.entries(target ?? {})).get('filters');
  return Array.isArray(given) ? given : [];
};

const written = (filters: readonly unknown[]): string[] =>
  filters.map((filter) => {
    const { key, operator, value, values }: Partial<Record<keyof Filter, unknown>> = filter ?? {};
    return JSON.stringify([key, operator, value, values]);
  });

/**
 * The queries about A and about B: the one that the options name, else all that are filtered as the panel's query of cohorts
 * is and as the cohort is.
 */
export function sideQueries(
  targets: readonly DataQuery[],
  cohorts: DataQuery | undefined,
  { chosen, filters }: Wanted
): SideQueries {
  const common = written(filtersOf(cohorts));
  const filtered = (own: readonly Filter[] | undefined) => {
    const wanted = own && [...common, ...written(own)].sort().join();
    return targets.flatMap((target) =>
      target !== cohorts && written(filtersOf(target)).sort().join() === wanted ? [target.refId] : []
    );
  };
  return {
    a: chosen.a ? [chosen.a] : filtered(filters.a),
    b: chosen.b ? [chosen.b] : filtered(filters.b),
    tables: [chosen.a, chosen.b].filter((letter) => letter !== ''),
  };
}

/** Whether a frame is about one side: distributions, and attributions that name no cohorts. */
const isOfSide = (frame: DataFrame): boolean =>
  customOf(frame, 'distribution') !== undefined ||
  (customOf(frame, 'importance') !== undefined && !fieldNamed(frame, IMPORTANCE_FIELDS.cohort));

const isOurs = (frame: DataFrame): boolean => typeof frame.meta?.custom?.plumbline === 'string';

/**
 * The frames of A before those of B, a kind after the other, without those of other queries; the frames of one side carry one
 * letter. One query for both is its reference and its window. Where nothing says which is which the frames stay as they are.
 * A side without an answer leaves the kind out: the other alone would be taken for its reference and its window.
 */
export function framesOfSides(series: readonly DataFrame[], { a, b, tables = [] }: SideQueries): DataFrame[] {
  if (a.length === 0 && b.length === 0) {
    return [...series];
  }
  const ours = series.flatMap((frame) => {
    if (isOfSide(frame)) {
      return [frame];
    }
    const isTable = !isOurs(frame) && frame.refId !== undefined && tables.includes(frame.refId);
    return isTable ? (asDistribution(frame) ?? []) : [];
  });
  const others = series.filter((frame) => !isOfSide(frame));
  const kinds = (['distribution', 'importance'] as const).map((kind) => ours.filter((frame) => customOf(frame, kind)));
  return [...others, ...kinds.flatMap((frames) => bothSides(frames, { a, b }))];
}

/** Frames of one kind, those of A first; none where a side has none. */
function bothSides(frames: readonly DataFrame[], { a, b }: SideQueries): DataFrame[] {
  const named = (letters: readonly string[], others: readonly string[]) =>
    letters.length > 0
      ? lettersOf(frames).filter((letter) => letters.includes(letter))
      : lettersOf(frames)
          .filter((letter) => !others.includes(letter))
          .slice(0, 1);
  const [ofA, ofB] = [named(a, b), named(b, a)];
  const [[first], [second]] = [apart(ofA, ofB), apart(ofB, ofA)];
  if (first === undefined || second === undefined) {
    return [];
  }
  const of = (letters: readonly string[], refId: string) =>
    frames.filter((frame) => letters.includes(frame.refId ?? '')).map((frame) => ({ ...frame, refId }));
  return first === second ? of([first], first) : [...of(apart(ofA, ofB), first), ...of(apart(ofB, ofA), second)];
}

const lettersOf = (frames: readonly DataFrame[]): string[] => [...new Set(frames.flatMap(({ refId }) => refId ?? []))];

/** The letters of one side alone, where it has any: a query that both have is about neither then. */
function apart(own: readonly string[], others: readonly string[]): readonly string[] {
  const alone = own.filter((letter) => !others.includes(letter));
  return alone.length > 0 ? alone : own;
}

/** A table of a text and a number as a distribution: how often each text is, of the column that the text's field is called. */
function asDistribution(frame: DataFrame): DataFrame | undefined {
  const label = fieldNamed(frame, DISTRIBUTION_FIELDS.label) ?? firstOfType(frame, FieldType.string);
  const share = fieldNamed(frame, DISTRIBUTION_FIELDS.share);
  const number = fieldNamed(frame, DISTRIBUTION_FIELDS.count) ?? share ?? firstOfType(frame, FieldType.number);
  if (!label || !number || firstOfType(frame, FieldType.time)) {
    return undefined;
  }
  const column = fieldNamed(frame, DISTRIBUTION_FIELDS.column);
  const rows = Array.from({ length: frame.length }, (_, at) => ({
    column: (column && column !== label ? textAt(column, at) : undefined) ?? label.name,
    label: textAt(label, at) ?? '',
    size: Math.max(0, numberAt(number, at) || 0),
  }));
  const totals = new Map<string, number>();
  rows.forEach(({ column: name, size }) => totals.set(name, (totals.get(name) ?? 0) + size));
  const text = (name: string, values: string[]) => ({ name, type: FieldType.string, values, config: {} });
  const numbers = (name: string, values: number[]) => ({ name, type: FieldType.number, values, config: {} });
  // Whole percents are no counts: a test would take them for so many rows.
  const isCounted = number !== share && rows.every(({ size }) => Number.isInteger(size));
  return {
    ...frame,
    meta: { ...frame.meta, custom: { ...frame.meta?.custom, plumbline: 'distribution', v: 1 } },
    fields: [
      text(
        DISTRIBUTION_FIELDS.column,
        rows.map((row) => row.column)
      ),
      text(
        DISTRIBUTION_FIELDS.label,
        rows.map((row) => row.label)
      ),
      ...(isCounted
        ? [
            numbers(
              DISTRIBUTION_FIELDS.count,
              rows.map(({ size }) => size)
            ),
          ]
        : []),
      numbers(
        DISTRIBUTION_FIELDS.share,
        rows.map((row) => row.size / (totals.get(row.column) || 1))
      ),
    ],
  };
}
