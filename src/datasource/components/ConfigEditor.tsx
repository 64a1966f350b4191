import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { t, Trans } from '@grafana/i18n';
import { DataSourcePicker } from '@grafana/runtime';
import { Alert, Field, FieldSet, InlineSwitch, RadioButtonGroup, SecretInput, Stack, Text as Words } from '@grafana/ui';
import { type PlumblineOptions, type PlumblineSecrets, type Role, ROLES } from '../types';
import {
  ingestLimits,
  numberProblem,
  type NumberSetting,
  periodProblem,
  provisioningFile,
  queryLimits,
} from '../settings';
import { Choice, namesAsOptions, NumberText, Text, WIDTH } from './fields';
import { IngestSnippet, Snippet } from './IngestSnippet';
import { StoreState } from './StoreState';

type Props = DataSourcePluginOptionsEditorProps<PlumblineOptions, PlumblineSecrets>;

interface SectionProps {
  jsonData: PlumblineOptions;
  disabled: boolean;
  set: (change: Partial<PlumblineOptions>) => void;
}

/** Settings of the data source. Where the store lies is the administrator's setting and only shown. */
export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData, uid } = options;
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
        <NumberSettings settings={queryLimits()} jsonData={jsonData} set={set} />
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
        <NumberSettings settings={ingestLimits()} jsonData={jsonData} set={set} />
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

function RoleSection({ jsonData, set }: SectionProps) {
  const roles: Array<[setting: RoleSetting, label: string, fallback: Role]> = [
    ['queryRole', t('datasource.config.role-query', 'Query'), 'Viewer'],
    ['ingestRole', t('datasource.config.role-ingest', 'Send predictions'), 'Editor'],
    ['editRole', t('datasource.config.role-edit', 'References, limits, cohorts'), 'Editor'],
    ['adminRole', t('datasource.config.role-admin', 'Retention and deletion'), 'Admin'],
    ['unmaskedRole', t('datasource.config.role-unmasked', 'See sensitive columns'), 'Admin'],
  ];
  return (
    <FieldSet label={t('datasource.config.roles', 'Least role')}>
      <Stack gap={2} wrap="wrap">
        {roles.map(([setting, label, fallback]) => (
          <Choice<Role>
            key={setting}
            label={label}
            value={jsonData[setting] ?? fallback}
            options={namesAsOptions(ROLES)}
            onChange={(role) => set({ [setting]: role })}
          />
        ))}
      </Stack>
    </FieldSet>
  );
}

type RoleSetting = 'queryRole' | 'ingestRole' | 'editRole' | 'adminRole' | 'unmaskedRole';

function NumberSettings({
  settings,
  jsonData,
  set,
}: Pick<SectionProps, 'jsonData' | 'set'> & { settings: readonly NumberSetting[] }) {
  return (
    <Stack gap={2} wrap="wrap" alignItems="flex-start">
      {settings.map((setting) => (
        <NumberText
          key={setting.key}
          label={setting.label}
          description={setting.description}
          value={jsonData[setting.key]}
          placeholder={String(setting.fallback)}
          problem={numberProblem(setting, jsonData[setting.key])}
          onChange={(value) => set({ [setting.key]: value })}
        />
      ))}
    </Stack>
  );
}

/** How long rows, rollups and the audit log are kept; a model's own periods come first. */
function RetentionSection({ jsonData, set }: SectionProps) {
  const periods: Array<[key: 'retentionRaw' | 'retentionRollups' | 'retentionAudit', label: string]> = [
    ['retentionRaw', t('datasource.config.keep-raw', 'Rows')],
    ['retentionRollups', t('datasource.config.keep-rollups', 'Rollups')],
    ['retentionAudit', t('datasource.config.keep-audit', 'Audit log')],
  ];
  return (
    <FieldSet label={t('datasource.config.retention', 'Kept for')}>
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        {periods.map(([key, label]) => (
          <Text
            key={key}
            label={label}
            value={jsonData[key]}
            placeholder={t('datasource.config.for-ever', 'for ever')}
            problem={periodProblem(jsonData[key])}
            onChange={(value) => set({ [key]: value })}
          />
        ))}
      </Stack>
    </FieldSet>
  );
}

/** Where a trace id leads. */
function LinksSection({ jsonData, set }: SectionProps) {
  const sources: Array<[key: 'tracesUid' | 'logsUid', label: string, only: 'tracing' | 'logs']> = [
    ['tracesUid', t('datasource.config.traces', 'Traces'), 'tracing'],
    ['logsUid', t('datasource.config.logs', 'Logs'), 'logs'],
  ];
  return (
    <FieldSet label={t('datasource.config.links', 'Links of the column trace_id')}>
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        {sources.map(([key, label, only]) => (
          <Field key={key} label={label} noMargin>
            <DataSourcePicker
              {...{ [only]: true }}
              inputId={`plumbline-${key}`}
              current={jsonData[key] ?? null}
              noDefault
              placeholder={t('datasource.config.no-link', 'No link')}
              onChange={({ uid }) => set({ [key]: uid })}
              onClear={() => set({ [key]: undefined })}
            />
          </Field>
        ))}
      </Stack>
    </FieldSet>
  );
}
