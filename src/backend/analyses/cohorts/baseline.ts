/** What the cohorts of a query are compared with, and whether both sides share rows. */
import { PlumblineError } from '../../../query/errors';
import { type CohortBaseline, type CohortsQuery, type Reference } from '../../../query/model';
import { type Comparison } from '../performance/comparison';
import { listNames } from '../shared/columns';
import { type Scope, timeColumn } from '../shared/scope';
import { quoteName } from '../shared/statement';
import { windowCondition, type Window } from '../shared/windows';
import { type ChosenCohorts } from './choose';
import { type Counterpart, subtract } from './compare';
import { type CohortAt, type CohortCounts, type CountedCohorts } from './count';
import { valueOfText } from './values';

export const DEFAULT_BASELINE: CohortBaseline = { kind: 'complement' };

/**
 * What is counted beside the time range. A baseline of the reference and the change since it need one even where the query
 * names none: the model's own then.
 */
export function referenceOf({ baseline, reference, view }: CohortsQuery): Reference | undefined {
  return reference ?? (baseline?.kind === 'reference' || view === 'mix' ? { kind: 'fixed' } : undefined);
}

/** Where the baseline is a cohort of the query: which one. Throws `bad_request` naming those that it could be. */
export function cohortOf({ keys, predicates }: ChosenCohorts, baseline: CohortBaseline): CohortAt | undefined {
  if (baseline.kind !== 'cohort') {
    return undefined;
  }
  const predicate = predicates.findIndex(({ name }) => name === baseline.cohort);
  if (predicate >= 0) {
    return { predicate };
  }
  const key = keys.findIndex(({ name }) => baseline.cohort.startsWith(`${name}=`));
  if (key >= 0) {
    return { key, value: valueOfText(baseline.cohort.slice((keys[key]?.name.length ?? 0) + 1)) };
  }
  throw unknown(baseline.cohort, [...predicates.map(({ name }) => name), ...keys.map(({ name }) => `${name}=...`)]);
}

function unknown(name: string, known: readonly string[]): PlumblineError {
  return new PlumblineError(
    'bad_request',
    `baseline.cohort: the answer has no cohort "${name}"`,
    `There are: ${listNames(known)}.`,
    'baseline.cohort'
  );
}

/**
 * The other side of each comparison. Everybody has no counterpart but in the reference, and no cohort is one of its own.
 *
 * - complement: the rest of the rows; no row is on both sides.
 * - overall: all rows. Those of the cohort are on both sides, and the test knows (`statistics/overlap.ts`).
 * - reference: the same cohort there, as a sample of its own.
 * - cohort: that cohort; rows that both have were counted with the scan.
 */
export function counterparts(
  baseline: CohortBaseline,
  current: CountedCohorts,
  reference: CountedCohorts | null
): (cohort: CohortCounts) => Counterpart | null {
  const { total } = current;
  switch (baseline.kind) {
    case 'complement':
      return (cohort) => (!total || cohort === total ? null : { ...subtract(total, cohort), shared: null });
    case 'overall':
      return (cohort) => (!total || cohort === total ? null : { ...rowsOf(total), shared: cohort });
    case 'reference': {
      const before = byId(reference);
      return ({ id }) => {
        const found = before.get(id);
        return found ? { ...rowsOf(found), shared: null } : null;
      };
    }
    case 'cohort': {
      const found = current.cohorts.find(({ id }) => id === current.within);
      if (!found) {
        const names = current.cohorts.map(({ label }) => label);
        throw unknown(baseline.cohort, names);
      }
      return (cohort) =>
        cohort === total || cohort === found ? null : { ...rowsOf(found), shared: cohort.shared ?? null };
    }
  }
}

const rowsOf = ({ counts, groups }: CohortCounts) => ({ counts, groups });

/** Cohorts of two counts with the same keys and predicates are the same by `id`; the whole is among them. */
export function byId(counted: CountedCohorts | null): Map<string, CohortCounts> {
  return new Map(
    [...(counted?.total ? [counted.total] : []), ...(counted?.cohorts ?? [])].map((each) => [each.id, each])
  );
}

/**
 * Says where rows are on both sides of a comparison with a reference, which the test takes for two samples: what both
 * have moves both sides alike, so the difference is surer than the test says. Throws `bad_request` for a version that is
 * among the rows themselves: then all of its rows are.
 */
export async function checkApart(scope: Scope, window: Window, other: Comparison, wanted: Reference): Promise<void> {
  if (wanted.kind === 'version') {
    if (!scope.query.versions || scope.query.versions.includes(wanted.version)) {
      throw new PlumblineError(
        'bad_request',
        `baseline: version ${wanted.version} is among the rows that are compared with it`,
        'Name the other versions in versions.',
        'baseline'
      );
    }
    return;
  }
  const there = other.scope.windows.kind === 'time' ? other.scope.windows.windows[0] : undefined;
  if (!there || there.end <= window.start || there.start >= window.end) {
    return;
  }
  const shared = other.source?.rows ? await sharedRows(scope, window, other.source.rows) : null;
  if (shared !== 0) {
    scope.ledger.notice(
      'warning',
      shared === null
        ? `The reference (${other.label}) has a part of this window's time: rows are on both sides, and differences are surer than their tests say`
        : `${shared} rows of this window are in the reference (${other.label}) as well: differences are surer than their tests say`
    );
  }
}

/** Predictions of the window that the reference holds too. */
async function sharedRows(scope: Scope, window: Window, reference: string): Promise<number> {
  const { model } = scope;
  const time = timeColumn(model);
  const id = quoteName(model.columns.find((column) => column.role === 'id')?.name ?? 'id');
  const [found] = await scope.ledger.rows<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT ${id}, ${time} FROM ${model.relations.predictions} WHERE ${windowCondition(time, [window])}) SEMI JOIN ${reference} USING (${id}, ${time})`
  );
  return Number(found?.n ?? 0);
}
