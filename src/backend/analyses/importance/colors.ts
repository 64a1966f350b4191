/** How values become colours: the scale of a numeric column, the categories of another. */
import { MISSING_BIN, OTHER_BIN, TOP_CATEGORIES, VALUE_BINS } from '../../../query/explanationFrames';
import { type ColumnInfo } from '../../store/types';
import { type Scope } from '../shared/scope';
import { numberLiteral, Parameters } from '../shared/statement';
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
  const numeric = columns.filter((column) => column !== undefined && isNumeric(column)) as ColumnInfo[];
  const found = new Map<ColumnInfo, ColorScale>();
  if (numeric.length > 0) {
    const parameters = new Parameters();
    const source = attributionRows(scope, range, parameters, output, numeric);
    const quantiles = numeric.map((column, index) => {
      const value = numberOf(`a.${valueName(index)}`, column);
      return rows <= EXACT_UP_TO
        ? `quantile_cont(${value}, [0, 0.01, 0.05, 0.5, 0.95, 0.99, 1]) AS q${index}`
        : `[min(${value})] || approx_quantile(${value}, [0.01, 0.05, 0.5, 0.95, 0.99]) || [max(${value})] AS q${index}`;
    });
    const [row] = await scope.ledger.rows<Record<string, unknown>>(
      `SELECT ${quantiles.join(', ')} FROM (${source}) a`,
      parameters
    );
    numeric.forEach((column, index) => {
      const list = row?.[`q${index}`];
      found.set(column, numericScale(Array.isArray(list) ? list.map((value) => finiteNumber(value) ?? NaN) : []));
    });
  }
  for (const column of columns) {
    if (column && !isNumeric(column)) {
      found.set(column, await categoryScale(scope, column, range, output));
    }
  }
  return columns.map((column) => (column && found.get(column)) ?? NO_COLOR);
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

async function categoryScale(
  scope: Scope,
  column: ColumnInfo,
  range: AttributionRange,
  output: string | undefined
): Promise<ColorScale> {
  const parameters = new Parameters();
  const source = attributionRows(scope, range, parameters, output, [column]);
  const rows = await scope.ledger.rows<{ value: string }>(
    `SELECT a.${valueName(0)}::VARCHAR AS value FROM (${source}) a WHERE a.${valueName(0)} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${TOP_CATEGORIES}`,
    parameters
  );
  return rows.length > 0 ? { kind: 'categorical', categories: rows.map(({ value }) => value) } : NO_COLOR;
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
