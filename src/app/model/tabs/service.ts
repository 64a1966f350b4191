import { type SceneObject } from '@grafana/scenes';
import { t } from '@grafana/i18n';
import { hasRole, type ModelFacts } from '../../facts/facts';
import { lines } from '../../figures/lines';
import { grid, ROW } from '../../layout';
import { evaluationsQuery, serviceQuery } from '../../queries';
import { sendService, sendThis } from '../../shared/SendThis';

/** How much is asked of the model, how fast and how dearly it answers. */
export function service(facts: ModelFacts): SceneObject {
  const { name } = facts;
  const logs = (...roles: string[]) => roles.every((role) => hasRole(facts, role));
  const logged = [
    ...(logs('latency_ms')
      ? [
          lines(
            name,
            t('app.panel.latency', 'Latency'),
            [serviceQuery(name, ['latency_p50', 'latency_p90', 'latency_p99'])],
            { unit: 'ms', min: 0 }
          ),
        ]
      : []),
    ...(logs('status')
      ? [
          lines(name, t('app.panel.service-errors', 'Calls that failed'), [serviceQuery(name, ['error_rate'])], {
            unit: 'percentunit',
            min: 0,
            legend: false,
          }),
        ]
      : []),
    ...(logs('tokens_in', 'tokens_out')
      ? [
          lines(name, t('app.panel.tokens', 'Tokens'), [serviceQuery(name, ['tokens_in', 'tokens_out'])], {
            unit: 'short',
            min: 0,
          }),
        ]
      : []),
    ...(logs('cost')
      ? [lines(name, t('app.panel.cost', 'Cost'), [serviceQuery(name, ['cost', 'cost_per_prediction'])], { min: 0 })]
      : []),
    ...(logs('cpu_seconds')
      ? [lines(name, t('app.panel.cpu', 'CPU seconds'), [serviceQuery(name, ['cpu_seconds'])], { min: 0 })]
      : []),
    ...(logs('memory_bytes')
      ? [
          lines(name, t('app.panel.memory', 'Memory'), [serviceQuery(name, ['memory_bytes'])], {
            unit: 'bytes',
            min: 0,
          }),
        ]
      : []),
    ...(logs('gpu_util')
      ? [lines(name, t('app.panel.gpu', 'GPU'), [serviceQuery(name, ['gpu_util'])], { min: 0 })]
      : []),
  ];
  const judged =
    facts.task === 'generative'
      ? [
          lines(name, t('app.panel.evaluations', 'What people and judges said of the answers'), [
            evaluationsQuery(name),
          ]),
        ]
      : [];
  const pairs = Array.from({ length: Math.ceil(logged.length / 2) }, (_, i) => logged.slice(2 * i, 2 * i + 2));
  return grid([
    {
      height: ROW.short,
      panels: [
        lines(name, t('app.panel.throughput', 'Predictions a second'), [serviceQuery(name, ['throughput'])], {
          unit: 'reqps',
          min: 0,
          legend: false,
        }),
      ],
    },
    ...pairs.map((panels) => ({ height: ROW.short, panels })),
    { height: ROW.medium, panels: judged },
    { panels: logged.length === 0 ? [sendThis(sendService(name))] : [] },
  ]);
}
