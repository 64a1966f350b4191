import { type SceneObject } from '@grafana/scenes';
import { hasLabel, hasRole, type ModelFacts } from '../../facts/facts';
import { confusion } from '../../figures/confusion';
import { precisionRecall, reliability, residuals, rocCurve, thresholds } from '../../figures/curves';
import { calibrationLines } from '../../figures/metrics';
import { grid, ROW } from '../../layout';
import { sendLabels, sendScores, sendThis } from '../../shared/SendThis';

/** Whether scores are probabilities, and what they would bring at another threshold; residuals of numbers. */
export function calibration(facts: ModelFacts): SceneObject {
  const { name, task } = facts;
  if (!hasLabel(facts)) {
    return grid([{ panels: [sendThis(sendLabels(name))] }]);
  }
  switch (task) {
    case 'regression':
      return grid([{ height: ROW.tall, panels: [residuals(name)] }]);
    case 'multiclass':
      return grid([{ height: ROW.tall, panels: [confusion(name)] }]);
    case 'binary':
      return hasRole(facts, 'score')
        ? grid([
            { height: ROW.medium, panels: [reliability(name), calibrationLines(name)] },
            { height: ROW.medium, panels: [rocCurve(name), precisionRecall(name), thresholds(name)] },
            { height: ROW.short, panels: hasRole(facts, 'prediction') ? [confusion(name)] : [] },
          ])
        : grid([
            { panels: [sendThis(sendScores(name))] },
            { height: ROW.short, panels: hasRole(facts, 'prediction') ? [confusion(name)] : [] },
          ]);
    case 'ranking':
    case 'generative':
      return grid([{ panels: [sendThis(sendScores(name))] }]);
  }
}
