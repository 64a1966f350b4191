/** Where the explanation of a record ends: what the model put out, in the space of the attributions. */
import { type ColumnInfo, type ModelInfo } from '../../store/types';
import { type Scope } from '../shared/scope';
import { Parameters, quoteName, timeLiteral } from '../shared/statement';

/** A record that lacks more than this was cut short; whether each of them came later is not looked up. */
const MOST_LATER = 30;

/**
 * The score of the output that is explained: `score_<output>`, or the only score where that stands for the output because
 * none is named or the positive class is. Undefined where no score is surely it.
 */
export function scoreOfOutput(model: ModelInfo, output: string | null): ColumnInfo | undefined {
  const scores = model.columns.filter(({ role }) => role === 'score');
  const own = output === null ? undefined : scores.find(({ name }) => name === `score_${output}`);
  const [only, second] = scores;
  return own ?? (!second && (output === null || output === model.positiveClass) ? only : undefined);
}

/** The score in the space of the attributions, where the space says how; else null. */
export function outputOf(space: string | null, score: string | null): number | null {
  const value = score === null || score === '' ? NaN : Number(score);
  switch (space?.toLowerCase()) {
    case 'log-odds':
    case 'logit':
      return value > 0 && value < 1 ? Math.log(value / (1 - value)) : null;
    case 'probability':
      return value >= 0 && value <= 1 ? value : null;
    default:
      return null;
  }
}

/** How many of the features that a record has no attribution of were attributed for the first time after it. */
export async function attributedLater(scope: Scope, missing: readonly string[], time: number): Promise<number> {
  if (missing.length === 0 || missing.length > MOST_LATER) {
    return 0;
  }
  // The bare column: parts of the history without any are skipped by their statistics.
  const some = (name: string, when: string) =>
    `EXISTS (SELECT 1 FROM ${scope.model.relations.attributions ?? ''} WHERE ${when} AND ${quoteName(`shap_${name}`)} IS NOT NULL)`;
  const end = timeLiteral(time + 1);
  const later = missing.map((name) => `(${some(name, `"time" >= ${end}`)} AND NOT ${some(name, `"time" < ${end}`)})`);
  const [row] = await scope.ledger.rows<{ n: number }>(
    `SELECT ${later.map((each) => `${each}::INTEGER`).join(' + ')} AS n`,
    new Parameters()
  );
  return Number(row?.n ?? 0);
}
