/** The shared dashboards: each answers one question of a team, for any model of any data source of ours. */
import {
  alertList,
  board,
  choice,
  columnVariable,
  datasourceVariable,
  eventTable,
  filtersVariable,
  fleetQuery,
  lines,
  modelVariable,
  panel,
  query,
  referenceVariable,
  row,
  segmentVariable,
  sql,
  stat,
  table,
  text,
  trend,
  versionVariable,
  width,
} from './parts.mjs';

const BASE = () => [datasourceVariable(), modelVariable(), versionVariable()];
const WINDOW = () => choice('window', 'Window', ['auto', '1h', '1d', '7d', '28d']);
const METHOD = () => choice('method', 'Method', ['psi', 'js', 'ks_binned', 'wasserstein_binned', 'hellinger']);
const OVER = { window: '${window}', format: 'timeseries' };
const WHOLE = { window: 'all', format: 'table' };
const FIXED = { reference: { kind: 'fixed' } };
const NAMED = { reference: { kind: 'fixed', name: '${reference}' } };
const SHARE = { unit: 'percentunit', min: 0, max: 1 };

const modelLink = {
  matcher: { id: 'byName', options: 'model' },
  properties: [
    {
      id: 'links',
      value: [
        {
          title: 'Overview of this model',
          url: '/d/plumbline-model?var-model=${__value.raw:percentencode}&${datasource:queryparam}&${__url_time_range}',
        },
      ],
    },
  ],
};
const statusColors = {
  matcher: { id: 'byName', options: 'status' },
  properties: [
    {
      id: 'mappings',
      value: [
        {
          type: 'value',
          options: {
            ok: { text: 'ok', color: 'green', index: 0 },
            warn: { text: 'warn', color: 'orange', index: 1 },
            breach: { text: 'breach', color: 'red', index: 2 },
          },
        },
      ],
    },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ],
};

/** An address is too long for a table. */
const runbookLink = {
  matcher: { id: 'byName', options: 'runbook' },
  properties: [
    { id: 'mappings', value: [{ type: 'regex', options: { pattern: '.+', result: { text: 'open', index: 0 } } }] },
    { id: 'links', value: [{ title: 'Runbook', url: '${__value.raw}', targetBlank: true }] },
  ],
};
/** Names of the table are longer than its values. */
const SHORT = [
  ['worst_column', 'worst column', 115],
  ['worst_score', 'score', 75],
  ['drifted_columns', 'drifted', 75],
  ['columns', 'columns', 80],
  ['performance_metric', 'metric', 90],
  ['performance', 'performance', 110],
  ['label_coverage', 'labels', 75],
  ['volume', 'rows', 80],
];
const called = (name, words, pixels) => ({
  matcher: { id: 'byName', options: name },
  properties: [
    { id: 'displayName', value: words },
    { id: 'custom.width', value: pixels },
  ],
});
const faint = (name) => ({
  matcher: { id: 'byName', options: name },
  properties: [{ id: 'custom.lineStyle', value: { fill: 'dot', dash: [0, 6] } }],
});

const driftHeatmap = (size) =>
  panel('plumbline-driftheatmap-panel', 'Drift by column', size, [
    query('drift', { columns: ['*'], method: '${method}', window: '${window}', format: 'matrix', ...FIXED }),
  ]);
const importance = (size) =>
  panel('plumbline-importance-panel', 'Feature importance', size, [
    query('importance', { topK: 12, ...WHOLE, ...FIXED }),
  ]);
const cohorts = (size, metrics = ['accuracy']) =>
  panel('plumbline-cohorts-panel', 'Cohorts', size, [
    query('cohorts', { metrics, segmentBy: ['${segment}'], ...WHOLE }),
  ]);

const fleet = board({
  uid: 'plumbline-fleet',
  title: 'Plumbline: fleet',
  description: 'Every model of the data source: which one needs somebody now?',
  links: false,
  variables: [datasourceVariable()],
  items: [
    table('Models', [24, 10], [fleetQuery()], {
      overrides: [
        modelLink,
        statusColors,
        runbookLink,
        width('owner', 160),
        ...['task', 'status', 'runbook'].map((name) => width(name, 80)),
        ...SHORT.map(([name, words, pixels]) => called(name, words, pixels)),
      ],
      description: 'Worst column by PSI against the default reference, realised performance and label coverage.',
    }),
    alertList('Alerts', [12, 9]),
    eventTable('Events of the last days', [12, 9], {
      refId: 'A',
      datasource: { type: 'plumbline-predictions-datasource', uid: '${datasource}' },
      pluginVersion: '1.0.0',
      queryType: 'annotations',
    }),
  ],
});

const model = board({
  uid: 'plumbline-model',
  title: 'Plumbline: model overview',
  description: 'One model on a page: is it as good as it was, and is its data what it was trained on?',
  events: true,
  variables: [...BASE(), segmentVariable(), WINDOW(), METHOD(), filtersVariable()],
  items: [
    stat('Accuracy', [6, 4], [query('performance', { metrics: ['accuracy'], window: 'all', format: 'numeric' })], {
      unit: 'percentunit',
      decimals: 1,
    }),
    stat(
      'Labels that came',
      [6, 4],
      [query('performance', { metrics: ['label_coverage'], window: 'all', format: 'numeric' })],
      {
        unit: 'percentunit',
        decimals: 1,
      }
    ),
    stat('Predictions', [6, 4], [query('quality', { metrics: ['volume'], window: 'all', format: 'numeric' })], {
      unit: 'short',
    }),
    stat(
      'Columns past the drift limit',
      [6, 4],
      [
        query('drift-multivariate', {
          method: 'drifted_share',
          columns: ['*'],
          window: 'all',
          format: 'numeric',
          ...FIXED,
        }),
      ],
      { unit: 'percentunit', decimals: 0 }
    ),
    driftHeatmap([24, 11]),
    lines('Performance', [12, 8], [query('performance', { metrics: ['accuracy', 'auc'], ...OVER })], {
      min: 0,
      max: 1,
    }),
    lines('Predictions', [12, 8], [query('quality', { metrics: ['volume'], ...OVER })], { min: 0 }),
    importance([12, 11]),
    cohorts([12, 11]),
  ],
});

const drift = board({
  uid: 'plumbline-drift',
  title: 'Plumbline: drift',
  description: 'What moved, since when, how far, and whether the predictions moved with it.',
  events: true,
  variables: [...BASE(), columnVariable(), METHOD(), WINDOW(), referenceVariable(), filtersVariable()],
  items: [
    driftHeatmap([24, 12]),
    lines(
      'Chosen columns',
      [12, 9],
      [query('drift', { columns: ['${column}'], method: '${method}', ...OVER, ...NAMED })],
      { min: 0, thresholds: true }
    ),
    lines(
      'Share of columns past the limit',
      [12, 9],
      [query('drift-multivariate', { method: 'drifted_share', columns: ['*'], ...OVER, ...NAMED })],
      SHARE
    ),
    table(
      'Distribution of the chosen columns',
      [12, 10],
      [query('distribution', { columns: ['${column}'], ...WHOLE, ...NAMED })]
    ),
    lines(
      'Concept drift: error rate at the same mix',
      [12, 10],
      [query('concept-drift', { metrics: ['error_rate'], ...OVER, ...FIXED })],
      { unit: 'percentunit' }
    ),
    table(
      'Every score',
      [24, 10],
      [query('drift', { columns: ['${column}'], method: '${method}', window: '${window}', format: 'table', ...NAMED })]
    ),
  ],
});

const performance = board({
  uid: 'plumbline-performance',
  title: 'Plumbline: performance and labels',
  description: 'How good the model was, is thought to be, and how far the labels can be believed.',
  events: true,
  variables: [...BASE(), WINDOW(), filtersVariable()],
  items: [
    lines(
      'Realised, windows with most of their labels',
      [12, 9],
      [query('performance', { metrics: ['accuracy', 'auc', 'f1'], labels: { minCoverage: 0.8 }, ...OVER })],
      { min: 0, max: 1 }
    ),
    lines(
      'Estimated before labels come',
      [12, 9],
      [query('performance-estimated', { metrics: ['auc'], ...OVER, ...FIXED })],
      {
        min: 0,
        max: 1,
      }
    ),
    lines('Labels that came', [12, 8], [query('performance', { metrics: ['label_coverage'], ...OVER })], SHARE),
    lines(
      'Time until half of the labels were there',
      [12, 8],
      [query('performance', { metrics: ['label_lag'], ...OVER })],
      {
        unit: 's',
        min: 0,
      }
    ),
    lines('Calibration error', [12, 8], [query('calibration', { metrics: ['ece', 'brier'], ...OVER })], { min: 0 }),
    trend(
      'Calibration: how often a score comes true',
      [12, 8],
      [query('calibration', WHOLE)],
      ['mean_score', 'rate', 'lo', 'hi'],
      {
        description:
          'Share of positives in each tenth of the scores, with its interval; a score of 0.3 should come true in 30 %.',
        defaults: { unit: 'percentunit', min: 0 },
        overrides: [faint('lo'), faint('hi')],
      }
    ),
    table('Confusion', [12, 8], [query('curves', { curve: 'confusion', ...WHOLE })]),
    trend(
      'Thresholds and their cost',
      [12, 8],
      [query('curves', { curve: 'threshold', costs: { fp: 1, fn: 5 }, ...WHOLE })],
      ['threshold', 'precision', 'recall', 'cost'],
      {
        description: 'Cost of all predictions on the right, where a false negative costs five times a false positive.',
        defaults: { min: 0 },
        overrides: [
          { matcher: { id: 'byName', options: 'cost' }, properties: [{ id: 'custom.axisPlacement', value: 'right' }] },
        ],
      }
    ),
    table('Newest wrong predictions', [24, 9], [query('records', { onlyErrors: true, limit: 50, format: 'table' })]),
  ],
});

const explanations = board({
  uid: 'plumbline-explanations',
  title: 'Plumbline: explanations',
  description: 'Which features decide, whether that changed, and what moved the mean prediction.',
  events: true,
  variables: [...BASE(), WINDOW(), filtersVariable()],
  items: [
    importance([12, 13]),
    panel(
      'plumbline-importance-panel',
      'What moved the mean prediction',
      [12, 13],
      [query('impact', { topK: 20, ...WHOLE, ...FIXED })]
    ),
    panel(
      'plumbline-importance-panel',
      'Attributions by record and value',
      [12, 13],
      [query('beeswarm', { topK: 12, ...WHOLE })]
    ),
    panel('plumbline-importance-panel', 'The newest explained record', [12, 13], [query('explanation', WHOLE)]),
    lines(
      'Order of importance against the reference (NDCG)',
      [24, 8],
      [query('importance', { statistic: 'ndcg', ...OVER, ...FIXED })],
      { max: 1 }
    ),
  ],
});

const cohortsBoard = board({
  uid: 'plumbline-cohorts',
  title: 'Plumbline: cohorts and fairness',
  description: 'For whom the model is worse, and whether groups are treated alike.',
  variables: [...BASE(), segmentVariable(), filtersVariable()],
  items: [
    cohorts([12, 12], ['accuracy']),
    panel(
      'plumbline-cohorts-panel',
      'Predictions by cohort',
      [12, 12],
      [query('cohorts', { metrics: ['prediction_rate'], segmentBy: ['${segment}'], ...WHOLE })]
    ),
    panel(
      'plumbline-cohorts-panel',
      'Parity between groups',
      [12, 12],
      [
        query('fairness', {
          metrics: ['disparate_impact', 'demographic_parity_difference', 'equal_opportunity_difference'],
          segmentBy: ['${segment}'],
          ...WHOLE,
        }),
      ]
    ),
    panel(
      'plumbline-cohorts-panel',
      'Change since the reference: inside cohorts, and by their mix',
      [12, 12],
      [query('cohorts', { metrics: ['accuracy'], segmentBy: ['${segment}'], view: 'mix', ...WHOLE, ...FIXED })]
    ),
  ],
});

const quality = board({
  uid: 'plumbline-quality',
  title: 'Plumbline: data quality',
  description: 'Whether the data came, came whole, and holds values that the model knows.',
  events: true,
  variables: [...BASE(), columnVariable(), WINDOW(), filtersVariable()],
  items: [
    stat(
      'Age of the newest prediction',
      [8, 4],
      [
        sql(
          ["SELECT date_diff('second', max(time), now()::TIMESTAMP) AS seconds", 'FROM predictions."${model}"'].join(
            '\n'
          )
        ),
      ],
      { unit: 's' }
    ),
    stat('Predictions', [8, 4], [query('quality', { metrics: ['volume'], window: 'all', format: 'numeric' })], {
      unit: 'short',
    }),
    stat(
      'Columns',
      [8, 4],
      [
        sql(
          [
            'SELECT count(*) AS columns FROM (',
            '  SELECT unnest(json_keys(to_json(p))) FROM (SELECT * FROM predictions."${model}" LIMIT 1) AS p',
            ')',
          ].join('\n')
        ),
      ],
      {}
    ),
    lines(
      'Missing values',
      [12, 9],
      [query('quality', { metrics: ['missing_rate'], columns: ['${column}'], ...OVER })],
      SHARE
    ),
    lines(
      'Values that the reference never had',
      [12, 9],
      [query('quality', { metrics: ['unseen_rate'], columns: ['${column}'], ...OVER })],
      SHARE
    ),
    lines('Predictions', [24, 8], [query('quality', { metrics: ['volume'], ...OVER })], { min: 0 }),
    eventTable('Events', [24, 8], { ...query('annotations'), versions: undefined }),
  ],
});

const service = board({
  uid: 'plumbline-service',
  title: 'Plumbline: service and cost',
  description: 'How much is asked of the model, how fast and how dearly it answers.',
  events: true,
  variables: [...BASE(), WINDOW(), filtersVariable()],
  items: [
    lines('Throughput', [12, 8], [query('service', { metrics: ['throughput'], ...OVER })], { unit: 'reqps', min: 0 }),
    lines('Predictions', [12, 8], [query('service', { metrics: ['volume'], ...OVER })], { min: 0 }),
    row('Latency and errors: for models that log latency_ms and status', [
      lines(
        'Latency',
        [12, 8],
        [query('service', { metrics: ['latency_p50', 'latency_p90', 'latency_p99'], ...OVER })],
        {
          unit: 'ms',
          min: 0,
        }
      ),
      lines('Errors', [12, 8], [query('service', { metrics: ['error_rate'], ...OVER })], SHARE),
    ]),
    row('Tokens and cost: for models that log them', [
      lines('Tokens', [12, 8], [query('service', { metrics: ['tokens_in', 'tokens_out'], ...OVER })], { min: 0 }),
      lines('Cost', [12, 8], [query('service', { metrics: ['cost', 'cost_per_prediction'], ...OVER })], { min: 0 }),
    ]),
    row('Resources: for models that log them', [
      lines('CPU seconds', [8, 8], [query('service', { metrics: ['cpu_seconds'], ...OVER })], { min: 0 }),
      lines('Memory', [8, 8], [query('service', { metrics: ['memory_bytes'], ...OVER })], { unit: 'bytes', min: 0 }),
      lines('GPU', [8, 8], [query('service', { metrics: ['gpu_util'], ...OVER })], { min: 0 }),
    ]),
  ],
});

const backtest = {
  refId: 'A',
  datasource: { type: 'plumbline-predictions-datasource', uid: '${datasource}' },
  pluginVersion: '1.0.0',
  queryType: 'backtest',
  rule: {
    query: {
      refId: 'A',
      queryType: 'drift',
      model: '${model}',
      columns: ['*'],
      method: 'psi',
      window: 'all',
      ...FIXED,
    },
    condition: { type: 'gt', params: [0.2] },
    range: '14d',
    for: '1d',
  },
  every: '1d',
};
/** Three tables in one panel: Grafana puts a table's name before those of its fields that another one has too. */
const plainNames = [
  'series',
  'duration_ms',
  'value',
  'peak',
  'verdict',
  'incident',
  'column',
  'model',
  'firings',
  'share',
  'hits',
  'threshold',
].map((name) => ({ matcher: { id: 'byName', options: name }, properties: [{ id: 'displayName', value: name }] }));
const alerts = board({
  uid: 'plumbline-alert-review',
  title: 'Plumbline: alert review',
  description: 'What fires now, and what a drift rule would have said over the range: is its limit right?',
  events: true,
  variables: BASE(),
  items: [
    alertList('Firing and pending', [12, 9], { model: true }),
    eventTable('Events', [12, 9], { ...query('annotations'), versions: undefined }),
    text(
      '',
      [24, 3],
      'Below, the shipped drift rule (PSI of 14 days above 0.2, pending for a day) is replayed once a day over the range. Choose the table at the bottom of the panel: firings, series, or limits with the alarms that each would have brought.'
    ),
    table('When the drift rule would have fired', [24, 10], [backtest], { overrides: plainNames }),
    lines('What the rule saw', [24, 9], [{ ...backtest, format: 'timeseries' }], { min: 0, thresholds: true }),
  ],
});

const infra = board({
  uid: 'plumbline-infra',
  title: 'Plumbline: model beside infrastructure',
  description: 'Throughput and drift of the model over the same time as the machines under it.',
  events: true,
  variables: [
    ...BASE(),
    WINDOW(),
    {
      type: 'datasource',
      name: 'prometheus',
      label: 'Prometheus',
      query: 'prometheus',
      current: {},
      hide: 0,
      multi: false,
      includeAll: false,
      refresh: 1,
      regex: '',
      options: [],
    },
    { type: 'textbox', name: 'job', label: 'Job', query: '', current: { text: '', value: '' }, hide: 0, options: [] },
  ],
  items: [
    lines('Predictions', [12, 8], [query('service', { metrics: ['throughput'], ...OVER })], { unit: 'reqps', min: 0 }),
    lines(
      'Share of columns past the drift limit',
      [12, 8],
      [query('drift-multivariate', { method: 'drifted_share', columns: ['*'], ...OVER, ...FIXED })],
      SHARE
    ),
    lines('Performance', [24, 8], [query('performance', { metrics: ['accuracy'], ...OVER })], { min: 0, max: 1 }),
    row('Infrastructure: choose a Prometheus data source and a job, then open', [
      prometheus(
        'CPU',
        [12, 8],
        'sum by (instance) (rate(process_cpu_seconds_total{job=~"$job"}[$__rate_interval]))',
        's'
      ),
      prometheus('Memory', [12, 8], 'process_resident_memory_bytes{job=~"$job"}', 'bytes'),
      prometheus('Up', [24, 6], 'up{job=~"$job"}', 'short'),
    ]),
  ],
});

function prometheus(title, size, expr, unit) {
  const datasource = { type: 'prometheus', uid: '${prometheus}' };
  return lines(title, size, [{ refId: 'A', datasource, expr, legendFormat: '{{instance}}', range: true }], {
    unit,
    min: 0,
  });
}

export const BOARDS = [fleet, model, drift, performance, explanations, cohortsBoard, quality, service, alerts, infra];
