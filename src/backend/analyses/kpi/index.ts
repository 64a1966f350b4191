/** A number of the business over windows: an SQL aggregate, or what outcomes cost. */
import { DEFAULT_COHORT_ROWS, DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FRAME_VERSION, METRIC_FIELDS, type Status } from '../../../query/frames';
import { type KpiQuery } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { type Analysis } from '../context';
import { checkSeries } from '../performance';
import { judge, limitsOf } from '../performance/limits';
import { cellKey } from '../performance/outcomes';
import { type Segment, WHOLE } from '../shared/cells';
import { finish } from '../shared/frames';
import { keepMasked } from '../shared/masked';
import { metricFrames } from '../shared/metricFrames';
import { type MetricRow } from '../shared/metricRows';
import { resolveScope, type Scope } from '../shared/scope';
import { windowsFrom } from '../shared/segmentWindows';
import { aggregateCells } from './aggregate';
import { type KpiCell } from './cell';
import { costCells } from './costs';
import { readAggregate } from './expression';

const DEFAULT_NAME = 'kpi';

export const kpi: Analysis<KpiQuery> = async (asked, context) => {
  const scope = await resolveScope(asked, context);
  // An expression over what is masked is refused.
  const query = asked.expression === undefined ? keepMasked(asked, scope) : asked;
  const name = query.name ?? DEFAULT_NAME;
  const threshold = query.threshold ?? scope.model.thresholds[`kpi.${name}`] ?? {};
  const higherIsWorse = query.higherIsWorse ?? true;
  const limits = limitsOf(threshold, higherIsWorse);
  const cells = await cellsOf(scope, query);
  const segments: Segment[] =
    scope.segments.length === 0 ? [WHOLE] : [...new Map(cells.map((cell) => [cell.segment.id, cell.segment])).values()];
  checkSeries(segments.length);
  const known = new Map(cells.map((cell) => [cellKey(cell), cell]));
  const rows = segments.flatMap((segment) =>
    windowsFrom(
      scope,
      cells.filter((cell) => cell.segment.id === segment.id)
    ).map((window): MetricRow => {
      const cell = known.get(cellKey({ segment, window: window.index }));
      const why = cell ? missing(cell, query) : 'no_data';
      const value = why === undefined ? (cell?.found.value ?? null) : null;
      return {
        window,
        segment,
        column: null,
        metric: name,
        value,
        lo: value === null ? null : (cell?.found.interval?.lo ?? null),
        hi: value === null ? null : (cell?.found.interval?.hi ?? null),
        n: cell?.rows ?? 0,
        nLabelled: cell?.labelled ?? null,
        coverage: coverageOf(cell),
        status: why ?? judge(value, limits),
      };
    })
  );
  const frames = metricFrames(scope, 'kpi', [name], rows, {
    limits: () => threshold,
    higherIsWorse: () => higherIsWorse,
    control: query.control,
  });
  return finish(
    query.unit === undefined || query.control ? frames : withUnit(frames, query.unit),
    scope.ledger,
    {
      plumbline: 'kpi',
      v: FRAME_VERSION,
      model: scope.model.name,
      name,
      per: query.per ?? 'mean',
      confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    },
    query.refId
  );
};

async function cellsOf(scope: Scope, query: KpiQuery): Promise<KpiCell[]> {
  if (query.expression === undefined) {
    return costCells(scope, query);
  }
  if (!scope.context.sql) {
    throw new PlumblineError(
      'forbidden',
      'expression: SQL mode is off for this data source',
      'Use costs or costCells.',
      'expression'
    );
  }
  scope.ledger.notice('info', 'An SQL aggregate has no interval');
  return aggregateCells(scope, await readAggregate(query.expression, scope));
}

function coverageOf(cell: KpiCell | undefined): number | null {
  return cell?.mature && cell.labelled !== null ? cell.labelled / cell.mature : null;
}

/** Why there is no value, or undefined when there may be one. */
function missing(cell: KpiCell, query: KpiQuery): Status | undefined {
  if (cell.labelled !== null) {
    const coverage = coverageOf(cell);
    if (!coverage || coverage < (query.labels?.minCoverage ?? 0)) {
      return 'pending_labels';
    }
  }
  return cell.found.n < Math.max(1, query.minRows ?? (cell.labelled === null ? 1 : DEFAULT_COHORT_ROWS))
    ? 'insufficient'
    : undefined;
}

function withUnit(frames: readonly Frame[], unit: string): Frame[] {
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) =>
      field.type === 'number' && field.name !== METRIC_FIELDS.coverage
        ? { ...field, config: { ...field.config, unit } }
        : field
    ),
  }));
}
