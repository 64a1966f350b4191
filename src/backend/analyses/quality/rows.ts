/** Metrics of whole rows: duplicates, freshness, and the time that labels take. */
import { PlumblineError } from '../../../query/errors';
import { groupColumns, predictionSource, readSegment, segmentName, segmentOf, valueName, WHOLE } from '../shared/cells';
import { filterConditions, lineageConditions, type Scope, timeColumn } from '../shared/scope';
import { Parameters, quoteName, timeLiteral } from '../shared/statement';
import { type Measured, type Reader } from './measure';

/** Share of rows whose features all equal those of an earlier row of the window and segment. */
export async function readDuplicates(scope: Scope): Promise<Reader> {
  const features = scope.model.columns.filter(({ role }) => role === 'feature').map(({ name }) => quoteName(name));
  if (features.length === 0) {
    return () => null;
  }
  const source = predictionSource(scope, [`hash(${features.join(', ')})`]);
  const groups = groupColumns(source).join(', ');
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${groups}, count(*) AS n, count(DISTINCT ${valueName(0)}) AS different FROM (${source.text}) WHERE w IS NOT NULL GROUP BY ${groups}`,
    source.parameters
  );
  const found = new Map(
    rows.map((row) => {
      const n = Number(row.n);
      const k = n - Number(row.different);
      return [`${readSegment(row, source).id}:${Number(row.w)}`, { value: k / n, n, k }] as const;
    })
  );
  return (_, segment, window) => found.get(`${segment.id}:${window}`) ?? null;
}

/** Seconds from the newest row up to the end of each window, or to now in a window that is not over. */
export async function readFreshness(scope: Scope): Promise<Reader> {
  const { windows } = scope;
  if (windows.kind === 'rows') {
    throw byClock('freshness');
  }
  const time = timeColumn(scope.model);
  const source = predictionSource(scope, [`epoch_ms(${time})`]);
  const groups = groupColumns(source).join(', ');
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${groups}, count(*) AS n, max(${valueName(0)}) AS newest FROM (${source.text}) WHERE w IS NOT NULL GROUP BY ${groups}`,
    source.parameters
  );
  const newest = await newestBefore(scope, windows.windows[0]?.start ?? scope.context.from);
  const inWindow = new Map<string, Map<number, { n: number; newest: number }>>();
  for (const row of rows) {
    const segment = readSegment(row, source).id;
    const list = inWindow.get(segment) ?? new Map<number, { n: number; newest: number }>();
    list.set(Number(row.w), { n: Number(row.n), newest: Number(row.newest) });
    inWindow.set(segment, list);
  }
  const found = new Map<string, Measured>();
  for (const segment of new Set([...inWindow.keys(), ...newest.keys()])) {
    let last = newest.get(segment) ?? null;
    windows.windows.forEach((window, index) => {
      const cell = inWindow.get(segment)?.get(index);
      last = cell ? cell.newest : last;
      const at = Math.min(window.end, scope.context.now);
      const value = last === null || at < window.start ? null : Math.max(0, at - last) / 1000;
      found.set(`${segment}:${index}`, { value, n: cell?.n ?? 0 });
    });
  }
  return (_, segment, window) => found.get(`${segment.id}:${window}`) ?? null;
}

async function newestBefore(scope: Scope, start: number): Promise<Map<string, number>> {
  const parameters = new Parameters();
  const time = timeColumn(scope.model);
  const before = (column: string) => `${column} < ${timeLiteral(start)}`;
  const where = [before(time), ...lineageConditions(scope, parameters), ...filterConditions(scope, parameters, before)];
  const segments = scope.segments.map((column, index) => `${quoteName(column.name)}::VARCHAR AS ${segmentName(index)}`);
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${[...segments, `max(epoch_ms(${time})) AS newest`].join(', ')} FROM ${scope.model.relations.predictions} WHERE ${where.join(' AND ')} GROUP BY ALL`,
    parameters
  );
  return new Map(
    rows.flatMap((row) => {
      const values = scope.segments.map((_, index) => {
        const value = row[segmentName(index)];
        return typeof value === 'string' ? value : null;
      });
      const id = values.length === 0 ? WHOLE.id : segmentOf(values).id;
      return typeof row.newest === 'number' ? [[id, row.newest] as const] : [];
    })
  );
}

/** Median seconds from a prediction to the arrival of its label, over the window's predictions that have one. */
export async function readLabelLag(scope: Scope): Promise<Reader> {
  const { model } = scope;
  const time = timeColumn(model);
  const id = quoteName(model.columns.find((column) => column.role === 'id')?.name ?? 'id');
  const first = `(SELECT id, prediction_time, min(arrived_at) AS arrived_at FROM ${model.relations.labelHistory} WHERE arrived_at <= ${timeLiteral(scope.context.now)} GROUP BY ALL)`;
  const relation = [
    `(SELECT p.*, coalesce(timed.arrived_at, plain.arrived_at) AS "plumbline arrival" FROM ${model.relations.predictions} p`,
    `LEFT JOIN (SELECT * FROM ${first} WHERE prediction_time IS NOT NULL) timed ON timed.id = p.${id} AND timed.prediction_time = p.${time}`,
    `LEFT JOIN (SELECT * FROM ${first} WHERE prediction_time IS NULL) plain ON plain.id = p.${id})`,
  ].join('\n');
  const source = predictionSource(scope, [`(epoch_ms("plumbline arrival") - epoch_ms(${time})) / 1000.0`], {
    relation,
  });
  const groups = groupColumns(source).join(', ');
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${groups}, count(*) AS n, count(${valueName(0)}) AS labelled, quantile_disc(${valueName(0)}::DOUBLE, 0.5) AS lag FROM (${source.text}) WHERE w IS NOT NULL GROUP BY ${groups}`,
    source.parameters
  );
  const found = new Map(
    rows.map((row) => [
      `${readSegment(row, source).id}:${Number(row.w)}`,
      {
        value: typeof row.lag === 'number' ? row.lag : null,
        n: Number(row.n),
        nLabelled: Number(row.labelled),
      },
    ])
  );
  return (_, segment, window) => found.get(`${segment.id}:${window}`) ?? null;
}

export function byClock(metric: string): PlumblineError {
  return new PlumblineError(
    'bad_request',
    `metrics: ${metric} needs windows of time, and the query counts rows`,
    'Use a window such as 1d, or leave the metric out.',
    'metrics'
  );
}
