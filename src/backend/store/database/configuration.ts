/** The locked-down configuration of the store's engine. */
import { type StoreOptions } from '../types';

/**
 * Settings of a database that runs other people's SQL: no files, no network, no extensions.
 *
 * `enable_external_access` must come last: once it is off, `temp_directory` may no longer be set.
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
    enable_external_access: 'false',
  };
}

/** What can only be set on a connection, ending with the lock. */
export const SEAL: readonly string[] = ["SET GLOBAL TimeZone = 'UTC'", 'SET lock_configuration = true'];
