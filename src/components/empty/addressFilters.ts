/** Filters of a dashboard as its address holds them, where a panel can take them out again. Pure. */

/** A filter that a variable of the page has written into the address. */
export interface AddressFilter {
  /** Name of the parameter, `var-<variable>`. */
  param: string;
  /** The filter as it stands there. */
  text: string;
  key: string;
  operator: string;
  values: string[];
}

/** A filter as a request carries it. */
export interface AskedFilter {
  key: string;
  operator: string;
  value?: string;
  values?: readonly string[];
}

const OPERATORS = new Set(['=', '!=', '=|', '!=|', '=~', '!~', '<', '<=', '>', '>=']);

/** How variables write what stands for itself in their texts. */
const unescaped = (text: string) =>
  text
    .replace(/__gfp__/g, '|')
    .replace(/__gfc__/g, ',')
    .replace(/__gfh__/g, '#');

function readFilter(param: string, text: string): AddressFilter[] {
  // What follows a # says that the dashboard itself brings the filter: then it comes back by itself.
  const parts = text.includes('#') ? [] : text.split('|').map((part) => unescaped(part.split(',')[0]));
  const [key, operator, ...values] = parts;
  return key && OPERATORS.has(operator) && values.length > 0 ? [{ param, text, key, operator, values }] : [];
}

const isSame = (filter: AddressFilter, asked: AskedFilter): boolean => {
  const values = filter.operator.endsWith('|') ? (asked.values ?? [asked.value]) : [asked.value];
  return (
    filter.key === asked.key &&
    filter.operator === asked.operator &&
    filter.values.length === values.length &&
    filter.values.every((value, i) => value === values[i])
  );
};

/** Those of a request's filters that stand in the address, in its order. */
export function filtersInAddress(search: URLSearchParams, asked: readonly AskedFilter[]): AddressFilter[] {
  return [...search]
    .filter(([param]) => param.startsWith('var-'))
    .flatMap(([param, text]) => readFilter(param, text))
    .filter((filter) => asked.some((each) => isSame(filter, each)));
}

/**
 * What to change in the address so that these filters are gone and all others stay. A variable without filters is an empty
 * text: one that is absent from the address keeps what it has.
 */
export function withoutFilters(
  search: URLSearchParams,
  gone: readonly AddressFilter[]
): Record<string, string | string[]> {
  const params = new Set(gone.map(({ param }) => param));
  return Object.fromEntries(
    [...params].map((param) => {
      const left = search
        .getAll(param)
        .filter((text) => !gone.some((each) => each.param === param && each.text === text));
      return [param, left.length > 0 ? left : ''];
    })
  );
}
