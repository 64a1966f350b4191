import { type AdHocFilterItem } from '@grafana/ui';

/** What Grafana calls "one of". */
export const ONE_OF = '=|';

/** A filter item as Grafana's variables keep it: `values` beside `value`, which is the first of them. */
export interface OneOfItem {
  key: string;
  operator: typeof ONE_OF;
  value: string;
  values: string[];
  valueLabels: string[];
}

/**
 * One ad hoc filter that keeps any of the values. Several filters with `=` would each have to hold.
 *
 * Grafana declares only `=` and `!=` for what panels hand over, and hands every item on to its variable as it is.
 */
export function anyOf(key: string, values: readonly string[]): AdHocFilterItem {
  const [value = ''] = values;
  if (values.length < 2) {
    return { key, operator: '=', value };
  }
  const item: OneOfItem = { key, operator: ONE_OF, value, values: [...values], valueLabels: [...values] };
  return item as unknown as AdHocFilterItem;
}
