/** Asks the query of a rule as it would have been asked at moments of the past. */
import { type BacktestRule } from '../../../query/backtest';
import { MAX_SERIES } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { type AnalysisQuery, type SqlQuery } from '../../../query/model';
import { type Field, type Frame } from '../../grafana/frame';
import { type AnalysisContext } from '../context';
import { seriesName } from '../shared/frames';
import { type Moment } from '../shared/moments';
import { isSeparable, runsOf } from './batches';
import { type Evaluation } from './replay';
import { rangeAt } from './steps';

/** Answers a query; the engine's own way, so that a replay computes what a rule would. */
export type Evaluate = (query: AnalysisQuery | SqlQuery, context: AnalysisContext) => Promise<Frame[]>;

export interface Evaluated {
  evaluations: Evaluation[];
  /** Labels of every series by its key. */
  labels: Map<string, Record<string, string>>;
  /** SQL of the newest evaluation. */
  sql: string | undefined;
}

/** Answers that evaluations share, such as a reference's categories, are kept up to this many. */
const MEMO_ENTRIES = 500;

/** What one question gave: its frames by evaluation. */
interface Answer {
  frames: Frame[][];
  sql: string | undefined;
}

/**
 * One evaluation at each time, in order. Each sees the labels that had arrived by then, and what an alert rule sees:
 * sensitive columns masked. Throws what the query throws, naming the time.
 */
export async function evaluateAt(
  times: readonly number[],
  rule: BacktestRule,
  context: AnalysisContext,
  evaluate: Evaluate
): Promise<Evaluated> {
  const query = numeric(rule.query);
  const moments = times.map((time): Moment => ({ ...rangeAt(time, rule), now: time }));
  const labels = new Map<string, Record<string, string>>();
  const evaluations: Evaluation[] = [];
  let sql: string | undefined;
  const together = (await askTogether(query, moments, context, evaluate)) ?? askEach(query, moments, context, evaluate);
  for await (const answer of together) {
    sql = answer.sql ?? sql;
    for (const frames of answer.frames) {
      const time = times[evaluations.length] ?? context.now;
      evaluations.push({ time, values: readValues(frames, labels) });
    }
    if (labels.size > MAX_SERIES) {
      throw new PlumblineError(
        'too_large',
        `rule.query gives ${labels.size} series, the limit is ${MAX_SERIES}`,
        'Split by fewer keys or name fewer columns.',
        'rule.query'
      );
    }
  }
  return { evaluations, labels, sql };
}

/** A few questions for all moments where that gives the same; else, and where one fails, undefined. */
async function askTogether(
  query: AnalysisQuery | SqlQuery,
  moments: readonly Moment[],
  context: AnalysisContext,
  evaluate: Evaluate
): Promise<Answer[] | undefined> {
  if (query.queryType === 'sql') {
    return undefined;
  }
  try {
    const runs = isSeparable(query, await context.catalogue.model(query.model)) ? runsOf(query, moments) : undefined;
    if (!runs) {
      return undefined;
    }
    const answers: Answer[] = [];
    for (const run of runs) {
      const first = run[0]?.from ?? context.from;
      const { now = context.now, to = context.to } = run.at(-1) ?? {};
      const past = { ...context, from: first, to, now, moments: run, memo: new Map(), unmasked: false };
      const frames = await evaluate(query, past);
      if (frames.length !== run.length) {
        return undefined;
      }
      answers.push({ frames: frames.map((frame) => [frame]), sql: frames[0]?.meta?.executedQueryString });
    }
    return answers;
  } catch (error) {
    // Asked one by one, the evaluation that fails is named.
    if (error instanceof PlumblineError && error.code !== 'timeout') {
      return undefined;
    }
    throw error;
  }
}

/** One question for each moment, in order. */
async function* askEach(
  query: AnalysisQuery | SqlQuery,
  moments: readonly Moment[],
  context: AnalysisContext,
  evaluate: Evaluate
): AsyncGenerator<Answer> {
  const memo = new Map<string, Promise<unknown>>();
  for (const moment of moments) {
    if (memo.size > MEMO_ENTRIES) {
      memo.clear();
    }
    const frames = await evaluate(query, { ...context, ...moment, memo, unmasked: false }).catch((error: unknown) => {
      throw atTime(error, moment.now);
    });
    yield { frames: [frames], sql: frames[0]?.meta?.executedQueryString };
  }
}

function numeric(query: AnalysisQuery | SqlQuery): AnalysisQuery | SqlQuery {
  return query.queryType === 'sql' ? { ...query, format: 'table' } : { ...query, format: 'numeric' };
}

function atTime(error: unknown, time: number): unknown {
  return error instanceof PlumblineError && error.code !== 'timeout'
    ? new PlumblineError(
        error.code,
        `At ${new Date(time).toISOString()}: ${error.message}`,
        error.remedy,
        error.place === undefined ? 'rule.query' : `rule.query.${error.place}`
      )
    : error;
}

/**
 * One number a series out of a frame with one number field and text fields for its labels, which is what Grafana's rules
 * take. Throws `unprocessable` for any other shape, and for two rows with the same labels.
 */
export function readValues(
  frames: readonly Frame[],
  known: Map<string, Record<string, string>>
): Map<string, number | null> {
  const values = new Map<string, number | null>();
  for (const { fields } of frames) {
    const numbers = fields.filter(({ type }) => type === 'number' || type === 'integer' || type === 'boolean');
    const texts = fields.filter(({ type }) => type === 'string');
    const [value] = numbers;
    if (!value || numbers.length > 1 || numbers.length + texts.length !== fields.length) {
      throw new PlumblineError(
        'unprocessable',
        `rule.query gives the fields ${fields.map(({ name, type }) => `${name} (${type})`).join(', ')}, and a rule takes one number and texts`,
        'Select one number and the columns that tell series apart; no time.',
        'rule.query'
      );
    }
    const columns = texts.map((field) => ({ name: field.name, cells: cellsOf(field) }));
    cellsOf(value).forEach((cell, row) => {
      const labels: Record<string, string> = Object.create(null);
      for (const { name, cells } of columns) {
        const text = cells[row];
        if (text !== null && text !== undefined && text !== '') {
          labels[name] = String(text);
        }
      }
      const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
      if (values.has(key)) {
        throw new PlumblineError(
          'unprocessable',
          `rule.query gives two rows for ${seriesName(labels) || 'the one series'}`,
          'Select every column that tells the rows apart, or aggregate.',
          'rule.query'
        );
      }
      known.set(key, labels);
      values.set(key, cell === null || cell === undefined ? null : Number(cell));
    });
  }
  return values;
}

/** Values of a field as plain JavaScript; missing ones are null. */
function cellsOf({ values, valid }: Field): Array<number | string | boolean | bigint | null> {
  const cells =
    'offsets' in values
      ? Array.from({ length: values.offsets.length - 1 }, (_, row) =>
          Buffer.from(values.bytes.subarray(values.offsets[row], values.offsets[row + 1])).toString('utf8')
        )
      : Array.from<number | string | boolean | bigint | null>(values);
  return valid ? cells.map((cell, row) => (valid[row] ? cell : null)) : cells;
}
