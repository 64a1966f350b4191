/** The `plumbline` command line. */
import { PlumblineError } from '../../query/errors';
import { batchOf, DEFAULT_LIMITS, fileSource, groups, openFileEngine } from './files';
import { httpTarget } from './httpTarget';
import { type Destination } from './destination';
import { type Command, HELP, type IngestCommand, readCommand, UsageError } from './options';
import { loadSample } from './sample/load';
import { noTotals, sendBatches, type Totals } from './send';
import { runStoreCommand, STORE_COMMANDS, type StoreCommand } from './storeCommands';
import { storeTarget } from './storeTarget';
import { type Target } from './target';

export { loadSample, storeTarget, httpTarget };

/** What a run may touch: tests give their own. */
export interface Terminal {
  out: (text: string) => void;
  err: (text: string) => void;
  environment: NodeJS.ProcessEnv;
  /** Files of the sample that comes with the project. */
  sample: { predictions: string; attributions: string };
}

const EXIT = { done: 0, failed: 1, usage: 2, rejected: 3 } as const;

/** Runs one command and returns its exit status. */
export async function main(args: string[], terminal: Terminal): Promise<number> {
  try {
    return await run(readCommand(args, terminal.environment), terminal);
  } catch (error) {
    if (!(error instanceof PlumblineError)) {
      throw error;
    }
    terminal.err(`plumbline: ${error.text}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

async function run(command: Command, terminal: Terminal): Promise<number> {
  if (command.command === 'help') {
    terminal.out(HELP);
    return EXIT.done;
  }
  if (isStoreCommand(command)) {
    const { problems, result } = await runStoreCommand(
      command,
      (destination) => targetOf(destination, terminal),
      (option) => new UsageError(`${command.command} needs --${option}`)
    );
    problems.forEach((problem) => terminal.err(`${problem}\n`));
    terminal.out(`${JSON.stringify(result)}\n`);
    return problems.length > 0 ? EXIT.failed : EXIT.done;
  }
  const target = await targetOf(command.destination, terminal);
  try {
    if (command.command === 'ingest') {
      return command.kind === 'reference'
        ? await makeReference(target, command, terminal)
        : await ingestFiles(target, command, terminal);
    }
    const files = {
      predictions: command.predictions ?? terminal.sample.predictions,
      attributions: command.attributions ?? terminal.sample.attributions,
    };
    const { kinds, shift } = await loadSample(target, {
      files,
      onProgress: ({ kind, rows, total }) => terminal.err(`${kind} ${rows} of ${total}\n`),
    });
    terminal.out(`${JSON.stringify({ shift, rows: Object.values(kinds).reduce((sum, { rows }) => sum + rows, 0) })}\n`);
    return EXIT.done;
  } finally {
    await target.close();
  }
}

const isStoreCommand = (command: Command): command is StoreCommand =>
  STORE_COMMANDS.some((known) => known === command.command);

async function targetOf({ store, url = '', ...options }: Destination, terminal: Terminal): Promise<Target> {
  if (store !== undefined) {
    return storeTarget(store);
  }
  return httpTarget({
    url,
    ...options,
    onRetry: (reason, seconds) => terminal.err(`${reason}: again in ${seconds} s\n`),
  });
}

async function ingestFiles(target: Target, command: IngestCommand, terminal: Terminal): Promise<number> {
  const { batchRows, delimiter, kind, mapping, model } = command;
  if (kind === 'reference') {
    throw new UsageError('A reference is not sent in batches');
  }
  const totals = noTotals();
  const started = performance.now();
  const engine = await openFileEngine();
  try {
    for (const file of command.files) {
      const source = await fileSource(engine, file, { mapping, delimiter });
      const limits = { ...DEFAULT_LIMITS, rows: batchRows ?? DEFAULT_LIMITS.rows };
      const batches = (async function* () {
        for await (const group of groups(engine, source, limits)) {
          yield batchOf(model, kind, group);
        }
      })();
      await sendBatches(target, batches, totals, () => terminal.err(progress(file, totals, started)));
    }
  } finally {
    engine.close();
  }
  totals.warnings.forEach((warning) => terminal.err(`warning: ${warning}\n`));
  totals.examples.forEach(({ column, reason, row }) =>
    terminal.err(`rejected: row ${row}${column === null ? '' : `, column "${column}"`}: ${reason}\n`)
  );
  const { accepted, duplicates, rejected, rows, updated } = totals;
  terminal.out(`${JSON.stringify({ rows, accepted, duplicates, updated, rejected })}\n`);
  return rejected > 0 ? EXIT.rejected : EXIT.done;
}

function progress(file: string, { rejected, rows }: Totals, started: number): string {
  const rate = Math.round(rows / ((performance.now() - started) / 1000));
  return `${file}: ${rows} rows, ${rejected} rejected, ${rate} rows/s\n`;
}

function parseRow(file: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new PlumblineError('bad_request', `${file} has a row that is not JSON: ${line.slice(0, 100)}`);
  }
}

/** A reference is made in one call, from all files together. */
async function makeReference(target: Target, command: IngestCommand, terminal: Terminal): Promise<number> {
  const engine = await openFileEngine();
  const rows: unknown[] = [];
  try {
    for (const file of command.files) {
      const source = await fileSource(engine, file, {
        mapping: command.mapping,
        delimiter: command.delimiter,
        finite: true,
      });
      for await (const group of groups(engine, source, DEFAULT_LIMITS)) {
        rows.push(...group.map((line) => parseRow(file, line)));
      }
    }
  } finally {
    engine.close();
  }
  const path = `v1/models/${encodeURIComponent(command.model)}/references/${encodeURIComponent(command.reference ?? '')}`;
  const answer = await target.call('PUT', path, { rows });
  terminal.out(`${JSON.stringify(answer)}\n`);
  return EXIT.done;
}
