/** Values outside the reference's range, and columns that hold one value only, in one pass over the rows. */
import { type ReferenceInfo } from '../../store/types';
import { groupColumns, predictionSource, readSegment, valueName } from '../shared/cells';
import { type ChosenColumn } from '../shared/columns';
import { type Scope } from '../shared/scope';
import { numberLiteral, quoteName } from '../shared/statement';
import { type Measured, type Reader } from './measure';

interface Found {
  n: number;
  outside: number | null;
  constant: boolean;
}

export async function readRanges(
  scope: Scope,
  columns: readonly ChosenColumn[],
  frozen: ReferenceInfo | null
): Promise<{ outOfRange: Reader; constant: Reader }> {
  const found = new Map<string, Found>();
  if (columns.length > 0) {
    const source = predictionSource(
      scope,
      columns.map(({ name }) => quoteName(name))
    );
    const aggregates = columns.flatMap(({ name }, index) => {
      const value = valueName(index);
      const bins = frozen?.bins.get(name);
      const outside =
        bins?.kind === 'numeric' && bins.n > 0
          ? `count(*) FILTER (WHERE ${value} < ${numberLiteral(bins.min)} OR ${value} > ${numberLiteral(bins.max)})`
          : 'NULL';
      return [
        `count(${value}) AS n${index}`,
        `${outside} AS o${index}`,
        `coalesce(min(${value}) = max(${value}), false) AS c${index}`,
      ];
    });
    const groups = groupColumns(source).join(', ');
    const rows = await scope.ledger.rows<Record<string, unknown>>(
      `SELECT ${groups}, ${aggregates.join(', ')} FROM (${source.text}) WHERE w IS NOT NULL GROUP BY ${groups}`,
      source.parameters
    );
    for (const row of rows) {
      const place = `${readSegment(row, source).id}:${Number(row.w)}`;
      columns.forEach(({ name }, index) => {
        const outside = row[`o${index}`];
        found.set(`${place}:${name}`, {
          n: Number(row[`n${index}`]),
          outside: typeof outside === 'number' ? outside : null,
          constant: row[`c${index}`] === true,
        });
      });
    }
  }
  const reader =
    (read: (found: Found) => Measured): Reader =>
    (column, segment, window) => {
      const cell = found.get(`${segment.id}:${window}:${column ?? ''}`);
      return cell ? read(cell) : null;
    };
  return {
    outOfRange: reader(({ n, outside }) =>
      outside === null || n === 0 ? { value: null, n } : { value: outside / n, n, k: outside }
    ),
    // One row is no pattern.
    constant: reader(({ n, constant }) => ({ value: n > 1 ? Number(constant) : null, n })),
  };
}
