import { dateTimeFormat, getValueFormat } from '@grafana/data';
import { t } from '@grafana/i18n';
import { getBackendSrv } from '@grafana/runtime';
import { Alert, LoadingPlaceholder, Stack, Text as Words } from '@grafana/ui';
import { messageOf, useLoaded } from './useCatalogue';

/** Answer of the health check, as far as it is shown. */
interface Health {
  status: string;
  message: string;
  details?: Partial<StoreDetails>;
}

interface StoreDetails {
  /** Another process has the store open. */
  standby: boolean;
  duckdb: string;
  schema: number;
  models: number;
  predictions: number;
  fileBytes: number;
  walBytes: number;
  freeBytes: number;
  openedInMs: number;
  lastBatchAt: number | null;
  hoursToRollUp: number;
  warnings: string[];
}

/** What the store holds now, from the data source's own health check. */
export function StoreState({ uid }: { uid: string }) {
  const health = useLoaded<Health | undefined>(`health ${uid}`, () => fetchHealth(uid), undefined);
  if (health.loading) {
    return <LoadingPlaceholder text={t('datasource.store.loading', 'Asking the store')} />;
  }
  if (health.error !== undefined || !health.value) {
    return (
      <Alert severity="warning" title={t('datasource.store.unknown', 'The store does not answer')}>
        {health.error}
      </Alert>
    );
  }
  if (health.value.status === 'ERROR') {
    return (
      <Alert
        severity={health.value.details?.standby ? 'warning' : 'error'}
        title={
          health.value.details?.standby
            ? t('datasource.store.standby', 'On standby')
            : t('datasource.store.broken', 'The store cannot be used')
        }
      >
        {health.value.message}
      </Alert>
    );
  }
  const { details = {} } = health.value;
  return (
    <Stack gap={4} wrap="wrap">
      {(details.warnings ?? []).map((warning) => (
        <Alert key={warning} severity="warning" title={warning} />
      ))}
      {storeFacts(details).map(({ name, value }) => (
        <Stack key={name} direction="column" gap={0}>
          <Words variant="bodySmall" color="secondary">
            {name}
          </Words>
          <Words variant="h5">{value}</Words>
        </Stack>
      ))}
    </Stack>
  );
}

/** Facts of the store that are known, in words and units. */
export function storeFacts(details: Partial<StoreDetails>): Array<{ name: string; value: string }> {
  const bytes = (value: number) => {
    const { text, suffix } = getValueFormat('decbytes')(value, 1);
    return `${text}${suffix ?? ''}`;
  };
  const whole = (value: number) => value.toLocaleString();
  const rows: Array<[string, string | undefined]> = [
    [t('datasource.store.models', 'Models'), details.models === undefined ? undefined : whole(details.models)],
    [
      t('datasource.store.predictions', 'Predictions'),
      details.predictions === undefined ? undefined : whole(details.predictions),
    ],
    [
      t('datasource.store.size', 'On disk'),
      details.fileBytes === undefined ? undefined : bytes(details.fileBytes + (details.walBytes ?? 0)),
    ],
    [
      t('datasource.store.log', 'Of it in the log'),
      details.walBytes === undefined ? undefined : bytes(details.walBytes),
    ],
    [
      t('datasource.store.batch', 'Newest batch'),
      details.lastBatchAt === undefined || details.lastBatchAt === null
        ? undefined
        : dateTimeFormat(details.lastBatchAt),
    ],
    [
      t('datasource.store.to-roll-up', 'Hours to roll up'),
      details.hoursToRollUp === undefined ? undefined : whole(details.hoursToRollUp),
    ],
    [t('datasource.store.free', 'Free'), details.freeBytes === undefined ? undefined : bytes(details.freeBytes)],
    [
      t('datasource.store.opened', 'Opened in'),
      details.openedInMs === undefined ? undefined : `${whole(details.openedInMs)} ms`,
    ],
    [t('datasource.store.engine', 'DuckDB'), details.duckdb],
    [
      t('datasource.store.schema', 'Version of the store'),
      details.schema === undefined ? undefined : whole(details.schema),
    ],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** Grafana answers a failed check with 400, and its body says what is wrong. */
async function fetchHealth(uid: string): Promise<Health> {
  try {
    return await getBackendSrv().get<Health>(`/api/datasources/uid/${uid}/health`, undefined, undefined, {
      showErrorAlert: false,
    });
  } catch (error) {
    const { data } = error as { data?: Partial<Health> };
    if (data?.status === 'ERROR') {
      return { status: 'ERROR', message: messageOf(error), details: data.details };
    }
    throw error;
  }
}
