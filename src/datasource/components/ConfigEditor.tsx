import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { t, Trans } from '@grafana/i18n';
import { Alert, Field, FieldSet, InlineSwitch, RadioButtonGroup, SecretInput, Stack, Text as Words } from '@grafana/ui';
import { useEffect } from 'react';
import { type PlumblineOptions, type PlumblineSecrets } from '../types';
import { ingestLimits, provisioningFile, queryLimits, settingProblems, sizeLimits } from '../settings';
import { LinksSection, NumberSettings, RetentionSection, RoleSection, type SectionProps } from './ConfigSections';
import { WIDTH } from './fields';
import { IngestSnippet, Snippet } from './IngestSnippet';
import { StoreState } from './StoreState';

type Props = DataSourcePluginOptionsEditorProps<PlumblineOptions, PlumblineSecrets>;

/** Settings of the data source. Where the store lies is the administrator's setting and only shown. */
export function ConfigEditor({ options, onOptionsChange, validation }: Props) {
  const { jsonData, uid } = options;
  // Grafana 13 asks before it saves; an older one saves, and the back end moves numbers into their range.
  useEffect(
    () => validation?.registerValidation(() => Object.keys(settingProblems(jsonData)).length === 0),
    [validation, jsonData]
  );
  const section: SectionProps = {
    jsonData,
    disabled: Boolean(options.readOnly),
    set: (change) => onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } }),
  };
  return (
    <>
      <FieldSet label={t('datasource.config.store', 'Store')}>
        <Stack direction="column" gap={2}>
          <StoreState uid={uid} />
          <StorePlace />
        </Stack>
      </FieldSet>
      <QuerySection {...section} />
      <IngestSection {...section} options={options} onOptionsChange={onOptionsChange} />
      <LinksSection {...section} />
      <RetentionSection {...section} />
      <RoleSection {...section} />
      <FieldSet label={t('datasource.config.as-file', 'As a provisioning file')}>
        <Snippet text={provisioningFile(options.name, uid, jsonData, Boolean(options.secureJsonFields?.ingestKey))} />
      </FieldSet>
    </>
  );
}

function StorePlace() {
  return (
    <Alert severity="info" title={t('datasource.config.place', 'Where the store lies')}>
      <Trans i18nKey="datasource.config.place-text">
        One file for this organisation and data source, in the folder that the administrator of Grafana sets:{' '}
        <code>store_dir</code> under <code>[plugin.plumbline-predictions-datasource]</code> in Grafana&apos;s
        configuration. Without it, the folder <code>plumbline</code> beside the folder of plugins.
      </Trans>
    </Alert>
  );
}

function QuerySection({ jsonData, disabled, set }: SectionProps) {
  return (
    <FieldSet label={t('datasource.config.queries', 'Queries')}>
      <Stack direction="column" gap={2} alignItems="flex-start">
        <Field
          label={t('datasource.config.raw-sql', 'SQL queries')}
          description={t(
            'datasource.config.raw-sql-is',
            'Guarded lets one read-only statement through; off refuses every query of type SQL.'
          )}
          noMargin
        >
          <RadioButtonGroup
            value={jsonData.rawSql ?? 'guarded'}
            options={[
              { value: 'guarded' as const, label: t('datasource.config.guarded', 'Guarded') },
              { value: 'off' as const, label: t('datasource.config.off', 'Off') },
            ]}
            disabled={disabled}
            onChange={(rawSql) => set({ rawSql })}
          />
        </Field>
        <Field
          label={t('datasource.config.editor', 'A new query opens in')}
          description={t('datasource.config.editor-is', 'Alert rules and annotations begin in the builder.')}
          noMargin
        >
          <RadioButtonGroup
            value={jsonData.defaultEditor ?? 'builder'}
            options={[
              { value: 'builder' as const, label: t('datasource.mode.builder', 'Builder') },
              { value: 'sql' as const, label: t('datasource.mode.sql', 'SQL') },
            ]}
            disabled={disabled || jsonData.rawSql === 'off'}
            onChange={(defaultEditor) => set({ defaultEditor })}
          />
        </Field>
        <NumberSettings settings={queryLimits()} {...{ jsonData, disabled, set }} />
      </Stack>
    </FieldSet>
  );
}

function IngestSection({
  jsonData,
  disabled,
  set,
  options,
  onOptionsChange,
}: SectionProps & Pick<Props, 'options' | 'onOptionsChange'>) {
  const { secureJsonData, secureJsonFields, uid } = options;
  const configured = Boolean(secureJsonFields?.ingestKey);
  const setKey = (ingestKey: string) =>
    onOptionsChange({
      ...options,
      secureJsonData: { ...secureJsonData, ingestKey },
      secureJsonFields: { ...secureJsonFields, ingestKey: false },
    });
  return (
    <FieldSet label={t('datasource.config.ingestion', 'Sending predictions')}>
      <Stack direction="column" gap={2} alignItems="flex-start">
        <Field
          label={t('datasource.config.auto-create', 'Make a model by its first batch')}
          htmlFor="plumbline-auto-create"
          noMargin
        >
          <InlineSwitch
            id="plumbline-auto-create"
            value={jsonData.autoCreate ?? true}
            disabled={disabled}
            onChange={(event) => set({ autoCreate: event.currentTarget.checked })}
          />
        </Field>
        <Field
          label={t('datasource.config.key', 'Ingest key')}
          description={t(
            'datasource.config.key-is',
            'Optional. When set, a sender needs it beside its service-account token, in the header X-Plumbline-Ingest-Key.'
          )}
          htmlFor="plumbline-ingest-key"
          noMargin
        >
          <SecretInput
            id="plumbline-ingest-key"
            width={WIDTH.long}
            isConfigured={configured}
            value={secureJsonData?.ingestKey ?? ''}
            disabled={disabled}
            onChange={(event) => setKey(event.currentTarget.value)}
            onReset={() => setKey('')}
          />
        </Field>
        <NumberSettings settings={ingestLimits()} {...{ jsonData, disabled, set }} />
        <NumberSettings settings={sizeLimits()} {...{ jsonData, disabled, set }} />
        <Words element="p" color="secondary">
          {t(
            'datasource.config.snippet',
            'Send the first prediction with the token of a service account that has the role below.'
          )}
        </Words>
        <IngestSnippet uid={uid} withKey={configured || Boolean(secureJsonData?.ingestKey)} />
      </Stack>
    </FieldSet>
  );
}
