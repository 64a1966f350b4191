/**
 * What happened to batches as they arrived: values that did not fit, values that were no finite numbers, changes of the
 * schema. Windows are of the time of arrival, and all of a model's rows count: the store keeps no segment of a refused row.
 */
import { PlumblineError } from '../../../query/errors';
import { type QualityMetric } from '../../../query/model';
import { type Scope } from '../shared/scope';
import { Parameters } from '../shared/statement';
import { windowCondition, windowIndex } from '../shared/windows';
import { type Reader } from './measure';
import { byClock } from './rows';

/** Throws `bad_request` for segments, filters and windows of rows, which arrivals do not have. */
export async function readArrivals(scope: Scope, metric: QualityMetric): Promise<Reader> {
  const { windows } = scope;
  if (windows.kind === 'rows') {
    throw byClock(metric);
  }
  const { versions, environments, filters } = scope.query;
  if (scope.segments.length > 0 || versions || environments || filters) {
    throw new PlumblineError(
      'bad_request',
      `metrics: ${metric} is known for the whole model only`,
      'Ask for it without segmentBy, versions, environments and filters.',
      'metrics'
    );
  }
  const parameters = new Parameters();
  const model = parameters.add(scope.model.name);
  const of = (relation: string, time: string, select: string, more = '') =>
    `SELECT ${windowIndex(time, windows.windows)} AS w, ${select} FROM ${relation} WHERE model = ${model} AND ${windowCondition(time, windows.windows)}${more} GROUP BY ALL`;
  const query = (sql: string) => scope.ledger.rows<Record<string, unknown>>(sql, parameters);
  if (metric === 'schema_changes') {
    const rows = await query(of('plumbline.annotations', 'time', 'count(*) AS k', ` AND kind = 'schema_change'`));
    const found = new Map(rows.map((row) => [Number(row.w), Number(row.k)]));
    return (_, __, window) => ({ value: found.get(window) ?? 0, n: found.get(window) ?? 0 });
  }
  const sent = new Map(
    (
      await query(
        of(
          'plumbline.ledger',
          'received_at',
          'sum(accepted + duplicates + updated + rejected) AS n',
          ` AND kind = 'predictions'`
        )
      )
    ).map((row) => [Number(row.w), Number(row.n)])
  );
  const bad = await query(
    metric === 'type_mismatch_rate'
      ? of(
          'plumbline.rejected_rows',
          'received_at',
          '"column" AS c, count(*) AS k',
          ` AND kind = 'predictions' AND "column" IS NOT NULL AND reason <> 'is missing'`
        )
      : of(
          `(SELECT n.*, l.received_at FROM plumbline.nonfinite n JOIN plumbline.ledger l USING (batch))`,
          'received_at',
          '"column" AS c, sum(rows) AS k',
          ` AND kind = 'predictions'`
        )
  );
  const found = new Map(bad.map((row) => [`${Number(row.w)}:${String(row.c)}`, Number(row.k)]));
  return (column, _, window) => {
    const n = sent.get(window) ?? 0;
    const k = found.get(`${window}:${column ?? ''}`) ?? 0;
    return { value: n > 0 ? k / n : null, n, k };
  };
}
