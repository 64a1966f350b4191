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
  const filters: Filter[] = [];
  if (Number.isFinite(bin.lo)) {
    filters.push({ key: column, operator: '>', value: String(bin.lo) });
  }
  if (Number.isFinite(bin.hi)) {
    filters.push({ key: column, operator: '<=', value: String(bin.hi) });
  }
  return filters.length > 0 ? filters : undefined;
}
