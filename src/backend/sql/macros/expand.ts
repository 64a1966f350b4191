/** Replaces the macros of a statement. Strings, quoted names and comments stay as they are. */
import { PlumblineError } from '../../../query/errors';
import { positionOfIndex } from '../guard/refusal';
import { MacroCall } from './call';
import { MACROS, type MacroContext } from './definitions';
import { segments } from './lexer';

const MACRO = /\$__([A-Za-z_]+)/g;
const MAX_DEPTH = 8;

/** Throws `bad_request` naming the macro, its position and the remedy. */
export function expandMacros(sql: string, context: MacroContext): string {
  return expandPart(sql, { context, whole: sql, offset: 0 }, 0);
}

interface Origin {
  context: MacroContext;
  /** The statement as it was written, for positions. */
  whole: string;
  /** Where the part starts in `whole`. */
  offset: number;
}

function expandPart(sql: string, origin: Origin, depth: number): string {
  const parts = segments(sql);
  // Code and text by their starts, so that looking for the end of arguments reads each character once.
  const texts = new Map(parts.filter((part) => part.kind === 'text').map((part) => [part.start, part.end]));
  let out = '';
  let done = 0;
  for (const part of parts) {
    if (part.kind === 'text') {
      continue;
    }
    MACRO.lastIndex = 0;
    for (const match of sql.slice(part.start, part.end).matchAll(MACRO)) {
      const start = part.start + match.index;
      if (start < done) {
        continue;
      }
      const end = start + match[0].length;
      const args = argumentsAt(sql, end, texts);
      out += sql.slice(done, start) + expandOne(match[1] ?? '', args, start, origin, depth);
      done = args?.end ?? end;
    }
  }
  return out + sql.slice(done);
}

function expandOne(name: string, args: Arguments | undefined, start: number, origin: Origin, depth: number): string {
  const position = positionOfIndex(origin.whole, origin.offset + start);
  const macro = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined;
  if (macro === undefined) {
    throw new PlumblineError(
      'bad_request',
      `$__${name} at ${position} is not a macro`,
      `The macros are ${Object.keys(MACROS)
        .map((known) => `$__${known}`)
        .join(', ')}`,
      `rawSql ${position}`
    );
  }
  if (args !== undefined && !args.closed) {
    throw new PlumblineError(
      'bad_request',
      `$__${name} at ${position} has no closing parenthesis`,
      `Write ${macro.usage}`,
      `rawSql ${position}`
    );
  }
  if (depth >= MAX_DEPTH) {
    throw new PlumblineError(
      'bad_request',
      `$__${name} at ${position} is nested more than ${MAX_DEPTH} deep`,
      'Use a WITH part for the inner ones',
      `rawSql ${position}`
    );
  }
  const expanded = (args?.items ?? []).map(({ text, start: from }) =>
    // The interval macros are words here, not expressions.
    text === '$__interval' ? text : expandPart(text, { ...origin, offset: origin.offset + from }, depth + 1)
  );
  return new MacroCall(name, macro, expanded, position, origin.context).expand();
}

interface Arguments {
  items: Array<{ text: string; start: number }>;
  end: number;
  closed: boolean;
}

/** The parenthesised arguments right after a macro's name; undefined when there are none. */
function argumentsAt(sql: string, nameEnd: number, texts: ReadonlyMap<number, number>): Arguments | undefined {
  const open = /^\s*\(/.exec(sql.slice(nameEnd))?.[0].length;
  if (open === undefined) {
    return undefined;
  }
  const items: Arguments['items'] = [];
  let depth = 1;
  let itemStart = nameEnd + open;
  const take = (end: number): void => {
    const raw = sql.slice(itemStart, end);
    items.push({ text: raw.trim(), start: itemStart + (raw.length - raw.trimStart().length) });
  };
  for (let index = itemStart; index < sql.length; index++) {
    const textEnd = texts.get(index);
    if (textEnd !== undefined) {
      index = textEnd - 1;
      continue;
    }
    const character = sql[index] ?? '';
    if ('([{'.includes(character)) {
      depth++;
    } else if (')]}'.includes(character)) {
      depth--;
    }
    if (depth === 0) {
      take(index);
      const empty = items.length === 1 && items[0]?.text === '';
      return { items: empty ? [] : items, end: index + 1, closed: true };
    }
    if (character === ',' && depth === 1) {
      take(index);
      itemStart = index + 1;
    }
  }
  return { items, end: sql.length, closed: false };
}
