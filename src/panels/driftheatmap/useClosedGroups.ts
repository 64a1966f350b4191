import { useCallback, useMemo, useState } from 'react';

/**
 * Names of the groups whose members are hidden.
 *
 * @param all every group; with `closedFirst` all of them are closed until one opens them.
 */
export function useClosedGroups(all: readonly string[], closedFirst: boolean) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (name: string) =>
      setToggled((now) => {
        const next = new Set(now);
        if (!next.delete(name)) {
          next.add(name);
        }
        return next;
      }),
    []
  );
  const closed = useMemo<ReadonlySet<string>>(
    () => (closedFirst ? new Set(all.filter((name) => !toggled.has(name))) : toggled),
    [all, closedFirst, toggled]
  );
  return { closed, toggle };
}
