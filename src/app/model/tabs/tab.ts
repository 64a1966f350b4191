import { behaviors, EmbeddedScene, type SceneObject, SceneControlsSpacer } from '@grafana/scenes';
import { DashboardCursorSync } from '@grafana/schema';
import { type RuleKind } from '../../alertRule';
import { type ModelFacts } from '../../facts/facts';
import { FactsBody } from '../../facts/FactsBody';
import { controls } from '../../layout';
import { eventsLayer } from '../../figures/events';
import { RuleMenu } from '../../rules/RuleMenu';
import { type ModelTab } from '../../urls';

/** A tab of a model's page. */
export interface TabSpec {
  tab: ModelTab;
  title: () => string;
  /** Variables that its pictures depend on. */
  controls: readonly string[];
  /** Kinds of alert rules about what it shows. */
  rules: readonly RuleKind[];
  /** What the model's task and data allow to show. */
  build: (facts: ModelFacts) => SceneObject;
}

export function tabScene(model: string, spec: Pick<TabSpec, 'controls' | 'rules' | 'build'>): EmbeddedScene {
  return new EmbeddedScene({
    $data: eventsLayer(model),
    // Panels show where one points in another: the time, the column, the cohort.
    $behaviors: [new behaviors.CursorSync({ sync: DashboardCursorSync.Crosshair })],
    controls: [
      ...controls(...spec.controls),
      new SceneControlsSpacer(),
      ...(spec.rules.length > 0 ? [new RuleMenu({ model, kinds: spec.rules })] : []),
    ],
    body: new FactsBody(model, spec.build),
  });
}
