import { t } from '@grafana/i18n';
import { type FieldsProps } from './AnalysisFields';
import { Choices, namesAsOptions, WIDTH } from './fields';
import { useEnvironments, useVersions } from './useCatalogue';

/** Versions that count; without a choice all of them, as one. */
export function VersionsField({ query, catalogue, problems, onChange }: FieldsProps) {
  const versions = useVersions(catalogue, query.model);
  return (
    <Choices
      label={t('datasource.field.versions', 'Versions')}
      value={query.versions}
      width={WIDTH.medium}
      options={namesAsOptions(versions.value)}
      loading={versions.loading}
      problem={problems.versions}
      placeholder={t('datasource.field.all-versions', 'All, as one')}
      custom
      onChange={(chosen) => onChange({ ...query, versions: chosen.length === 0 ? undefined : chosen })}
    />
  );
}

/** The same for environments; only shown for a model that logs one. */
export function EnvironmentsField({ query, model, catalogue, problems, onChange }: FieldsProps) {
  const environments = useEnvironments(catalogue, query.model);
  const logged = model?.columns.some(({ role }) => role === 'environment');
  if (!logged && !query.environments) {
    return null;
  }
  return (
    <Choices
      label={t('datasource.field.environments', 'Environments')}
      value={query.environments}
      width={WIDTH.medium}
      options={namesAsOptions(environments.value)}
      loading={environments.loading}
      problem={problems.environments}
      placeholder={t('datasource.field.all-environments', 'All, as one')}
      custom
      onChange={(chosen) => onChange({ ...query, environments: chosen.length === 0 ? undefined : chosen })}
    />
  );
}
