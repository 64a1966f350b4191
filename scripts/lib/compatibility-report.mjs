/**
 * `node compatibility-report.mjs VERSION ENTRY`: what the modules that ENTRY imports use of Grafana's packages and VERSION
 * does not have, or has otherwise. Prints one line a symbol; a process of its own, since it holds gigabytes of types.
 */
import path from 'node:path';
import { createTsProgram, getIncompatibilitiesBetweenPackages, getSymbolDiff } from '@grafana/levitate';
import ignored from '../../.levignore.js';
import { installedVersion, PACKAGES } from './compatibility.mjs';
import { root } from './paths.mjs';

const [version, entry] = process.argv.slice(2);
const program = createTsProgram(entry);
const found = [];
for (const name of PACKAGES) {
  const from = `${name}@${installedVersion(name)}`;
  for (const { name: symbol, sourceFile, removal, change } of await getIncompatibilitiesBetweenPackages(
    program,
    from,
    `${name}@${version}`,
    ignored
  )) {
    const file = path.relative(root, sourceFile.fileName);
    found.push({ package: name, symbol, file, kind: removal ? 'removed' : kindOf(change) });
  }
}
process.stdout.write(`\n${JSON.stringify({ compatibility: found })}\n`);

/** `behind`: the declaration is the same text in both versions, only a type that it names differs. */
function kindOf(change) {
  const symbol = (which) => ({
    key: change[which].getName(),
    symbol: change[which],
    program: change[`${which}Program`],
  });
  return getSymbolDiff({ prev: symbol('prev'), current: symbol('current') }) === '' ? 'behind' : 'changed';
}
