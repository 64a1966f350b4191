/** What the scripts tell a person. Everything goes to stderr, so that stdout stays for results. */
const started = Date.now();
const colour = process.stderr.isTTY && !process.env.NO_COLOR;

export const seconds = (ms) => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

/** One line with the time since the start. */
export function say(text) {
  const at = `${((Date.now() - started) / 1000).toFixed(1).padStart(6)}s`;
  process.stderr.write(colour ? `\x1b[2m${at}\x1b[0m  ${text}\n` : `${at}  ${text}\n`);
}

/** An error that is a plain answer to a person: printed without a stack. */
export class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Run a script's main function; a `Stop` ends it with its message, anything else with its stack. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Stop ? `error: ${error.message}` : (error?.stack ?? error)}\n`);
    process.exitCode = error instanceof Stop ? error.exitCode : 1;
  }
}

const WIDTH = 30;

/**
 * A progress bar: redrawn in place on a terminal, a line every quarter elsewhere.
 * @param {string} label
 */
export function progressBar(label) {
  let quarter = -1;
  return (done, total) => {
    const share = total > 0 ? Math.min(1, done / total) : 1;
    const filled = Math.round(share * WIDTH);
    const text = `${label} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${Math.round(share * 100)} %`;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r         ${text}${share === 1 ? '\n' : ''}`);
    } else if (Math.floor(share * 4) > quarter) {
      quarter = Math.floor(share * 4);
      say(text);
    }
  };
}
