/** The predictions themselves, newest first, with their labels where they have come. */
import { DEFAULT_RECORD_LIMIT } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FRAME_VERSION, type FrameCustom } from '../../../query/frames';
import { type RecordsQuery } from '../../../query/model';
import { type Field, type FieldType, type Frame } from '../../grafana/frame';
import { type ColumnInfo, type ColumnRole } from '../../store/types';
import { type Analysis } from '../context';
import { findColumn, globMatches } from '../shared/columns';
import { finish, finite, TABLE_META } from '../shared/frames';
import { LABEL, labelledRelation } from '../shared/labels';
import { isMasked, MASK } from '../shared/masked';
import { oneWindow, refuseSegments, withWindow } from '../shared/oneWindow';
import { filterConditions, lineageConditions, resolveScope, type Scope, timeColumn } from '../shared/scope';
import { Parameters, quoteName } from '../shared/statement';
import { type Window, windowCondition } from '../shared/windows';
import { levelSql } from './levels';
import { logsFrame } from './logs';
import { logsVolume } from './volume';
import { wrongCondition } from './wrong';

const UNNAMED_LABEL = 'label';

export const records: Analysis<RecordsQuery> = async (query, context) => {
  if (query.show === 'logs-volume') {
    return logsVolume(query, context);
  }
  const whole = await resolveScope({ ...query, window: query.window ?? 'all' }, context);
  refuseSegments(whole, 'Filter to one segment instead.');
  const window = oneWindow(whole);
  const scope = withWindow(whole, window);
  const columns = chooseRecordColumns(scope);
  const limit = Math.min(query.limit ?? DEFAULT_RECORD_LIMIT, context.rowLimit);
  const { rows, total } = await readRows(scope, query, columns, window, limit);
  const order = query.orderBy ? `by ${query.orderBy.column}, ${query.orderBy.direction}` : 'newest first';
  if (total > rows.length) {
    scope.ledger.notice('info', `Showing ${rows.length} of ${total} rows, ${order}.`);
  }
  const custom: FrameCustom = {
    plumbline: 'records',
    v: FRAME_VERSION,
    model: scope.model.name,
    roles: Object.fromEntries(columns.map((column) => [column.name, column.role])),
    masked: [...columns, ...(scope.model.label ? [scope.model.label] : [])]
      .filter((column) => isMasked(column, scope.context))
      .map((column) => column.name),
    ...(total > rows.length ? { truncated: { shown: rows.length, total, rule: order } } : {}),
  };
  const frame = frameOf(scope, columns, rows);
  const shown =
    query.show === 'logs'
      ? logsFrame(
          frame.fields,
          columns,
          rows.map(({ level }) => String(level))
        )
      : frame;
  return finish([shown], scope.ledger, custom, query.refId);
};

/** Identity always comes first; then what the query names, or every column. */
function chooseRecordColumns(scope: Scope): ColumnInfo[] {
  const { model, query } = scope;
  const always = model.columns.filter(
    (column) => column.role === 'time' || column.role === 'id' || column.role === 'trace_id'
  );
  const wanted = (query.columns ?? ['*']).flatMap((pattern, index) => {
    if (!/[*?]/.test(pattern)) {
      return pattern === model.label?.name ? [] : [findColumn(model, pattern, `columns[${index}]`)];
    }
    return model.columns.filter((column) => globMatches(pattern, column.name));
  });
  return [...new Set([...always, ...wanted])].sort((a, b) => placeOf(a.role) - placeOf(b.role));
}

/** What a reader looks for comes first: when, which, what was said; then the inputs, then the rest. */
const HEAD_ROLES: readonly ColumnRole[] = ['time', 'id', 'version', 'environment', 'prediction', 'score'];
const placeOf = (role: ColumnRole): number => {
  const place = [...HEAD_ROLES, 'feature'].indexOf(role);
  return place < 0 ? Number.MAX_SAFE_INTEGER : place;
};

interface Page {
  rows: Array<Record<string, unknown>>;
  total: number;
}

async function readRows(
  scope: Scope,
  query: RecordsQuery,
  columns: readonly ColumnInfo[],
  window: Window,
  limit: number
): Promise<Page> {
  const parameters = new Parameters();
  const time = timeColumn(scope.model);
  const inside = (column: string) => windowCondition(column, [window]);
  const where = [
    inside(time),
    ...lineageConditions(scope, parameters),
    ...filterConditions(scope, parameters, inside),
    ...wrongCondition(scope, query),
  ].join(' AND ');
  const relation = labelledRelation(scope, window.start);
  // A masked value does not leave the engine.
  const shown = (value: string, column: ColumnInfo | undefined) =>
    column && isMasked(column, scope.context) ? `CASE WHEN ${value} IS NULL THEN NULL ELSE '${MASK}' END` : value;
  const select = columns.map((column, index) => `${shown(quoteName(column.name), column)} AS c${index}`);
  const level = query.show === 'logs' ? [`${levelSql(scope)} AS level`] : [];
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${[...select, `${shown(LABEL, scope.model.label)} AS label`, ...level].join(', ')} FROM ${relation} WHERE ${where} ORDER BY ${orderBy(scope, query)} LIMIT ${limit}`,
    parameters
  );
  const [count] = await scope.ledger.rows<{ n: number }>(
    `SELECT count(*) AS n FROM ${query.onlyErrors ? relation : scope.model.relations.predictions} WHERE ${where}`,
    parameters
  );
  scope.ledger.rowsScanned += count?.n ?? 0;
  return { rows, total: count?.n ?? 0 };
}

function orderBy(scope: Scope, query: RecordsQuery): string {
  const time = timeColumn(scope.model);
  const id = quoteName(scope.model.columns.find((column) => column.role === 'id')?.name ?? 'id');
  if (!query.orderBy) {
    return `${time} DESC, ${id}`;
  }
  const column = findColumn(scope.model, query.orderBy.column, 'orderBy.column');
  if (isMasked(column, scope.context)) {
    throw new PlumblineError(
      'forbidden',
      `orderBy.column: ${column.name} is sensitive and masked for you`,
      'Sort by another column.',
      'orderBy.column'
    );
  }
  return `${quoteName(column.name)} ${query.orderBy.direction === 'asc' ? 'ASC' : 'DESC'} NULLS LAST, ${time} DESC, ${id}`;
}

function frameOf(scope: Scope, columns: readonly ColumnInfo[], rows: Page['rows']): Frame {
  const field = (name: string, type: FieldType, key: string, config?: Field['config']): Field => ({
    name,
    type,
    values: rows.map((row) => cellValue(row[key], type)),
    ...(config ? { config } : {}),
  });
  const label = scope.model.label?.name ?? UNNAMED_LABEL;
  const name = columns.some((column) => column.name === label) ? `${label} (label)` : label;
  const fields = columns.map((column, index) =>
    field(column.name, isMasked(column, scope.context) ? 'string' : fieldType(column), `c${index}`)
  );
  const outcome = columns.filter(({ role }) => HEAD_ROLES.includes(role)).length;
  fields.splice(outcome, 0, field(name, 'string', 'label', { description: 'Newest label, as text' }));
  return { name: 'records', fields, meta: TABLE_META };
}

function fieldType(column: ColumnInfo): FieldType {
  switch (column.kind) {
    case 'numeric':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'time':
      return 'time';
    case 'categorical':
    case 'text':
      return 'string';
  }
}

function cellValue(value: unknown, type: FieldType): number | string | boolean | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (type === 'string') {
    return typeof value === 'string' ? value : String(value);
  }
  return typeof value === 'number' || typeof value === 'boolean' ? finite(value) : null;
}
