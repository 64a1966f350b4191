/** The header of a CSV file: read here, so that the engine has nothing to guess about the file. */
import { closeSync, openSync, readSync } from 'node:fs';
import { PlumblineError } from '../../query/errors';
import { nameKey } from '../store/names';

/** Bytes that a header may have. */
const MOST_BYTES = 1 << 20;
/** What separates fields in files that are called CSV. */
const DELIMITERS = [',', ';', '\t', '|'];

/** Names in a header; throws `bad_request` for none, for a column without a name or with that of another, and for what looks separated by something else. */
export function csvHeader(file: string, delimiter: string): string[] {
  const names = firstRecord(file, firstText(file), delimiter).map((name) => name.trim());
  const [first = ''] = names;
  if (names.length === 1 && first === '') {
    throw new PlumblineError('bad_request', `${file} has no header`, 'Name the columns in the first line');
  }
  const other = DELIMITERS.find((each) => names.length === 1 && each !== delimiter && first.includes(each));
  if (other !== undefined) {
    const shown = other === '\t' ? 'tab' : other;
    throw new PlumblineError(
      'bad_request',
      `${file} has one column only, "${first.slice(0, 100)}"`,
      `Say how its fields are separated: --delimiter "${shown}"`
    );
  }
  const unnamed = names.indexOf('');
  if (unnamed >= 0) {
    throw new PlumblineError(
      'bad_request',
      `Column ${unnamed + 1} in the header of ${file} has no name`,
      'Name it, or write the file without it, such as pandas with index=False'
    );
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(nameKey(name))) {
      throw new PlumblineError(
        'bad_request',
        `The header of ${file} names "${name}" twice`,
        'Give every column a name of its own'
      );
    }
    seen.add(nameKey(name));
  }
  return names;
}

function firstText(file: string): string {
  const opened = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(MOST_BYTES);
    return bytes.toString('utf8', 0, readSync(opened, bytes, 0, MOST_BYTES, 0)).replace(/^\ufeff/, '');
  } finally {
    closeSync(opened);
  }
}

/** Fields up to the first line end outside of quotes. */
function firstRecord(file: string, text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"' && isQuoted && text[at + 1] === '"') {
      field += character;
      at += 1;
    } else if (character === '"') {
      isQuoted = !isQuoted;
    } else if (isQuoted) {
      field += character;
    } else if (character === delimiter) {
      fields.push(field);
      field = '';
    } else if (character === '\n' || character === '\r') {
      return [...fields, field];
    } else {
      field += character;
    }
  }
  if (isQuoted || text.length >= MOST_BYTES) {
    throw new PlumblineError('bad_request', `The header of ${file} does not end`, 'Close its quotes and its line');
  }
  return [...fields, field];
}
