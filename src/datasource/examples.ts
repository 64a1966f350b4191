import { t } from '@grafana/i18n';
import { type PlumblineQuery } from '../query/model';

export interface QueryExample {
  title: string;
  query: PlumblineQuery;
}

/** Queries of the help page, by the question that they answer. A test asks every one of them. */
export function queryExamples(): Array<{ group: string; examples: QueryExample[] }> {
  const about = { refId: 'A', model: 'flights' };
  const fixed = { kind: 'fixed' as const };
  return [
    {
      group: t('datasource.help.moved', 'What moved?'),
      examples: [
        {
          title: t('datasource.help.drift', 'Drift of every feature, as a heatmap'),
          query: { ...about, queryType: 'drift', columns: ['*'], reference: fixed, window: 'auto', format: 'matrix' },
        },
        {
          title: t('datasource.help.drift-segment', 'Drift of two columns by origin, against the week before'),
          query: {
            ...about,
            queryType: 'drift',
            columns: ['temp', 'humid'],
            method: 'js',
            reference: { kind: 'offset', by: '7d' },
            segmentBy: ['origin'],
            window: '1d',
            format: 'timeseries',
          },
        },
        {
          title: t('datasource.help.distribution', 'Values of a column beside the reference'),
          query: {
            ...about,
            queryType: 'distribution',
            columns: ['temp'],
            reference: fixed,
            window: 'all',
            format: 'table',
          },
        },
      ],
    },
    {
      group: t('datasource.help.good', 'Is it still good?'),
      examples: [
        {
          title: t('datasource.help.performance', 'Accuracy and AUC where at least 80 % of the labels came'),
          query: {
            ...about,
            queryType: 'performance',
            metrics: ['accuracy', 'auc'],
            labels: { minCoverage: 0.8 },
            window: '7d',
            format: 'timeseries',
          },
        },
        {
          title: t('datasource.help.cohorts', 'For whom is it worse?'),
          query: {
            ...about,
            queryType: 'cohorts',
            metrics: ['accuracy'],
            segmentBy: ['carrier'],
            window: 'all',
            format: 'table',
          },
        },
        {
          title: t('datasource.help.records', 'The newest wrong predictions'),
          query: { ...about, queryType: 'records', onlyErrors: true, limit: 50, format: 'table' },
        },
      ],
    },
    {
      group: t('datasource.help.rules', 'Rules'),
      examples: [
        {
          title: t('datasource.help.alert', 'Numbers for an alert rule: one instance a column'),
          query: {
            ...about,
            queryType: 'quality',
            metrics: ['missing_rate'],
            columns: ['*'],
            window: '1d',
            format: 'numeric',
          },
        },
        {
          title: t('datasource.help.backtest', 'When would a drift rule have fired?'),
          query: {
            refId: 'A',
            queryType: 'backtest',
            rule: {
              query: { ...about, queryType: 'drift', columns: ['*'], reference: fixed, window: '7d' },
              condition: { type: 'gt', params: [0.2] },
              range: '14d',
            },
            format: 'table',
          },
        },
      ],
    },
    {
      group: t('datasource.help.sql', 'SQL'),
      examples: [
        {
          title: t('datasource.help.sql-series', 'Mean score a day and carrier'),
          query: {
            refId: 'A',
            queryType: 'sql',
            rawSql: [
              "SELECT $__timeGroupAlias(time, '1d'), carrier, avg(y_pred_proba) AS score",
              'FROM predictions."flights"',
              'WHERE $__timeFilter(time) AND $__filters',
              'GROUP BY ALL',
              'ORDER BY time',
            ].join('\n'),
            format: 'timeseries',
          },
        },
        {
          title: t('datasource.help.sql-labels', 'Predictions with their labels'),
          query: {
            refId: 'A',
            queryType: 'sql',
            rawSql: [
              'SELECT p.id, p.time, p.y_pred, l.value AS late',
              'FROM predictions."flights" p',
              'JOIN labels."flights" l ON l.id = p.id AND l.prediction_time = p.time',
              'WHERE $__timeFilter(p.time)',
              'LIMIT 100',
            ].join('\n'),
            format: 'table',
          },
        },
      ],
    },
  ];
}
