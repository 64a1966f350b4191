/** The command line's words, as values. */
import { parseArgs } from 'node:util';
import { PlumblineError } from '../../query/errors';
import { INGEST_KINDS, type IngestKind } from '../store/types';
import { type Destination } from './destination';
import { type Mapping } from './files';
import { STORE_COMMANDS, STORE_HELP, type StoreCommand } from './storeCommands';

export const HELP = `Usage: plumbline <command> [options]

Commands
  ingest   Send files of predictions, labels or attributions, or make a reference from files
  sample   Load the flights sample
  backup, verify, salvage, restore, export, compact, erase   see below
  help     Print this text

Where to (one of them)
  --store FILE          a store file that no other process has open
  --url URL             a running Grafana; with --token, and --datasource if it has several Plumbline data sources
  --token TOKEN         service-account token (default: environment variable PLUMBLINE_TOKEN)
  --datasource UID      the data source's uid
  --ingest-key KEY      the data source's ingest key, where one is set (default: PLUMBLINE_INGEST_KEY)

plumbline ingest --model NAME --kind KIND [options] FILE...
  FILE                  .parquet, .csv, .ndjson or .jsonl
  --kind KIND           predictions, labels, attributions, or reference=NAME
  --map NAME=COLUMN     send the file's COLUMN as NAME; may be given several times (--map score=y_pred_proba)
  --delimiter CHARACTER what separates the fields of .csv files: "," (default), ";", "|" or tab
  --batch-rows N        rows a batch, at most 50000 (default 20000)

plumbline sample [--predictions FILE --attributions FILE]
  Times are shifted by whole days so that the last day is yesterday.

${STORE_HELP}
Each batch carries a key made from its content: a command that failed half-way is simply run again, and nothing is
stored twice. Progress goes to stderr, the result to stdout as JSON.

Exit status: 0 done, 1 failed or something is wrong with the store, 2 wrong usage, 3 done, but rows were rejected (the first ones are listed).
`;

export interface IngestCommand {
  command: 'ingest';
  destination: Destination;
  model: string;
  kind: IngestKind | 'reference';
  /** Name of the reference. */
  reference?: string;
  mapping: Mapping;
  batchRows?: number;
  /** Of the fields of CSV files. */
  delimiter: string;
  files: string[];
}

export interface SampleCommand {
  command: 'sample';
  destination: Destination;
  predictions?: string;
  attributions?: string;
}

export type Command = IngestCommand | SampleCommand | StoreCommand | { command: 'help' };

/** Wrong usage: exit status 2. */
export class UsageError extends PlumblineError {
  constructor(message: string, remedy = 'plumbline --help explains all options') {
    super('bad_request', message, remedy);
  }
}

const OPTIONS = {
  store: { type: 'string' },
  url: { type: 'string' },
  token: { type: 'string' },
  datasource: { type: 'string' },
  'ingest-key': { type: 'string' },
  model: { type: 'string' },
  kind: { type: 'string' },
  map: { type: 'string', multiple: true },
  'batch-rows': { type: 'string' },
  delimiter: { type: 'string' },
  to: { type: 'string' },
  from: { type: 'string' },
  name: { type: 'string' },
  entity: { type: 'string' },
  format: { type: 'string' },
  predictions: { type: 'string' },
  attributions: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const MAX_BATCH_ROWS = 50_000;

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof parse>['values'];

function destinationOf(values: Values, environment: NodeJS.ProcessEnv): Destination {
  if ((values.store === undefined) === (values.url === undefined)) {
    throw new UsageError('Say where to: either --store FILE or --url URL');
  }
  return {
    store: values.store,
    url: values.url,
    token: values.token ?? environment.PLUMBLINE_TOKEN,
    datasource: values.datasource,
    ingestKey: values['ingest-key'] ?? environment.PLUMBLINE_INGEST_KEY,
  };
}

function mappingOf(pairs: readonly string[]): Mapping {
  const mapping = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (at <= 0 || at === pair.length - 1) {
      throw new UsageError(`--map ${pair} is not NAME=COLUMN`);
    }
    if (mapping.has(name)) {
      throw new UsageError(`--map gives "${name}" two columns`);
    }
    mapping.set(name, pair.slice(at + 1));
  }
  return mapping;
}

function delimiterOf(text: string): string {
  const delimiter = text === 'tab' || text === '\\t' ? '\t' : text;
  if (!/^[^"\r\n\w]$/.test(delimiter)) {
    throw new UsageError('--delimiter is one character that is no letter, digit or quote, or tab');
  }
  return delimiter;
}

function kindOf(text: string): Pick<IngestCommand, 'kind' | 'reference'> {
  const kind = INGEST_KINDS.find((each) => each === text);
  if (kind) {
    return { kind };
  }
  const reference = /^reference(?:=(.+))?$/.exec(text);
  if (!reference) {
    throw new UsageError(`--kind ${text} is not known`, `Use ${INGEST_KINDS.join(', ')} or reference=NAME`);
  }
  return { kind: 'reference', reference: reference[1] ?? 'training' };
}

/** Throws `UsageError` for anything that is not a command. */
export function readCommand(args: string[], environment: NodeJS.ProcessEnv): Command {
  const { positionals, values } = parse(args);
  const [command, ...files] = positionals;
  if (values.help || command === undefined || command === 'help') {
    return { command: 'help' };
  }
  if (command === 'sample') {
    if ((values.predictions === undefined) !== (values.attributions === undefined)) {
      throw new UsageError('The sample has two files: give --predictions and --attributions');
    }
    const { attributions, predictions } = values;
    return { command, destination: destinationOf(values, environment), predictions, attributions };
  }
  const storeCommand = STORE_COMMANDS.find((known) => known === command);
  if (storeCommand) {
    const { entity, format, from, model, name, to } = values;
    return {
      command: storeCommand,
      destination: destinationOf(values, environment),
      entity,
      format,
      from,
      model,
      name,
      to,
    };
  }
  if (command !== 'ingest') {
    throw new UsageError(`"${command}" is not a command`);
  }
  if (values.model === undefined || values.kind === undefined || files.length === 0) {
    throw new UsageError('ingest needs --model, --kind and at least one file');
  }
  const batchRows = values['batch-rows'] === undefined ? undefined : Number(values['batch-rows']);
  if (batchRows !== undefined && !(Number.isInteger(batchRows) && batchRows > 0 && batchRows <= MAX_BATCH_ROWS)) {
    throw new UsageError(`--batch-rows is a number from 1 to ${MAX_BATCH_ROWS}`);
  }
  return {
    command,
    destination: destinationOf(values, environment),
    model: values.model,
    ...kindOf(values.kind),
    mapping: mappingOf(values.map ?? []),
    batchRows,
    delimiter: delimiterOf(values.delimiter ?? ','),
    files,
  };
}
