/** Whether an estimate may be believed, and why. Pure. */

export const TRUST_STATES = ['trusted', 'unknown', 'doubtful', 'contradicted'] as const;
export type TrustState = (typeof TRUST_STATES)[number];

export interface Trust {
  state: TrustState;
  reason: string;
}

export interface Evidence {
  estimated: number | null;
  /** Of what a window with all labels may realise. */
  se: number | null;
  rows: number;
  realised: number | null;
  labelled: number;
  /** Why the assumptions may fail. */
  doubts: readonly string[];
}

/** Distances beyond this many standard errors are no chance: 3 of them happen once in 370 windows. */
const FAR = 3;
/** Fewer labels say nothing about an estimate. */
const MIN_LABELS = 30;

/**
 * States of one series' windows in order of time. Labels speak first: an estimate that lies beyond three standard errors
 * of what was realised is contradicted, whatever its assumptions. The windows after it, which have no labels yet, are
 * doubtful until one agrees again.
 */
export function trustStates(windows: readonly Evidence[]): Trust[] {
  let last: Trust | null = null;
  return windows.map((window): Trust => {
    const checked = check(window);
    if (checked) {
      last = checked;
      return checked.state === 'trusted' && window.doubts.length > 0
        ? { state: 'doubtful', reason: window.doubts.join('; ') }
        : checked;
    }
    if (last?.state === 'contradicted') {
      return { state: 'doubtful', reason: `the newest window with labels contradicts the estimator: ${last.reason}` };
    }
    if (window.doubts.length > 0) {
      return { state: 'doubtful', reason: window.doubts.join('; ') };
    }
    return {
      state: 'unknown',
      reason: last ? 'no labels yet; the newest window with labels agreed' : 'no labels yet to compare with',
    };
  });
}

function check({ estimated, se, rows, realised, labelled }: Evidence): Trust | null {
  if (estimated === null || realised === null || labelled < MIN_LABELS || !(se !== null && se > 0) || !(rows > 0)) {
    return null;
  }
  // Part of the labels leaves more to chance than all of them.
  const distance = Math.abs(realised - estimated) / (se * Math.sqrt(rows / labelled));
  const text = `realised ${short(realised)} lies ${distance.toFixed(1)} standard errors from the estimate ${short(estimated)}`;
  return distance > FAR
    ? { state: 'contradicted', reason: `${text}: labels and inputs may no longer belong together (concept drift)` }
    : { state: 'trusted', reason: text };
}

const short = (value: number) => String(Number(value.toPrecision(4)));
