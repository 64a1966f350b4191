import { t } from '@grafana/i18n';
import { createContext, useContext, useMemo, useState } from 'react';
import { mixName } from './mixText';

/** Names of the cohorts that somebody set against each other. */
export interface Slots {
  a?: string;
  b?: string;
}

/** Stands in slot B for everybody outside of A: no name of a cohort holds this character. */
export const REST = '\u0000rest';

/** A cohort on its way to a slot, under the pointer; coordinates of the window. */
export interface Dragged {
  name: string;
  x: number;
  y: number;
}

interface SlotsState {
  slots: Slots;
  dragged: Dragged | undefined;
  /** Puts a cohort into a slot, or takes it out again. */
  assign: (slot: 'a' | 'b', name: string) => void;
  /** Sets a cohort against everybody else. */
  againstRest: (name: string) => void;
  /** Takes hold of a cohort, moves it, and with nothing lets it go. */
  drag: (to: Dragged | undefined) => void;
  clear: () => void;
}

export const SlotsContext = createContext<SlotsState>({
  slots: {},
  dragged: undefined,
  assign: () => undefined,
  againstRest: () => undefined,
  drag: () => undefined,
  clear: () => undefined,
});

/** Two slots, empty at first. A cohort stands in one of them only. */
export function useSlots(): SlotsState {
  const [slots, setSlots] = useState<Slots>({});
  const [dragged, drag] = useState<Dragged>();
  return useMemo(
    () => ({
      slots,
      dragged,
      assign: (slot, name) =>
        setSlots((now) => {
          const other = slot === 'a' ? 'b' : 'a';
          return {
            [slot]: now[slot] === name ? undefined : name,
            [other]: now[other] === name ? undefined : now[other],
          };
        }),
      againstRest: (name) => setSlots({ a: name, b: REST }),
      drag,
      clear: () => setSlots({}),
    }),
    [slots, dragged]
  );
}

/**
 * Keys, pointer and texts of the slots for lists of cohorts: `a` and `b` fill a slot, `c` compares with everybody else, and
 * rows are dragged.
 *
 * @param hasRest whether the data know everybody outside of a row's cohort; without them `c` is no key of ours.
 */
export function useSlotKeys(nameAt: (row: number) => string | undefined, hasRest: (row: number) => boolean) {
  const { slots, assign, againstRest, drag } = useContext(SlotsContext);
  const onKey = (key: string, row: number): boolean => {
    const name = nameAt(row);
    if (name !== undefined && (key === 'a' || key === 'b')) {
      assign(key, name);
      return true;
    }
    if (name !== undefined && key === 'c' && hasRest(row)) {
      againstRest(name);
      return true;
    }
    return false;
  };
  const onGrab = (row: number, { clientX, clientY }: { clientX: number; clientY: number }) => {
    const name = nameAt(row);
    if (name !== undefined) {
      drag({ name, x: clientX, y: clientY });
    }
  };
  return { onKey, onGrab, said: slotsText(slots) };
}

/** What stands in the slots, and what is missing; nothing while both are empty. */
export function slotsText({ a, b }: Slots): string {
  const RAW = { interpolation: { escapeValue: false } };
  if (a !== undefined && b === undefined) {
    return t('plumbline.cohorts.slot-a', 'A is {{name}}, choose B', { ...RAW, name: mixName(a) });
  }
  return b !== undefined && a === undefined
    ? t('plumbline.cohorts.slot-b', 'B is {{name}}, choose A', { ...RAW, name: mixName(b) })
    : '';
}
