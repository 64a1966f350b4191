import { t } from '@grafana/i18n';
import { Field, InlineSwitch } from '@grafana/ui';
import { useId } from 'react';
import { type AnalysisQuery } from '../../query/model';
import { type NamedField, valueAt, withValueAt } from '../analyses/specs';
import { type CatalogueModel } from '../catalogue';
import { type Problems } from '../validate';
import { Choice, Choices, namesAsOptions, NumberText, Text, WIDTH } from './fields';

interface Props {
  spec: NamedField;
  query: AnalysisQuery;
  model: CatalogueModel | undefined;
  problems: Problems;
  onChange: (query: AnalysisQuery) => void;
}

/** The control of one field of an analysis: its value goes to the path that the description names. */
export function SpecField({ spec, query, model, problems, onChange }: Props) {
  const value = valueAt(query, spec.key);
  const set = (next: unknown) => onChange(withValueAt(query, spec.key, next));
  const common = {
    label: spec.label,
    description: spec.description,
    problem: problems[spec.key] ?? problems[spec.key.split('.')[0] ?? ''],
  };
  switch (spec.kind) {
    case 'choice':
      return <Choice {...common} value={textOf(value) ?? spec.fallback} options={spec.options} custom onChange={set} />;
    case 'choices':
      return (
        <Choices
          {...common}
          value={listOf(value)}
          options={spec.options}
          placeholder={spec.placeholder}
          custom
          onChange={(values) => set(values.length === 0 ? undefined : values)}
        />
      );
    case 'column': {
      const columns = (model?.columns ?? []).filter(({ role }) => !spec.roles || spec.roles.includes(role));
      return (
        <Choice
          {...common}
          value={textOf(value)}
          width={WIDTH.medium}
          options={namesAsOptions(columns.map(({ name }) => name))}
          placeholder={spec.placeholder ?? t('datasource.field.choose-column', 'Choose a column')}
          custom
          onChange={set}
        />
      );
    }
    case 'number':
      return (
        <NumberText
          {...common}
          value={typeof value === 'number' ? value : undefined}
          placeholder={spec.placeholder}
          onChange={set}
        />
      );
    case 'text':
      return (
        <Text
          {...common}
          value={textOf(value)}
          width={spec.wide ? WIDTH.medium : undefined}
          placeholder={spec.placeholder}
          onChange={set}
        />
      );
    case 'switch':
      return <Switch {...common} value={value === true} onChange={(on) => set(on ? true : undefined)} />;
  }
}

function Switch(props: {
  label: string;
  description?: string;
  problem?: string;
  value: boolean;
  onChange: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <Field
      label={props.label}
      description={props.description}
      invalid={Boolean(props.problem)}
      error={props.problem}
      htmlFor={id}
      noMargin
    >
      <InlineSwitch id={id} value={props.value} onChange={(event) => props.onChange(event.currentTarget.checked)} />
    </Field>
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
