import { t } from '@grafana/i18n';
import { locationService } from '@grafana/runtime';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Dropdown, Menu, ToolbarButton } from '@grafana/ui';
import { ruleEditorUrl, ruleFor, type RuleKind } from '../alertRule';
import { outputOf } from '../facts/facts';
import { fetchFacts } from '../facts/fetchFacts';
import { ruleKindNames } from './ruleKindNames';

interface RuleMenuState extends SceneObjectState {
  model: string;
  /** Kinds of trouble that the page shows. */
  kinds: readonly RuleKind[];
}

/** Makes an alert rule about what a page shows: Grafana's own editor opens, filled in. */
export class RuleMenu extends SceneObjectBase<RuleMenuState> {
  static readonly Component = RuleMenuRenderer;

  async open(kind: RuleKind): Promise<void> {
    const { model } = this.state;
    const datasourceUid = sceneGraph.interpolate(this, '${ds}');
    // A rule without owner and runbook is better than none.
    const facts = await fetchFacts(datasourceUid, model).catch(() => undefined);
    const segment = String(sceneGraph.lookupVariable('segment', this)?.getValue() ?? '');
    const rule = ruleFor(kind, {
      model,
      datasourceUid,
      owner: facts?.owner,
      runbookUrl: facts?.runbook,
      ...(facts && outputOf(facts) ? { scoreColumn: outputOf(facts) } : {}),
      ...(segment === '' ? {} : { segment }),
    });
    locationService.push(ruleEditorUrl(rule));
  }
}

function RuleMenuRenderer({ model }: SceneComponentProps<RuleMenu>) {
  const { kinds } = model.useState();
  const names = ruleKindNames();
  const menu = () => (
    <Menu>
      {kinds.map((kind) => (
        <Menu.Item key={kind} label={names[kind]} icon="bell" onClick={() => void model.open(kind)} />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <ToolbarButton icon="bell" variant="canvas" isOpen={false}>
        {t('app.rule.create', 'Create alert rule')}
      </ToolbarButton>
    </Dropdown>
  );
}
