/** Bin counts of many numeric columns from one streamed pass, for answers without segments. */
import { type Reader } from '../../store/types';
import { type Source, WHOLE } from '../shared/cells';
import { statementKey } from '../shared/ledger';
import { type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';
import { type Grid, gridEdges } from './bins';
import { type Cells } from './cells';
import { BinCounts } from './counter';
import { type CountRequest, type MakeSource } from './types';

/** Window of rows that lie between the windows asked for; leaving them out in SQL would copy every other row. */
const OUTSIDE = -1;

/**
 * DuckDB's `histogram` searches the edges for each value; counting the streamed columns here costs a third of it and
 * makes all grids from one pass. Missing values come as NaN.
 */
export async function streamCounts(
  scope: Scope,
  makeSource: MakeSource,
  requests: readonly CountRequest[],
  options: { grid: Grid; means: boolean },
  windows: number,
  cells: Cells
): Promise<void> {
  const inner = makeSource(requests.map((request) => `${request.expression ?? quoteName(request.column)}::DOUBLE`));
  const source = { ...inner, text: `SELECT * REPLACE (coalesce(w, ${OUTSIDE}) AS w) FROM (${inner.text})` };
  const edges = requests.flatMap(({ bins }) => (bins ? [gridEdges(bins, options.grid)] : []));
  scope.ledger.ran(source.text, source.parameters.values);
  const key = statementKey(
    JSON.stringify(['bins', windows, options.means, edges]),
    source.text,
    source.parameters.values
  );
  const { rows, bins } = await scope.ledger.shared(key, () =>
    count(scope.context.reader, source, edges, windows, options.means)
  );
  rows.forEach((count, window) => {
    if (count === 0) {
      return;
    }
    const cell = cells.open(WHOLE, window);
    cell.rows = count;
    cells.rows += count;
    requests.forEach((request, position) => {
      const counts = bins.of(position, window);
      const n = counts.reduce((sum, each) => sum + each, 0);
      const mean = options.means && n > 0 ? bins.sumOf(position, window) / n : null;
      cell.columns.set(request.column, { kind: 'numeric', counts, n, missing: count - n, mean });
    });
  });
  scope.ledger.rowsScanned += cells.rows;
}

interface Counted {
  rows: Float64Array;
  bins: BinCounts;
}

async function count(
  reader: Reader,
  source: Source,
  edges: ReadonlyArray<readonly number[]>,
  windows: number,
  means: boolean
): Promise<Counted> {
  const bins = new BinCounts(edges, windows, means);
  const rows = new Float64Array(windows);
  await reader.numbers(source.text, source.parameters.values, (length, [window, ...columns]) => {
    if (window) {
      for (let row = 0; row < length; row += 1) {
        const index = window[row] as number;
        if (index !== OUTSIDE) {
          rows[index] = (rows[index] as number) + 1;
        }
      }
      bins.add(window, columns, length);
    }
  });
  return { rows, bins };
}
