import { t } from '@grafana/i18n';
import { FOREVER, RETENTION_PERIOD } from '../query/retention';
import { type PlumblineOptions } from './types';

type NumberKey = {
  [Key in keyof PlumblineOptions]-?: PlumblineOptions[Key] extends number | undefined ? Key : never;
}[keyof PlumblineOptions];

export interface NumberSetting {
  key: NumberKey;
  label: string;
  description?: string;
  /** What counts where nothing is set. */
  fallback: number;
  min: number;
  max: number;
}

/** Limits of queries. The back end moves a number outside its range to the nearer end. */
export function queryLimits(): NumberSetting[] {
  return [
    {
      key: 'queryTimeoutSeconds',
      label: t('datasource.config.timeout', 'Query timeout in seconds'),
      fallback: 25,
      min: 1,
      max: 300,
    },
    {
      key: 'alertTimeoutSeconds',
      label: t('datasource.config.alert-timeout', 'Alert query timeout in seconds'),
      description: t('datasource.config.alert-timeout-is', 'Grafana itself ends an evaluation after 30 seconds.'),
      fallback: 25,
      min: 1,
      max: 300,
    },
    {
      key: 'memoryLimitMb',
      label: t('datasource.config.memory', 'Memory of the engine in MiB'),
      fallback: 1024,
      min: 128,
      max: 1 << 20,
    },
  ];
}

/** Rates and sizes of what is sent. */
export function ingestLimits(): NumberSetting[] {
  return [
    {
      key: 'ingestRequestsPerSecond',
      label: t('datasource.config.batches', 'Batches a second'),
      description: t('datasource.config.batches-is', 'Beyond it a sender gets 429 and is told when to come back.'),
      fallback: 20,
      min: 1,
      max: 1000,
    },
    {
      key: 'ingestRowsPerSecond',
      label: t('datasource.config.rows', 'Rows a second'),
      fallback: 200_000,
      min: 1,
      max: 100_000_000,
    },
    {
      key: 'batchRows',
      label: t('datasource.config.batch-rows', 'Rows of a batch'),
      fallback: 100_000,
      min: 1,
      max: 1_000_000,
    },
    {
      key: 'bodyMb',
      label: t('datasource.config.body', 'Body in MiB'),
      description: t('datasource.config.body-is', 'A proxy in front of Grafana may allow less.'),
      fallback: 8,
      min: 1,
      max: 32,
    },
    {
      key: 'inflatedBodyMb',
      label: t('datasource.config.inflated', 'Body in MiB, once inflated'),
      fallback: 32,
      min: 1,
      max: 128,
    },
  ];
}

/** How large rows may be. */
export function sizeLimits(): NumberSetting[] {
  return [
    {
      key: 'modelColumns',
      label: t('datasource.config.columns', 'Columns of a model'),
      fallback: 1000,
      min: 2,
      max: 4000,
    },
    {
      key: 'textBytes',
      label: t('datasource.config.text', 'Bytes of a text'),
      description: t('datasource.config.text-is', 'A longer one rejects its row.'),
      fallback: 65_536,
      min: 16,
      max: 16 << 20,
    },
    {
      key: 'labelBytes',
      label: t('datasource.config.labels', 'Bytes of an id or a label'),
      description: t('datasource.config.labels-is', 'Also of columns that series are split by.'),
      fallback: 1024,
      min: 16,
      max: 64 << 10,
    },
  ];
}

/** What is wrong with a number, if anything. */
export function numberProblem({ min, max }: NumberSetting, value: number | undefined): string | undefined {
  return value !== undefined && (value < min || value > max)
    ? t('datasource.config.range', 'Use {{min}} to {{max}}.', { min, max })
    : undefined;
}

/** What is wrong with a period, if anything: a misspelt one would keep everything. */
export function periodProblem(value: string | undefined): string | undefined {
  return value === undefined || value === FOREVER || RETENTION_PERIOD.test(value)
    ? undefined
    : t('datasource.config.period', 'Write a number and a unit, such as 180d or 3y.');
}

/** Periods that things are kept for. */
export const PERIODS = ['retentionRaw', 'retentionRollups', 'retentionAudit'] as const;

/** What is wrong with the settings, by their key; an empty object when they can be saved. */
export function settingProblems(jsonData: PlumblineOptions): Partial<Record<keyof PlumblineOptions, string>> {
  const numbers = [...queryLimits(), ...ingestLimits(), ...sizeLimits()].map(
    (setting) => [setting.key, numberProblem(setting, jsonData[setting.key])] as const
  );
  const periods = PERIODS.map((key) => [key, periodProblem(jsonData[key])] as const);
  return Object.fromEntries([...numbers, ...periods].filter(([, problem]) => problem !== undefined));
}

/** The data source as a provisioning file has it; secrets are named and never written. */
export function provisioningFile(name: string, uid: string, jsonData: PlumblineOptions, withKey: boolean): string {
  // Grafana keeps a note of its own among the settings.
  const settings = Object.entries(jsonData).filter(
    ([key, value]) => value !== undefined && value !== '' && key !== 'pdcInjected'
  );
  return [
    'apiVersion: 1',
    'datasources:',
    `  - name: ${JSON.stringify(name)}`,
    `    uid: ${JSON.stringify(uid)}`,
    '    type: plumbline-predictions-datasource',
    '    access: proxy',
    ...(settings.length > 0
      ? ['    jsonData:', ...settings.map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`)]
      : []),
    ...(withKey ? ['    secureJsonData:', '      ingestKey: $PLUMBLINE_INGEST_KEY'] : []),
  ].join('\n');
}
