/** `npm start` once the dependencies are there: build, load, find something to show it in, serve. */
import fs from 'node:fs';
import { ask } from './ask.mjs';
import { ensureBuilt } from './build.mjs';
import { hasCompose, startCompose } from './grafana/compose.mjs';
import { downloadGrafana } from './grafana/download.mjs';
import { findGrafana } from './grafana/find.mjs';
import { startGrafana } from './grafana/run.mjs';
import { removeLock, runningServer, writeLock } from './lock.mjs';
import { APP_ID, SAMPLE_DASHBOARD, inState } from './paths.mjs';
import { freePort } from './ports.mjs';
import { exitOf, stopAll } from './processes.mjs';
import { ensureSample } from './sample.mjs';
import { say, Stop } from './say.mjs';
import { startWorkbench } from './workbench.mjs';

/** Everything an earlier run kept, but the downloads. */
function reset() {
  for (const part of ['data', 'grafana']) {
    fs.rmSync(inState(part), { recursive: true, force: true });
  }
}

/** A Grafana to run here: found, or downloaded. Null says in a line why there is none. */
async function grafanaHere() {
  const found = await findGrafana();
  if (found) {
    return { grafana: found };
  }
  if (await hasCompose()) {
    return { compose: true };
  }
  try {
    return { grafana: await downloadGrafana(inState('downloads')) };
  } catch (error) {
    say(`No Grafana can be had (${error.message}): serving the workbench, the same panels and pages without Grafana.`);
    return null;
  }
}

/** Build, load, and serve on a free port: a Grafana where there is one, else the workbench. */
export async function startServer(options) {
  const choice = options.workbench ? null : await grafanaHere();
  if (choice?.compose) {
    return startCompose(await freePort(options.port));
  }
  // The container builds and loads for itself; everything else runs on what is built here.
  await ensureBuilt();
  await ensureSample();
  const port = await freePort(options.port);
  if (choice) {
    say(`Starting Grafana ${choice.grafana.version} from ${choice.grafana.home}`);
    return startGrafana(choice.grafana, port);
  }
  return startWorkbench(port);
}

function announce(server) {
  const pages = server.pages ?? {
    'Models  ': `/a/${APP_ID}/models`,
    Dashboard: `/d/${SAMPLE_DASHBOARD}`,
    'Alerts  ': '/alerting/list',
  };
  const lines = Object.entries(pages).map(([name, path]) => `  ${name}  ${server.address}${path}`);
  process.stdout.write(
    [
      '',
      `${server.kind} serves Plumbline at ${server.address}`,
      ...lines,
      `  ${server.signIn}`,
      '  The sample is the flights of New York in 2013, shifted so that the last day is yesterday; when labels arrive is made up.',
      '  Ctrl+C ends it.',
      '',
    ].join('\n')
  );
}

/** Resolves with null at the first signal that asks this process to end. */
const untilSignal = () =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => resolve(null));
    }
  });

async function untilDied(child) {
  const code = await exitOf(child);
  say(`The server ended by itself with code ${code}`);
  return code || 1;
}

/** Do what the options say; answers the exit code. */
export async function serve(options) {
  const running = await runningServer();
  if (running) {
    if (options.reset) {
      throw new Stop(`Plumbline runs at ${running.address} (process ${running.pid}). End it before --reset.`);
    }
    process.stdout.write(
      options.check ? `ready ${running.address} ${await ask(running)}\n` : `Already running at ${running.address}\n`
    );
    return 0;
  }
  if (options.reset) {
    reset();
  }
  const interrupted = untilSignal();
  try {
    const server = await Promise.race([startServer(options), interrupted]);
    if (!server) {
      return 130;
    }
    writeLock({ address: server.address, headers: server.headers, kind: server.kind, child: server.child.pid });
    const answer = await ask(server);
    if (options.check) {
      process.stdout.write(`ready ${server.address} ${answer}\n`);
      return 0;
    }
    say(answer);
    announce(server);
    return (await Promise.race([untilDied(server.child), interrupted])) ?? 0;
  } finally {
    await stopAll();
    removeLock();
  }
}
