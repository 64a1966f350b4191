/** The gRPC services by name, shared by the server here and by clients (tests, the workbench). */
import { type MethodDefinition } from '@grpc/grpc-js';
import * as messages from './messages';
import { type Message } from './wire';

function method<Q, A>(
  path: string,
  request: Message<Q>,
  response: Message<A>,
  streams: { request?: boolean; response?: boolean } = {}
): MethodDefinition<Partial<Q>, Partial<A>> {
  return {
    path,
    requestStream: streams.request ?? false,
    responseStream: streams.response ?? false,
    requestSerialize: (value) => request.encode(value),
    requestDeserialize: (data) => request.decode(data),
    responseSerialize: (value) => response.encode(value),
    responseDeserialize: (data) => response.decode(data),
  };
}

export const METHODS = {
  checkHealth: method('/pluginv2.Diagnostics/CheckHealth', messages.CheckHealthRequest, messages.CheckHealthResponse),
  collectMetrics: method(
    '/pluginv2.Diagnostics/CollectMetrics',
    messages.CollectMetricsRequest,
    messages.CollectMetricsResponse
  ),
  queryData: method('/pluginv2.Data/QueryData', messages.QueryDataRequest, messages.QueryDataResponse),
  callResource: method('/pluginv2.Resource/CallResource', messages.CallResourceRequest, messages.CallResourceResponse, {
    response: true,
  }),
  subscribeStream: method('/pluginv2.Stream/SubscribeStream', messages.StreamRequest, messages.StreamResponse),
  publishStream: method('/pluginv2.Stream/PublishStream', messages.StreamRequest, messages.StreamResponse),
  runStream: method('/pluginv2.Stream/RunStream', messages.StreamRequest, messages.StreamPacket, { response: true }),
  shutdown: method('/plugin.GRPCController/Shutdown', messages.Empty, messages.Empty),
  broker: method('/plugin.GRPCBroker/StartStream', messages.Empty, messages.Empty, {
    request: true,
    response: true,
  }),
  stdio: method('/plugin.GRPCStdio/StreamStdio', messages.Empty, messages.Empty, { response: true }),
  health: method('/grpc.health.v1.Health/Check', messages.HealthRequest, messages.HealthResponse),
} as const;

/** Methods that exist in the protocol and are not offered; they are answered with UNIMPLEMENTED and a reason. */
const unavailable = (path: string, response = false): MethodDefinition<object, object> =>
  method(path, messages.Empty, messages.Empty, { response });

export const NOT_OFFERED = {
  queryChunkedData: unavailable('/pluginv2.Data/QueryChunkedData', true),
  validateAdmission: unavailable('/pluginv2.AdmissionControl/ValidateAdmission'),
  mutateAdmission: unavailable('/pluginv2.AdmissionControl/MutateAdmission'),
  convertObjects: unavailable('/pluginv2.ResourceConversion/ConvertObjects'),
} as const;
