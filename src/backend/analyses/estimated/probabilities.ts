/** Calibrated probabilities as SQL: knots as a table, joined to the scores that occur. */
import { numberLiteral } from '../shared/statement';
import { type Knot } from '../../statistics/isotonic';

/** CTEs that end in `name(score, p)`, or `name(w, score, p)` with knots of their own for each window. */
export function calibratedCtes(
  name: string,
  scores: string,
  knots: readonly Knot[] | ReadonlyMap<number, readonly Knot[]>
): string {
  if (knots instanceof Map) {
    const rows = [...(knots as ReadonlyMap<number, readonly Knot[]>)].flatMap(([w, list]) =>
      segments(list).map((segment) => `(${w}, ${segment})`)
    );
    const first = [...(knots as ReadonlyMap<number, readonly Knot[]>)].flatMap(([w, [knot]]) =>
      knot ? [`WHEN ${w} THEN ${numberLiteral(knot.y)}`] : []
    );
    return `${name}_knots(w, x, y, x2, y2) AS (VALUES ${rows.join(', ')}), ${name} AS (SELECT s.w, s.score, ${interpolated(`(CASE s.w ${first.join(' ')} END)`)} AS p FROM (${scores}) s ASOF LEFT JOIN ${name}_knots k ON s.w = k.w AND s.score >= k.x)`;
  }
  const list = knots as readonly Knot[];
  const [first] = list;
  if (!first) {
    return `${name} AS (SELECT score, greatest(0, least(1, score)) AS p FROM (${scores}))`;
  }
  const rows = segments(list).map((segment) => `(${segment})`);
  return `${name}_knots(x, y, x2, y2) AS (VALUES ${rows.join(', ')}), ${name} AS (SELECT s.score, ${interpolated(numberLiteral(first.y))} AS p FROM (${scores}) s ASOF LEFT JOIN ${name}_knots k ON s.score >= k.x)`;
}

const interpolated = (below: string) =>
  `CASE WHEN k.x IS NULL THEN ${below} WHEN k.x2 IS NULL THEN k.y ELSE k.y + (k.y2 - k.y) * (s.score - k.x) / (k.x2 - k.x) END`;

const segments = (knots: readonly Knot[]): string[] =>
  knots.map(({ x, y }, index) => {
    const next = knots[index + 1];
    const end = next ? `${numberLiteral(next.x)}, ${numberLiteral(next.y)}` : 'NULL::DOUBLE, NULL::DOUBLE';
    return `${numberLiteral(x)}, ${numberLiteral(y)}, ${end}`;
  });
