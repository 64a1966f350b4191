import { type DataQueryRequest } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { mayEdit } from './mayEdit';

/** Longer addresses are cut by proxies and chat programs. */
const MAX_LENGTH = 1500;

interface Kept<T> {
  /** Name in the address; undefined while nothing is known that the choice could be about. */
  param: string | undefined;
  /** What the panel's options hold, where these have a place for it. */
  stored?: T;
  /** Puts a choice into the panel's options. */
  store?: (choice: T | undefined) => void;
  /** A choice from untrusted JSON; undefined for anything else. Has to be the same function each time. */
  read: (given: unknown) => T | undefined;
}

/**
 * A choice that people make in a panel and find again: it goes into the address, which a reload and a link keep, and for
 * those who may edit into the panel's options as well, which saving the dashboard keeps. One that is too long for an address
 * is in the page, and in the options, alone. Taking it back is a choice too, where the options have one. Options that become
 * something else than a choice put there, as in the panel's editor, end it.
 *
 * @returns the choice, undefined where there is none, and what makes another one.
 */
export function useKept<T>({ param, stored, store, read }: Kept<T>) {
  const [made, setMade] = useState<{ param: string | undefined; choice: T | undefined; isOfOptions?: true }>();
  // As text, since options are made anew each time: what they hold, and what a choice put there.
  const text = useMemo(() => textOf(stored, read), [stored, read]);
  const [known, setKnown] = useState<{ text: string; put?: string }>({ text });
  if (known.text !== text) {
    setKnown({ text });
    if (known.put !== text) {
      setMade({ param, choice: stored, isOfOptions: true });
    }
  }
  useEffect(() => {
    if (made?.isOfOptions && made.param !== undefined) {
      locationService.partial({ [made.param]: null }, true);
    }
  }, [made]);
  const found = useMemo(() => (param === undefined ? undefined : inAddress(param, read)), [param, read]);
  const choose = useCallback(
    (choice: T | undefined) => {
      setMade({ param, choice });
      if (param !== undefined) {
        const isPlain = choice === undefined && stored === undefined;
        const json = JSON.stringify(choice ?? null);
        locationService.partial({ [param]: isPlain || json.length > MAX_LENGTH ? null : json }, true);
      }
      if (mayEdit() && store) {
        const put = textOf(choice, read);
        setKnown((now) => ({ ...now, put }));
        store(choice);
      }
    },
    [param, stored, store, read]
  );
  const choice = made && made.param === param ? made.choice : found ? found.choice : stored;
  return { choice, choose };
}

/** The same text for the same choice, however it is written down. */
const textOf = <T>(choice: T | undefined, read: (given: unknown) => T | undefined): string =>
  JSON.stringify((choice === undefined ? undefined : read(choice)) ?? null);

function inAddress<T>(param: string, read: (given: unknown) => T | undefined): { choice: T | undefined } | undefined {
  const text = locationService.getSearch().get(param);
  if (text === null) {
    return undefined;
  }
  try {
    const given: unknown = JSON.parse(text);
    const choice = read(given);
    return given === null || choice !== undefined ? { choice } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Name of a panel's choice in the address: of its title and queries, as panels of an app have no number that stays.
 *
 * @param prefix tells panels of several kinds, and choices of one, apart.
 */
export function keptParam(prefix: string, title: string, request: DataQueryRequest | undefined): string | undefined {
  // The query editor numbers queries anew each time.
  const targets = (request?.targets ?? []).map((target) => ({ ...target, key: undefined }));
  return targets.length === 0 ? undefined : `${prefix}-${fnv(JSON.stringify([title, targets])).toString(36)}`;
}

/** FNV-1a, 32 bits. */
function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}
