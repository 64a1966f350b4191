import { VariableHide, VariableRefresh } from '@grafana/data';
import { t } from '@grafana/i18n';
import { AdHocFiltersVariable, CustomVariable, DataSourceVariable, QueryVariable } from '@grafana/scenes';
import { driftMethodNames } from '../components/names';
import { DATASOURCE_TYPE, DRIFT_METHODS } from '../query/model';
import { countDataSources, defaultDataSource } from './dataSources';

/** The data source that every query of the app goes to. */
export const DATASOURCE_REF = { type: DATASOURCE_TYPE, uid: '${ds}' };

/** Chooses the data source, at first Grafana's default where it is one of ours; only shown where there are several. */
export function dataSourceVariable(): DataSourceVariable {
  const first = defaultDataSource();
  return new DataSourceVariable({
    name: 'ds',
    label: t('app.variable.data-source', 'Data source'),
    pluginId: DATASOURCE_TYPE,
    ...(first ? { value: first.uid, text: first.name } : {}),
    hide: countDataSources() > 1 ? VariableHide.dontHide : VariableHide.hideVariable,
  });
}

/** How drift is measured. */
export function methodVariable(): CustomVariable {
  const names = driftMethodNames();
  return choiceVariable(
    'method',
    t('app.variable.method', 'Method'),
    DRIFT_METHODS.map((value) => ({ value, label: names[value].label }))
  );
}

/** Length of the windows that predictions are grouped in. */
export function windowVariable(): CustomVariable {
  return choiceVariable('window', t('app.variable.window', 'Window'), [
    { value: 'auto', label: t('app.window.auto', 'Auto') },
    { value: '1h', label: t('app.window.hour', '1 hour') },
    { value: '1d', label: t('app.window.day', '1 day') },
    { value: '7d', label: t('app.window.week', '1 week') },
    { value: '28d', label: t('app.window.month', '4 weeks') },
  ]);
}

/** What windows are compared with: the model's default, one of its fixed references, or a relative one. */
export function referenceVariable(model: string): QueryVariable {
  return listVariable(
    'ref',
    t('app.variable.reference', 'Reference'),
    { list: 'references', model },
    {
      value: 'fixed',
      text: t('app.reference.default', "Model's default"),
      staticOptions: [
        { value: 'fixed', label: t('app.reference.default', "Model's default") },
        { value: 'previous', label: t('app.reference.previous', 'Previous window') },
        { value: 'offset:7d', label: t('app.reference.week', 'A week earlier') },
        { value: 'rolling:28d', label: t('app.reference.rolling', 'Last 4 weeks') },
      ],
      staticOptionsOrder: 'before',
    }
  );
}

/** Versions of the model; all of them as one series unless some are chosen. */
export function versionVariable(model: string): QueryVariable {
  return listVariable(
    'version',
    t('app.variable.version', 'Version'),
    { list: 'versions', model },
    {
      isMulti: true,
      includeAll: true,
      allValue: '*',
      value: '$__all',
      text: t('app.all', 'All'),
    }
  );
}

/** Features that the drift pictures show; a click on a row of the heatmap chooses one. */
export function columnVariable(model: string): QueryVariable {
  return listVariable(
    'column',
    t('app.variable.column', 'Column'),
    { list: 'columns', model },
    {
      isMulti: true,
      includeAll: true,
      allValue: '*',
      value: '$__all',
      text: t('app.all', 'All'),
    }
  );
}

/** Segment key that cohorts are made by. */
export function segmentVariable(model: string): QueryVariable {
  return listVariable('segment', t('app.variable.segment', 'Cohorts by'), { list: 'segments', model }, {});
}

/** Row filters; they reach every query of the page and stand in the address. */
export function filtersVariable(): AdHocFiltersVariable {
  return new AdHocFiltersVariable({
    name: 'filters',
    label: t('app.variable.filters', 'Filters'),
    inputPlaceholder: t('app.variable.filters-hint', 'Filter rows'),
    datasource: DATASOURCE_REF,
    applyMode: 'auto',
    supportsMultiValueOperators: true,
    allowCustomValue: true,
  });
}

function choiceVariable(
  name: string,
  label: string,
  choices: ReadonlyArray<{ value: string; label: string }>
): CustomVariable {
  const [first] = choices;
  return new CustomVariable({
    name,
    label,
    value: first?.value ?? '',
    text: first?.label ?? '',
    valuesFormat: 'json',
    query: JSON.stringify(choices.map(({ value, label: text }) => ({ value, text }))),
  });
}

type ListState = ConstructorParameters<typeof QueryVariable>[0];

function listVariable(name: string, label: string, query: { list: string; model: string }, state: ListState) {
  return new QueryVariable({
    name,
    label,
    datasource: DATASOURCE_REF,
    query: { refId: name, ...query },
    refresh: VariableRefresh.onDashboardLoad,
    ...state,
  });
}
