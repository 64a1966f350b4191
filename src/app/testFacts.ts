/** Models of every task for tests of pages. */
import { type MetricTask } from '../query/model';
import { type ModelFacts } from './facts/facts';

interface Given {
  task?: MetricTask;
  labels?: boolean;
  attributions?: boolean;
  segments?: boolean;
  reference?: boolean;
  service?: boolean;
}

const column = (name: string, role: string, more = {}) => ({
  name,
  role,
  kind: 'numeric',
  segment: false,
  sensitive: false,
  ...more,
});

/** The model `flights` with everything, less what is turned off. */
export function testFacts(given: Given = {}): ModelFacts {
  const { task = 'binary', labels = true, attributions = true, segments = true, reference = true, service } = given;
  return {
    name: 'flights',
    task,
    owner: 'us',
    runbook: 'https://example.org/run',
    ...(reference ? { defaultReference: 'march' } : {}),
    columns: [
      column('id', 'id'),
      column('time', 'time', { kind: 'time' }),
      column('temp', 'feature'),
      column('carrier', 'feature', { kind: 'categorical', segment: segments }),
      column('secret', 'feature', { kind: 'categorical', segment: segments, sensitive: true }),
      column('score', 'score'),
      column('prediction', 'prediction'),
      ...(service
        ? ['latency_ms', 'status', 'tokens_in', 'tokens_out', 'cost', 'trace_id'].map((name) => column(name, name))
        : []),
    ],
    ...(labels ? { label: { name: 'late' } } : {}),
    attributedFeatures: attributions ? ['temp', 'carrier'] : [],
  };
}
