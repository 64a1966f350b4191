/** The sample's drift query, sent the way a panel sends it, and its answer in a few words. */
import { DATASOURCE_ID, DATASOURCE_UID, SAMPLE_MODEL } from './paths.mjs';
import { poll } from './ports.mjs';
import { Stop } from './say.mjs';

const DAY_MS = 86_400_000;

const driftQuery = {
  refId: 'A',
  datasource: { type: DATASOURCE_ID, uid: DATASOURCE_UID },
  queryType: 'drift',
  pluginVersion: '1.0.0',
  model: SAMPLE_MODEL,
  columns: ['*'],
  method: 'psi',
  reference: { kind: 'fixed' },
  window: 'all',
  format: 'numeric',
};

/** Column names of a frame in rows, or null when its series are told apart by labels. */
const columnNames = ({ schema, data }) => data.values[schema.fields.findIndex(({ name }) => name === 'column')] ?? null;

/** Name and value of the worst column in frames as Grafana answers them, long or labelled. */
export function worst(frames) {
  const values = frames.flatMap((frame) =>
    frame.schema.fields.flatMap((field, i) =>
      field.type === 'number'
        ? frame.data.values[i].map((value, row) => ({
            column: columnNames(frame)?.[row] ?? field.labels?.column,
            value,
          }))
        : []
    )
  );
  const known = values.filter(({ value }) => typeof value === 'number');
  known.sort((a, b) => b.value - a.value);
  return known.length > 0 ? { ...known[0], series: values.length } : null;
}

async function askOnce({ address, headers }) {
  const now = Date.now();
  const response = await fetch(`${address}/api/ds/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ queries: [driftQuery], from: String(now - 14 * DAY_MS), to: String(now) }),
  });
  const body = await response.json();
  const result = body.results?.A;
  if (!result || result.error || !response.ok) {
    throw new Error(result?.error ?? body.message ?? `status ${response.status}`);
  }
  const found = worst(result.frames ?? []);
  if (!found) {
    throw new Error('the drift query gave no number');
  }
  return `PSI of ${found.series} columns over the last 14 days, worst ${found.column} at ${found.value.toFixed(3)}`;
}

/** Wait until the plugin answers (it is started on first use) and say what it answered. */
export async function ask(server, timeoutMs = 60_000) {
  let last = 'no answer';
  const answer = await poll(
    () =>
      askOnce(server).catch((error) => {
        last = error.message;
        throw error;
      }),
    { timeoutMs, everyMs: 500 }
  );
  if (!answer) {
    throw new Stop(`${server.kind} runs, but the sample's drift query fails: ${last}`);
  }
  return answer;
}
