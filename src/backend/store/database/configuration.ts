/** The locked-down configuration of the store's engine. */
import { type StoreOptions } from '../types';

/**
 * Settings of a database that runs other people's SQL: no network, no extensions. Files are shut off by `seal`, once the
 * store is attached.
 */
export function configuration(path: string, options: StoreOptions): Record<string, string> {
  return {
    memory_limit: `${options.memoryLimitMb ?? 1024}MiB`,
    threads: String(options.threads ?? 2),
    temp_directory: `${path}.tmp`,
    max_temp_directory_size: `${options.tempLimitMb ?? 2048}MiB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_persistent_secrets: 'false',
    // What is freed goes back to the system by itself, and not only with the next large allocation.
    allocator_background_threads: 'true',
    allocator_flush_threshold: '16MiB',
  };
}

/** A whole copy of the store while it is made, for backups and compaction. */
export const copyPath = (path: string): string => `${path}.copy`;

/** Files that DuckDB keeps for one database. */
export const filesOf = (path: string): string[] =>
  ['', '.wal', '.wal.checkpoint', '.wal.recovery'].map((end) => path + end);

/** What comes after the store is attached, ending with the lock. All files but the store and its copy are out of reach. */
export function seal(path: string): string[] {
  const files = [...filesOf(path), ...filesOf(copyPath(path))].map((file) => `'${file.replaceAll("'", "''")}'`);
  return [
    "SET GLOBAL TimeZone = 'UTC'",
    "SET GLOBAL checkpoint_threshold = '48MiB'",
    `SET GLOBAL allowed_paths = [${files.join(', ')}]`,
    'SET GLOBAL enable_external_access = false',
    'SET lock_configuration = true',
  ];
}
