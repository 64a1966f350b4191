/**
 * Splits SQL into code and into text that macros must leave alone: strings, quoted names and comments.
 *
 * It follows DuckDB's scanner: doubled quotes, E'' strings with backslashes, $tag$ strings, nested block comments.
 */
export interface Segment {
  kind: 'code' | 'text';
  start: number;
  end: number;
}

const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const IDENTIFIER_END = /[A-Za-z0-9_$\u0080-\uffff]$/;

/** Segments in order, without gaps. An unfinished string or comment reaches to the end. */
export function segments(sql: string): Segment[] {
  const found: Segment[] = [];
  let codeStart = 0;
  let index = 0;
  while (index < sql.length) {
    const end = textEnd(sql, index);
    if (end === undefined) {
      index++;
      continue;
    }
    if (index > codeStart) {
      found.push({ kind: 'code', start: codeStart, end: index });
    }
    found.push({ kind: 'text', start: index, end });
    index = end;
    codeStart = end;
  }
  if (codeStart < sql.length) {
    found.push({ kind: 'code', start: codeStart, end: sql.length });
  }
  return found;
}

/** End of the string, quoted name or comment that starts at `index`; undefined when none does. */
function textEnd(sql: string, index: number): number | undefined {
  const character = sql[index];
  const following = sql[index + 1];
  if (character === "'") {
    return quotedEnd(sql, index, "'", isEscapeString(sql, index));
  }
  if (character === '"') {
    return quotedEnd(sql, index, '"', false);
  }
  if (character === '-' && following === '-') {
    const newline = sql.indexOf('\n', index);
    return newline < 0 ? sql.length : newline + 1;
  }
  if (character === '/' && following === '*') {
    return commentEnd(sql, index);
  }
  return character === '$' ? dollarEnd(sql, index) : undefined;
}

function isEscapeString(sql: string, quote: number): boolean {
  return /[eE]/.test(sql[quote - 1] ?? '') && !IDENTIFIER_END.test(sql.slice(Math.max(0, quote - 2), quote - 1));
}

function quotedEnd(sql: string, start: number, quote: string, escapes: boolean): number {
  let index = start + 1;
  while (index < sql.length) {
    if (escapes && sql[index] === '\\') {
      index += 2;
    } else if (sql[index] !== quote) {
      index++;
    } else if (sql[index + 1] === quote) {
      index += 2;
    } else {
      return index + 1;
    }
  }
  return sql.length;
}

function commentEnd(sql: string, start: number): number {
  let depth = 0;
  let index = start;
  while (index < sql.length) {
    const pair = sql.slice(index, index + 2);
    if (pair === '/*') {
      depth++;
      index += 2;
    } else if (pair === '*/') {
      depth--;
      index += 2;
      if (depth === 0) {
        return index;
      }
    } else {
      index++;
    }
  }
  return sql.length;
}

function dollarEnd(sql: string, start: number): number | undefined {
  DOLLAR_TAG.lastIndex = start;
  const tag = DOLLAR_TAG.exec(sql)?.[0];
  if (tag === undefined || IDENTIFIER_END.test(sql.slice(Math.max(0, start - 1), start))) {
    return undefined;
  }
  const end = sql.indexOf(tag, start + tag.length);
  return end < 0 ? sql.length : end + tag.length;
}
