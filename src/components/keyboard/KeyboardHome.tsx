import { type ReactNode, useEffect, useRef } from 'react';

/** What the keyboard works in: a picture or its table, else the buttons of a figure without one. */
const HOMES = ['[role=grid], [role=treegrid], [role=listbox], [role=group][tabindex="0"]', '[role=figure] button'];

/**
 * Keeps the keyboard in a panel: when what had it is gone, such as a list that its table replaced or a button that led to
 * another picture, the picture that is there gets it, at once or when it comes. Without that it would be at the beginning of
 * the page. Cards of the panel are part of it, wherever they stand in the page.
 */
export function KeyboardHome({ children }: { children: ReactNode }) {
  const area = useRef<HTMLDivElement>(null);
  const holder = useRef<Element>(undefined);
  useEffect(() => {
    const own = area.current;
    if (!own) {
      return undefined;
    }
    const isLost = () => holder.current?.isConnected === false && document.activeElement === document.body;
    const observer = new MutationObserver(() => {
      if (isLost()) {
        const homes = HOMES.flatMap((each) => own.querySelector<HTMLElement>(each) ?? []);
        homes[0]?.focus({ preventScroll: true });
      }
    });
    observer.observe(own, { childList: true, subtree: true });
    // Who works elsewhere is not called back. Before React hears it: an element of ours then takes its place below.
    const forget = () => (holder.current = undefined);
    const forgetLost = () => (isLost() ? forget() : undefined);
    document.addEventListener('focusin', forget, true);
    document.addEventListener('pointerdown', forgetLost, true);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', forget, true);
      document.removeEventListener('pointerdown', forgetLost, true);
    };
  }, []);
  return (
    <div
      ref={area}
      style={{ display: 'contents' }}
      onFocus={(event) => {
        holder.current = event.target;
      }}
      // Not told of what is taken out of the page.
      onBlur={() => {
        holder.current = undefined;
      }}
    >
      {children}
    </div>
  );
}
