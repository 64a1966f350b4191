/** How values become colours: the scale of a numeric column, the categories of another. */
import { MISSING_BIN, OTHER_BIN, TOP_CATEGORIES, VALUE_BINS } from '../../../query/explanationFrames';
import { type ColumnInfo } from '../../store/types';
import { type Scope } from '../shared/scope';
import { numberLiteral, Parameters } from '../shared/statement';
import { askTogether, type Question } from '../shared/together';
import { finiteNumber } from './attributions';
import { type AttributionRange, attributionRows, valueName } from './source';
import { categoryIndex, isNumeric, numberOf } from './values';

/** Colour of a column's values. `none` where there are no values to show. */
export type ColorScale =
  | { kind: 'none' }
  | { kind: 'numeric'; lo: number; mid: number; hi: number }
  | { kind: 'categorical'; categories: string[] };

export const NO_COLOR: ColorScale = { kind: 'none' };

/** Beyond this many records the percentiles of colours are those of a t-digest: exact ones would cost more than the picture. */
const EXACT_UP_TO = 100_000;

/**
 * Scale of each column over a range of `rows` records. Numbers are clipped at the 5th and 95th percentile, where these are equal at
 * the 1st and 99th, else at the ends, as shap 0.51 does it; other columns keep their most frequent categories.
 */
export async function colorScales(
  scope: Scope,
  columns: ReadonlyArray<ColumnInfo | undefined>,
  range: AttributionRange,
  output: string | undefined,
  rows: number
): Promise<ColorScale[]> {
  const shown = [...new Set(columns.flatMap((column) => column ?? []))];
  const values = shown.map((column, index) => ({ column, name: valueName(index) }));
  const numeric = values.filter(({ column }) => isNumeric(column));
  const others = values.filter(({ column }) => !isNumeric(column));
  const parameters = new Parameters();
  const found = await askTogether(
    scope,
    { text: attributionRows(scope, range, parameters, output, shown), parameters },
    {
      numbers: numeric.length > 0 ? numericScales(numeric, rows) : null,
      categories: others.map(({ name }) => categoryScale(name)),
    }
  );
  const scales = new Map<ColumnInfo, ColorScale>([
    ...numeric.map(({ column }, index) => [column, found.numbers?.[index] ?? NO_COLOR] as const),
    ...others.map(({ column }, index) => [column, found.categories[index] ?? NO_COLOR] as const),
  ]);
  return columns.map((column) => (column && scales.get(column)) ?? NO_COLOR);
}

interface Value {
  column: ColumnInfo;
  name: string;
}

function numericScales(values: readonly Value[], rows: number): Question<ColorScale[]> {
  const quantiles = values.map(({ column, name }, index) => {
    const value = numberOf(name, column);
    return rows <= EXACT_UP_TO
      ? `quantile_cont(${value}, [0, 0.01, 0.05, 0.5, 0.95, 0.99, 1]) AS q${index}`
      : `[min(${value})] || approx_quantile(${value}, [0.01, 0.05, 0.5, 0.95, 0.99]) || [max(${value})] AS q${index}`;
  });
  return {
    text: `SELECT ${quantiles.join(', ')} FROM labelled`,
    order: '1',
    read: ([row]) =>
      values.map((_, index) => {
        const list = row?.[`q${index}`];
        return numericScale(Array.isArray(list) ? list.map((value) => finiteNumber(value) ?? NaN) : []);
      }),
  };
}

function numericScale([min, p1, p5, mid, p95, p99, max]: number[]): ColorScale {
  const ends = [
    [p5, p95],
    [p1, p99],
    [min, max],
  ].find(([lo, hi]) => lo !== undefined && hi !== undefined && hi > lo);
  const [lo, hi] = ends ?? [min, max];
  return lo === undefined || hi === undefined || mid === undefined || Number.isNaN(lo + mid + hi)
    ? NO_COLOR
    : { kind: 'numeric', lo, mid, hi };
}

function categoryScale(name: string): Question<ColorScale> {
  return {
    text: `SELECT ${name}::VARCHAR AS value, count(*) AS n FROM labelled WHERE ${name} IS NOT NULL GROUP BY 1 ORDER BY n DESC, value LIMIT ${TOP_CATEGORIES}`,
    order: 'n DESC, value',
    read: (rows) =>
      rows.length > 0 ? { kind: 'categorical', categories: rows.map(({ value }) => String(value)) } : NO_COLOR,
  };
}

/** SQL for the value bin of `BEESWARM_BIN_FIELDS.valueBin`. */
export function valueBin(expression: string, column: ColumnInfo | undefined, scale: ColorScale): string {
  if (!column || scale.kind === 'none') {
    return String(MISSING_BIN);
  }
  if (scale.kind === 'categorical') {
    return categoryIndex(expression, scale.categories, OTHER_BIN, MISSING_BIN);
  }
  const value = numberOf(expression, column);
  const width = (scale.hi - scale.lo) / VALUE_BINS;
  if (!(width > 0)) {
    return `CASE WHEN ${expression} IS NULL THEN ${MISSING_BIN} ELSE ${VALUE_BINS / 2} END`;
  }
  const bin = `floor((${value} - ${numberLiteral(scale.lo)}) / ${numberLiteral(width)})`;
  return `CASE WHEN ${expression} IS NULL THEN ${MISSING_BIN} ELSE greatest(0, least(${VALUE_BINS - 1}, ${bin}))::INTEGER END`;
}
