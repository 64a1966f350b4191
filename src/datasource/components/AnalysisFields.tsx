import { t } from '@grafana/i18n';
import { Stack } from '@grafana/ui';
import { type AnalysisQuery } from '../../query/model';
import { type FieldSpec, mattering } from '../analyses/specs';
import { type CatalogueClient, type CatalogueModel } from '../catalogue';
import { type Problems } from '../validate';
import { Choices, namesAsOptions, WIDTH } from './fields';
import { FiltersField } from './FiltersField';
import { LabelFields } from './LabelFields';
import { EnvironmentsField, VersionsField } from './LineageFields';
import { ReferenceFields } from './ReferenceFields';
import { SpecField } from './SpecField';
import { ThresholdFields } from './ThresholdFields';
import { WindowField } from './WindowField';

export interface FieldsProps {
  query: AnalysisQuery;
  model: CatalogueModel | undefined;
  catalogue: CatalogueClient;
  problems: Problems;
  onChange: (query: AnalysisQuery) => void;
}

/** The controls that a list of field descriptions asks for, as far as they matter to the query. */
export function AnalysisFields({ specs, ...props }: FieldsProps & { specs: readonly FieldSpec[] }) {
  return (
    <Stack gap={2} wrap="wrap" alignItems="flex-start">
      {mattering(specs, props.query).map((spec) => (
        <OneField key={'key' in spec ? spec.key : spec.kind} spec={spec} {...props} />
      ))}
    </Stack>
  );
}

function OneField({ spec, ...props }: FieldsProps & { spec: FieldSpec }) {
  const { query, catalogue, problems, onChange } = props;
  switch (spec.kind) {
    case 'columns':
      return <ColumnsField {...props} />;
    case 'window':
      return (
        <WindowField
          value={query.window}
          problem={problems.window}
          onChange={(window) => onChange({ ...query, window })}
        />
      );
    case 'reference':
      return (
        <ReferenceFields
          catalogue={catalogue}
          model={query.model}
          value={'reference' in query ? query.reference : undefined}
          problem={problems.reference}
          onChange={(reference) => onChange({ ...query, reference } as AnalysisQuery)}
        />
      );
    case 'threshold':
      return <ThresholdFields {...props} />;
    case 'labels':
      return <LabelFields {...props} />;
    case 'versions':
      return <VersionsField {...props} />;
    case 'environments':
      return <EnvironmentsField {...props} />;
    case 'segments':
      return <SegmentsField {...props} label={spec.label} />;
    case 'filters':
      return (
        <FiltersField
          catalogue={catalogue}
          model={query.model}
          columns={props.model?.columns ?? []}
          filters={query.filters ?? []}
          problem={problems.filters}
          onChange={(filters) => onChange({ ...query, filters })}
        />
      );
    default:
      return <SpecField spec={spec} {...props} />;
  }
}

function ColumnsField({ query, model, problems, onChange }: FieldsProps) {
  const features = model?.columns.filter(({ role }) => role !== 'id' && role !== 'time') ?? [];
  return (
    <Choices
      label={t('datasource.field.columns', 'Columns')}
      value={query.columns ?? ['*']}
      options={[
        { value: '*', label: t('datasource.field.all-features', 'Every feature (*)') },
        ...features.map(({ name, role, kind }) => ({ value: name, label: name, description: `${role}, ${kind}` })),
      ]}
      problem={problems.columns}
      custom
      onChange={(columns) => onChange({ ...query, columns: columns.length === 0 ? ['*'] : lastWins(columns) })}
    />
  );
}

/** `*` and names exclude each other: whichever was chosen last stays. What `!` leaves out goes with both. */
function lastWins(columns: string[]): string[] {
  const last = columns.at(-1);
  if (last === '*') {
    return ['*', ...columns.filter((name) => name.startsWith('!'))];
  }
  return last?.startsWith('!') ? columns : columns.filter((name) => name !== '*');
}

function SegmentsField({ query, model, problems, label, onChange }: FieldsProps & { label?: string }) {
  return (
    <Choices
      label={label ?? t('datasource.field.split', 'Split by')}
      value={query.segmentBy}
      width={WIDTH.medium}
      options={namesAsOptions((model?.columns ?? []).filter(({ segment }) => segment).map(({ name }) => name))}
      problem={problems.segmentBy}
      placeholder={t('datasource.field.split-none', 'Not split')}
      custom
      onChange={(keys) => onChange({ ...query, segmentBy: keys.length === 0 ? undefined : keys })}
    />
  );
}
