/** Values of an SQL aggregate by segment and window. */
import { PlumblineError } from '../../../query/errors';
import { type ColumnInfo } from '../../store/types';
import { groupColumns, predictionSource, readSegment, valueName } from '../shared/cells';
import { firstInstant, isMature, LABEL, labelledRelation } from '../shared/labels';
import { type Scope } from '../shared/scope';
import { Parameters, quoteName } from '../shared/statement';
import { type Aggregate, labelNames, same } from './expression';
import { type KpiCell } from './cell';

/** Names of ours that no column of a model has: what an aggregate can name is the model's alone. */
const inner = (name: string) => quoteName(`plumbline ${name}`);

/** Throws `bad_request` with the place `expression` where DuckDB cannot bind or run it. */
export async function aggregateCells(scope: Scope, aggregate: Aggregate): Promise<KpiCell[]> {
  const parameters = new Parameters();
  const columns = aggregate.columns.map((column) => ({ name: column.name, expression: quoteName(column.name) }));
  const labels = aggregate.label
    ? labelNames(scope)
        .filter((name) => !columns.some((column) => same(column.name, name)))
        .map((name) => ({ name, expression: `CASE WHEN ${isMature(scope)} THEN ${labelValue(scope)} END` }))
    : [];
  const select = [...columns, ...labels];
  const source = predictionSource(
    scope,
    select.map(({ expression }) => expression),
    { parameters, ...(aggregate.label ? { relation: labelledRelation(scope, firstInstant(scope)) } : {}) }
  );
  const groups = groupColumns(source);
  const times = source.rowsPerWindow === null ? [] : ['t'];
  const renamed = [
    ...[...groups, ...times].map((name) => `${name} AS ${inner(name)}`),
    ...select.map(({ name }, index) => `${valueName(index)} AS ${quoteName(name)}`),
  ];
  const by = groups.map(inner).join(', ');
  const found = await scope.ledger
    .rows<Record<string, unknown>>(
      [
        `SELECT ${groups.map((name) => `${inner(name)} AS ${name}`).join(', ')}, count(*) AS n${times.length > 0 ? `, min(${inner('t')}) AS first_time, max(${inner('t')}) AS last_time` : ''}, TRY_CAST(${aggregate.sql} AS DOUBLE) AS value`,
        `FROM (SELECT ${renamed.join(', ')} FROM (${source.text}) WHERE w IS NOT NULL) GROUP BY ${by} ORDER BY ${by}`,
      ].join('\n'),
      parameters
    )
    .catch((error: unknown) => {
      throw error instanceof PlumblineError && error.code === 'bad_request'
        ? new PlumblineError(
            'bad_request',
            `expression: ${error.message}`,
            `Columns are those of the model ${scope.model.name}, and label.`,
            'expression'
          )
        : error;
    });
  return found.map((row): KpiCell => {
    const n = Number(row.n);
    scope.ledger.rowsScanned += n;
    const value = typeof row.value === 'number' && Number.isFinite(row.value) ? row.value : null;
    return {
      segment: readSegment(row, source),
      window: Number(row.w),
      rows: n,
      firstTime: typeof row.first_time === 'number' ? row.first_time : null,
      lastTime: typeof row.last_time === 'number' ? row.last_time : null,
      labelled: null,
      mature: null,
      found: { value, interval: null, n, basis: null },
    };
  });
}

/** The label with the type of the prediction, so that `prediction <> label` compares like with like. */
function labelValue(scope: Scope): string {
  const prediction: ColumnInfo | undefined = scope.model.columns.find((column) => column.role === 'prediction');
  switch (prediction?.kind) {
    case 'numeric':
      return `TRY_CAST(${LABEL} AS DOUBLE)`;
    case 'boolean':
      return `TRY_CAST(${LABEL} AS BOOLEAN)`;
    default:
      return scope.model.task === 'regression' ? `TRY_CAST(${LABEL} AS DOUBLE)` : LABEL;
  }
}
