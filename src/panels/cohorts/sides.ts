/** Which frames of an answer are about A and which about B, and how plain tables are read as distributions. Pure. */
import { type DataFrame, FieldType } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { DISTRIBUTION_FIELDS, IMPORTANCE_FIELDS } from '../../query/frames';
import { type Filter } from '../../query/model';

/** Queries by their letters in the panel; undefined where nothing says which. */
export interface SideQueries {
  a: string | undefined;
  b: string | undefined;
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
 * The queries about A and about B: those that the options name, else those that are filtered as the panel's query of cohorts
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
    return targets.find((target) => target !== cohorts && written(filtersOf(target)).sort().join() === wanted)?.refId;
  };
  return {
    a: chosen.a || (filters.a && filtered(filters.a)),
    b: chosen.b || (filters.b && filtered(filters.b)),
  };
}

/** Whether a frame is about one side: distributions, and attributions that name no cohorts. */
const isOfSide = (frame: DataFrame): boolean =>
  customOf(frame, 'distribution') !== undefined ||
  (customOf(frame, 'importance') !== undefined && !fieldNamed(frame, IMPORTANCE_FIELDS.cohort));

/**
 * The frames of A before those of B, without those of other queries; one query for both is its reference and its window.
 * Where nothing says which is which the frames stay as they are. A side without an answer leaves both out: the other alone
 * would be taken for its reference and its window.
 */
export function framesOfSides(series: readonly DataFrame[], sides: SideQueries): DataFrame[] {
  if (sides.a === undefined && sides.b === undefined) {
    return [...series];
  }
  const named = new Set([sides.a, sides.b]);
  const ours = series.flatMap((frame) =>
    isOfSide(frame) ? [frame] : named.has(frame.refId) ? (asDistribution(frame) ?? []) : []
  );
  const others = series.filter((frame) => !isOfSide(frame));
  const first = (without: string | undefined) => ours.find(({ refId }) => refId !== without)?.refId;
  const [a, b] = [sides.a ?? first(sides.b), sides.b ?? first(sides.a)];
  const of = (refId: string | undefined) => ours.filter((frame) => frame.refId === refId);
  const both = a === b ? [of(a)] : [of(a), of(b)];
  return both.every((frames) => frames.length > 0) ? [...others, ...both.flat()] : others;
}

/** A table of a text and a number as a distribution: how often each text is, of the column that the text's field is called. */
function asDistribution(frame: DataFrame): DataFrame | undefined {
  const label = fieldNamed(frame, DISTRIBUTION_FIELDS.label) ?? firstOfType(frame, FieldType.string);
  const number =
    fieldNamed(frame, DISTRIBUTION_FIELDS.count) ??
    fieldNamed(frame, DISTRIBUTION_FIELDS.share) ??
    firstOfType(frame, FieldType.number);
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
  const isCounted = rows.every(({ size }) => Number.isInteger(size));
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
