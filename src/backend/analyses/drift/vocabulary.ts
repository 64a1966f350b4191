/** Words of a text column that the reference never had. */
import { normalQuantile } from '../../statistics/distributions';
import { groupColumns, predictionSource, readSegment, referenceSource, type Segment, valueName } from '../shared/cells';
import { type Scope } from '../shared/scope';
import { Parameters, quoteName } from '../shared/statement';
import { type Baseline } from './baseline';
import { type DriftColumn } from './plan';
import { NO_SCORE, type Score } from './score';

/** Letters and digits of any script, without regard to case. */
const words = (text: string) => `unnest(regexp_extract_all(lower(${text}), '[\\p{L}\\p{N}]+'))`;

/**
 * Share of a window's words that no row of the reference has. The floor is Good and Turing's: the share of a text like
 * the reference that is new, which the reference's words that occur once foretell (Good 1953), with its sampling error.
 */
export async function vocabularyScores(
  scope: Scope,
  baseline: Baseline,
  { column }: DriftColumn,
  level: number
): Promise<(segment: Segment, window: number) => Score> {
  const { frozen } = baseline;
  if (!frozen) {
    return () => NO_SCORE;
  }
  const parameters = new Parameters();
  const name = quoteName(column.name);
  const current = predictionSource(scope, [name], { parameters });
  const all: Scope = { ...scope, segments: [] };
  const reference = referenceSource(all, frozen.relation, (each) => frozen.bins.has(each.name), [name], parameters);
  const keys = groupColumns(current).join(', ');
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    [
      `WITH known AS (SELECT word, count(*) AS times FROM (SELECT ${words(valueName(0))} AS word FROM (${reference.text})) GROUP BY word)`,
      `, said AS (SELECT ${keys}, ${words(valueName(0))} AS word FROM (${current.text}) WHERE w IS NOT NULL)`,
      `, total AS (SELECT coalesce(sum(times), 0) AS n, count(*) FILTER (WHERE times = 1) AS once FROM known)`,
      `SELECT ${keys}, count(*) AS n, count(*) FILTER (WHERE known.word IS NULL) AS unseen, any_value(total.n) AS known_n, any_value(total.once) AS once`,
      `FROM said LEFT JOIN known USING (word), total GROUP BY ${keys}`,
    ].join('\n'),
    parameters
  );
  const scores = new Map(
    rows.map((row) => [
      `${readSegment(row, current).id}:${Number(row.w)}`,
      scoreOf(Number(row.n), Number(row.unseen), Number(row.known_n), Number(row.once), level),
    ])
  );
  return (segment, window) => scores.get(`${segment.id}:${window}`) ?? NO_SCORE;
}

function scoreOf(n: number, unseen: number, known: number, once: number, level: number): Score {
  if (n === 0 || known === 0) {
    return NO_SCORE;
  }
  const expected = once / known;
  const floor = Math.min(1, expected + normalQuantile(level) * Math.sqrt((expected * (1 - expected)) / n));
  return { score: unseen / n, statistic: unseen, p: null, floor, effect: null };
}
