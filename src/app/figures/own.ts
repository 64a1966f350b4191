import { t } from '@grafana/i18n';
import { type SceneDataQuery, VizPanel } from '@grafana/scenes';
import { hasAttributions, type ModelFacts } from '../facts/facts';
import { panelMenu } from '../panelMenu';
import { filterFromPanel } from '../panels';
import {
  attributionDriftQuery,
  beeswarmQuery,
  cohortsQuery,
  dependenceQuery,
  driftMatrixQuery,
  explanationQuery,
  fairnessQuery,
  impactQuery,
  importanceQuery,
  performanceQuery,
} from '../queries';
import { linked } from './source';

const HEATMAP = 'plumbline-driftheatmap-panel';
const IMPORTANCE = 'plumbline-importance-panel';
const COHORTS = 'plumbline-cohorts-panel';

/** Features that a picture of explanations shows. */
export const TOP_FEATURES = 10;
/** Rows of the heatmap that get their importance beside them. */
const ALL_FEATURES = 500;

interface Figure {
  pluginId: string;
  title: string;
  description?: string;
  options?: Record<string, unknown>;
}

/** A panel of this plugin; clicks in it change the page's filters and columns. */
function figure(model: string, queries: SceneDataQuery[], { pluginId, title, description, options }: Figure): VizPanel {
  return new VizPanel({
    pluginId,
    title,
    description,
    options: options ?? {},
    $data: linked(model, queries),
    extendPanelContext: filterFromPanel,
    menu: panelMenu(),
  });
}

/** Columns by windows, with the importance of each where the model has attributions. */
export function driftHeatmap(facts: ModelFacts, options: Record<string, unknown> = {}): VizPanel {
  return figure(facts.name, [driftMatrixQuery(facts.name), ...importanceBeside(facts)], {
    pluginId: HEATMAP,
    title: t('app.panel.drift', 'Drift by column'),
    options,
  });
}

/** The same below volume and metrics of its windows: did the model suffer when the data moved? */
export function driftWithMetrics(
  facts: ModelFacts,
  options: Record<string, unknown> = {},
  columns?: readonly string[]
): VizPanel {
  const { name } = facts;
  const queries = [
    driftMatrixQuery(name, columns),
    { ...performanceQuery(name), refId: 'B' },
    { ...performanceQuery(name, ['volume']), refId: 'C' },
    ...importanceBeside(facts),
  ];
  return figure(name, queries, { pluginId: HEATMAP, title: t('app.panel.drift', 'Drift by column'), options });
}

function importanceBeside(facts: ModelFacts): SceneDataQuery[] {
  return hasAttributions(facts) ? [{ ...importanceQuery(facts.name, ALL_FEATURES), refId: 'M' }] : [];
}

/** One column alone, or the model's output. */
export function columnHeatmap(model: string, column: string, title: string): VizPanel {
  return figure(model, [driftMatrixQuery(model, [column])], { pluginId: HEATMAP, title });
}

/** One column by group and window: is it everybody, or the rows of some? */
export function driftOfGroups(model: string, column: string): VizPanel {
  return figure(model, [{ ...driftMatrixQuery(model, [column]), segmentBy: ['$segment'] }], {
    pluginId: HEATMAP,
    title: t('app.panel.drift-groups', 'Drift of this column by cohort'),
  });
}

/** SHAP importance beside the reference. */
export function importanceBars(model: string, topK = TOP_FEATURES): VizPanel {
  return figure(model, [importanceQuery(model, topK)], {
    pluginId: IMPORTANCE,
    title: t('app.panel.importance', 'Feature importance'),
    options: { topK },
  });
}

/** Every record's attributions by value. */
export function beeswarm(model: string, topK = TOP_FEATURES): VizPanel {
  return figure(model, [beeswarmQuery(model, topK)], {
    pluginId: IMPORTANCE,
    title: t('app.panel.beeswarm', 'Which values push which way'),
    options: { topK },
  });
}

/** Attributions of one column over its values, beside the reference. */
export function dependence(model: string, column?: string): VizPanel {
  return figure(model, [dependenceQuery(model, column)], {
    pluginId: IMPORTANCE,
    title: column
      ? t('app.panel.dependence-of', 'What its values do')
      : t('app.panel.dependence', 'What the values of the top feature do'),
    description: t(
      'app.panel.dependence-is',
      'Same values but other attributions than in the reference: the model or its interactions changed. Other values alone: only the mix did.'
    ),
  });
}

/** Why the mean prediction changed: one bar a feature, other values and another function apart. */
export function impactWaterfall(model: string, topK = TOP_FEATURES): VizPanel {
  return figure(model, [impactQuery(model, topK)], {
    pluginId: IMPORTANCE,
    title: t('app.panel.impact', 'Why the mean prediction changed'),
    description: t(
      'app.panel.impact-is',
      'Exact: the bars add up to the change. Mix is other values of a feature, function is the same values counting differently.'
    ),
    options: { view: 'impact', topK },
  });
}

/** Importance against drift: what to act on, and what may be left alone. */
export function impactQuadrants(model: string, topK = 30): VizPanel {
  return figure(model, [impactQuery(model, topK)], {
    pluginId: IMPORTANCE,
    title: t('app.panel.quadrants', 'What matters and drifted'),
    options: { view: 'quadrants', topK },
  });
}

/** Whether the same features decide as in the reference, over time. */
export function attributionDrift(model: string): VizPanel {
  return figure(model, [attributionDriftQuery(model)], {
    pluginId: IMPORTANCE,
    title: t('app.panel.attribution-drift', 'Do the same features decide as before?'),
    options: { view: 'agreement' },
  });
}

/** One record explained; the newest explained one where none is named. */
export function explanation(model: string, title: string, id?: string, time?: number): VizPanel {
  return figure(model, [explanationQuery(model, id, time)], {
    pluginId: IMPORTANCE,
    title,
    options: { view: 'waterfall', topK: TOP_FEATURES },
  });
}

/** Metrics by cohort, with intervals. */
export function cohortForest(model: string, title: string, metrics: readonly string[]): VizPanel {
  return figure(model, [cohortsQuery(model, metrics)], { pluginId: COHORTS, title });
}

/** The change of a metric since the reference: inside cohorts, and by their mix. */
export function cohortMix(model: string, metric: string): VizPanel {
  return figure(model, [cohortsQuery(model, [metric], 'mix')], {
    pluginId: COHORTS,
    title: t('app.panel.cohort-mix', 'Inside the cohorts, or only their mix?'),
    description: t(
      'app.panel.cohort-mix-is',
      'The change since the reference as a sum: cohorts that got better or worse, and cohorts that became more or fewer.'
    ),
    options: { view: 'mix' },
  });
}

/** Gaps between groups with intervals and the limits of each. */
export function fairnessGaps(model: string, metrics: readonly string[]): VizPanel {
  return figure(model, [fairnessQuery(model, metrics)], {
    pluginId: COHORTS,
    title: t('app.panel.fairness', 'Parity between groups'),
    options: { view: 'fairness' },
  });
}
