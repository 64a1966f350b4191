import { type RefObject, useLayoutEffect } from 'react';

/** Has a list that comes back to the page, from its table for one, stand where it was scrolled to: `at`, CSS pixels. */
export function useScrollKept(list: RefObject<HTMLElement | null>, at: RefObject<number>) {
  useLayoutEffect(() => {
    const box = list.current;
    box?.scrollTo?.({ top: at.current });
    return () => {
      at.current = box?.scrollTop ?? 0;
    };
  }, [list, at]);
}
