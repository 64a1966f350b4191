/** The macros of SQL mode as people write them: the back end checks by this list and the editor explains with it. */
export interface MacroText {
  usage: string;
  description: string;
}

export const MACRO_TEXTS = {
  time: { usage: '$__time(column)', description: 'The column under the name time' },
  timeEpoch: {
    usage: '$__timeEpoch(column)',
    description: 'The column as seconds since 1970 under the name time',
  },
  timeFilter: {
    usage: '$__timeFilter(column)',
    description: 'True for rows in the time range of the dashboard',
  },
  timeFrom: { usage: '$__timeFrom()', description: 'Start of the time range' },
  timeTo: { usage: '$__timeTo()', description: 'End of the time range' },
  timeGroup: {
    usage: "$__timeGroup(column, 'interval'[, 'time zone'])",
    description: 'Start of the group of that length, cut at local midnight when a time zone is given',
  },
  timeGroupAlias: {
    usage: "$__timeGroupAlias(column, 'interval'[, 'time zone'])",
    description: '$__timeGroup under the name time',
  },
  filters: {
    usage: '$__filters[(table)]',
    description: "The dashboard's ad hoc filters as one condition; true without any",
  },
  interval: {
    usage: '$__interval',
    description: 'The interval that suits the width of the panel, as an INTERVAL',
  },
  interval_ms: { usage: '$__interval_ms', description: 'The same in milliseconds' },
  unixEpochFilter: {
    usage: '$__unixEpochFilter(column)',
    description: 'True for rows in the time range; the column holds seconds since 1970',
  },
  unixEpochNanoFilter: {
    usage: '$__unixEpochNanoFilter(column)',
    description: 'The same for nanoseconds since 1970',
  },
  unixEpochFrom: {
    usage: '$__unixEpochFrom()',
    description: 'Start of the time range in seconds since 1970',
  },
  unixEpochTo: { usage: '$__unixEpochTo()', description: 'End of the time range in seconds since 1970' },
  unixEpochGroup: {
    usage: "$__unixEpochGroup(column, 'interval')",
    description: 'Start of the group in seconds; the column holds seconds since 1970',
  },
  unixEpochGroupAlias: {
    usage: "$__unixEpochGroupAlias(column, 'interval')",
    description: '$__unixEpochGroup under the name time',
  },
} as const satisfies Record<string, MacroText>;

export type MacroName = keyof typeof MACRO_TEXTS;
