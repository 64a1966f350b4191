#!/usr/bin/env node
/** `node tests/faults/kill.mjs --kills N [--json]`: kills a writing process N times and reports what was lost. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../../scripts/lib/bundle.mjs';
import { inRoot, modules } from '../../scripts/lib/paths.mjs';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, json: { type: 'boolean', default: false } },
});
const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 1) {
  throw new Error('--kills is a whole number above 0');
}
process.chdir(inRoot());
const file = path.join(modules, '.cache', 'plumbline', 'kill.mjs');
await bundle(inRoot('tests', 'faults', 'kills.ts'), file);
const { runKills } = await import(file);
const folder = path.join(modules, '.cache', 'plumbline', 'stores');
mkdirSync(folder, { recursive: true });
const report = await runKills(kills, folder);
const { missing, partial, duplicated } = report;
process.stdout.write(
  values.json
    ? `${JSON.stringify(report)}\n`
    : `${report.kills} kills, ${report.acknowledged} acknowledged batches: ${missing} missing, ${partial} partial, ${duplicated} duplicated\n`
);
process.exitCode = missing + partial + duplicated > 0 ? 1 : 0;
