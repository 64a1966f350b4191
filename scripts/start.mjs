/**
 * `npm start`: from a fresh clone to Plumbline in a browser, with nothing but Node 20, npm and a package registry.
 *
 * This part uses only Node's own modules; once the dependencies are there, it continues under the project's Node.
 */
import { readArgs, USAGE } from './lib/args.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { reexec } from './lib/node24.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  const options = readArgs();
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  await ensureInstalled();
  const done = await reexec();
  if (done !== null) {
    return done;
  }
  const { serve } = await import('./lib/serve.mjs');
  return serve(options);
});
