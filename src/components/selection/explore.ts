import { type ScopedVars } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';

/**
 * Address of Explore with one query over one stretch of time.
 *
 * @param replace fills in the dashboard's variables, which Explore does not know.
 */
export function exploreUrl(
  query: DataQuery,
  range: { from: number; to: number },
  replace: (text: string, vars?: ScopedVars) => string
): string {
  const filled = fillIn({ ...query, refId: 'A' }, replace);
  const pane = {
    datasource: query.datasource?.uid ?? '',
    queries: [filled],
    range: { from: String(Math.round(range.from)), to: String(Math.round(range.to)) },
  };
  return `/explore?${new URLSearchParams({ schemaVersion: '1', panes: JSON.stringify({ plb: pane }) }).toString()}`;
}

/** Every text in a value with its variables filled in. */
function fillIn(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return value.includes('$') ? replace(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => fillIn(item, replace));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, replace)]))
    : value;
}
