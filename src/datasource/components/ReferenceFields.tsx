import { t } from '@grafana/i18n';
import { type CatalogueClient } from '../catalogue';
import { type Reference } from '../../query/model';
import { Choice, namesAsOptions, Text, WIDTH } from './fields';
import { useReferences, useVersions } from './useCatalogue';

interface Props {
  catalogue: CatalogueClient;
  model: string;
  /** Absent where the analysis compares with nothing unless told to. */
  value: Reference | undefined;
  problem?: string;
  onChange: (reference: Reference) => void;
}

const DEFAULT_NAME = '';

/** What the window is compared with: its kind, then the one thing that kind needs. */
export function ReferenceFields({ catalogue, model, value, problem, onChange }: Props) {
  const references = useReferences(catalogue, model);
  const versions = useVersions(catalogue, model);
  return (
    <>
      <Choice<Reference['kind']>
        label={t('datasource.reference.kind', 'Compared with')}
        value={value?.kind}
        placeholder={t('datasource.reference.none', 'The reference period')}
        options={[
          { value: 'fixed', label: t('datasource.reference.fixed', 'Fixed reference') },
          { value: 'previous', label: t('datasource.reference.previous', 'Previous window') },
          { value: 'offset', label: t('datasource.reference.offset', 'Same window earlier') },
          { value: 'rolling', label: t('datasource.reference.rolling', 'Rolling period') },
          { value: 'version', label: t('datasource.reference.version', 'Another version') },
        ]}
        onChange={(kind) => onChange(ofKind(kind))}
      />
      {value?.kind === 'fixed' && (
        <Choice
          label={t('datasource.reference.name', 'Reference')}
          value={value.name ?? DEFAULT_NAME}
          options={[
            { value: DEFAULT_NAME, label: t('datasource.reference.default', "The model's default") },
            ...namesAsOptions(references.value),
          ]}
          loading={references.loading}
          problem={references.error}
          custom
          onChange={(name) => onChange(name === DEFAULT_NAME ? { kind: 'fixed' } : { kind: 'fixed', name })}
        />
      )}
      {value?.kind === 'offset' && (
        <Text
          label={t('datasource.reference.by', 'Earlier by')}
          value={value.by}
          problem={problem}
          onChange={(by) => onChange({ kind: 'offset', by: by ?? '' })}
        />
      )}
      {value?.kind === 'rolling' && (
        <Text
          label={t('datasource.reference.over', 'Over the last')}
          value={value.over}
          problem={problem}
          onChange={(over) => onChange({ kind: 'rolling', over: over ?? '' })}
        />
      )}
      {value?.kind === 'version' && (
        <Choice
          label={t('datasource.reference.of-version', 'Version')}
          value={value.version}
          options={namesAsOptions(versions.value)}
          loading={versions.loading}
          problem={problem ?? versions.error}
          width={WIDTH.medium}
          custom
          onChange={(version) => onChange({ kind: 'version', version })}
        />
      )}
    </>
  );
}

function ofKind(kind: Reference['kind']): Reference {
  switch (kind) {
    case 'offset':
      return { kind, by: '7d' };
    case 'rolling':
      return { kind, over: '28d' };
    case 'version':
      return { kind, version: '' };
    default:
      return { kind };
  }
}
