import { DataSourceVariable, sceneGraph, type SceneObject } from '@grafana/scenes';

/** Uid of the page's data source, as soon as its variable has one. */
export function dataSourceUid(from: SceneObject): Promise<string> {
  const variable = sceneGraph.lookupVariable('ds', from);
  if (!(variable instanceof DataSourceVariable)) {
    return Promise.reject(new Error('the page has no variable ds'));
  }
  const known = String(variable.state.value);
  if (known !== '') {
    return Promise.resolve(known);
  }
  return new Promise((resolve) => {
    const subscription = variable.subscribeToState(({ value }) => {
      if (value !== '') {
        subscription.unsubscribe();
        resolve(String(value));
      }
    });
  });
}
