#!/usr/bin/env node
/**
 * `npm run faults -- <what> [--json] [--append]`: hurts a real back end and counts what it lost.
 *
 *   --kills N        N kills at random moments, through gRPC
 *   --wal N          N damaged or torn logs of changes
 *   --disk N         N full disks (`ulimit -f`)
 *   --memory N       N memory bombs, among them bodies
 *   --fuzz N         N damaged bodies
 *   --guard N        N random statements against the guard of SQL mode
 *   --soak MINUTES   rows, queries, retention and a backup at once
 *   --alerts MINUTES fifty alert rules in the Grafana of GRAFANA_HOME while the engine is killed every five seconds
 *
 * `--append` adds the counts to those of earlier runs with it, which can be ended at any time; `--seed` chooses the moments.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../../scripts/lib/bundle.mjs';
import { inRoot, inState, modules } from '../../scripts/lib/paths.mjs';

/** By what is hurt: the file that does it. */
const MODES = {
  kills: 'kills',
  wal: 'wal',
  disk: 'disk',
  memory: 'memory',
  fuzz: 'fuzz',
  guard: 'guard',
  soak: 'soak',
  alerts: 'alerts',
};
/** Counts are put away after so many. */
const PORTION = {
  kills: 40,
  wal: 50,
  disk: 5,
  memory: 20,
  fuzz: 5_000,
  guard: 5_000,
  soak: Infinity,
  alerts: Infinity,
};
/** What must be 0. */
const FAULTS = [
  'lost',
  'partial',
  'duplicated',
  'silent',
  'wrong',
  'crashes',
  'late',
  'errors',
  'missed',
  'false',
  'failedEvaluations',
];

const { values } = parseArgs({
  options: {
    ...Object.fromEntries(Object.keys(MODES).map((mode) => [mode, { type: 'string' }])),
    json: { type: 'boolean', default: false },
    append: { type: 'boolean', default: false },
    seed: { type: 'string' },
  },
});
const chosen = Object.keys(MODES).filter((mode) => values[mode] !== undefined);
if (chosen.length !== 1 || !(Number(values[chosen[0]]) > 0)) {
  process.stderr.write(`Say what to hurt and how often: ${Object.keys(MODES).join(', ')}\n`);
  process.exit(2);
}
const [mode] = chosen;
process.chdir(inRoot());
const cache = path.join(modules, '.cache', 'plumbline', `faults-${process.pid}`);
const totals = inState('faults', `${mode}.json`);

function readTotals() {
  return values.append && fs.existsSync(totals) ? JSON.parse(fs.readFileSync(totals, 'utf8')) : undefined;
}

/** Counts add up, figures such as a size keep the largest. */
function added(before, report) {
  return Object.fromEntries(
    Object.entries(report).map(([name, value]) => [
      name,
      name.startsWith('max') ? Math.max(before?.[name] ?? 0, value) : (before?.[name] ?? 0) + value,
    ])
  );
}

try {
  const out = path.join(cache, 'datasource');
  execFileSync(process.execPath, [inRoot('scripts', 'build-backend.mjs'), '--out', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.env.PLUMBLINE_PLUGIN = fs
    .readdirSync(out)
    .map((name) => path.join(out, name))
    .find((file) => path.basename(file).startsWith('gpx_'));
  const script = path.join(cache, `${mode}.mjs`);
  await bundle(inRoot('tests', 'faults', `${MODES[mode]}.ts`), script);
  // Some faults happen to a process of their own, which runs the same file.
  process.env.PLUMBLINE_FAULTS = script;
  const { run } = await import(script);
  let sum = readTotals();
  for (let left = Number(values[mode]); left > 0; left -= PORTION[mode]) {
    const count = Math.min(left, PORTION[mode]);
    const report = await run(count, Number(values.seed ?? Date.now()) + left);
    sum = added(sum, report);
    if (values.append) {
      fs.mkdirSync(path.dirname(totals), { recursive: true });
      fs.writeFileSync(`${totals}.new`, JSON.stringify(sum));
      fs.renameSync(`${totals}.new`, totals);
    }
    if (!values.json) {
      process.stderr.write(`${JSON.stringify(sum)}\n`);
    }
  }
  process.stdout.write(`${JSON.stringify(sum)}\n`);
  process.exitCode = FAULTS.some((fault) => sum[fault] > 0) ? 1 : 0;
} finally {
  fs.rmSync(cache, { recursive: true, force: true });
}
