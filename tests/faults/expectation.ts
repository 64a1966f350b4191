/**
 * What may be stored of a damaged body, by readers that share nothing with the back end: JSON.parse, a CSV reader of a few lines.
 * An Arrow body may lose or change values where they were damaged, but never rows.
 */
import { gunzipSync } from 'node:zlib';
import { type Body } from './damage';

export interface Expectation {
  /** Rows of the body; undefined where it is no body at all, or where nothing can be known of it. */
  rows?: number;
  /** The body must be refused as a whole. */
  refused: boolean;
  /** Values that a row of this id may have been sent with; undefined where they may have been damaged unseen. */
  valuesOf?: (id: string) => ReadonlyArray<string | undefined>;
}

const REFUSED: Expectation = { refused: true };
const UNKNOWN: Expectation = { refused: false };

type Row = Record<string, unknown>;

/** As text, for a label is a text; a value that a JSON number may be written in several ways is left out. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined;

function ofRows(rows: readonly unknown[]): Expectation {
  return {
    refused: rows.length === 0,
    rows: rows.length,
    valuesOf: (id) =>
      rows.flatMap((row) => {
        const { id: given, value, label }: Row = typeof row === 'object' && row !== null ? { ...row } : {};
        return String(given) === id ? [textOf(value ?? label)] : [];
      }),
  };
}

/** NaN and infinities are no JSON, and the back end takes them as Python writes them. */
const hasPythonNumbers = (text: string): boolean => /NaN|Infinity/.test(text);

function ofJson(text: string): Expectation {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) || (typeof value === 'object' && value !== null)
      ? ofRows(Array.isArray(value) ? value : [value])
      : REFUSED;
  } catch {
    return hasPythonNumbers(text) ? UNKNOWN : REFUSED;
  }
}

function ofLines(text: string): Expectation {
  const lines = text.split('\n').filter((line) => !/^[ \t\r]*$/.test(line));
  if (hasPythonNumbers(text)) {
    return { refused: lines.length === 0, rows: lines.length };
  }
  return ofRows(
    lines.map((line): unknown => {
      try {
        return JSON.parse(line);
      } catch {
        return undefined;
      }
    })
  );
}

export function expectationOf({ bytes, format, gzip, rows }: Body): Expectation {
  let plain: Uint8Array;
  try {
    plain = gzip ? gunzipSync(bytes, { maxOutputLength: 64 << 20 }) : bytes;
  } catch {
    return REFUSED;
  }
  if (format === 'arrow') {
    return { refused: false, rows };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
  } catch {
    return REFUSED;
  }
  switch (format) {
    case 'json':
      return ofJson(text);
    case 'ndjson':
      return ofLines(text);
    case 'csv':
      return UNKNOWN;
  }
}
