import { type DataQueryRequest, type InterpolateFunction } from '@grafana/data';
import { t } from '@grafana/i18n';

/** Every filter that a panel's queries and its dashboard set, as "carrier = UA": what may have left nothing to draw. */
export function filtersInForce(request: DataQueryRequest | undefined, replace: InterpolateFunction): string[] {
  const own = (request?.targets ?? []).flatMap((target): unknown[] => {
    const list: unknown = Object.entries(target).find(([name]) => name === 'filters')?.[1];
    return Array.isArray(list) ? list : [];
  });
  const texts = [...own, ...(request?.filters ?? [])].flatMap((filter) => filterText(filter, replace));
  return [...new Set(texts)];
}

function filterText(filter: unknown, replace: InterpolateFunction): string[] {
  const given = new Map<string, unknown>(typeof filter === 'object' && filter !== null ? Object.entries(filter) : []);
  const [key, operator, value, values] = ['key', 'operator', 'value', 'values'].map((name) => given.get(name));
  const list = Array.isArray(values) ? values : [value];
  const shown = list.filter((each) => typeof each === 'string' && each !== '').map((each) => replace(String(each)));
  return typeof key === 'string' && key !== '' && shown.length > 0
    ? [`${key} ${typeof operator === 'string' ? operator : '='} ${shown.join(', ')}`]
    : [];
}

/** The line of an empty panel that names its filters; nothing where there are none. */
export function filtersLine(request: DataQueryRequest | undefined, replace: InterpolateFunction): string[] {
  const filters = filtersInForce(request, replace);
  return filters.length > 0
    ? [
        t('plumbline.figure.filters', 'Filters in force: {{filters}}', {
          filters: filters.join('; '),
          interpolation: { escapeValue: false },
        }),
      ]
    : [];
}
