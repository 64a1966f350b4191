import { type SceneObject } from '@grafana/scenes';
import { t } from '@grafana/i18n';
import { hasLabel, hasRole, type ModelFacts } from '../../facts/facts';
import { precisionRecall, reliability, residuals, rocCurve, thresholds } from '../../figures/curves';
import { calibrationLines } from '../../figures/metrics';
import { table } from '../../figures/tables';
import { grid, ROW } from '../../layout';
import { curveQuery } from '../../queries';
import { sendLabels, sendScores, sendThis } from '../../shared/SendThis';

/** Whether scores are probabilities, and what they would bring at another threshold; residuals of numbers. */
export function calibration(facts: ModelFacts): SceneObject {
  const { name, task } = facts;
  if (!hasLabel(facts)) {
    return grid([{ panels: [sendThis(sendLabels(name))] }]);
  }
  const confusion = table(name, t('app.panel.confusion', 'Confusion'), [curveQuery(name, 'confusion')], 'confusion');
  switch (task) {
    case 'regression':
      return grid([{ height: ROW.tall, panels: [residuals(name)] }]);
    case 'multiclass':
      return grid([{ height: ROW.tall, panels: [confusion] }]);
    case 'binary':
      return hasRole(facts, 'score')
        ? grid([
            { height: ROW.medium, panels: [reliability(name), calibrationLines(name)] },
            { height: ROW.medium, panels: [rocCurve(name), precisionRecall(name), thresholds(name)] },
            { height: ROW.short, panels: hasRole(facts, 'prediction') ? [confusion] : [] },
          ])
        : grid([
            { panels: [sendThis(sendScores(name))] },
            { height: ROW.short, panels: hasRole(facts, 'prediction') ? [confusion] : [] },
          ]);
    case 'ranking':
    case 'generative':
      return grid([{ panels: [sendThis(sendScores(name))] }]);
  }
}
