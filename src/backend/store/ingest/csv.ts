/** CSV (RFC 4180) as NDJSON, so that both go the same way. */
import { PlumblineError } from '../../../query/errors';

/** Records of the text, quotes and line ends inside quotes respected. */
function* records(text: string): Generator<string[]> {
  let fields: string[] = [];
  let position = 0;
  const field = /"((?:[^"]|"")*)"(?=,|\r?\n|$)|([^,"\r\n]*)(?=,|\r?\n|$)/y;
  while (position < text.length) {
    field.lastIndex = position;
    const match = field.exec(text);
    if (!match) {
      const line = text.slice(0, position).split('\n').length;
      throw new PlumblineError(
        'bad_request',
        `The CSV has a stray quote in line ${line}`,
        'Double quotes inside a quoted field',
        'body'
      );
    }
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    position = field.lastIndex;
    if (text[position] === ',') {
      position++;
      if (position === text.length) {
        fields.push('');
      }
    } else {
      position += text[position] === '\r' ? 2 : 1;
      yield fields;
      fields = [];
    }
  }
  if (fields.length > 0) {
    yield fields;
  }
}

const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** A number stays a number, an empty field is missing, everything else is text ("007" too). */
export function jsonValue(field: string): string {
  if (field === '') {
    return 'null';
  }
  return PLAIN_NUMBER.test(field) || field === 'true' || field === 'false' ? field : JSON.stringify(field);
}

/** Throws `bad_request` for a stray quote, a missing header, or a record of another width than the header. */
export function csvToNdjson(text: string): string {
  const lines: string[] = [];
  let header: string[] | undefined;
  for (const record of records(text.replace(/^\ufeff/, ''))) {
    if (!header) {
      header = record.map((name) => JSON.stringify(name.trim()));
    } else if (record.length === 1 && record[0] === '') {
      continue;
    } else if (record.length !== header.length) {
      throw new PlumblineError(
        'bad_request',
        `CSV record ${lines.length} has ${record.length} fields and the header ${header.length}`,
        'Give every record as many fields as the header',
        'body'
      );
    } else {
      const names = header;
      lines.push(`{${record.map((field, index) => `${names[index] ?? '""'}:${jsonValue(field)}`).join(',')}}`);
    }
  }
  return lines.join('\n');
}
