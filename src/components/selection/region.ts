/** A stretch of time and some rows of a picture; either may be absent and then means all of it. */
export interface Region {
  from?: number;
  to?: number;
  names: string[];
}

/** Name of the parameter in the page's address. */
export const REGION_PARAM = 'sel';

/** Longer addresses are cut by proxies and chat programs. */
const MAX_LENGTH = 1500;

/**
 * `<from>,<to>;<name>,<name>`, names percent-encoded so that they may hold commas.
 *
 * @returns undefined when it is too long for an address: part of a selection would be another one.
 */
export function regionToText({ from, to, names }: Region): string | undefined {
  const time = from === undefined || to === undefined ? '' : `${Math.round(from)},${Math.round(to)}`;
  const text = `${time};${names.map(encodeURIComponent).join(',')}`;
  return text.length > MAX_LENGTH ? undefined : text;
}

/** Reads `regionToText` back; undefined for anything else. */
export function regionFromText(text: unknown): Region | undefined {
  const parts = typeof text === 'string' ? /^(?:(\d+),(\d+))?;(.*)$/.exec(text) : null;
  if (!parts) {
    return undefined;
  }
  const [, from, to, names] = parts;
  try {
    const list = names ? names.split(',').map(decodeURIComponent) : [];
    return from === undefined ? { names: list } : { from: Number(from), to: Number(to), names: list };
  } catch {
    return undefined;
  }
}
