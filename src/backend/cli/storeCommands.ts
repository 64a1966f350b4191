/** Commands about a store as a whole: backup, verify, salvage, restore, export, compact, erase. */
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PlumblineError } from '../../query/errors';
import { openStore } from '../store';
import { backupFolder } from '../store/lifecycle/copies';
import { EXPORT_FORMATS, type ExportFormat, exportStore } from '../store/lifecycle/export';
import { restoreBackup } from '../store/lifecycle/restore';
import { salvageLog } from '../store/lifecycle/salvage';
import { type Verification } from '../store/lifecycle/verify';
import { verifyFile } from '../store/lifecycle/verifyFile';
import { type Destination } from './destination';
import { type Target } from './target';

export const STORE_HELP = `plumbline backup [--to FILE | --name NAME]
  A copy of one moment, also while batches arrive (--url). With --store, FILE is where it goes.
plumbline verify --store FILE
  Reads every block and holds ledger, rows, removals and catalogue against each other. Changes nothing.
plumbline salvage --store FILE
  Puts a damaged store's files aside, cuts its log behind the last whole commit, and says which batches are lost.
plumbline restore --store FILE --from BACKUP
  Puts a backup in the place of the store; the files that were there are put aside.
plumbline export --store FILE --to FOLDER [--format parquet|csv|ndjson] [--model NAME]
  One file a table, every revision of every row.
plumbline compact
  Gives back the room of removed rows, and takes their bytes out of the file.
plumbline erase --model NAME --entity ID
  Deletes everything about one entity, with proof.
`;

export const STORE_COMMANDS = ['backup', 'verify', 'salvage', 'restore', 'export', 'compact', 'erase'] as const;
export type StoreCommandName = (typeof STORE_COMMANDS)[number];

export interface StoreCommand {
  command: StoreCommandName;
  destination: Destination;
  to?: string;
  from?: string;
  name?: string;
  model?: string;
  entity?: string;
  format?: string;
}

/** What a command gives to stdout, and whether it found something wrong. */
export interface StoreResult {
  result: unknown;
  problems: readonly string[];
}

type Connect = (destination: Destination) => Promise<Target>;

/** Throws PlumblineError; `missing` makes one that names an option that is wanted. */
export async function runStoreCommand(
  command: StoreCommand,
  connect: Connect,
  missing: (option: string) => PlumblineError
): Promise<StoreResult> {
  const needed = (name: 'to' | 'from' | 'model' | 'entity'): string => {
    const value = command[name];
    if (value === undefined) {
      throw missing(name);
    }
    return value;
  };
  const file = (): string => {
    if (command.destination.store === undefined) {
      throw missing('store');
    }
    return command.destination.store;
  };
  switch (command.command) {
    case 'backup':
      return fine(await backup(command, connect));
    case 'verify':
      return verified(await verifyFile(file()));
    case 'salvage':
      return salvage(file());
    case 'restore': {
      const keptIn = restoreBackup(file(), needed('from'));
      const { problems, ...result } = await opened(file());
      return { result: { keptIn, ...result }, problems };
    }
    case 'export':
      return fine({ tables: await exportStore(file(), needed('to'), formatOf(command.format), command.model) });
    case 'compact':
      return fine(await called(command.destination, connect, 'v1/store/compaction', {}));
    case 'erase': {
      const path = `v1/models/${encodeURIComponent(needed('model'))}/erasures`;
      return fine(await called(command.destination, connect, path, { entity_id: needed('entity') }));
    }
  }
}

const fine = (result: unknown): StoreResult => ({ result, problems: [] });

const verified = ({ problems, ...result }: Verification): StoreResult => ({ result, problems });

async function called(destination: Destination, connect: Connect, path: string, body: unknown): Promise<unknown> {
  const target = await connect(destination);
  try {
    return await target.call('POST', path, body);
  } finally {
    await target.close();
  }
}

async function backup({ destination, name, to }: StoreCommand, connect: Connect): Promise<unknown> {
  if (to !== undefined && existsSync(to)) {
    throw new PlumblineError('conflict', `${to} is there already`, 'Name a file that is new');
  }
  const made = (await called(destination, connect, 'v1/store/backups', name === undefined ? {} : { name })) as {
    name: string;
  };
  if (destination.store === undefined || to === undefined) {
    return made;
  }
  mkdirSync(dirname(to), { recursive: true });
  move(join(backupFolder(destination.store), `${made.name}.duckdb`), to);
  return { ...made, file: to };
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) {
      throw error;
    }
    copyFileSync(from, to);
  }
}

function formatOf(text = 'parquet'): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === text);
  if (!format) {
    throw new PlumblineError('bad_request', `--format ${text} is not known`, `Use ${EXPORT_FORMATS.join(', ')}`);
  }
  return format;
}

/** What is lost shows once the store has been opened: the ledger then ends where the log was cut. */
async function salvage(store: string): Promise<StoreResult> {
  const { cutBytes, healed, keptIn, log } = salvageLog(store);
  const { problems, ...result } = await opened(store);
  const cut = cutBytes > 0 ? [`${cutBytes} bytes of the log were cut off, with ${log.commitsBehind} commits`] : [];
  return { result: { keptIn, cutBytes, healed, ...result }, problems: [...cut, ...problems] };
}

/** Opens the store, which brings it up to date and notes losses, and verifies it. */
async function opened(store: string): Promise<Verification> {
  const opening = await openStore(store);
  const { warnings } = await opening.status();
  await opening.close();
  const found = await verifyFile(store);
  return { ...found, problems: [...warnings, ...found.problems] };
}
