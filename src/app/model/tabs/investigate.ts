import { type SceneObject } from '@grafana/scenes';
import { t } from '@grafana/i18n';
import { hasAttributions, hasLabel, hasRole, type ModelFacts, segmentsOf } from '../../facts/facts';
import { byCohort } from '../../facts/metricNames';
import { metricsOf } from '../../facts/taskMetrics';
import { missingLines, performanceOverview, unseenLines, volumeBars } from '../../figures/metrics';
import { cohortForest, driftWithMetrics, impactQuadrants, impactWaterfall } from '../../figures/own';
import { distributionTable, recordsTable } from '../../figures/tables';
import { IncidentList } from '../../investigate/IncidentList';
import { type GridRow, grid, ROW } from '../../layout';
import { tabUrl } from '../../links/address';
import { sendAttributions, sendLabels, sendThis } from '../../shared/SendThis';
import { stepHead } from '../../shared/StepHead';
import { type ModelTab } from '../../urls';

const RECORDS = 20;

/** From an alert to the records behind it, one question after the other, each with its answer already asked for. */
export function investigate(facts: ModelFacts): SceneObject {
  const steps = [alertRows(facts), whatRows(facts), mattersRows(facts), whoRows(facts), recordRows(facts)];
  return grid(steps.flat());
}

const more = (model: string, tab: ModelTab, label: string) => ({ label, href: () => tabUrl(model, tab) });

function alertRows(facts: ModelFacts): GridRow[] {
  return [
    { panels: [new IncidentList(facts)] },
    { height: ROW.short, panels: [...(hasLabel(facts) ? [performanceOverview(facts)] : []), volumeBars(facts.name)] },
  ];
}

/** All columns, whichever the alert is about: what moved together has one cause. Below, the chosen ones. */
function whatRows(facts: ModelFacts): GridRow[] {
  const { name } = facts;
  const head = stepHead({
    number: 1,
    title: t('app.step.what', 'What changed, and since when?'),
    text: t(
      'app.step.what-text',
      'Columns in the order of their first breach. Values that are missing or new point to the pipeline, shifted ones to the world.'
    ),
    more: more(name, 'drift', t('app.tab.drift', 'Drift')),
  });
  return [
    { panels: [head] },
    { height: ROW.tall, panels: [driftWithMetrics(facts, { sort: 'first-breach' }, ['*'])] },
    { height: ROW.short, panels: [missingLines(name), unseenLines(name)] },
    { height: ROW.short, panels: [distributionTable(name)] },
  ];
}

function mattersRows(facts: ModelFacts): GridRow[] {
  const { name, defaultReference } = facts;
  const head = stepHead({
    number: 2,
    title: t('app.step.matters', 'Does it matter to the predictions?'),
    text: t(
      'app.step.matters-text',
      'How much of the change of the mean prediction comes from each feature: from other values, or from the same values counting differently.'
    ),
    more: more(name, 'importance', t('app.tab.importance', 'Importance')),
  });
  return [
    { panels: [head] },
    ...(hasAttributions(facts)
      ? [{ height: ROW.medium, panels: defaultReference ? [impactWaterfall(name), impactQuadrants(name)] : [] }]
      : [{ panels: [sendThis(sendAttributions(name))] }]),
  ];
}

function whoRows(facts: ModelFacts): GridRow[] {
  const { name } = facts;
  const head = stepHead({
    number: 3,
    title: t('app.step.who', 'Who is affected?'),
    text: t(
      'app.step.who-text',
      'Groups against everybody else, corrected for looking at many. A click on one leads to its records.'
    ),
    more: more(name, 'cohorts', t('app.tab.cohorts', 'Cohorts')),
  });
  const [cohorts] = metricsOf(facts).cohorts;
  if (segmentsOf(facts).length === 0 || !cohorts) {
    return [];
  }
  return [
    { panels: [head] },
    hasLabel(facts)
      ? { height: ROW.medium, panels: [cohortForest(name, byCohort(cohorts), cohorts)] }
      : { panels: [sendThis(sendLabels(name))] },
  ];
}

function recordRows(facts: ModelFacts): GridRow[] {
  const { name, task } = facts;
  const wrong = hasLabel(facts) && hasRole(facts, 'prediction') && (task === 'binary' || task === 'multiclass');
  const head = stepHead({
    number: 4,
    title: t('app.step.records', 'Which records are behind it?'),
    text: wrong
      ? t(
          'app.step.errors-text',
          'Predictions that came out wrong. An id leads to the record, its explanation and its trace.'
        )
      : t('app.step.records-text', 'The newest predictions. An id leads to the record, its explanation and its trace.'),
    more: more(name, 'records', t('app.tab.records', 'Records')),
  });
  return [
    { panels: [head] },
    { height: ROW.medium, panels: [recordsTable(name, { onlyErrors: wrong, limit: RECORDS })] },
  ];
}
