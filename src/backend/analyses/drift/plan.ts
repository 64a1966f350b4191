/** Which columns a drift query scores, with their bins, and why some cannot be scored. */
import { METHOD_TRAITS } from '../../../query/defaults';
import { type Status } from '../../../query/frames';
import { type DriftMethod, type DriftPreset } from '../../../query/model';
import { type ColumnInfo, type FrozenBins, type NumericBins, type ReferenceInfo } from '../../store/types';
import { type CountRequest, type Grid } from '../binning/types';
import { type ChosenColumn, listNames } from '../shared/columns';
import { type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';

export interface Problem {
  status: Status;
  text: string;
}

export interface DriftColumn {
  column: ChosenColumn;
  /** SQL for what is compared: the column, the seconds of a time, the length of a text. */
  value: string;
  /** How the value is compared. */
  kind: 'numeric' | 'categorical';
  bins: FrozenBins | null;
  problem: Problem | null;
}

/** What of a column is compared, and how. */
export function comparedValue(column: ColumnInfo): Pick<DriftColumn, 'value' | 'kind'> {
  const name = quoteName(column.name);
  switch (column.kind) {
    case 'numeric':
      return { value: name, kind: 'numeric' };
    case 'time':
      return { value: `(epoch_us(${name}) / 1e6)`, kind: 'numeric' };
    case 'text':
      return { value: `length(${name})`, kind: 'numeric' };
    case 'categorical':
    case 'boolean':
      return { value: name, kind: 'categorical' };
  }
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

/** Grid that counts are made on; methods of raw values and presets only need to know how many rows have a value. */
export function gridOf(method: DriftMethod, preset?: DriftPreset): Grid {
  const { reads } = METHOD_TRAITS[method];
  return preset || reads === 'values' || reads === 'words' ? 'none' : reads;
}

/**
 * Columns that a glob found and the method is not defined for are left out with a notice; those that the query names
 * stay and carry the reason. Bins of columns that the reference has not frozen come later.
 */
export function planColumns(
  scope: Scope,
  chosen: readonly ChosenColumn[],
  method: DriftMethod | null,
  reference: ReferenceInfo | null
): DriftColumn[] {
  const left: string[] = [];
  const planned = chosen.flatMap((column): DriftColumn[] => {
    const problem = method && applicability(column, method);
    if (problem && !column.named) {
      left.push(column.name);
      return [];
    }
    const compared = comparedValue(column);
    return [problem ? { column, ...compared, bins: null, problem } : withBins(column, compared, reference)];
  });
  if (left.length > 0 && method) {
    scope.ledger.notice(
      'info',
      `${METHOD_TRAITS[method].title} is not defined for ${listNames(left)}: left out. psi, js, chi2 and linf score numbers and categories.`
    );
  }
  return planned;
}

const HOLDS: Record<ChosenColumn['kind'], string> = {
  numeric: 'numbers',
  categorical: 'categories',
  boolean: 'true and false',
  time: 'times',
  text: 'free text',
};

function applicability(column: ChosenColumn, method: DriftMethod): Problem | null {
  const { kinds, title } = METHOD_TRAITS[method];
  if (kinds.includes(column.kind)) {
    return null;
  }
  return {
    status: 'error',
    text: `${title} does not apply to ${column.name}: it holds ${HOLDS[column.kind]}, and the method needs ${kinds.map((kind) => HOLDS[kind]).join(' or ')}`,
  };
}

function withBins(
  column: ChosenColumn,
  compared: Pick<DriftColumn, 'value' | 'kind'>,
  reference: ReferenceInfo | null
): DriftColumn {
  if (!reference) {
    return {
      column,
      ...compared,
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
      ...compared,
      bins: null,
      problem: { status: 'schema_change', text: `Reference ${reference.name} has no column ${column.name}` },
    };
  }
  if (bins.kind !== compared.kind) {
    return {
      column,
      ...compared,
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
      ...compared,
      bins,
      problem: {
        status: 'no_reference',
        text: `Every value of ${column.name} is missing in reference ${reference.name}`,
      },
    };
  }
  return { column, ...compared, bins, problem: null };
}

const WHOLE_TYPES = /^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER)$/;

/** What to count of each column; columns without bins are only counted, for `n` and `missing`. */
export function countRequests(columns: readonly DriftColumn[]): CountRequest[] {
  return columns.map(({ column, value, bins, problem }) => ({
    column: column.name,
    ...(value === quoteName(column.name) ? {} : { expression: value }),
    bins: bins && !problem ? (bins.kind === 'numeric' ? bins : null) : NO_BINS,
    integer: WHOLE_TYPES.test(column.sqlType),
    countOnly: problem !== null || bins === null,
  }));
}
