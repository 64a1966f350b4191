/** Metrics of a model over time, as its task has them. */
import { t } from '@grafana/i18n';
import { type SceneObject, type VizPanel } from '@grafana/scenes';
import { type ModelFacts } from '../facts/facts';
import { metricsOf } from '../facts/taskMetrics';
import {
  calibrationQuery,
  conceptDriftQuery,
  driftedShareQuery,
  driftSeriesQuery,
  estimatedQuery,
  performanceQuery,
  qualityQuery,
} from '../queries';
import { lines } from './lines';

/** The usual metrics with how many labels they rest on. */
export function performanceOverview(facts: ModelFacts): VizPanel {
  const inUnit = facts.task === 'regression';
  return lines(
    facts.name,
    t('app.panel.performance', 'Performance and label coverage'),
    [performanceQuery(facts.name)],
    inUnit ? { min: 0 } : { unit: 'percentunit' }
  );
}

/** Shares and scores of the task, realised. */
export function realisedLines(facts: ModelFacts): SceneObject[] {
  const { shares, losses } = metricsOf(facts);
  return [
    ...(shares.length > 0
      ? [
          lines(facts.name, t('app.panel.metrics', 'Performance'), [performanceQuery(facts.name, shares)], {
            unit: 'percentunit',
          }),
        ]
      : []),
    ...(losses.length > 0
      ? [lines(facts.name, t('app.panel.losses', 'Errors'), [performanceQuery(facts.name, losses)])]
      : []),
  ];
}

/** What is thought of windows whose labels have not come, beside what came true since. */
export function estimatedLines(facts: ModelFacts): SceneObject[] {
  return metricsOf(facts).estimated.map((metric) =>
    lines(
      facts.name,
      t('app.panel.estimated', 'Estimated and realised: {{metric}}', { metric }),
      [estimatedQuery(facts.name, [metric])],
      {
        ...(facts.task === 'regression' ? { min: 0 } : { unit: 'percentunit' }),
        description: t(
          'app.panel.estimated-is',
          'Before labels come. An estimate cannot see that the same inputs have come to mean something else.'
        ),
      }
    )
  );
}

/** Share of predictions whose label is known, over time. */
export function coverageLine(model: string): VizPanel {
  return lines(model, t('app.panel.label-coverage', 'Label coverage'), [performanceQuery(model, ['label_coverage'])], {
    unit: 'percentunit',
    min: 0,
    max: 1,
    legend: false,
  });
}

/** Median time until a label came. */
export function lagLine(model: string): VizPanel {
  return lines(
    model,
    t('app.panel.label-lag', 'Median time until a label came'),
    [performanceQuery(model, ['label_lag'])],
    { unit: 's', min: 0, legend: false }
  );
}

/** Predictions by window. */
export function volumeBars(model: string): VizPanel {
  return lines(model, t('app.panel.volume', 'Predictions'), [qualityQuery(model, 'volume')], {
    unit: 'short',
    min: 0,
    bars: true,
    legend: false,
  });
}

/** Scores of columns over time. */
export function driftLines(model: string, columns?: readonly string[]): VizPanel {
  return lines(model, t('app.panel.scores', 'Drift scores over time'), [driftSeriesQuery(model, columns)], {
    min: 0,
    legend: columns === undefined,
  });
}

/** Share of all columns that drifted, over time. */
export function driftedShare(model: string): VizPanel {
  return lines(model, t('app.panel.drifted-share', 'Share of columns that drifted'), [driftedShareQuery(model)], {
    unit: 'percentunit',
    min: 0,
    max: 1,
    legend: false,
  });
}

/** More errors on the same inputs, over time. */
export function conceptDrift(model: string): VizPanel {
  return lines(
    model,
    t('app.panel.concept', 'Error rate on the same inputs, against the reference'),
    [conceptDriftQuery(model)],
    {
      description: t(
        'app.panel.concept-is',
        'With the mix of inputs held fixed. Away from zero: the same inputs have come to mean something else.'
      ),
      legend: false,
    }
  );
}

/** A share by column over time. */
function qualityLines(
  model: string,
  title: string,
  metric: string,
  columns: readonly string[] = ['$column']
): VizPanel {
  return lines(model, title, [qualityQuery(model, metric, columns)], { unit: 'percentunit', min: 0 });
}

/** Share of missing values of columns over time. */
export function missingLines(model: string, columns?: readonly string[]): VizPanel {
  return qualityLines(model, t('app.panel.missing', 'Missing values'), 'missing_rate', columns);
}

/** Share of values that the reference never had. */
export function unseenLines(model: string, columns?: readonly string[]): VizPanel {
  return qualityLines(model, t('app.panel.unseen', 'Values never seen before'), 'unseen_rate', columns);
}

/** Share of numbers outside those of the reference. */
export function outOfRangeLines(model: string, columns?: readonly string[]): VizPanel {
  return qualityLines(
    model,
    t('app.panel.out-of-range', 'Values outside those of the reference'),
    'out_of_range_rate',
    columns
  );
}

/** Calibration error over time. */
export function calibrationLines(model: string): VizPanel {
  return lines(model, t('app.panel.ece', 'Calibration error over time'), [calibrationQuery(model, ['ece', 'brier'])], {
    min: 0,
  });
}
