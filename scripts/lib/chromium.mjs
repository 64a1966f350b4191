/** A Chromium for the browser specs: on PATH, Playwright's own, or installed. */
import fs from 'node:fs';
import path from 'node:path';
import { modules } from './paths.mjs';
import { capture } from './processes.mjs';
import { say } from './say.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function onPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const files = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...files, ...MAC].find((file) => fs.existsSync(file)) ?? null;
}

async function playwrights() {
  const { chromium } = await import('playwright-core');
  const file = chromium.executablePath();
  return fs.existsSync(file) ? file : null;
}

async function byApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) {
    return null;
  }
  say('Installing Chromium with apt');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await capture('apt-get', ['update', '-q'], { env, timeoutMs: 180_000 });
  await capture('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env, timeoutMs: 300_000 });
  return onPath();
}

async function byPlaywright() {
  say("Downloading Playwright's Chromium");
  await capture(process.execPath, [path.join(modules, 'playwright-core', 'cli.js'), 'install', 'chromium'], {
    timeoutMs: 180_000,
  });
  return playwrights();
}

/** Path of a Chromium, or null when this machine can't have one. */
export async function findChromium() {
  for (const way of [onPath, playwrights, byApt, byPlaywright]) {
    const file = await way();
    if (file) {
      return file;
    }
  }
  return null;
}
