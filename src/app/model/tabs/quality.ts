import { type SceneObject } from '@grafana/scenes';
import { t } from '@grafana/i18n';
import { hasLabel, type ModelFacts } from '../../facts/facts';
import { coverageLine, lagLine, missingLines, outOfRangeLines, unseenLines, volumeBars } from '../../figures/metrics';
import { table } from '../../figures/tables';
import { grid, ROW } from '../../layout';
import { eventsQuery } from '../../queries';

/** Whether the data came, came whole, and holds values that the model knows. */
export function quality(facts: ModelFacts): SceneObject {
  const { name } = facts;
  return grid([
    { height: ROW.short, panels: [volumeBars(name), ...(hasLabel(facts) ? [coverageLine(name), lagLine(name)] : [])] },
    { height: ROW.medium, panels: [missingLines(name), unseenLines(name)] },
    {
      height: ROW.medium,
      panels: [
        outOfRangeLines(name),
        table(
          name,
          t('app.panel.events', 'What changed: deploys, references, schema'),
          [eventsQuery(name)],
          'annotations'
        ),
      ],
    },
  ]);
}
