import { type Filter } from '../../query/model';
import { type DependenceData, type TrendBin } from './readDependence';

/** Names of bins that are no value of the column, such as "(missing)". */
const NO_VALUE = /^\(.*\)$/;

/** Filters that keep the records of one bin; undefined where a filter can't say it. Bins hold their upper edge. */
export function binRecords({ column, kind }: DependenceData, bin: TrendBin): Filter[] | undefined {
  if (kind === 'categorical') {
    return bin.label === '' || NO_VALUE.test(bin.label)
      ? undefined
      : [{ key: column, operator: '=', value: bin.label }];
  }
  return spanRecords(column, bin.lo, bin.hi);
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
