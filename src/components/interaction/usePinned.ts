import { useCallback, useState } from 'react';

/** What a card shows: nothing, a thing under the pointer or the keyboard, or one that was pinned. */
export interface PinState<T> {
  item: T | undefined;
  pinned: boolean;
  /** True when the keyboard chose it: then the focus ring shows. */
  keyboard: boolean;
  /** Where the keyboard or a card was last: keys go on from there. */
  last: T | undefined;
}

/** Hover previews, a click or Enter pins, and a pinned card stays until it is let go. */
export function usePinned<T>() {
  const [state, setState] = useState<PinState<T>>({
    item: undefined,
    pinned: false,
    keyboard: false,
    last: undefined,
  });
  const hover = useCallback(
    (item: T | undefined) =>
      setState((now) =>
        now.pinned || (item === undefined && now.keyboard)
          ? now
          : { item, pinned: false, keyboard: false, last: lastOf(now) }
      ),
    []
  );
  const move = useCallback((item: T) => setState({ item, pinned: false, keyboard: true, last: item }), []);
  const pin = useCallback(
    (item: T) => setState((now) => ({ item, pinned: true, keyboard: now.keyboard, last: item })),
    []
  );
  const unpin = useCallback(
    () =>
      setState((now) => ({
        item: now.keyboard ? now.item : undefined,
        pinned: false,
        keyboard: now.keyboard,
        last: lastOf(now),
      })),
    []
  );
  const release = useCallback(
    () => setState((now) => ({ item: undefined, pinned: false, keyboard: false, last: lastOf(now) })),
    []
  );
  return { ...state, hover, move, pin, unpin, release };
}

/** What is merely under the pointer is no place that one was at. */
function lastOf<T>({ item, pinned, keyboard, last }: PinState<T>): T | undefined {
  return item !== undefined && (pinned || keyboard) ? item : last;
}
