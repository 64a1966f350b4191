import { type SceneObject } from '@grafana/scenes';
import { type ModelFacts } from '../../facts/facts';
import { recordsTable } from '../../figures/tables';
import { grid, ROW } from '../../layout';

/** The predictions themselves, those of the page's filters and range. */
export function records({ name }: ModelFacts): SceneObject {
  return grid([{ height: ROW.full, panels: [recordsTable(name)] }]);
}
