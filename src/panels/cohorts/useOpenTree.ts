import { useMemo, useState } from 'react';
import { type CohortsData } from './cohortData';
import { cohortTree } from './cohortTree';

const NONE: ReadonlySet<string> = new Set();

/** The tree of cohorts, whole and as it is open; nodes are closed and opened by their place in the open one. */
export function useOpenTree(data: CohortsData) {
  const [closed, setClosed] = useState(NONE);
  const whole = useMemo(() => cohortTree(data), [data]);
  const tree = useMemo(() => (closed.size > 0 ? cohortTree(data, closed) : whole), [data, closed, whole]);
  const toggle = (index: number) => {
    const { row, expanded } = tree.nodes[index];
    const name = row?.name;
    if (name !== undefined && expanded !== undefined) {
      setClosed((now) => new Set(now.has(name) ? [...now].filter((each) => each !== name) : [...now, name]));
    }
  };
  return {
    whole,
    tree,
    toggle,
    /** Right opens and leads to the first part, left closes and leads to what the node hangs on; undefined for other keys. */
    walk: (key: string, index: number): number | true | undefined => {
      const { expanded, row, parent, child } = tree.nodes[index];
      const goes = { ArrowRight: expanded === false, ArrowLeft: expanded === true && row !== undefined }[key];
      const to = { ArrowRight: child, ArrowLeft: parent }[key];
      if (goes === undefined || to === undefined) {
        return undefined;
      }
      if (goes) {
        toggle(index);
      }
      return goes || to < 0 ? true : to;
    },
  };
}
