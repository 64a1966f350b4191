/** Messages of Grafana's plugin protocol (package `pluginv2`) and of go-plugin; the numbers are the protocol's. */
import { bytes, type Decoded, field, integer, mapOf, message, nested, repeated, string } from './wire';

const AppInstanceSettings = message({
  jsonData: field(3, bytes),
  decryptedSecureJsonData: field(4, mapOf(string)),
  lastUpdatedMs: field(5, integer),
});

const DataSourceInstanceSettings = message({
  id: field(1, integer),
  name: field(2, string),
  url: field(3, string),
  user: field(4, string),
  database: field(5, string),
  jsonData: field(8, bytes),
  decryptedSecureJsonData: field(9, mapOf(string)),
  lastUpdatedMs: field(10, integer),
  uid: field(11, string),
});

const User = message({
  login: field(1, string),
  name: field(2, string),
  email: field(3, string),
  role: field(4, string),
});

const PluginContext = message({
  orgId: field(1, integer),
  pluginId: field(2, string),
  user: field(3, nested(User)),
  appInstanceSettings: field(4, nested(AppInstanceSettings)),
  dataSourceInstanceSettings: field(5, nested(DataSourceInstanceSettings)),
  grafanaConfig: field(6, mapOf(string)),
  pluginVersion: field(7, string),
  userAgent: field(8, string),
});
export type PluginContextMessage = Partial<Decoded<typeof PluginContext>>;

const StringList = message({ values: field(1, repeated(string)) });

export const CallResourceRequest = message({
  pluginContext: field(1, nested(PluginContext)),
  path: field(2, string),
  method: field(3, string),
  url: field(4, string),
  headers: field(5, mapOf(nested(StringList))),
  body: field(6, bytes),
});

export const CallResourceResponse = message({
  code: field(1, integer),
  headers: field(2, mapOf(nested(StringList))),
  body: field(3, bytes),
});

const TimeRange = message({ fromEpochMs: field(1, integer), toEpochMs: field(2, integer) });

const DataQuery = message({
  refId: field(1, string),
  maxDataPoints: field(2, integer),
  intervalMs: field(3, integer),
  timeRange: field(4, nested(TimeRange)),
  json: field(5, bytes),
  queryType: field(6, string),
});
export type DataQueryMessage = Partial<Decoded<typeof DataQuery>>;

export const QueryDataRequest = message({
  pluginContext: field(1, nested(PluginContext)),
  headers: field(2, mapOf(string)),
  queries: field(3, repeated(nested(DataQuery))),
});

const DataResponse = message({
  frames: field(1, repeated(bytes)),
  error: field(2, string),
  jsonMeta: field(3, bytes),
  status: field(4, integer),
  errorSource: field(5, string),
});
export type DataResponseMessage = Partial<Decoded<typeof DataResponse>>;

export const QueryDataResponse = message({ responses: field(1, mapOf(nested(DataResponse))) });

export const CollectMetricsRequest = message({ pluginContext: field(1, nested(PluginContext)) });
const MetricsPayload = message({ prometheus: field(1, bytes) });
export const CollectMetricsResponse = message({ metrics: field(1, nested(MetricsPayload)) });

export const CheckHealthRequest = message({
  pluginContext: field(1, nested(PluginContext)),
  headers: field(2, mapOf(string)),
});
export const CheckHealthResponse = message({
  status: field(1, integer),
  message: field(2, string),
  jsonDetails: field(3, bytes),
});
export const HEALTH = { ok: 1, error: 2 } as const;

/** SubscribeStreamRequest, PublishStreamRequest and RunStreamRequest have the same shape. */
export const StreamRequest = message({
  pluginContext: field(1, nested(PluginContext)),
  path: field(2, string),
  data: field(3, bytes),
  headers: field(4, mapOf(string)),
});
/** SubscribeStreamResponse and PublishStreamResponse have the same shape. */
export const StreamResponse = message({ status: field(1, integer), data: field(2, bytes) });
export const STREAM = { ok: 0, notFound: 1, permissionDenied: 2 } as const;
export const StreamPacket = message({ data: field(1, bytes) });

/** grpc.health.v1 */
export const HealthRequest = message({ service: field(1, string) });
export const HealthResponse = message({ status: field(1, integer) });
export const SERVING = 1;

export const Empty = message({});
