/** The model that the rules watch: one column has moved away from its reference, accuracy is low in one segment. */
import { type BenchGrafana } from '../../bench/ingest/grafana';

export const MODEL = 'watched';
export const REFERENCE = 'before';
const ROWS = 4_000;
const HOUR_MS = 3_600_000;

async function send(grafana: BenchGrafana, method: string, path: string, body: unknown): Promise<void> {
  const reply = await fetch(`${grafana.resources}/v1/models/${MODEL}${path}`, {
    method,
    headers: { ...grafana.headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!reply.ok) {
    throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  }
}

/** Rows of yesterday, which are the reference, and of the last hours. */
export async function fillModel(grafana: BenchGrafana): Promise<void> {
  const now = Date.now();
  const rowsOf = (name: string, end: number, shift: number) =>
    Array.from({ length: ROWS }, (_, n) => ({
      id: `${name}-${n}`,
      time: end - Math.floor((n * 2 * HOUR_MS) / ROWS),
      prediction: n % 2,
      score: (n % 100) / 100,
      moved: Math.sin(n) + shift,
      still: Math.cos(n),
      'segment.place': n % 3 === 0 ? 'north' : 'south',
    }));
  const current = rowsOf('now', now, 3);
  await send(grafana, 'POST', '/predictions', rowsOf('then', now - 24 * HOUR_MS, 0));
  await send(grafana, 'POST', '/predictions', current);
  await send(
    grafana,
    'POST',
    '/labels',
    current.map(({ id, prediction, time, 'segment.place': place }) => ({
      id,
      prediction_time: time,
      value: place === 'north' ? 1 - prediction : prediction,
    }))
  );
  await send(grafana, 'PUT', `/references/${REFERENCE}`, {
    from: new Date(now - 27 * HOUR_MS).toISOString(),
    to: new Date(now - 23 * HOUR_MS).toISOString(),
  });
}
