/** Is a product made from today's sources? Kept as a hash of their content, so that a checkout's times don't matter. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

const skipped = /(\.test\.tsx?$|(^|\/)node_modules(\/|$))/;

function* filesUnder(target) {
  const stat = fs.statSync(target, { throwIfNoEntry: false });
  if (stat?.isFile()) {
    yield target;
  } else if (stat?.isDirectory()) {
    for (const name of fs.readdirSync(target).sort()) {
      yield* filesUnder(path.join(target, name));
    }
  }
}

/** Hash over names and contents of files and folders (relative to the root), tests left out. */
export function hashOf(targets, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const target of targets) {
    for (const file of filesUnder(path.resolve(root, target))) {
      const name = path.relative(root, file);
      if (!skipped.test(name)) {
        hash.update(`\0${name}\0`).update(fs.readFileSync(file));
      }
    }
  }
  return hash.digest('hex');
}

/** The stamp last written to this file, or an empty text. */
export function readStamp(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
}

export function writeStamp(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, value);
}
