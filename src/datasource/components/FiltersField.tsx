import { t } from '@grafana/i18n';
import { Button, Combobox, Field, Input, MultiCombobox, Stack } from '@grafana/ui';
import { type CatalogueClient, type CatalogueColumn } from '../catalogue';
import { type Filter, FILTER_OPERATORS, type FilterOperator } from '../../query/model';
import { isListOperator } from '../filters';
import { namesAsOptions, WIDTH } from './fields';

interface Props {
  catalogue: CatalogueClient;
  model: string;
  columns: readonly CatalogueColumn[];
  filters: readonly Filter[];
  problem?: string;
  onChange: (filters: Filter[] | undefined) => void;
}

/** Row filters: column, operator, value; values come from the store, most frequent first. */
export function FiltersField({ problem, ...list }: Props) {
  return (
    <Field
      label={t('datasource.filters.label', 'Filters')}
      invalid={Boolean(problem)}
      error={problem}
      noMargin
      htmlFor={ADD_ID}
    >
      <FilterList {...list} />
    </Field>
  );
}

const ADD_ID = 'plumbline-add-filter';

/** A component of its own: a field hands what it knows to its child, and an element of the page can't take that. */
function FilterList({ catalogue, model, columns, filters, onChange }: Omit<Props, 'problem'>) {
  const replaceAt = (index: number, filter: Filter) => onChange(filters.with(index, filter));
  return (
    <Stack gap={1} wrap="wrap" alignItems="center">
      {filters.map((filter, index) => (
        <FilterFields
          // A filter has no identity of its own beyond its place in the list.
          key={index}
          filter={filter}
          columns={columns}
          valuesOf={(column, search) => catalogue.values(model, column, { search })}
          onChange={(next) => replaceAt(index, next)}
          onRemove={() => onChange(filters.length === 1 ? undefined : filters.filter((_, at) => at !== index))}
        />
      ))}
      <Button
        id={ADD_ID}
        variant="secondary"
        icon="plus"
        aria-label={t('datasource.filters.add', 'Add filter')}
        onClick={() => onChange([...filters, { key: '', operator: '=', value: '' }])}
      />
    </Stack>
  );
}

interface FilterProps {
  filter: Filter;
  columns: readonly CatalogueColumn[];
  valuesOf: (column: string, search: string) => Promise<string[]>;
  onChange: (filter: Filter) => void;
  onRemove: () => void;
}

function FilterFields({ filter, columns, valuesOf, onChange, onRemove }: FilterProps) {
  const { key, operator } = filter;
  const options = (search: string) =>
    key === '' || key.includes('$')
      ? Promise.resolve([])
      : valuesOf(key, search).then(namesAsOptions, () => namesAsOptions<string>([]));
  return (
    <Stack gap={0} alignItems="center">
      <Combobox<string>
        width={WIDTH.short}
        value={key === '' ? null : key}
        placeholder={t('datasource.filters.column', 'Column')}
        options={namesAsOptions(columns.map(({ name }) => name))}
        onChange={(option) => onChange({ ...filter, key: option.value })}
        createCustomValue
      />
      <Combobox<FilterOperator>
        width={8}
        value={operator}
        options={namesAsOptions(FILTER_OPERATORS)}
        onChange={(option) => onChange(withOperator(filter, option.value))}
      />
      {isListOperator(operator) ? (
        <MultiCombobox<string>
          width={WIDTH.medium}
          value={filter.values ?? []}
          placeholder={t('datasource.filters.values', 'Values')}
          options={options}
          onChange={(picked) => onChange({ ...filter, values: picked.map(({ value }) => value) })}
          createCustomValue
        />
      ) : operator === '=' || operator === '!=' ? (
        <Combobox<string>
          width={WIDTH.short}
          value={filter.value ? { value: filter.value, label: filter.value } : null}
          placeholder={t('datasource.filters.value', 'Value')}
          options={options}
          onChange={(option) => onChange({ ...filter, value: option.value })}
          createCustomValue
        />
      ) : (
        <Input
          width={WIDTH.short}
          defaultValue={filter.value}
          placeholder={t('datasource.filters.value', 'Value')}
          aria-label={t('datasource.filters.value', 'Value')}
          onBlur={(event) => onChange({ ...filter, value: event.currentTarget.value })}
        />
      )}
      <Button
        variant="secondary"
        icon="times"
        aria-label={t('datasource.filters.remove', 'Remove filter')}
        onClick={onRemove}
      />
    </Stack>
  );
}

/** The filter with another operator; its value is kept where the new one can hold it. */
export function withOperator(filter: Filter, operator: FilterOperator): Filter {
  const { key } = filter;
  if (isListOperator(operator)) {
    return { key, operator, values: filter.values ?? (filter.value ? [filter.value] : []) };
  }
  return { key, operator, value: filter.value ?? filter.values?.[0] ?? '' };
}
