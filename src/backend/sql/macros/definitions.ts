/** What each macro becomes. Times are UTC; ranges are [from, to). */
import { type MacroCall } from './call';
import { intervalSql } from './interval';
import { timeGroupSql } from './timeGroup';

/** The request that macros are filled from; times in milliseconds since the epoch. */
export interface MacroContext {
  from: number;
  to: number;
  intervalMs: number;
}

export interface Macro {
  /** As users write it, for error messages and the editor. */
  usage: string;
  description: string;
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

export const MACROS: Readonly<Record<string, Macro>> = {
  time: {
    usage: '$__time(column)',
    description: 'The column under the name time',
    arity: [1, 1],
    expand: (call) => `${call.column(0)} AS "time"`,
  },
  timeEpoch: {
    usage: '$__timeEpoch(column)',
    description: 'The column as seconds since 1970 under the name time',
    arity: [1, 1],
    expand: (call) => `epoch(${call.column(0)}) AS "time"`,
  },
  timeFilter: {
    usage: '$__timeFilter(column)',
    description: 'True for rows in the time range of the dashboard',
    arity: [1, 1],
    expand: (call, { from, to }) => within(call.column(0), timestamp(from), timestamp(to)),
  },
  timeFrom: {
    usage: '$__timeFrom()',
    description: 'Start of the time range',
    arity: [0, 0],
    expand: (_call, { from }) => timestamp(from),
  },
  timeTo: {
    usage: '$__timeTo()',
    description: 'End of the time range',
    arity: [0, 0],
    expand: (_call, { to }) => timestamp(to),
  },
  timeGroup: {
    usage: "$__timeGroup(column, 'interval'[, 'time zone'])",
    description: 'Start of the group of that length, cut at local midnight when a time zone is given',
    arity: [2, 3],
    expand: timeGroup,
  },
  timeGroupAlias: {
    usage: "$__timeGroupAlias(column, 'interval'[, 'time zone'])",
    description: '$__timeGroup under the name time',
    arity: [2, 3],
    expand: (call) => `${timeGroup(call)} AS "time"`,
  },
  interval: {
    usage: '$__interval',
    description: 'The interval that suits the width of the panel, as an INTERVAL',
    arity: [0, 0],
    expand: (call) => intervalSql(call.panelInterval()),
  },
  interval_ms: {
    usage: '$__interval_ms',
    description: 'The same in milliseconds',
    arity: [0, 0],
    expand: (_call, { intervalMs }) => String(Math.max(1, Math.round(intervalMs))),
  },
  unixEpochFilter: {
    usage: '$__unixEpochFilter(column)',
    description: 'True for rows in the time range; the column holds seconds since 1970',
    arity: [1, 1],
    expand: (call, { from, to }) => within(call.column(0), seconds(from), seconds(to)),
  },
  unixEpochNanoFilter: {
    usage: '$__unixEpochNanoFilter(column)',
    description: 'The same for nanoseconds since 1970',
    arity: [1, 1],
    expand: (call, { from, to }) => within(call.column(0), nanoseconds(from), nanoseconds(to)),
  },
  unixEpochFrom: {
    usage: '$__unixEpochFrom()',
    description: 'Start of the time range in seconds since 1970',
    arity: [0, 0],
    expand: (_call, { from }) => seconds(from),
  },
  unixEpochTo: {
    usage: '$__unixEpochTo()',
    description: 'End of the time range in seconds since 1970',
    arity: [0, 0],
    expand: (_call, { to }) => seconds(to),
  },
  unixEpochGroup: {
    usage: "$__unixEpochGroup(column, 'interval')",
    description: 'Start of the group in seconds; the column holds seconds since 1970',
    arity: [2, 2],
    expand: epochGroup,
  },
  unixEpochGroupAlias: {
    usage: "$__unixEpochGroupAlias(column, 'interval')",
    description: '$__unixEpochGroup under the name time',
    arity: [2, 2],
    expand: (call) => `${epochGroup(call)} AS "time"`,
  },
};
