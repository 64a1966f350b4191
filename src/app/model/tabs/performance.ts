import { type SceneObject } from '@grafana/scenes';
import { hasLabel, hasRole, type ModelFacts } from '../../facts/facts';
import { coverageLine, estimatedLines, lagLine, realisedLines, volumeBars } from '../../figures/metrics';
import { recordsTable } from '../../figures/tables';
import { grid, ROW } from '../../layout';
import { sendLabels, sendThis } from '../../shared/SendThis';

/** How good the model was, is thought to be, and how far the labels can be believed. */
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
    { height: ROW.medium, panels: decides ? [recordsTable(name, { onlyErrors: true, limit: 100 })] : [] },
  ]);
}
