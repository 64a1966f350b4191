/**
 * `npm run bench -- --json [--only NAME,...] [--full] [--peers]`: the figures of tests/bench/, in a fresh clone too.
 *
 * Each file there that exports `run` is a bench; it gives figures by name. `--only` chooses benches by file name or by the
 * name of a figure. Under `--full` and `--peers` a bench may do more (it reads PLUMBLINE_BENCH).
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './lib/install.mjs';
import { reexec } from './lib/node24.mjs';
import { inRoot, modules } from './lib/paths.mjs';
import { runMain, say, seconds, Stop } from './lib/say.mjs';

const folder = inRoot('tests', 'bench');

/** Figures a file may give, read from its text, so that `--only` need not run it to know. */
const namesIn = (file) => new Set(fs.readFileSync(path.join(folder, file), 'utf8').match(/\b[a-z]+(?:_[a-z0-9]+)+\b/g));

function benches(only) {
  const files = fs
    .readdirSync(folder)
    .filter(
      (name) =>
        name.endsWith('.ts') && /export (async )?function run\b/.test(fs.readFileSync(path.join(folder, name), 'utf8'))
    )
    .sort();
  const wanted = only?.split(',') ?? [];
  const isOf = (file) => (name) => path.basename(file, '.ts') === name || namesIn(file).has(name);
  const unknown = wanted.filter((name) => !files.some((file) => isOf(file)(name)));
  if (unknown.length > 0) {
    throw new Stop(`There is no bench ${unknown.join(', ')}.`, 2);
  }
  return wanted.length > 0 ? files.filter((file) => wanted.some(isOf(file))) : files;
}

async function runOne(file) {
  const { bundle } = await import('./lib/bundle.mjs');
  const built = path.join(modules, '.cache', 'plumbline', 'bench', `${path.basename(file, '.ts')}.mjs`);
  await bundle(path.join(folder, file), built);
  const { run } = await import(pathToFileURL(built).href);
  return run();
}

const readable = ({ value, unit }) => `${Number(value.toPrecision(4))} ${unit}`;

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
      full: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
    },
  });
  const files = benches(values.only);
  await ensureInstalled();
  const done = await reexec();
  if (done !== null) {
    return done;
  }
  const { ensureBuilt } = await import('./lib/build.mjs');
  await ensureBuilt();
  process.env.PLUMBLINE_BENCH = ['full', 'peers'].filter((name) => values[name]).join(',');
  const only = new Set(values.only?.split(','));
  const figures = {};
  for (const file of files) {
    const before = Date.now();
    const found = Object.entries(await runOne(file));
    // A bench named by one of its figures gives that figure; named by its file, all of them.
    const chosen = found.filter(([name]) => only.size === 0 || only.has(name) || only.has(path.basename(file, '.ts')));
    Object.assign(figures, Object.fromEntries(chosen));
    say(
      `${file} (${seconds(Date.now() - before)}): ${chosen.map(([name, figure]) => `${name} ${readable(figure)}`).join(', ')}`
    );
  }
  if (values.json) {
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  }
  return 0;
});
