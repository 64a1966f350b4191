/**
 * Direct loss estimation of regressions (statistics.md 3.2): trees learn on the labelled reference how large the error is
 * where, and are asked about rows without labels. Boosted trees of our own in place of NannyML's LightGBM; both see
 * covariate shift, neither sees concept drift.
 */
import { type EstimatedMetric } from '../../../query/model';
import { type Sample } from '../../statistics/intervals';
import { labelledRows } from '../performance/labelled';
import { DEFAULT_OPTIONS } from '../performance/options';
import { countOutcomes } from '../performance/outcomes';
import { type ReferenceScope } from '../performance/referenceChunks';
import { rowValue } from '../performance/rowMetrics';
import { groupColumns, readSegment } from '../shared/cells';
import { requireRole, type Scope } from '../shared/scope';
import { numberLiteral } from '../shared/statement';
import { asOne } from './cbpe';
import { trainTrees, type TreeColumn, treeColumns, treesSql } from './tree';
import { type Estimated, type EstimatedCell, type EstimationResult } from './types';

/** Fewer labelled rows of the reference grow no tree. */
const MIN_REFERENCE = 1000;
/** Share of values beyond those of the reference that is still like it. */
const MAX_OUTSIDE = 0.01;

/** What a tree is grown for: the mean of a row value; RMSE and RMSLE are roots of theirs. */
const TARGETS = {
  mae: 'mae',
  mape: 'mape',
  mse: 'mse',
  rmse: 'mse',
  msle: 'msle',
  rmsle: 'msle',
} as const satisfies Partial<Record<EstimatedMetric, EstimatedMetric>>;
type Target = (typeof TARGETS)[keyof typeof TARGETS];

const targetOf = (metric: EstimatedMetric): Target | undefined =>
  Object.hasOwn(TARGETS, metric) ? TARGETS[metric as keyof typeof TARGETS] : undefined;

export async function estimateRegression(
  scope: Scope,
  reference: ReferenceScope,
  metrics: readonly EstimatedMetric[]
): Promise<EstimationResult> {
  requireRole(scope.model, 'prediction', 'DLE');
  const columns = treeColumns(scope.model.columns, reference.reference);
  const values = columns.map(({ name, expression }) => ({ name, expression }));
  const whole = asOne({ ...reference.scope, segments: [] });
  const training = labelledRows(whole, { source: reference.source, more: values });
  const targets = [...new Set(metrics.flatMap((metric) => targetOf(metric) ?? []))];
  const context = { task: scope.model.task, positive: 'NULL', classes: [], options: DEFAULT_OPTIONS };
  const [counts] = await countOutcomes(whole, { metrics: targets, source: reference.source });
  const labelled = counts?.labelled ?? 0;
  if (!counts || labelled < MIN_REFERENCE) {
    const why = `the reference ${reference.reference.name} has ${labelled} labelled rows, ${MIN_REFERENCE} are needed`;
    scope.ledger.notice('warning', `No estimate: ${why}`);
    return { method: 'dle', cells: new Map(), doubts: [why] };
  }
  const grown = await trainTrees(
    whole,
    training,
    columns,
    targets.map((target) => rowValue(target, context) ?? 'NULL'),
    counts.rows
  );
  const trees = new Map(
    targets
      .map((target, index) => [target, grown[index]] as const)
      .flatMap(([target, tree]) => (tree ? [[target, treesSql(tree, columns)] as const] : []))
  );
  const found = await predictedLosses(scope, [...values, { name: 'beyond', expression: outsideSql(columns) }], trees);
  const cells = new Map(
    found.map(({ key, n, outside, means }): [string, EstimatedCell] => [
      key,
      {
        metrics: new Map(
          metrics.flatMap((metric) => {
            const target = targetOf(metric);
            const mean = target && means.get(target);
            const spread = target && counts.means.get(target);
            return mean === undefined || !spread ? [] : [[metric, estimated(metric, mean, n, spread)] as const];
          })
        ),
        doubts:
          outside > MAX_OUTSIDE
            ? [`${(outside * 100).toFixed(1)} % of the rows have a value beyond those of the reference`]
            : [],
      },
    ])
  );
  return { method: 'dle', cells, doubts: columns.length === 0 ? ['the reference has no frozen bins of features'] : [] };
}

/** NannyML's sampling error: sd of the row values on the reference over the root of the rows; roots by the delta method. */
function estimated(metric: EstimatedMetric, mean: number, n: number, spread: Sample): Estimated {
  const population = (spread.variance * (spread.n - 1)) / spread.n;
  const error = Math.sqrt(population / Math.max(1, n));
  const isRoot = metric === 'rmse' || metric === 'rmsle';
  const se = isRoot ? error / (2 * Math.sqrt(spread.mean)) : error;
  return { value: isRoot ? Math.sqrt(mean) : mean, n, se, samplingError: se };
}

/** Expression of a row that has a number outside of the reference's range. */
function outsideSql(columns: readonly TreeColumn[]): string {
  const conditions = columns.flatMap(({ bins, expression }) =>
    bins.kind === 'numeric'
      ? [`${expression} NOT BETWEEN ${numberLiteral(bins.min)} AND ${numberLiteral(bins.max)}`]
      : []
  );
  return `coalesce(${conditions.join(' OR ') || 'false'}, false)`;
}

interface Losses {
  key: string;
  n: number;
  outside: number;
  means: Map<Target, number>;
}

async function predictedLosses(
  scope: Scope,
  codes: ReadonlyArray<{ name: string; expression: string }>,
  trees: ReadonlyMap<Target, string>
): Promise<Losses[]> {
  const rows = labelledRows(scope, { labels: false, more: [...codes] });
  const groups = groupColumns(rows.source).join(', ');
  const list = [...trees];
  if (list.length === 0) {
    return [];
  }
  const found = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${groups}, count(*) AS n, count(*) FILTER (beyond) / count(*) AS outside, ${list.map(([, tree], index) => `avg(${tree}) AS t${index}`).join(', ')} FROM (${rows.text}) WHERE predicted IS NOT NULL GROUP BY ${groups} ORDER BY ALL`,
    rows.parameters
  );
  return found.map((row) => ({
    key: `${readSegment(row, rows.source).id}:${Number(row.w)}`,
    n: Number(row.n),
    outside: Number(row.outside),
    means: new Map(list.map(([target], index) => [target, Number(row[`t${index}`])])),
  }));
}
