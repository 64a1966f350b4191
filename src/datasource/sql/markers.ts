import { nameOf, type Token, tokensOf } from './tokens';

/** Where an error of the back end belongs in the text. Lines and columns count from 1, as in Monaco. */
export interface Marker {
  startLineNumber: number;
  startColumn: number;
  endLineNumber: number;
  endColumn: number;
  message: string;
}

/**
 * The range of an error: the place that the message names (`line 2, column 8`), else the first name of the text that it
 * quotes (`Referenced column "tmep" not found`), else the first line. DuckDB's own lines are not used: it counts in the
 * statement after its macros were expanded.
 */
export function markerOf(sql: string, message: string): Marker {
  const lines = sql.split('\n');
  const place = /line (\d+), column (\d+)/.exec(message);
  const token = place ? undefined : quotedToken(tokensOf(sql), message);
  if (!place && !token) {
    return { startLineNumber: 1, startColumn: 1, endLineNumber: 1, endColumn: (lines[0] ?? '').length + 1, message };
  }
  const before = token ? sql.slice(0, token.start).split('\n') : [];
  const line = Math.min(Math.max(1, place ? Number(place[1]) : before.length), lines.length);
  const text = lines[line - 1] ?? '';
  const column = Math.min(Math.max(1, place ? Number(place[2]) : (before.at(-1) ?? '').length + 1), text.length + 1);
  const word = /^(?:\$__)?\w+|^"[^"]*"?|^\S/.exec(text.slice(column - 1))?.[0] ?? '';
  return {
    startLineNumber: line,
    startColumn: column,
    endLineNumber: line,
    endColumn: column + Math.max(1, word.length),
    message,
  };
}

function quotedToken(tokens: readonly Token[], message: string): Token | undefined {
  const quoted = [...message.matchAll(/"((?:[^"]|"")+)"|name (\w+) does not exist/g)].map(([, name, bare]) =>
    (name ?? bare ?? '').replaceAll('""', '"').toLowerCase()
  );
  for (const name of quoted) {
    const found = tokens.find(
      (token) => (token.kind === 'word' || token.kind === 'name') && nameOf(token).toLowerCase() === name
    );
    if (found) {
      return found;
    }
  }
  return undefined;
}
