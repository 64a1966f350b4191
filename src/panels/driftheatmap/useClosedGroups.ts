import { useCallback, useState } from 'react';

/** Names of the groups whose members are hidden; all are open at first. */
export function useClosedGroups() {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (name: string) =>
      setClosed((now) => {
        const next = new Set(now);
        if (!next.delete(name)) {
          next.add(name);
        }
        return next;
      }),
    []
  );
  return { closed, toggle };
}
