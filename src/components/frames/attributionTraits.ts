import { type DataFrame } from '@grafana/data';

/** What makes attributions another kind of number, by its name in `meta.custom`. */
export const SET_TRAITS = ['outputName', 'outputSpace', 'explainer', 'background', 'modelVersion'] as const;
export type SetTrait = (typeof SET_TRAITS)[number];

export function traitOf(frame: DataFrame, trait: SetTrait): string {
  const value: unknown = frame.meta?.custom?.[trait];
  return typeof value === 'string' && value !== '' ? value : '–';
}

/** Whether the attributions of two frames are of one kind: only such can be compared, or drawn as one picture. */
export const isOfOneSet = (a: DataFrame, b: DataFrame): boolean =>
  SET_TRAITS.every((trait) => traitOf(a, trait) === traitOf(b, trait));
