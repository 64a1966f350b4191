import { dateTimeFormatTimeAgo, getValueFormat, LoadingState } from '@grafana/data';
import { t } from '@grafana/i18n';
import { sceneGraph, type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Alert, type Column, InteractiveTable, LoadingPlaceholder, Stack, Text, TextLink, Tooltip } from '@grafana/ui';
import { useMemo } from 'react';
import { NoModel } from '../shared/NextStep';
import { StatusBadge } from '../shared/StatusBadge';
import { modelUrl } from '../urls';
import { fetchOpenAlerts, type OpenAlerts } from './alerts';
import { type ModelRow, readModels, severityOf } from './models';

interface FleetTableState extends SceneObjectState {
  alerts?: OpenAlerts;
}

/** The fleet: a row a model, the one that needs a person most first. Reads the `models` query of the scene. */
export class FleetTable extends SceneObjectBase<FleetTableState> {
  static readonly Component = FleetTableRenderer;

  constructor(state: FleetTableState = {}) {
    super(state);
    this.addActivationHandler(() => {
      void this.loadAlerts();
      const range = sceneGraph.getTimeRange(this).subscribeToState(() => void this.loadAlerts());
      return () => range.unsubscribe();
    });
  }

  private async loadAlerts(): Promise<void> {
    this.setState({ alerts: await fetchOpenAlerts() });
  }
}

type Row = ModelRow & { openAlerts: number | null; url: string };

function FleetTableRenderer({ model }: SceneComponentProps<FleetTable>) {
  const { alerts } = model.useState();
  const { data } = sceneGraph.getData(model).useState();
  const uid = sceneGraph.interpolate(model, '${ds}');
  const frame = data?.series[0];
  const rows = useMemo(() => toRows(readModels(frame), alerts, uid), [frame, alerts, uid]);
  const columns = useMemo(() => fleetColumns(alerts), [alerts]);

  if (data?.state === LoadingState.Error) {
    return (
      <Alert severity="error" title={t('app.fleet.failed', 'The models could not be read')}>
        {data.errors?.[0]?.message}
      </Alert>
    );
  }
  if (!frame) {
    return <LoadingPlaceholder text={t('app.fleet.loading', 'Reading models')} />;
  }
  if (rows.length === 0) {
    return <NoModel dataSourceUid={uid} />;
  }
  return (
    <InteractiveTable columns={columns} data={rows} getRowId={(row) => row.model} headerTooltips={headerTooltips()} />
  );
}

function toRows(models: ModelRow[], alerts: OpenAlerts | undefined, uid: string): Row[] {
  return models
    .map((row) => ({
      ...row,
      openAlerts: alerts?.kind === 'known' ? (alerts.byModel.get(row.model) ?? 0) : null,
      url: modelUrl(row.model, { 'var-ds': uid }),
    }))
    .sort((a, b) => severityOf(a.status) - severityOf(b.status) || a.model.localeCompare(b.model));
}

function headerTooltips() {
  return {
    worstScore: { content: t('app.fleet.worst-is', 'The column furthest over its limit, by PSI of the whole range') },
    driftedColumns: { content: t('app.fleet.drifted-is', 'Columns over their limit, of all features') },
    labelCoverage: { content: t('app.fleet.labels-is', 'Share of the predictions in the range that have a label') },
    openAlerts: { content: t('app.fleet.alerts-is', "Firing alert instances with this model's name in their label") },
  };
}

function fleetColumns(alerts: OpenAlerts | undefined): Array<Column<Row>> {
  return [
    {
      id: 'model',
      header: t('app.fleet.model', 'Model'),
      sortType: 'string',
      cell: ({ row: { original } }) => <ModelCell row={original} />,
    },
    {
      id: 'status',
      header: t('app.fleet.status', 'Status'),
      sortType: (a, b) => severityOf(a.original.status) - severityOf(b.original.status),
      cell: ({ row: { original } }) => <StatusBadge status={original.status} />,
    },
    {
      id: 'worstScore',
      header: t('app.fleet.worst', 'Worst column'),
      sortType: 'number',
      cell: ({ row: { original } }) => <WorstCell row={original} />,
    },
    {
      id: 'driftedColumns',
      header: t('app.fleet.drifted', 'Drifted'),
      sortType: 'number',
      cell: ({ row: { original } }) => orDash(original.driftedColumns, (n) => `${n} / ${original.columns ?? '?'}`),
    },
    {
      id: 'performance',
      header: t('app.fleet.performance', 'Performance'),
      sortType: 'number',
      cell: ({ row: { original } }) =>
        orDash(original.performance, (value) => `${original.performanceMetric} ${decimals(value)}`),
    },
    {
      id: 'labelCoverage',
      header: t('app.fleet.labels', 'Labels'),
      sortType: 'number',
      cell: ({ row: { original } }) => orDash(original.labelCoverage, (share) => format('percentunit', share)),
    },
    {
      id: 'volume',
      header: t('app.fleet.volume', 'Predictions'),
      sortType: 'number',
      cell: ({ row: { original } }) => orDash(original.volume, (count) => count.toLocaleString()),
    },
    {
      id: 'lastPrediction',
      header: t('app.fleet.last', 'Last prediction'),
      sortType: 'number',
      cell: ({ row: { original } }) => orDash(original.lastPrediction, (time) => dateTimeFormatTimeAgo(time)),
    },
    {
      id: 'openAlerts',
      header: t('app.fleet.alerts', 'Open alerts'),
      sortType: 'number',
      cell: ({ row: { original } }) => <AlertsCell row={original} alerts={alerts} />,
    },
  ];
}

function ModelCell({ row }: { row: Row }) {
  return (
    <Stack direction="column" gap={0}>
      <TextLink href={row.url} inline={false} weight="medium">
        {row.model}
      </TextLink>
      <Text variant="bodySmall" color="secondary">
        {[row.task, row.owner].filter((part) => part !== '').join(' · ')}
      </Text>
    </Stack>
  );
}

function WorstCell({ row }: { row: Row }) {
  if (row.worstColumn === '') {
    return <>{DASH}</>;
  }
  return (
    <Stack direction="column" gap={0}>
      <Text>{row.worstColumn}</Text>
      <Text variant="bodySmall" color="secondary">
        {orDash(row.worstScore, (score) => `PSI ${decimals(score)}`)}
      </Text>
    </Stack>
  );
}

function AlertsCell({ row, alerts }: { row: Row; alerts: OpenAlerts | undefined }) {
  if (alerts?.kind === 'unknown') {
    const reason =
      alerts.reason === 'forbidden'
        ? t('app.fleet.alerts-forbidden', 'You may not read alert rules')
        : t('app.fleet.alerts-unavailable', 'Grafana Alerting does not answer');
    return (
      <Tooltip content={reason}>
        <span>{DASH}</span>
      </Tooltip>
    );
  }
  if (row.openAlerts === null || row.openAlerts === 0) {
    return <>{row.openAlerts ?? DASH}</>;
  }
  const search = encodeURIComponent(`label:model=${row.model} state:firing`);
  return (
    <TextLink href={`/alerting/list?search=${search}`} inline={false}>
      {String(row.openAlerts)}
    </TextLink>
  );
}

const DASH = '–';

function orDash(value: number | null, show: (value: number) => string): string {
  return value === null ? DASH : show(value);
}

function format(unit: string, value: number): string {
  const { text, suffix } = getValueFormat(unit)(value, 1);
  return `${text}${suffix ?? ''}`;
}

function decimals(value: number): string {
  return value.toFixed(3);
}
