/** What each macro becomes. Times are UTC; ranges are [from, to). */
import { type MacroName, MACRO_TEXTS, type MacroText } from '../../../query/macros';
import { type Filter } from '../../../query/model';
import { type MacroCall } from './call';
import { filtersSql } from './filters';
import { intervalSql } from './interval';
import { timeGroupSql } from './timeGroup';

/** The request that macros are filled from; times in milliseconds since the epoch. */
export interface MacroContext {
  from: number;
  to: number;
  intervalMs: number;
  /** The dashboard's ad hoc filters. */
  filters?: readonly Filter[];
}

export interface Macro extends MacroText {
  /** Least and most arguments. */
  arity: readonly [number, number];
  expand: (call: MacroCall, context: MacroContext) => string;
}

const timestamp = (ms: number): string => `TIMESTAMP '${new Date(ms).toISOString().slice(0, -1).replace('T', ' ')}'`;
const seconds = (ms: number): string => String(Math.floor(ms / 1000));
const nanoseconds = (ms: number): string => `${BigInt(Math.round(ms)) * 1_000_000n}`;

/** Half-open, so that neighbouring ranges share no row. */
const within = (column: string, from: string, to: string): string => `(${column} >= ${from} AND ${column} < ${to})`;

const timeGroup = (call: MacroCall): string => timeGroupSql(call.column(0), call.interval(1), call.zone(2));
const epochGroup = (call: MacroCall): string => {
  const width = call.fixedInterval(1) / 1000;
  return `CAST(floor(${call.column(0)} / ${width}) * ${width} AS BIGINT)`;
};

const EXPANSIONS: Record<MacroName, Pick<Macro, 'arity' | 'expand'>> = {
  time: {
    arity: [1, 1],
    expand: (call) => `${call.column(0)} AS "time"`,
  },
  timeEpoch: {
    arity: [1, 1],
    expand: (call) => `epoch(${call.column(0)}) AS "time"`,
  },
  timeFilter: {
    arity: [1, 1],
    expand: (call, { from, to }) => within(call.column(0), timestamp(from), timestamp(to)),
  },
  timeFrom: {
    arity: [0, 0],
    expand: (_call, { from }) => timestamp(from),
  },
  timeTo: {
    arity: [0, 0],
    expand: (_call, { to }) => timestamp(to),
  },
  timeGroup: {
    arity: [2, 3],
    expand: timeGroup,
  },
  timeGroupAlias: {
    arity: [2, 3],
    expand: (call) => `${timeGroup(call)} AS "time"`,
  },
  filters: {
    arity: [0, 1],
    expand: (call, { filters = [] }) => filtersSql(filters, call.tableName(0)),
  },
  interval: {
    arity: [0, 0],
    expand: (call) => intervalSql(call.panelInterval()),
  },
  interval_ms: {
    arity: [0, 0],
    expand: (_call, { intervalMs }) => String(Math.max(1, Math.round(intervalMs))),
  },
  unixEpochFilter: {
    arity: [1, 1],
    expand: (call, { from, to }) => within(call.column(0), seconds(from), seconds(to)),
  },
  unixEpochNanoFilter: {
    arity: [1, 1],
    expand: (call, { from, to }) => within(call.column(0), nanoseconds(from), nanoseconds(to)),
  },
  unixEpochFrom: {
    arity: [0, 0],
    expand: (_call, { from }) => seconds(from),
  },
  unixEpochTo: {
    arity: [0, 0],
    expand: (_call, { to }) => seconds(to),
  },
  unixEpochGroup: {
    arity: [2, 2],
    expand: epochGroup,
  },
  unixEpochGroupAlias: {
    arity: [2, 2],
    expand: (call) => `${epochGroup(call)} AS "time"`,
  },
};

/** Every macro by its name. */
export const MACROS: Readonly<Record<string, Macro>> = Object.fromEntries(
  Object.entries(EXPANSIONS).map(([name, expansion]) => [name, { ...MACRO_TEXTS[name as MacroName], ...expansion }])
);
