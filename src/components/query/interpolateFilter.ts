/** Filters of a query with the dashboard's variables filled in. Pure. */
import { type Filter, type FilterOperator } from '../../query/model';

/** Grafana's variable replacement; `format` writes the value of one variable. */
export type Replace = (text: string, format?: (value: unknown, variable?: VariableTraits) => string) => string;

/** What Grafana tells a formatter about the variable. */
export interface VariableTraits {
  multi?: boolean;
  includeAll?: boolean;
}

/** Stands between the values of a multi-value variable until a list is split; no value holds it. */
const SEPARATOR = '\u001f';

const LIST_OPERATORS: Partial<Record<FilterOperator, FilterOperator>> = { '=': '=|', '!=': '!=|' };

/** All values that a text stands for: one, or those of the multi-value variable in it. */
export function expand(text: string, replace: Replace): string[] {
  return replace(text, joinWith(SEPARATOR))
    .split(SEPARATOR)
    .filter((part) => part !== '');
}

/** A filter whose value may hold variables, with several values spread over the operator. */
export function interpolateFilter(filter: Filter, replace: Replace): Filter {
  const key = replace(filter.key);
  if (filter.values) {
    return { ...filter, key, values: filter.values.flatMap((value) => expand(value, replace)) };
  }
  const text = filter.value ?? '';
  const values = replace(text, joinWith(SEPARATOR)).split(SEPARATOR);
  const [only] = values;
  if (values.length === 1) {
    return { ...filter, key, value: only };
  }
  const listed = LIST_OPERATORS[filter.operator];
  if (listed) {
    return { key, operator: listed, values };
  }
  const pattern = filter.operator === '=~' || filter.operator === '!~';
  return { ...filter, key, value: pattern ? `(${values.map(escapeRegex).join('|')})` : values.join(',') };
}

/** Writes the values of a variable one after another. */
export function joinWith(separator: string) {
  return (value: unknown) => (Array.isArray(value) ? value.join(separator) : String(value));
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
