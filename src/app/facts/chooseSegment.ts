import { MultiValueVariable, sceneGraph, type SceneObject } from '@grafana/scenes';
import { type ModelFacts, segmentsOf } from './facts';

/** Cohorts need a segment: where an address says none, and the list of the choice has not set one, it is the model's first. */
export function chooseSegment(scene: SceneObject, facts: ModelFacts): void {
  const [first] = segmentsOf(facts);
  const variable = sceneGraph.lookupVariable('segment', scene);
  if (first !== undefined && variable instanceof MultiValueVariable && variable.state.value === '') {
    variable.changeValueTo(first, first);
  }
}
