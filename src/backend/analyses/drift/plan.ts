/** Which columns a drift query scores, with their bins, and why some cannot be scored. */
import { METHOD_TRAITS } from '../../../query/defaults';
import { type Status } from '../../../query/frames';
import { type DriftMethod } from '../../../query/model';
import { type FrozenBins, type NumericBins, type ReferenceInfo } from '../../store/types';
import { type CountRequest, type Grid } from '../binning/types';
import { type ChosenColumn, listNames } from '../shared/columns';
import { type Scope } from '../shared/scope';

export interface Problem {
  status: Status;
  text: string;
}

export interface DriftColumn {
  column: ChosenColumn;
  bins: FrozenBins | null;
  problem: Problem | null;
}

/** Edges and ends alone, for columns whose values are only counted. */
const NO_BINS: NumericBins = {
  kind: 'numeric',
  edges: [],
  counts: [0],
  fineEdges: [],
  fineCounts: [0],
  min: 0,
  max: 0,
  mean: 0,
  sd: 0,
  n: 0,
  missing: 0,
};

export function gridOf(method: DriftMethod): Grid {
  switch (method) {
    case 'ks':
    case 'wasserstein':
      return 'none';
    case 'ks_binned':
    case 'wasserstein_binned':
      return 'fine';
    default:
      return 'coarse';
  }
}

/**
 * Columns that a glob found and the method is not defined for are left out with a notice; those that the query names
 * stay and carry the reason.
 */
export function planColumns(
  scope: Scope,
  chosen: readonly ChosenColumn[],
  method: DriftMethod,
  reference: ReferenceInfo | null
): DriftColumn[] {
  const left: string[] = [];
  const planned = chosen.flatMap((column): DriftColumn[] => {
    const problem = applicability(column, method);
    if (problem && !column.named) {
      left.push(column.name);
      return [];
    }
    return [problem ? { column, bins: null, problem } : withBins(column, reference)];
  });
  if (left.length > 0) {
    scope.ledger.notice(
      'info',
      `${METHOD_TRAITS[method].title} is not defined for ${listNames(left)}: left out. psi, js, chi2 and linf score numbers and categories.`
    );
  }
  return planned;
}

function applicability(column: ChosenColumn, method: DriftMethod): Problem | null {
  const traits = METHOD_TRAITS[method];
  if (column.kind === 'text' || column.kind === 'time') {
    return {
      status: 'error',
      text: `${traits.title} does not apply to ${column.name}: it holds ${column.kind === 'text' ? 'free text' : 'times'}`,
    };
  }
  if (!traits.kinds.includes(column.kind)) {
    return {
      status: 'error',
      text: `${traits.title} needs numbers, and ${column.name} is ${column.kind}: use psi, js, chi2 or linf`,
    };
  }
  return null;
}

function withBins(column: ChosenColumn, reference: ReferenceInfo | null): DriftColumn {
  if (!reference) {
    return {
      column,
      bins: null,
      problem: {
        status: 'no_reference',
        text: 'The model has no default reference: upload one, or name one in the query',
      },
    };
  }
  const bins = reference.bins.get(column.name);
  if (!bins) {
    return {
      column,
      bins: null,
      problem: { status: 'schema_change', text: `Reference ${reference.name} has no column ${column.name}` },
    };
  }
  const wanted = column.kind === 'numeric' ? 'numeric' : 'categorical';
  if (bins.kind !== wanted) {
    return {
      column,
      bins: null,
      problem: {
        status: 'schema_change',
        text: `${column.name} is ${column.kind} now and was ${bins.kind} in reference ${reference.name}`,
      },
    };
  }
  if (bins.n === 0) {
    return {
      column,
      bins,
      problem: {
        status: 'no_reference',
        text: `Every value of ${column.name} is missing in reference ${reference.name}`,
      },
    };
  }
  return { column, bins, problem: null };
}

const WHOLE_TYPES = /^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER)$/;

/** What to count of each column; columns without bins are only counted, for `n` and `missing`. */
export function countRequests(columns: readonly DriftColumn[]): CountRequest[] {
  return columns.map(({ column, bins, problem }) => ({
    column: column.name,
    bins: bins && !problem ? (bins.kind === 'numeric' ? bins : null) : NO_BINS,
    integer: WHOLE_TYPES.test(column.sqlType),
    countOnly: problem !== null || bins === null,
  }));
}
