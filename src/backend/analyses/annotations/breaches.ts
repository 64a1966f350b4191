/** Stretches of time in which features breached their drift limit. */
import { type AnnotationsQuery } from '../../../query/annotations';
import { type ModelInfo } from '../../store/types';
import { type AnalysisContext } from '../context';
import { computeDrift } from '../drift/compute';
import { listNames } from '../shared/columns';
import { type Ledger } from '../shared/ledger';
import { type Event } from './event';

const DEFAULT_WINDOW = '1d';

/** One event a stretch of neighbouring windows, naming every feature that was past the limit in it. */
export async function breaches(
  model: ModelInfo,
  { refId, window, threshold, timezone }: AnnotationsQuery,
  context: AnalysisContext,
  ledger: Ledger
): Promise<Event[]> {
  if (model.defaultReference === undefined) {
    ledger.notice('info', `${model.name} has no default reference, so nothing can breach.`);
    return [];
  }
  const result = await computeDrift(
    {
      refId,
      queryType: 'drift',
      model: model.name,
      method: 'psi',
      window: window ?? DEFAULT_WINDOW,
      ...(threshold ? { threshold } : {}),
      ...(timezone ? { timezone } : {}),
    },
    context,
    false
  );
  ledger.statements.push(...result.scope.ledger.statements);
  ledger.rowsScanned += result.scope.ledger.rowsScanned;
  const windows = new Map<number, { end: number; columns: Set<string> }>();
  for (const { column, cells } of result.series) {
    for (const { status, window: at } of cells) {
      if (status === 'breach' && at.complete) {
        const known = windows.get(at.start) ?? { end: at.end, columns: new Set<string>() };
        known.columns.add(column.column.name);
        windows.set(at.start, known);
      }
    }
  }
  return stretches(windows).map(({ start, end, columns }) => ({
    time: start,
    timeEnd: end,
    model: model.name,
    kind: 'breach',
    text: `Past the drift limit: ${listNames(columns)}`,
  }));
}

/** Windows that touch become one stretch. */
export function stretches(
  windows: ReadonlyMap<number, { end: number; columns: ReadonlySet<string> }>
): Array<{ start: number; end: number; columns: string[] }> {
  const found: Array<{ start: number; end: number; columns: string[] }> = [];
  for (const [start, { end, columns }] of [...windows].sort(([a], [b]) => a - b)) {
    const last = found.at(-1);
    if (last && last.end === start) {
      last.end = end;
      last.columns = [...new Set([...last.columns, ...columns])];
    } else {
      found.push({ start, end, columns: [...columns] });
    }
  }
  return found;
}
