/** Running a Grafana that was found: start, wait until it answers, ask it. */
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, inState } from '../paths.mjs';
import { poll } from '../ports.mjs';
import { start, stop } from '../processes.mjs';
import { Stop } from '../say.mjs';
import { adminPassword, writeConfig } from './config.mjs';

const START_LIMIT_MS = 180_000;

/** Grafana reads `$GF_PATHS_PROVISIONING` in the dashboard provider; its own image sets the same variable. */
function environment() {
  const { PATH, HOME, LANG, TZ, TMPDIR } = process.env;
  const passed = Object.entries({ PATH, HOME, LANG, TZ, TMPDIR }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(passed), GF_PATHS_PROVISIONING: inRoot('provisioning') };
}

function lastLog(lines = 15) {
  const file = inState('grafana', 'log', 'grafana.log');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}

/**
 * Start it on a port of the loopback address and wait until its database answers.
 * @returns address, request headers of the administrator, and how to stop it
 */
export async function startGrafana(grafana, port) {
  const password = adminPassword();
  const config = writeConfig({ port, password });
  const output = fs.openSync(inState('grafana', 'console.log'), 'w');
  const { command, args } = grafana.program;
  // A group of its own: Ctrl+C reaches this script only, which then ends Grafana in order.
  const child = start(command, [...args, '--homepath', grafana.home, '--config', config], {
    cwd: grafana.home,
    env: environment(),
    stdio: ['ignore', output, output],
    detached: true,
  });
  fs.closeSync(output);
  const address = `http://127.0.0.1:${port}`;
  const healthy = await poll(async () => ((await fetch(`${address}/api/health`)).ok ? true : undefined), {
    timeoutMs: START_LIMIT_MS,
    stillWorthIt: () => child.exitCode === null && child.pid !== undefined,
  });
  if (!healthy) {
    await stop(child);
    throw new Stop(
      `Grafana did not come up; the end of its log (${path.relative(process.cwd(), inState('grafana', 'log'))}):\n${lastLog()}`
    );
  }
  return {
    kind: `Grafana ${grafana.version}`,
    address,
    child,
    headers: { authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` },
    signIn: `Anybody on this machine may look (Viewer). To edit, sign in as admin with the password ${password}`,
  };
}
