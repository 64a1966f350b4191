import { t } from '@grafana/i18n';
import {
  EmbeddedScene,
  SceneCSSGridItem,
  SceneCSSGridLayout,
  type SceneObject,
  VariableValueControl,
} from '@grafana/scenes';
import { countDataSources } from '../dataSources';
import {
  cohortForest,
  coverageLine,
  distributionTable,
  driftHeatmap,
  driftWithMetrics,
  driftLines,
  importanceBars,
  missingLines,
  performanceLines,
  recordsTable,
  volumeBars,
} from '../panels';

/** Heights of rows of panels. */
const ROW = { short: '260px', medium: '400px', tall: '560px' } as const;

const OVERVIEW_FEATURES = 10;
const ALL_FEATURES = 50;
const RECORDS = 500;

/** Performance and volume above drift, importance and cohorts: what happened, then why. */
export function overviewScene(model: string): EmbeddedScene {
  return new EmbeddedScene({
    controls: controls('method', 'window', 'ref', 'version', 'column', 'filters'),
    body: grid([
      {
        height: ROW.short,
        panels: [
          performanceLines(model, t('app.panel.performance', 'Performance and label coverage')),
          volumeBars(model),
        ],
      },
      { height: ROW.medium, panels: [driftHeatmap(model)] },
      {
        height: ROW.medium,
        panels: [
          importanceBars(model, OVERVIEW_FEATURES),
          cohortForest(model, t('app.panel.accuracy-cohorts', 'Accuracy by cohort'), ['accuracy']),
        ],
      },
    ]),
  });
}

/** Drift in full: the heatmap, the scores and missing values over time, the bins. */
export function driftScene(model: string): EmbeddedScene {
  return new EmbeddedScene({
    controls: controls('method', 'window', 'ref', 'version', 'column', 'filters'),
    body: grid([
      { height: ROW.tall, panels: [driftWithMetrics(model)] },
      { height: ROW.medium, panels: [driftLines(model), missingLines(model)] },
      { height: ROW.medium, panels: [distributionTable(model)] },
    ]),
  });
}

/** Metrics over time. */
export function performanceScene(model: string): EmbeddedScene {
  return new EmbeddedScene({
    controls: controls('window', 'version', 'filters'),
    body: grid([
      {
        height: ROW.medium,
        panels: [
          performanceLines(model, t('app.panel.metrics', 'Performance'), [
            'accuracy',
            'precision',
            'recall',
            'f1',
            'auc',
          ]),
        ],
      },
      { height: ROW.short, panels: [coverageLine(model), volumeBars(model)] },
    ]),
  });
}

/** SHAP importance of every feature. */
export function importanceScene(model: string): EmbeddedScene {
  return new EmbeddedScene({
    controls: controls('ref', 'version', 'filters'),
    body: grid([{ height: ROW.tall, panels: [importanceBars(model, ALL_FEATURES)] }]),
  });
}

/** Cohorts of one segment key. */
export function cohortsScene(model: string): EmbeddedScene {
  return new EmbeddedScene({
    controls: controls('segment', 'version', 'filters'),
    body: grid([
      {
        height: ROW.tall,
        panels: [cohortForest(model, t('app.panel.accuracy-cohorts', 'Accuracy by cohort'), ['accuracy'])],
      },
      {
        height: ROW.tall,
        panels: [
          cohortForest(model, t('app.panel.recall-cohorts', 'Recall and precision by cohort'), ['recall', 'precision']),
        ],
      },
    ]),
  });
}

/** The predictions themselves. */
export function recordsScene(model: string): EmbeddedScene {
  return new EmbeddedScene({
    controls: controls('version', 'filters'),
    body: grid([{ height: ROW.tall, panels: [recordsTable(model, RECORDS)] }]),
  });
}

/** The named variables, led by the data source where there is more than one to choose from. */
function controls(...names: string[]): SceneObject[] {
  const shown = countDataSources() > 1 ? ['ds', ...names] : names;
  return shown.map((variableName) => new VariableValueControl({ variableName }));
}

/** Rows of equally wide panels; on a narrow screen each panel takes a row. */
function grid(rows: Array<{ height: string; panels: SceneObject[] }>): SceneCSSGridLayout {
  return new SceneCSSGridLayout({
    templateColumns: 'minmax(0, 1fr)',
    autoRows: 'max-content',
    rowGap: 1,
    children: rows.map(
      ({ height, panels }) =>
        new SceneCSSGridItem({
          body: new SceneCSSGridLayout({
            templateColumns: `repeat(${panels.length}, minmax(0, 1fr))`,
            autoRows: height,
            columnGap: 1,
            rowGap: 1,
            md: { templateColumns: 'minmax(0, 1fr)', columnGap: 1, rowGap: 1 },
            children: panels,
          }),
        })
    ),
  });
}
