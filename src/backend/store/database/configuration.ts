/** The locked-down configuration of the store's engine. */
import { type StoreOptions } from '../types';

/**
 * Settings of a database that runs other people's SQL: no network, no extensions. Files are shut off by SEAL, once the
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
  };
}

/** What comes after the store is attached, ending with the lock. */
export const SEAL: readonly string[] = [
  "SET GLOBAL TimeZone = 'UTC'",
  'SET GLOBAL enable_external_access = false',
  'SET lock_configuration = true',
];
