/** SQL mode: one guarded, read-only statement with macros, answered as tables or time series. */
import { PlumblineError } from '../../query/errors';
import { type SqlQuery } from '../../query/model';
import { type Frame, type FrameMeta, type Notice } from '../grafana/frame';
import { type Catalogue, type Store } from '../store/types';
import { checkLength, checkStatement } from './guard';
import { expandMacros } from './macros/expand';
import { relationOf } from './relations';
import { rewrite, type Replacement } from './rewrite';
import { type Table, tableOf } from './result/fields';
import { readRows } from './result/read';
import { rowsWithoutTime, seriesFrames } from './result/timeseries';
import { streamed } from './stream';

export { MACROS } from './macros/definitions';

/** Runs one statement in a read-only transaction; a `Store` is one. */
export type StatementRunner = Pick<Store, 'statement'>;

/** What SQL mode needs of a request; an `AnalysisContext` has most of it. */
export interface SqlContext {
  runner: StatementRunner;
  catalogue: Catalogue;
  /** Requested range [from, to), milliseconds since the epoch. */
  from: number;
  to: number;
  intervalMs: number;
  rowLimit: number;
  /** False hides sensitive columns; alerts never see them. */
  unmasked: boolean;
  /** An alert must never judge half an answer: beyond the row limit it gets an error. */
  fromAlert: boolean;
  signal?: AbortSignal;
  /** Told before a statement runs that can read sensitive columns of a model. */
  onSensitive?: (model: string, columns: readonly string[]) => Promise<void>;
}

/**
 * Answers an SQL query.
 *
 * Throws `PlumblineError`: `bad_request` for SQL that cannot be read or run, `forbidden` for what the guard refuses,
 * `not_found` for tables of models that do not exist, `too_large` for answers beyond the limits.
 */
export async function runSql(query: SqlQuery, context: SqlContext): Promise<Frame[]> {
  const unmasked = context.unmasked && !context.fromAlert;
  checkLength(query.rawSql);
  const { filters = [] } = query;
  const expanded = expandMacros(query.rawSql, { ...context, filters });
  const statement = await checkStatement(expanded);
  const replacements: Replacement[] = await Promise.all(
    statement.tables.map(async (use) => ({ use, relation: await relationOf(use, context.catalogue, unmasked) }))
  );
  const sql = replacements.length > 0 ? await rewrite(statement, replacements) : expanded;
  for (const { relation } of replacements) {
    if (relation.shown.length > 0) {
      await context.onSensitive?.(relation.model, relation.shown);
    }
  }
  const hidden = hiddenColumns(replacements);
  const table = await execute(sql, hidden, context);
  if (filters.length > 0 && !/\$__filters\b/.test(query.rawSql)) {
    table.notices.push({
      severity: 'info',
      text: 'The ad hoc filters of the dashboard are not used here: write $__filters in the WHERE to apply them',
    });
  }
  table.notices.push(...hidden.map((text): Notice => ({ severity: 'info', text })));
  return query.format === 'timeseries'
    ? timeseries(query, sql, table)
    : [tableFrame(query, sql, table, context.fromAlert)];
}

async function execute(sql: string, hidden: string[], context: SqlContext): Promise<Table> {
  const options = { stream: true, ...(context.signal ? { signal: context.signal } : {}) };
  try {
    return await context.runner.statement(streamed(sql, context.rowLimit), options, async (result) => {
      const rows = await readRows(result, context.rowLimit);
      if (rows.truncated && context.fromAlert) {
        throw new PlumblineError(
          'too_large',
          `The answer has more than ${context.rowLimit} rows, and an alert rule must see all of them`,
          'Aggregate in SQL, or add a WHERE',
          'rawSql'
        );
      }
      const table = tableOf(rows);
      if (rows.truncated) {
        table.notices.push({
          severity: 'warning',
          text: `Only the first ${context.rowLimit} rows are shown: aggregate, add a LIMIT, or raise the row limit`,
        });
      }
      return table;
    });
  } catch (error) {
    // A defect is not about the statement: it keeps its stack.
    throw error instanceof PlumblineError && error.code !== 'internal' ? inOwnWords(error, hidden) : error;
  }
}

/** The line of the statement and a caret below it. Values that a message quotes may look like the first half. */
const EXCERPT = /\n\nLINE \d+: [^\n]*\n *\^/;

/**
 * The error without DuckDB's excerpt, which is of the statement with its tables rewritten and that nobody wrote; where columns
 * are hidden, with the hint that it may be about one of them.
 */
function inOwnWords({ code, message, remedy, place }: PlumblineError, hidden: readonly string[]): PlumblineError {
  const excerpt = message.search(EXCERPT);
  const about = hidden.length > 0 && message.includes('Binder Error');
  return new PlumblineError(
    code,
    excerpt < 0 ? message : message.slice(0, excerpt).trimEnd(),
    about ? `${hidden.join('. ')}. Ask an administrator to see them` : remedy,
    about ? 'rawSql' : place
  );
}

/** One sentence a model with columns that this reader may not see. */
function hiddenColumns(replacements: Replacement[]): string[] {
  const sentences = replacements
    .filter(({ relation }) => relation.hidden.length > 0)
    .map(({ relation }) => `Sensitive columns of ${relation.model} are left out: ${relation.hidden.join(', ')}`);
  return [...new Set(sentences)];
}

function tableFrame(query: SqlQuery, sql: string, table: Table, fromAlert: boolean): Frame {
  const meta: FrameMeta =
    fromAlert && isNumeric(table)
      ? { type: 'numeric-long', typeVersion: [0, 1], executedQueryString: sql }
      : { type: 'table', typeVersion: [0, 1], preferredVisualisationType: 'table', executedQueryString: sql };
  return frame(query, { name: query.refId, fields: table.fields, meta: withNotices(meta, table.notices) });
}

/**
 * Numbers and the texts that tell them apart. Said to be so, a missing number is "no data" to a rule; in a table Grafana
 * reads it as not-a-number, which is past no limit: a firing alert would resolve.
 */
function isNumeric({ fields }: Table): boolean {
  const kinds = fields.map(({ type }) => type);
  return kinds.some((type) => type === 'number' || type === 'integer') && !kinds.includes('time');
}

function timeseries(query: SqlQuery, sql: string, table: Table): Frame[] {
  const skipped = rowsWithoutTime(table);
  const notices: Notice[] =
    skipped > 0 ? [{ severity: 'warning', text: `${skipped} rows have no time and are not shown` }] : [];
  const meta: FrameMeta = {
    type: 'timeseries-multi',
    typeVersion: [0, 1],
    preferredVisualisationType: 'graph',
    executedQueryString: sql,
  };
  const frames = table.rowCount === 0 ? [emptySeries(table)] : seriesFrames(table);
  return frames.map((one, index) =>
    frame(query, { ...one, meta: index === 0 ? withNotices(meta, [...table.notices, ...notices]) : meta })
  );
}

/** No rows: the fields without values, so that a panel says "no data" and a rule sees a typed frame. */
function emptySeries(table: Table): Frame {
  return { name: '', fields: table.fields.filter((field) => field.type !== 'string') };
}

const frame = (query: SqlQuery, one: Frame): Frame => ({ ...one, refId: query.refId });

const withNotices = (meta: FrameMeta, notices: Notice[]): FrameMeta =>
  notices.length > 0 ? { ...meta, notices } : meta;
