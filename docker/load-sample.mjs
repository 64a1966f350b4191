/** Loads today's sample into the volume that Grafana's container shares, and hands it to Grafana's user. */
import fs from 'node:fs';
import path from 'node:path';
import { ensureSample } from '../scripts/lib/sample.mjs';
import { state } from '../scripts/lib/paths.mjs';

const GRAFANA_USER = 472;

await ensureSample();
for (const name of ['', ...fs.readdirSync(state, { recursive: true })]) {
  fs.chownSync(path.join(state, name), GRAFANA_USER, 0);
}
