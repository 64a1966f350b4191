import { useCallback, useState } from 'react';

/** What a card shows: nothing, a thing under the pointer or the keyboard, or one that was pinned. */
export interface PinState<T> {
  item: T | undefined;
  pinned: boolean;
  /** True when the keyboard chose it: then the focus ring shows. */
  keyboard: boolean;
}

/** Hover previews, a click or Enter pins, and a pinned card stays until it is let go. */
export function usePinned<T>() {
  const [state, setState] = useState<PinState<T>>({ item: undefined, pinned: false, keyboard: false });
  const hover = useCallback(
    (item: T | undefined) =>
      setState((now) =>
        now.pinned || (item === undefined && now.keyboard) ? now : { item, pinned: false, keyboard: false }
      ),
    []
  );
  const move = useCallback((item: T) => setState({ item, pinned: false, keyboard: true }), []);
  const pin = useCallback((item: T) => setState((now) => ({ item, pinned: true, keyboard: now.keyboard })), []);
  const unpin = useCallback(
    () => setState((now) => ({ item: now.keyboard ? now.item : undefined, pinned: false, keyboard: now.keyboard })),
    []
  );
  const release = useCallback(() => setState({ item: undefined, pinned: false, keyboard: false }), []);
  return { ...state, hover, move, pin, unpin, release };
}
