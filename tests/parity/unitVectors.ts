/** Inputs with what scipy and others answer to them, by name. */
import { readFileSync } from 'node:fs';

interface Vector<I, E> {
  input: I;
  expected: E;
}

const vectors = JSON.parse(readFileSync(new URL('./expected/unit_vectors.json', import.meta.url), 'utf8')) as Array<
  Vector<never, never> & { name: string }
>;

/**
 * Every vector of this name; its types are the caller's word.
 * @throws Error when there is none
 */
export function unitVectors<I, E>(name: string): [Vector<I, E>, ...Array<Vector<I, E>>] {
  const [first, ...others] = vectors.filter((vector) => vector.name === name);
  if (!first) {
    throw new Error(`no vector ${name}`);
  }
  return [first, ...others];
}
