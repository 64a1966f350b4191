import { MultiValueVariable, sceneGraph, type SceneObject } from '@grafana/scenes';
import { type ModelFacts, segmentsOf } from './facts';

/** Cohorts need a segment: where an address says none, and the list of the choice has not set one, it is the model's first. */
export function chooseSegment(scene: SceneObject, facts: ModelFacts): void {
  const [first] = segmentsOf(facts);
  const variable = segmentOf(scene);
  if (first !== undefined && variable?.state.value === '') {
    variable.changeValueTo(first, first);
  }
}

/**
 * The same for as long as the page is open: going back leads to an address that was written before there was a choice.
 * Returns what ends it.
 */
export function keepSegment(scene: SceneObject, facts: ModelFacts): () => void {
  chooseSegment(scene, facts);
  const subscription = segmentOf(scene)?.subscribeToState(() => chooseSegment(scene, facts));
  return () => subscription?.unsubscribe();
}

function segmentOf(scene: SceneObject): MultiValueVariable | undefined {
  const variable = sceneGraph.lookupVariable('segment', scene);
  return variable instanceof MultiValueVariable ? variable : undefined;
}
