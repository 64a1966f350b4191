/** Props as Grafana gives them to a panel, for tests that render the real component. */
import {
  applyFieldOverrides,
  createTheme,
  type DataFrame,
  dateTime,
  EventBusSrv,
  type FieldConfig,
  LoadingState,
  type PanelProps,
} from '@grafana/data';

interface Given<T> {
  series: DataFrame[];
  options?: Partial<T>;
  defaults?: FieldConfig;
  range?: [number, number];
  annotations?: DataFrame[];
  onChangeTimeRange?: PanelProps['onChangeTimeRange'];
}

export function panelProps<T extends object>(given: Given<T>): PanelProps<Partial<T>> {
  const [from, to] = given.range ?? [0, 1];
  const times = { from: dateTime(from), to: dateTime(to) };
  const timeRange = { ...times, raw: times };
  const series = applyFieldOverrides({
    data: given.series,
    fieldConfig: { defaults: given.defaults ?? {}, overrides: [] },
    theme: createTheme(),
    replaceVariables: (text) => text,
  });
  return {
    id: 1,
    title: 'The panel',
    width: 800,
    height: 400,
    transparent: false,
    renderCounter: 0,
    options: given.options ?? {},
    fieldConfig: { defaults: {}, overrides: [] },
    data: { series, annotations: given.annotations, state: LoadingState.Done, timeRange },
    timeRange,
    timeZone: 'utc',
    eventBus: new EventBusSrv(),
    onOptionsChange: () => undefined,
    onFieldConfigChange: () => undefined,
    onChangeTimeRange: given.onChangeTimeRange ?? (() => undefined),
    replaceVariables: (text) => text,
  };
}
