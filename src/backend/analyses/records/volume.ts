/** How many predictions there are of each level over time: what Explore draws above log lines. */
import { FRAME_VERSION } from '../../../query/frames';
import { type RecordsQuery } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { type AnalysisContext } from '../context';
import { finish, seriesFrames } from '../shared/frames';
import { labelledRelation } from '../shared/labels';
import { filterConditions, lineageConditions, resolveScope, timeColumn } from '../shared/scope';
import { Parameters } from '../shared/statement';
import { type Window, windowCondition, windowIndex } from '../shared/windows';
import { LEVELS, levelSql } from './levels';
import { wrongCondition } from './wrong';

/** One series a level that occurs, zero where a window has none of it. Rows outside the range do not count. */
export async function logsVolume(query: RecordsQuery, context: AnalysisContext): Promise<Frame[]> {
  const scope = await resolveScope({ ...query, window: 'auto' }, context);
  const windows: Window[] = scope.windows.kind === 'time' ? scope.windows.windows : [];
  const time = timeColumn(scope.model);
  const parameters = new Parameters();
  const inside = (column: string) =>
    windowCondition(column, [{ start: context.from, end: context.to, complete: true }]);
  const where = [
    inside(time),
    ...lineageConditions(scope, parameters),
    ...filterConditions(scope, parameters, inside),
    ...wrongCondition(scope, query),
  ].join(' AND ');
  const rows = await scope.ledger.rows<{ w: number; level: string; n: number }>(
    `SELECT ${windowIndex(time, windows)} AS w, ${levelSql(scope)} AS level, count(*) AS n FROM ${labelledRelation(scope, context.from)} WHERE ${where} GROUP BY ALL`,
    parameters
  );
  const counts = new Map(rows.map(({ level, n, w }) => [`${level} ${w}`, n]));
  scope.ledger.rowsScanned += rows.reduce((sum, { n }) => sum + n, 0);
  const series = LEVELS.filter((level) => rows.some((row) => row.level === level)).map((level) => ({
    labels: { level },
    times: windows.map(({ start }) => start),
    values: windows.map((_, index) => counts.get(`${level} ${index}`) ?? 0),
  }));
  const custom = { plumbline: 'logs-volume', v: FRAME_VERSION, model: scope.model.name } as const;
  return finish(seriesFrames('logs-volume', 'predictions', series, {}), scope.ledger, custom, query.refId);
}
