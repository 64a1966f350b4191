/** Settings of a data source, read from its jsonData; whatever is absent or of the wrong type has its default. */
import { type BodyLimits, MAX_BODY_BYTES } from './bodies';
import { type IngestRates } from './rateLimit';
import { DEFAULT_LIMITS, type IngestLimits } from './store/ingest/limits';
import { periodMs } from './store/lifecycle/periods';
import { type Retention } from './store/types';

export const ROLES = ['', 'Viewer', 'Editor', 'Admin'] as const;
export type Role = (typeof ROLES)[number];

export interface Settings {
  /** `off` refuses SQL mode, `guarded` takes what the guard lets through. */
  rawSql: 'off' | 'guarded';
  /** Models are made by their first batch. */
  autoCreate: boolean;
  /** Least role for each group of calls. */
  roles: { query: Role; edit: Role; ingest: Role; admin: Role; unmasked: Role };
  dashboardTimeoutMs: number;
  alertTimeoutMs: number;
  /** DuckDB's memory_limit, MiB. */
  memoryMiB: number;
  ingestRates: IngestRates;
  ingestLimits: IngestLimits;
  bodyLimits: BodyLimits;
  /** How long things are kept where a model says nothing; absent: for ever. */
  retention: Retention;
}

export function readSettings(jsonData: Record<string, unknown>): Settings {
  return {
    rawSql: jsonData['rawSql'] === 'off' ? 'off' : 'guarded',
    autoCreate: jsonData['autoCreate'] !== false,
    roles: {
      query: roleOf(jsonData['queryRole'], 'Viewer'),
      edit: roleOf(jsonData['editRole'], 'Editor'),
      ingest: roleOf(jsonData['ingestRole'], 'Editor'),
      admin: roleOf(jsonData['adminRole'], 'Admin'),
      unmasked: roleOf(jsonData['unmaskedRole'], 'Admin'),
    },
    // Grafana gives an evaluation, and a request through its proxy, 30 s.
    dashboardTimeoutMs: 1000 * within(jsonData['queryTimeoutSeconds'], 25, 1, 300),
    alertTimeoutMs: 1000 * within(jsonData['alertTimeoutSeconds'], 25, 1, 300),
    memoryMiB: within(jsonData['memoryLimitMb'], 1024, 128, 1 << 20),
    ingestRates: {
      requestsPerSecond: within(jsonData['ingestRequestsPerSecond'], 20, 1, 1_000),
      rowsPerSecond: within(jsonData['ingestRowsPerSecond'], 200_000, 1, 100_000_000),
    },
    ingestLimits: {
      maxRows: within(jsonData['batchRows'], DEFAULT_LIMITS.maxRows, 1, 1_000_000),
      maxColumns: within(jsonData['modelColumns'], DEFAULT_LIMITS.maxColumns, 2, 4_000),
      maxTextBytes: within(jsonData['textBytes'], DEFAULT_LIMITS.maxTextBytes, 16, 16 << 20),
      maxLabelBytes: within(jsonData['labelBytes'], DEFAULT_LIMITS.maxLabelBytes, 16, 64 << 10),
    },
    bodyLimits: {
      bytes: (1 << 20) * within(jsonData['bodyMb'], 8, 1, MAX_BODY_BYTES >> 20),
      inflatedBytes: (1 << 20) * within(jsonData['inflatedBodyMb'], 32, 1, 128),
    },
    retention: {
      raw: periodOf(jsonData['retentionRaw']),
      rollups: periodOf(jsonData['retentionRollups']),
      audit: periodOf(jsonData['retentionAudit']),
    },
  };
}

/** What is no period keeps everything: nothing is deleted on a misspelt word. */
const periodOf = (value: unknown): string | undefined =>
  typeof value === 'string' && periodMs(value) !== undefined ? value : undefined;

const roleOf = (value: unknown, fallback: Role): Role =>
  // An empty role would open a call to everybody.
  ROLES.find((role) => role !== '' && role === value) ?? fallback;

function within(value: unknown, fallback: number, least: number, most: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : fallback;
}
