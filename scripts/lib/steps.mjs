/** The steps of `npm test`. Each answers its counts, and its output where somebody should read it. */
import fs from 'node:fs';
import path from 'node:path';
import { backendFile, ensureBuilt } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { compatibilitySteps } from './compatibility.mjs';
import { inRoot, inState, modules, root } from './paths.mjs';
import { capture } from './processes.mjs';
import { nothing, ofGo, ofPlaywright, ofVitest, single } from './tally.mjs';

const reports = inRoot('test-results', 'reports');
const testState = inState('test');
const MINUTE = 60_000;

/** Run a tool of the dependencies under this Node. */
export function tool(file, args, options = {}) {
  return capture(process.execPath, [path.join(modules, file), ...args], {
    cwd: root,
    timeoutMs: 15 * MINUTE,
    ...options,
  });
}

const output = ({ stdout, stderr }) => `${stdout}${stderr}`.trim();

/** A tool whose exit code is the whole answer. */
const check = (file, args) => async () => {
  const result = await tool(file, args);
  return { counts: single(result.code), output: output(result) };
};

const skip = (reason) => ({ counts: { ...nothing, skipped: 1 }, reason });

function freshReport(name) {
  fs.mkdirSync(reports, { recursive: true });
  const file = path.join(reports, name);
  fs.rmSync(file, { force: true });
  return file;
}

async function build() {
  await ensureBuilt();
  return { counts: single(fs.existsSync(backendFile()) ? 0 : 1), output: '' };
}

/** The sample of the browser specs, loaded beside the other steps because it takes a minute. */
async function sample() {
  const env = { ...process.env, PLUMBLINE_STATE: testState };
  const script = "import('./scripts/lib/sample.mjs').then(({ ensureSample }) => ensureSample())";
  const result = await capture(process.execPath, ['-e', script], { cwd: root, env, timeoutMs: 10 * MINUTE });
  return { counts: single(result.code), output: output(result) };
}

async function vitest() {
  const file = freshReport('vitest.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  // As the engine runs: with four threads, four slow statements block everything else.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '16' };
  const result = await tool('vitest/vitest.mjs', args, { env, timeoutMs: 20 * MINUTE });
  return { counts: ofVitest(file, result.code), output: output(result) };
}

async function protocol() {
  const folder = inRoot('tests', 'protocol');
  if ((await capture('go', ['version'])).code !== 0) {
    return skip("there is no Go here: Grafana's own client was not tried");
  }
  const env = { ...process.env, PLUMBLINE_PLUGIN: backendFile() };
  const result = await capture('go', ['test', '-json', '-count=1', './...'], {
    cwd: folder,
    env,
    timeoutMs: 15 * MINUTE,
  });
  return { counts: ofGo(result.stdout, result.code), output: goOutput(result) };
}

/** What the Go tests printed, without the JSON around it. */
function goOutput({ stdout, stderr }) {
  const lines = stdout
    .split('\n')
    .map((line) => (line.startsWith('{') ? (JSON.parse(line).Output ?? '') : `${line}\n`));
  return `${lines.join('')}${stderr}`.trim();
}

async function browser() {
  const chromium = await findChromium();
  if (!chromium) {
    const reason = 'there is no Chromium here, and none could be installed';
    return process.env.CI ? { counts: single(1), output: reason } : skip(reason);
  }
  const file = freshReport('playwright.json');
  const env = {
    ...process.env,
    PLUMBLINE_STATE: testState,
    PLUMBLINE_CHROMIUM: chromium,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  };
  const result = await tool('@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    env,
    timeoutMs: 20 * MINUTE,
  });
  return { counts: ofPlaywright(file, result.code), output: output(result) };
}

/**
 * In the order they are worth knowing. `needs` must have passed; `cores` is what a step keeps busy of the two that
 * run side by side.
 */
export const STEPS = [
  { name: 'build', cores: 1, run: build },
  { name: 'sample', cores: 1, run: sample },
  { name: 'types', cores: 1, run: check('typescript/bin/tsc', ['--noEmit']) },
  { name: 'lint', cores: 1, run: check('eslint/bin/eslint.js', ['--cache', '--max-warnings', '0', '.']) },
  { name: 'format', cores: 1, run: check('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']) },
  ...compatibilitySteps(),
  { name: 'vitest', cores: 2, needs: ['build'], run: vitest },
  { name: 'protocol', cores: 2, needs: ['build'], run: protocol },
  { name: 'browser', cores: 2, needs: ['build', 'sample'], run: browser },
];
