interface LockEntry {
  version?: string;
  optional?: boolean;
  devOptional?: boolean;
  peer?: boolean;
}
export function agrees(wanted: Record<string, LockEntry>, installed: Record<string, LockEntry>): boolean;
export function ensureInstalled(): Promise<void>;
