/** What a history of states says of rules whose states are known. Pure. */

export interface Transition {
  /** Uid of the rule. */
  rule: string;
  from: string;
  to: string;
  /** Of the evaluation, milliseconds since the epoch. */
  time: number;
  text: string;
}

export interface Known {
  uid: string;
  turning: boolean;
}

export interface Period {
  from: number;
  to: number;
  /** Between two evaluations. */
  stepMs: number;
}

export interface Verdict {
  errors: number;
  falseFirings: number;
  missed: number;
  late: number;
  /** That were looked for. */
  turns: number;
  notes: string[];
}

const TURN_MS = 60_000;
const isError = (state: string): boolean => /error|nodata/i.test(state);
const fires = (state: string): boolean => /^alerting$/i.test(state);

/**
 * A steady rule has no changes at all. A turning one fires in the minutes with an even number since the epoch, so that it has
 * one change for each full minute, at the first evaluation of that minute.
 */
export function judge(rules: readonly Known[], transitions: readonly Transition[], period: Period): Verdict {
  const verdict: Verdict = { errors: 0, falseFirings: 0, missed: 0, late: 0, turns: 0, notes: [] };
  const note = (what: string, { from, rule, text, time, to }: Transition): void => {
    verdict.notes.push(`${what}: ${rule} ${new Date(time).toISOString()} ${from} -> ${to} ${text}`);
  };
  for (const { turning, uid } of rules) {
    const own = transitions.filter(({ rule }) => rule === uid);
    for (const change of own.filter(({ from, to }) => isError(from) || isError(to))) {
      verdict.errors++;
      note('error', change);
    }
    const plain = own.filter(({ from, to }) => !isError(from) && !isError(to));
    if (!turning) {
      verdict.falseFirings += plain.length;
      plain.forEach((change) => note('false', change));
      continue;
    }
    for (let turn = Math.ceil(period.from / TURN_MS) * TURN_MS; turn + TURN_MS <= period.to; turn += TURN_MS) {
      verdict.turns++;
      const within = plain.filter(({ time }) => time >= turn && time < turn + TURN_MS);
      const firing = (turn / TURN_MS) % 2 === 0;
      const [first] = within.filter(({ to }) => fires(to) === firing);
      if (!first) {
        verdict.missed++;
        verdict.notes.push(`missed: ${uid} ${new Date(turn).toISOString()}`);
      } else if (first.time >= turn + period.stepMs) {
        verdict.late++;
        note('late', first);
      }
      for (const change of within.filter((each) => each !== first)) {
        verdict.falseFirings++;
        note('false', change);
      }
    }
  }
  return verdict;
}
