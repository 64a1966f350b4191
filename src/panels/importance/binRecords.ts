import { type Filter } from '../../query/model';
import { type DependenceData, type TrendBin } from './readDependence';

/** Names of bins that are no value of the column, such as "(missing)". */
const NO_VALUE = /^\(.*\)$/;

/** Whether a category is a value that a filter can name. */
export const isValue = (label: string): boolean => label !== '' && !NO_VALUE.test(label);

/** Filters that keep the records of one bin; undefined where a filter can't say it. Bins hold their upper edge. */
export function binRecords({ column, kind }: DependenceData, bin: TrendBin): Filter[] | undefined {
  if (kind === 'categorical') {
    return valueRecords(column, [bin.label]);
  }
  return spanRecords(column, bin.lo, bin.hi);
}

/** Filters that keep the records with one of the values; undefined where one of them is no value of the column. */
export function valueRecords(column: string, values: readonly string[]): Filter[] | undefined {
  const [value = ''] = values;
  if (values.length === 0 || !values.every(isValue)) {
    return undefined;
  }
  return [
    values.length === 1
      ? { key: column, operator: '=', value }
      : { key: column, operator: '=|', value, values: [...values] },
  ];
}

/** Filters that keep the records with a value above `lo` and up to `hi`; an end that is not finite is open. */
export function spanRecords(column: string, lo: number, hi: number): Filter[] | undefined {
  const filters: Filter[] = [];
  if (Number.isFinite(lo)) {
    filters.push({ key: column, operator: '>', value: String(lo) });
  }
  if (Number.isFinite(hi)) {
    filters.push({ key: column, operator: '<=', value: String(hi) });
  }
  return filters.length > 0 ? filters : undefined;
}
