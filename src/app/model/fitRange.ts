import { locationService } from '@grafana/runtime';
import { sceneGraph, type SceneObject, SceneTimeRange } from '@grafana/scenes';
import { dataSourceUid } from '../facts/dataSourceUid';
import { newestPrediction, openingRange } from './newest';

type Behavior = (owner: SceneObject) => void;

/**
 * Moves the range of a page to where the model's data are, when they are older than the range that it opens with. A range
 * that the address names stays. To be called before the page writes its own defaults into the address.
 */
export function fitRange(model: string): Behavior[] {
  return locationService.getSearch().has('from') ? [] : [(owner) => void fit(owner, model)];
}

async function fit(page: SceneObject, model: string): Promise<void> {
  const range = sceneGraph.getTimeRange(page);
  const before = range.state;
  const newest = await dataSourceUid(page)
    .then((uid) => newestPrediction(uid, model))
    .catch(() => undefined);
  const { from, to } = openingRange(newest, Date.now());
  const untouched = range.state.from === before.from && range.state.to === before.to;
  if (untouched && from !== before.from && range instanceof SceneTimeRange) {
    const fitted = new SceneTimeRange({ from, to });
    range.setState({ from, to, value: fitted.state.value });
  }
}
