import { PlumblineError } from './errors';
import { QUERY_VERSION } from './model';

type Json = Record<string, unknown>;

interface Step {
  /** Version that the step lifts to, from any older one. */
  to: string;
  lift: (query: Json) => Json;
}

/** Oldest first. When the model changes, a step is added here and `QUERY_VERSION` goes up. */
const STEPS: readonly Step[] = [{ to: '1.0.0', lift: fromOtherSource }];

/** Formats of Grafana's own SQL data sources: words, and the numbers of old ones. */
const FORMATS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['time_series', 'timeseries'],
  [0, 'timeseries'],
  [1, 'table'],
]);

/**
 * Lifts a stored query to the present version, in the browser and in the back end alike: an alert rule keeps its JSON for
 * years, and no browser opens it. A query without a version is one that a person wrote, or one of another data source.
 * Fields are kept, the input is not changed.
 * @throws PlumblineError `bad_request` for a query of a newer Plumbline: what it asks for is not known here
 */
export function migrateQuery(query: Json): Json {
  const version = query.pluginVersion;
  if (typeof version !== 'string' || version === '') {
    return { ...STEPS.reduce((lifted, { lift }) => lift(lifted), query), pluginVersion: QUERY_VERSION };
  }
  if (compareVersions(version, QUERY_VERSION) > 0) {
    throw new PlumblineError(
      'bad_request',
      `pluginVersion: the query was written by a newer Plumbline (${version}), and this one reads up to ${QUERY_VERSION}`,
      'Update the plugin, or write the query anew in its editor',
      'pluginVersion'
    );
  }
  const due = STEPS.filter(({ to }) => compareVersions(to, version) > 0);
  return { ...due.reduce((lifted, { lift }) => lift(lifted), query), pluginVersion: QUERY_VERSION };
}

/** A statement that was written for another SQL data source of Grafana, whose queries have no type. */
function fromOtherSource(query: Json): Json {
  if (query.queryType || typeof query.rawSql !== 'string') {
    return query;
  }
  return { ...query, queryType: 'sql', format: FORMATS.get(query.format) ?? query.format };
}

/** Negative when `left` is older; parts that are no numbers count as 0. */
function compareVersions(left: string, right: string): number {
  const parts = (version: string) => version.split('.', 3).map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [parts(left), parts(right)];
  return [0, 1, 2].map((at) => (a[at] ?? 0) - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
