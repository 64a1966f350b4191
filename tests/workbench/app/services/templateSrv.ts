/** Variables: those of the scene that asks, found through the scene object in the scoped variables. */
import { type ScopedVars } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';
import { type SceneObject, sceneGraph } from '@grafana/scenes';

function sceneOf(scopedVars: ScopedVars | undefined): SceneObject | undefined {
  const held: unknown = scopedVars?.['__sceneObject']?.value?.valueOf();
  return typeof held === 'object' && held !== null && 'state' in held ? (held as SceneObject) : undefined;
}

const plain = (text: string, scopedVars: ScopedVars | undefined): string =>
  text.replace(/\$\{(\w+)(?::\w+)?\}|\$(\w+)/g, (all, braced: string | undefined, bare: string | undefined) => {
    const found = scopedVars?.[braced ?? bare ?? ''];
    return found === undefined ? all : String(found.value);
  });

export const templateSrv: TemplateSrv = {
  getVariables: () => [],
  replace: (target = '', scopedVars, format) => {
    const scene = sceneOf(scopedVars);
    return scene
      ? sceneGraph.interpolate(scene, target, scopedVars, typeof format === 'string' ? format : undefined)
      : plain(target, scopedVars);
  },
  containsTemplate: (target = '') => /\$\{?\w+/.test(target),
  updateTimeRange: () => undefined,
};
