/** `npm run build`: both halves of the plugin into dist/. `--force` builds even when nothing changed. */
import { parseArgs } from 'node:util';
import { ensureInstalled } from './lib/install.mjs';
import { reexec } from './lib/node24.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  const { values } = parseArgs({ options: { force: { type: 'boolean', default: false } } });
  await ensureInstalled();
  const done = await reexec();
  return done ?? ensureBuilt(values);
});
