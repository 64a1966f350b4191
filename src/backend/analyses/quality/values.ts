/** Missing values, unseen values and volume, from the counts that drift makes too. */
import { type QualityMetric } from '../../../query/model';
import { type ReferenceInfo } from '../../store/types';
import { type ColumnCounts } from '../binning/bins';
import { type Cells } from '../binning/cells';
import { knownValues, type KnownValues } from '../binning/known';
import { countColumns, predictions } from '../binning/scan';
import { comparedValue, countRequests, type DriftColumn } from '../drift/plan';
import { type ChosenColumn, listNames } from '../shared/columns';
import { type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';
import { type Reader } from './measure';

interface ValueColumn extends DriftColumn {
  /** Absent where values cannot be unseen: numbers, or a column that the reference lacks. */
  known: KnownValues | null;
}

export interface ValueCounts {
  cells: Cells;
  read(metric: QualityMetric): Reader;
}

export async function countValues(
  scope: Scope,
  chosen: readonly ChosenColumn[],
  metrics: readonly QualityMetric[],
  frozen: ReferenceInfo | null
): Promise<ValueCounts> {
  const wantsUnseen = metrics.includes('unseen_rate');
  const columns = new Map<string, ValueColumn>();
  for (const column of chosen) {
    const bins = frozen?.bins.get(column.name) ?? null;
    const unseen = wantsUnseen && frozen !== null && bins?.kind === 'categorical' && column.kind !== 'text';
    columns.set(column.name, {
      column,
      ...comparedValue(column),
      // Values are only read apart where they are looked for in the reference; else they are counted.
      bins: unseen ? bins : null,
      problem: null,
      known: unseen ? await knownValues(scope, frozen, column, bins) : null,
    });
  }
  const without = [...columns.values()].filter(({ column, known }) => column.kind === 'categorical' && known === null);
  if (wantsUnseen && without.length > 0) {
    scope.ledger.notice(
      'info',
      `No reference holds values of ${listNames(without.map(({ column }) => column.name))}: nothing can be unseen there.`
    );
  }
  const counted =
    metrics.includes('missing_rate') || wantsUnseen
      ? [...columns.values()].map((column) => ({ ...column, value: quoteName(column.column.name) }))
      : [];
  const cells = await countColumns(scope, predictions(scope), countRequests(counted), { grid: 'none', means: false });
  const read =
    (metric: QualityMetric): Reader =>
    (name, segment, window) => {
      const cell = cells.at(segment, window);
      const rows = cell?.rows ?? 0;
      if (metric === 'volume') {
        return { value: rows, n: rows };
      }
      const counts = name === null ? undefined : cell?.columns.get(name);
      const known = name === null ? null : (columns.get(name)?.known ?? null);
      if (!counts) {
        return { value: null, n: metric === 'missing_rate' ? rows : 0 };
      }
      const n = metric === 'missing_rate' ? rows : counts.n;
      const k = metric === 'missing_rate' ? counts.missing : unseenCount(counts, known);
      return { value: n > 0 ? k / n : null, n, k };
    };
  return { cells, read };
}

/** Columns that a metric says something about. */
export function appliesTo(metric: QualityMetric, column: ChosenColumn, frozen: ReferenceInfo | null): boolean {
  const bins = frozen?.bins.get(column.name);
  switch (metric) {
    case 'unseen_rate':
      return bins?.kind === 'categorical';
    case 'out_of_range_rate':
      return bins?.kind === 'numeric' && bins.n > 0;
    case 'nonfinite_rate':
      return column.kind === 'numeric';
    default:
      return true;
  }
}

function unseenCount(counts: ColumnCounts, known: KnownValues | null): number {
  if (!known || counts.kind !== 'categorical') {
    return 0;
  }
  let unseen = 0;
  for (const [value, count] of counts.counts) {
    unseen += known(value) ? 0 : count;
  }
  return unseen;
}
