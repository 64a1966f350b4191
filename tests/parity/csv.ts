import { readFileSync } from 'node:fs';

/** Rows of an expected file; none of them quotes a field. */
export function expectedRows(name: string): Array<Record<string, string>> {
  const text = readFileSync(new URL(`./expected/${name}`, import.meta.url), 'utf8');
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.trim().split(',');
  return lines.map((line) => {
    const values = line.trim().split(',');
    return Object.fromEntries(names.map((column, index) => [column, values[index] ?? '']));
  });
}
