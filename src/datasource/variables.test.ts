import { FieldType, toDataFrame } from '@grafana/data';
import { expect, it } from 'vitest';
import { rowsOf, withSearch } from './variables';

const frame = (fields: Record<string, unknown[]>) =>
  toDataFrame({
    fields: Object.entries(fields).map(([name, values]) => ({ name, values, type: FieldType.other })),
  });

it('takes text and value from columns of that name', () => {
  expect(rowsOf(frame({ __value: [1, 2], n: [9, 9], __text: ['one', 'two'] }))).toEqual([
    { text: 'one', value: '1' },
    { text: 'two', value: '2' },
  ]);
  expect(rowsOf(frame({ n: [9], __text: ['one'] }))).toEqual([{ text: 'one', value: 'one' }]);
});

it('takes the first column where no column has such a name', () => {
  expect(rowsOf(frame({ carrier: ['UA', null], n: [1, 2] }))).toEqual([
    { text: 'UA', value: 'UA' },
    { text: '', value: '' },
  ]);
  expect(rowsOf(frame({}))).toEqual([]);
});

it('puts what was typed into the statement, harmlessly', () => {
  expect(withSearch("SELECT a WHERE a LIKE '%$__searchFilter%'", "O'Hare $&")).toBe(
    "SELECT a WHERE a LIKE '%O''Hare $&%'"
  );
});
