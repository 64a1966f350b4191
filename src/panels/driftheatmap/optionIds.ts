import { MARGINS } from './options';

type Stored = Partial<Record<string, unknown>>;

/** Values under the names that people know them by, and ours. */
const COLORS: Partial<Record<string, string>> = {
  thresholds: 'field',
  '-log10 q': 'significance',
  '−log10 q': 'significance',
};
const SORTS: Partial<Record<string, string>> = {
  'first breach': 'first-breach',
  'alert count': 'breaches',
  'corr. with performance': 'performance',
};
const MARKS: Partial<Record<string, string>> = { 'breach + significant': 'significant' };

/** Options in groups: `color.by`, `cell.gap`, `groupBy`. */
const GROUPED = ['color', 'cell', 'groupBy'] as const;

/** Whether somebody wrote options in groups, as code and documents like to. */
export const isGrouped = (stored: Stored): boolean => GROUPED.some((name) => stored[name] !== undefined);

/**
 * Options that were written in groups (`color.by`, `cell.gap`, `groupBy`) or with values by their longer names, as they are stored.
 * They win over what stands beside them ungrouped: those are defaults that Grafana filled in.
 */
export function ungrouped(stored: Stored): Stored {
  const { color, cell, groupBy, ...flat } = stored;
  const { by, scheme, steps, stops } = record(color);
  const { gap, radius, rowHeight } = record(cell);
  const list = Array.isArray(flat['margins']) ? flat['margins'] : undefined;
  const isGroup = typeof groupBy === 'string' && groupBy !== '' && groupBy !== 'none';
  const given: Stored = {
    colorBy: by,
    colorScheme: scheme,
    colorSteps: steps === 'continuous' ? 0 : steps,
    colorStops: Array.isArray(stops) ? stops.join(', ') : stops,
    cellGap: gap,
    cellRadius: radius,
    rowHeight,
    ...(groupBy === undefined ? {} : { groups: isGroup, groupField: isGroup ? groupBy : undefined }),
    ...(list?.includes('share') || (list && isGrouped(stored)) ? { showShare: list.includes('share') } : {}),
    ...(flat['marks'] === 'values' ? { values: true } : {}),
  };
  const all: Stored = {
    ...flat,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
  return {
    ...all,
    ...renamed('colorBy', all['colorBy'], COLORS),
    ...renamed('sort', all['sort'], SORTS),
    ...renamed('marks', all['marks'], MARKS),
    ...(list ? { margins: MARGINS.filter((margin) => list.includes(margin)) } : {}),
  };
}

function record(value: unknown): Stored {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function renamed(name: string, value: unknown, names: Partial<Record<string, string>>): Stored {
  const known = typeof value === 'string' && Object.hasOwn(names, value) ? names[value] : undefined;
  return known === undefined ? {} : { [name]: known };
}
