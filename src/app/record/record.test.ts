import { FieldType, toDataFrame } from '@grafana/data';
import { expect, it } from 'vitest';
import { momentOf } from './moment';
import { isExplained } from './RecordExplanation';

const importance = (n: Array<number | null>) =>
  toDataFrame({ fields: [{ name: 'n', type: FieldType.number, values: n }] });

it('knows an explained record by the rows that its importance is made from', () => {
  expect(isExplained([importance([1, 1])])).toBe(true);
  expect(isExplained([importance([0, null])])).toBe(false);
  expect(isExplained([importance([]), toDataFrame({ fields: [] })])).toBe(false);
});

it('asks about the millisecond of a record and no other', () => {
  const range = momentOf(Date.UTC(2026, 0, 1, 12, 0, 0, 123))?.state;
  expect([range?.from, range?.to]).toEqual(['2026-01-01T12:00:00.123Z', '2026-01-01T12:00:00.124Z']);
  expect(momentOf(undefined)).toBeUndefined();
});
