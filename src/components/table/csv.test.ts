import { expect, it } from 'vitest';
import { toCsv } from './csv';

const csv = (...cells: string[]) => toCsv({ columns: [{ name: 'a' }], rows: [cells] }).split('\r\n')[1];

it('writes RFC 4180 lines', () => {
  expect(toCsv({ columns: [{ name: 'x' }, { name: 'y, z' }], rows: [['1', 'say "hi"']] })).toBe(
    'x,"y, z"\r\n1,"say ""hi"""\r\n'
  );
});

it.each(['=1+1', '+cmd', '-cmd', '@sum', '\tx', '\rx'])('makes %j harmless', (text) => {
  expect(csv(text)).toContain(`'${text}`);
});

it('leaves numbers alone, also negative ones and those with a true minus', () => {
  expect(csv('-0.5', '1e-7', '\u22123')).toBe('-0.5,1e-7,-3');
});
