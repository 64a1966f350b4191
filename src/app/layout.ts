import { SceneCSSGridItem, SceneCSSGridLayout, type SceneObject, VariableValueControl } from '@grafana/scenes';
import { countDataSources } from './dataSources';

/** Heights of rows of panels. */
export const ROW = { short: '260px', medium: '400px', tall: '560px', full: 'max(560px, calc(100vh - 320px))' } as const;

export interface GridRow {
  /** Absent for a row as high as what it holds, such as a heading. */
  height?: string;
  panels: SceneObject[];
}

/** Rows that are drawn at once; those below are asked for when somebody scrolls to them. */
const EAGER_ROWS = 2;

/** Rows of equally wide panels; on a narrow screen each panel takes a row. */
export function grid(rows: readonly GridRow[]): SceneCSSGridLayout {
  return new SceneCSSGridLayout({
    templateColumns: 'minmax(0, 1fr)',
    autoRows: 'max-content',
    rowGap: 1,
    children: rows
      .filter(({ panels }) => panels.length > 0)
      .map(
        ({ height, panels }, index) =>
          new SceneCSSGridItem({
            body: new SceneCSSGridLayout({
              templateColumns: `repeat(${panels.length}, minmax(0, 1fr))`,
              autoRows: height ?? 'max-content',
              columnGap: 1,
              rowGap: 1,
              md: { templateColumns: 'minmax(0, 1fr)', columnGap: 1, rowGap: 1 },
              children:
                height !== undefined && index >= EAGER_ROWS ? panels.map((panel) => whenSeen(panel, height)) : panels,
            }),
          })
      ),
  });
}

/** A place as high as the panel, which is drawn once the place comes into view. */
function whenSeen(panel: SceneObject, height: string): SceneCSSGridItem {
  return new SceneCSSGridItem({
    body: new SceneCSSGridLayout({
      templateColumns: 'minmax(0, 1fr)',
      autoRows: height,
      isLazy: true,
      children: [panel],
    }),
  });
}

/** The named variables, led by the data source where there is more than one to choose from. */
export function controls(...names: string[]): SceneObject[] {
  const shown = countDataSources() > 1 ? ['ds', ...names] : names;
  return shown.map((variableName) => new VariableValueControl({ variableName }));
}
