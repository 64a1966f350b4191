import {
  type AdHocVariableFilter,
  type CoreApp,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type DataSourceWithSupplementaryQueriesSupport,
  type LiveChannelAddress,
  type MetricFindValue,
  type ScopedVars,
  type SupplementaryQueryOptions,
  SupplementaryQueryType,
} from '@grafana/data';
import {
  config,
  DataSourceWithBackend,
  getGrafanaLiveSrv,
  getTemplateSrv,
  type GrafanaLiveSrv,
} from '@grafana/runtime';
import { type PlumblineQuery, QUERY_VERSION } from '../query/model';
import { map, type Observable } from 'rxjs';
import { CatalogueClient, type CatalogueModel } from './catalogue';
import { defaultQuery } from './defaults';
import { describeQuery } from './describe';
import { fromAdHocFilters, isFilterOperator, withAdHocFilters } from './filters';
import { interpolateQuery, type Replace } from './interpolate';
import { liftQuery } from './lift';
import { isAnalysis } from './isAnalysis';
import { channelOf } from './live/channels';
import { follow, isMoving, shortestRefreshMs } from './live/follow';
import { volumeOf, volumeRequest } from './logsVolume';
import { withTraceLinks } from './traceLinks';
import { type PlumblineOptions } from './types';
import { problemsOf } from './validate';
import { ListVariables } from './variables';

/** The browser's side of the data source: it fills in variables and filters; all answers come from the back end. */
export class PlumblineDataSource
  extends DataSourceWithBackend<PlumblineQuery, PlumblineOptions>
  implements DataSourceWithSupplementaryQueriesSupport<PlumblineQuery>
{
  /** Present, so that Grafana offers annotation queries with the query editor; a new one asks for events. */
  override annotations = {
    getDefaultQuery: (): Partial<PlumblineQuery> => ({ queryType: 'annotations', pluginVersion: QUERY_VERSION }),
  };
  readonly catalogue: CatalogueClient;
  readonly rawSql: 'off' | 'guarded';
  private readonly options: PlumblineOptions;

  constructor(settings: DataSourceInstanceSettings<PlumblineOptions>) {
    super(settings);
    this.options = settings.jsonData;
    this.rawSql = settings.jsonData.rawSql ?? 'guarded';
    // Editors show a failure at its field, so no pop-up says it again.
    this.catalogue = new CatalogueClient((path, params) => this.getResource(path, params, { showErrorAlert: false }));
    this.variables = new ListVariables(this);
  }

  override query(request: DataQueryRequest<PlumblineQuery>): Observable<DataQueryResponse> {
    const lifted = { ...request, targets: request.targets.map(liftQuery) };
    const run = (asked: DataQueryRequest<PlumblineQuery>) =>
      super.query(asked).pipe(map((response) => ({ ...response, data: withTraceLinks(response.data, this.options) })));
    const addresses = this.channelsOf(lifted);
    // Absent where Grafana Live is not: the workbench has none.
    const live: GrafanaLiveSrv | undefined = getGrafanaLiveSrv();
    return addresses.length > 0 && live
      ? follow(lifted, { live, addresses, run, restMs: shortestRefreshMs(config.minRefreshInterval) })
      : run(lifted);
  }

  override getDefaultQuery(app?: CoreApp): Partial<PlumblineQuery> {
    return defaultQuery(app, this.options);
  }

  override getQueryDisplayText(query: PlumblineQuery): string {
    return describeQuery(query);
  }

  /** Hidden and unfinished queries are not sent; the editor says what they lack. */
  override filterQuery(query: PlumblineQuery): boolean {
    return !query.hide && Object.keys(problemsOf(liftQuery(query))).length === 0;
  }

  override applyTemplateVariables(
    query: PlumblineQuery,
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = []
  ): PlumblineQuery {
    const vars = query.queryType === 'sql' ? asMacros(scopedVars) : scopedVars;
    const replace: Replace = (text, format) => getTemplateSrv().replace(text, vars, format);
    const interpolated = interpolateQuery(query, replace);
    if (filters.length === 0) {
      return interpolated;
    }
    if (interpolated.queryType === 'sql') {
      return { ...interpolated, filters: [...(interpolated.filters ?? []), ...fromAdHocFilters(filters)] };
    }
    // A back-test replays a rule, and rules know no filters of a dashboard.
    return isAnalysis(interpolated) ? withAdHocFilters(interpolated, filters) : interpolated;
  }

  /** What a filter can name: columns of the models on the dashboard, else of every model, and then their attributions. */
  override async getTagKeys(options?: DataSourceGetTagKeysOptions<PlumblineQuery>): Promise<MetricFindValue[]> {
    const models = await this.modelsOf(options?.queries);
    const names = new Set([
      ...models
        .flatMap(({ columns }) => columns)
        .filter(canFilter)
        .map(({ name }) => name),
      ...models.flatMap(attributionKeys),
    ]);
    return [...names].map((text) => ({ text }));
  }

  /** Values of a column in the dashboard's range, the most frequent first and at most a thousand. */
  override async getTagValues(options: DataSourceGetTagValuesOptions<PlumblineQuery>): Promise<MetricFindValue[]> {
    const models = await this.modelsOf(options.queries);
    const having = models.filter(({ columns }) => hasColumn(columns, options.key));
    const lists = await Promise.all(
      having.map(({ name }) => this.catalogue.values(name, options.key, { range: options.timeRange }))
    );
    return [...new Set(lists.flat())].map((text) => ({ text }));
  }

  getSupportedSupplementaryQueryTypes(): SupplementaryQueryType[] {
    return [SupplementaryQueryType.LogsVolume];
  }

  getSupplementaryQuery(options: SupplementaryQueryOptions, query: PlumblineQuery): PlumblineQuery | undefined {
    return volumeOf(options, query);
  }

  getSupplementaryRequest(
    type: SupplementaryQueryType,
    request: DataQueryRequest<PlumblineQuery>
  ): DataQueryRequest<PlumblineQuery> | undefined {
    return volumeRequest(type, request);
  }

  /** Explore's "filter for" and "filter out" on a cell of a table. */
  override modifyQuery(query: PlumblineQuery, action: { type: string; options?: Record<string, string> }) {
    const operator = { ADD_FILTER: '=', ADD_FILTER_OUT: '!=' }[action.type];
    const { key, value } = action.options ?? {};
    if (!isAnalysis(query) || !key || value === undefined) {
      return query;
    }
    return operator && isFilterOperator(operator)
      ? { ...query, filters: [...(query.filters ?? []), { key, operator, value }] }
      : query;
  }

  /** Where news for the queries that follow come from, each once; a public dashboard may not listen. */
  private channelsOf(request: DataQueryRequest<PlumblineQuery>): LiveChannelAddress[] {
    if (config.publicDashboardAccessToken || !isMoving(request)) {
      return [];
    }
    const channels = request.targets
      .filter((target) => target.live && !target.hide)
      .map((target) => channelOf(this.applyTemplateVariables(target, request.scopedVars, request.filters), this.uid))
      .filter((address) => address !== undefined);
    return [...new Map(channels.map((address) => [address.path, address])).values()];
  }

  private async modelsOf(queries: readonly PlumblineQuery[] = []): Promise<CatalogueModel[]> {
    const named = new Set(
      queries
        .map((query) => (isAnalysis(query) ? getTemplateSrv().replace(query.model) : ''))
        .filter((model) => model !== '' && !model.includes('$'))
    );
    return (await this.catalogue.described()).filter(({ name }) => named.size === 0 || named.has(name));
  }
}

/**
 * In SQL `$__interval` and `$__interval_ms` are macros of the back end, which quotes the interval. They stand for
 * themselves here: a variable left out would be filled in from the panel.
 */
function asMacros(scopedVars: ScopedVars): ScopedVars {
  const itself = (name: string) => ({ text: `$${name}`, value: `$${name}` });
  return { ...scopedVars, __interval: itself('__interval'), __interval_ms: itself('__interval_ms') };
}

/** Ids and times have no list of values worth choosing from. */
function canFilter({ role, kind }: { role: string; kind: string }): boolean {
  return role !== 'id' && role !== 'time' && kind !== 'time';
}

/** Attributions tell about a column as much as its values: nobody is led to those of a sensitive one. */
function attributionKeys({ columns, attributedFeatures = [] }: CatalogueModel): string[] {
  const sensitive = new Set(columns.filter((column) => column.sensitive).map(({ name }) => name));
  return attributedFeatures.filter((name) => !sensitive.has(name)).map((name) => `shap_${name}`);
}

function hasColumn(columns: ReadonlyArray<{ name: string }>, key: string): boolean {
  return columns.some(({ name }) => name === key);
}
