import { t } from '@grafana/i18n';
import { SceneAppPage, type SceneAppPageLike, type SceneObject } from '@grafana/scenes';
import { hasLabel, type ModelFacts, segmentsOf } from '../facts/facts';
import { byCohort } from '../facts/metricNames';
import { metricsOf } from '../facts/taskMetrics';
import { driftLines, missingLines, outOfRangeLines, unseenLines } from '../figures/metrics';
import { cohortForest, dependence, driftOfGroups } from '../figures/own';
import { distributionBars, distributionTable } from '../figures/tables';
import { grid, ROW } from '../layout';
import { fitRange } from '../model/fitRange';
import { modelState } from '../model/state';
import { tabScene } from '../model/tabs';
import { MODEL_URL_KEYS, modelPath } from '../urls';

/** Page of one column: its values beside the reference, since when they moved, what they do, and for whom. */
export function columnPage(model: string, column: string, parent: SceneAppPageLike): SceneAppPage {
  return new SceneAppPage({
    title: column,
    subTitle: t('app.column.subtitle', 'Values beside the reference, since when they moved, and what they do.'),
    url: `${modelPath(model)}/columns/${encodeURIComponent(column)}`,
    routePath: 'columns/:column',
    preserveUrlKeys: [...MODEL_URL_KEYS],
    ...modelState(model),
    $behaviors: fitRange(model),
    getParentPage: () => parent,
    getScene: () =>
      tabScene(model, {
        controls: ['method', 'window', 'ref', 'version', 'segment', 'filters'],
        rules: ['drift', 'drift-warn', 'missing', 'unseen'],
        build: (facts) => body(facts, column),
      }),
  });
}

/** Values that the reference did not have: outside its range for numbers, of other names for the rest. */
function strangeLines({ name, columns }: ModelFacts, column: string): SceneObject {
  const isNumeric = columns.some((each) => each.name === column && each.kind === 'numeric');
  return isNumeric ? outOfRangeLines(name, [column]) : unseenLines(name, [column]);
}

function body(facts: ModelFacts, column: string): SceneObject {
  const { name } = facts;
  const [cohorts] = metricsOf(facts).cohorts;
  const segments = segmentsOf(facts).length > 0;
  return grid([
    { height: ROW.medium, panels: [distributionBars(name, column), driftLines(name, [column])] },
    { height: ROW.short, panels: [missingLines(name, [column]), strangeLines(facts, column)] },
    {
      height: ROW.medium,
      panels: [
        ...(facts.attributedFeatures.includes(column) ? [dependence(name, column)] : []),
        ...(segments ? [driftOfGroups(name, column)] : []),
      ],
    },
    {
      height: ROW.medium,
      panels: [
        distributionTable(name, [column]),
        ...(segments && hasLabel(facts) && cohorts ? [cohortForest(name, byCohort(cohorts), cohorts)] : []),
      ],
    },
  ]);
}
