/** Labelled rows by frozen bin, window and segment: how many, and the sums of label and error. */
import { type FrozenBins, type ReferenceInfo } from '../../store/types';
import { type BinSum } from '../../statistics/standardised';
import { type RelativePlan } from '../drift/baseline';
import { type DriftColumn } from '../drift/plan';
import { labelledRows, type LabelledOptions } from '../performance/labelled';
import { groupColumns, readSegment, type Segment } from '../shared/cells';
import { positiveText } from '../shared/labels';
import { type Scope } from '../shared/scope';
import { numberLiteral, type Parameters, quoteText } from '../shared/statement';

export interface ConceptCell {
  /** Rows old enough to be labelled, and those that are. */
  rows: number;
  labelled: number;
  /** By bin of the column. */
  label: BinSum[];
  error: BinSum[];
  firstTime: number | null;
  lastTime: number | null;
}

export class ConceptCells {
  private readonly cells = new Map<string, Map<number, ConceptCell>>();
  readonly segments: Segment[] = [];

  constructor(private readonly bins: number) {}

  at(segment: Segment, window: number): ConceptCell | undefined {
    return this.cells.get(segment.id)?.get(window);
  }

  windowsOf(segment: Segment): Array<ConceptCell & { window: number }> {
    return [...(this.cells.get(segment.id) ?? [])].map(([window, cell]) => ({ ...cell, window }));
  }

  open(segment: Segment, window: number): ConceptCell {
    let windows = this.cells.get(segment.id);
    if (!windows) {
      windows = new Map();
      this.cells.set(segment.id, windows);
      this.segments.push(segment);
    }
    let cell = windows.get(window);
    if (!cell) {
      const empty = () => Array.from({ length: this.bins }, (): BinSum => ({ n: 0, sum: 0, sumSquares: 0 }));
      cell = { rows: 0, labelled: 0, label: empty(), error: empty(), firstTime: null, lastTime: null };
      windows.set(window, cell);
    }
    return cell;
  }
}

/** Bins of a column and one for missing values; categories that the reference did not keep share one. */
export const binsOf = (bins: FrozenBins): number =>
  bins.kind === 'numeric' ? bins.edges.length + 2 : bins.categories.length + 2;

/** SQL for the position of a value's bin; missing values come last. */
function binExpression({ value, bins }: DriftColumn, parameters: Parameters): string {
  if (!bins) {
    return '0';
  }
  const last = binsOf(bins) - 1;
  const cases =
    bins.kind === 'numeric'
      ? bins.edges.map((edge, index) => `WHEN ${value} <= ${numberLiteral(edge)} THEN ${index}`)
      : bins.categories.map(
          (category, index) => `WHEN (${value})::VARCHAR = ${parameters.add(category.value)}::VARCHAR THEN ${index}`
        );
  return `(CASE WHEN ${value} IS NULL THEN ${last} ${cases.join(' ')} ELSE ${last - 1} END)`;
}

export type ConceptSource =
  { kind: 'own' } | { kind: 'windows'; plan: RelativePlan } | { kind: 'reference'; reference: ReferenceInfo };

/** One pass over the labelled rows of the query's windows, of what precedes them, or of a fixed reference. */
export async function conceptSums(scope: Scope, column: DriftColumn, from: ConceptSource): Promise<ConceptCells> {
  const { model } = scope;
  const read = from.kind === 'reference' ? referenceScope(scope, from.reference) : scope;
  const options = (parameters: Parameters): LabelledOptions => ({
    more: [{ name: 'bin', expression: binExpression(column, parameters) }],
    ...(from.kind === 'windows' && from.plan.windows
      ? { source: { windows: from.plan.windows, versions: from.plan.versions } }
      : {}),
    ...(from.kind === 'reference' ? { source: { rows: from.reference.relation, windows: [ALL_TIME] } } : {}),
  });
  const rows = labelledRows(read, options);
  const prediction = model.columns.find((each) => each.role === 'prediction');
  const regression = model.task === 'regression';
  const label = regression
    ? 'actual'
    : `(actual = ${prediction ? positiveText(model, prediction) : quoteText(model.positiveClass)})::DOUBLE`;
  const error = prediction
    ? regression
      ? 'abs(actual - predicted)'
      : '(actual IS DISTINCT FROM predicted)::DOUBLE'
    : 'NULL::DOUBLE';
  const keys = [...groupColumns(rows.source), 'bin'].join(', ');
  const times = rows.source.rowsPerWindow === null ? '' : ', min(t) AS first_time, max(t) AS last_time';
  const found = await scope.ledger.rows<Record<string, unknown>>(
    [
      `SELECT ${keys}, count(*) FILTER (WHERE mature) AS n, count(actual) FILTER (WHERE mature) AS labelled${times}`,
      `, coalesce(sum(y), 0) AS y, coalesce(sum(y * y), 0) AS yy, count(e) AS ne, coalesce(sum(e), 0) AS e, coalesce(sum(e * e), 0) AS ee`,
      `FROM (SELECT *, CASE WHEN mature AND actual IS NOT NULL THEN ${label} END AS y, CASE WHEN mature AND actual IS NOT NULL AND predicted IS NOT NULL THEN ${error} END AS e FROM (${rows.text})) WHERE w IS NOT NULL GROUP BY ${keys} ORDER BY ${keys}`,
    ].join('\n'),
    rows.parameters
  );
  const cells = new ConceptCells(column.bins ? binsOf(column.bins) : 1);
  for (const row of found) {
    const cell = cells.open(readSegment(row, rows.source), Number(row.w));
    const bin = Number(row.bin);
    cell.rows += Number(row.n);
    cell.labelled += Number(row.labelled);
    cell.label[bin] = { n: Number(row.labelled), sum: Number(row.y), sumSquares: Number(row.yy) };
    cell.error[bin] = { n: Number(row.ne), sum: Number(row.e), sumSquares: Number(row.ee) };
    cell.firstTime = earlier(cell.firstTime, row.first_time, Math.min);
    cell.lastTime = earlier(cell.lastTime, row.last_time, Math.max);
    scope.ledger.rowsScanned += Number(row.n);
  }
  return cells;
}

function earlier(known: number | null, found: unknown, pick: (a: number, b: number) => number): number | null {
  return typeof found !== 'number' ? known : known === null ? found : pick(known, found);
}

const ALL_TIME = { start: Date.UTC(1678, 0, 1), end: Date.UTC(2262, 0, 1), complete: true };

/** The query as far as a reference's rows know its columns; versions and environments are of predictions only. */
function referenceScope(scope: Scope, reference: ReferenceInfo): Scope {
  const { versions: _, environments: __, labels, ...query } = scope.query;
  const { maturity: ___, minCoverage: ____, ...rules } = labels ?? {};
  return {
    ...scope,
    query: { ...query, labels: rules },
    segments: scope.segments.every(({ name }) => reference.bins.has(name)) ? scope.segments : [],
    filters: scope.filters.filter(({ column }) => reference.bins.has(column.name)),
  };
}
