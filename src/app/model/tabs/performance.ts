import { type SceneObject } from '@grafana/scenes';
import { hasLabel, hasRole, type ModelFacts } from '../../facts/facts';
import { confusion } from '../../figures/confusion';
import { precisionRecall, reliability, residuals, rocCurve, thresholds } from '../../figures/curves';
import {
  calibrationLines,
  coverageLine,
  estimatedLines,
  lagLine,
  realisedLines,
  volumeBars,
} from '../../figures/metrics';
import { recordsTable } from '../../figures/tables';
import { type GridRow, grid, ROW } from '../../layout';
import { sendLabels, sendScores, sendThis } from '../../shared/SendThis';

/** How good the model was, is thought to be, whether its scores are probabilities, and how far labels can be believed. */
export function performance(facts: ModelFacts): SceneObject {
  const { name, task } = facts;
  if (!hasLabel(facts)) {
    return grid([{ panels: [sendThis(sendLabels(name))] }, { height: ROW.short, panels: [volumeBars(name)] }]);
  }
  const decides = (task === 'binary' || task === 'multiclass') && hasRole(facts, 'prediction');
  return grid([
    { height: ROW.medium, panels: realisedLines(facts) },
    { height: ROW.medium, panels: facts.defaultReference ? estimatedLines(facts) : [] },
    { height: ROW.short, panels: [coverageLine(name), lagLine(name), volumeBars(name)] },
    ...curveRows(facts),
    {
      height: ROW.medium,
      panels: decides ? [confusion(name), recordsTable(name, { onlyErrors: true, limit: 100 })] : [],
    },
  ]);
}

/** What scores are worth: calibration and curves of probabilities, residuals of numbers. */
function curveRows(facts: ModelFacts): GridRow[] {
  const { name, task } = facts;
  if (task === 'regression') {
    return [{ height: ROW.medium, panels: [residuals(name)] }];
  }
  if (task !== 'binary') {
    return [];
  }
  return hasRole(facts, 'score')
    ? [
        { height: ROW.medium, panels: [reliability(name), calibrationLines(name)] },
        { height: ROW.medium, panels: [rocCurve(name), precisionRecall(name), thresholds(name)] },
      ]
    : [{ panels: [sendThis(sendScores(name))] }];
}
