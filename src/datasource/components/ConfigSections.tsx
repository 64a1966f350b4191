/** Sections of the settings page that are lists of alike fields. */
import { t } from '@grafana/i18n';
import { DataSourcePicker } from '@grafana/runtime';
import { Field, FieldSet, Stack } from '@grafana/ui';
import { numberProblem, type NumberSetting, periodProblem, type PERIODS } from '../settings';
import { type PlumblineOptions, type Role, ROLES } from '../types';
import { Choice, namesAsOptions, NumberText, Text } from './fields';

export interface SectionProps {
  jsonData: PlumblineOptions;
  disabled: boolean;
  set: (change: Partial<PlumblineOptions>) => void;
}

/** The least role for each group of calls. */
export function RoleSection({ jsonData, disabled, set }: SectionProps) {
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
            disabled={disabled}
            onChange={(role) => set({ [setting]: role })}
          />
        ))}
      </Stack>
    </FieldSet>
  );
}

type RoleSetting = 'queryRole' | 'ingestRole' | 'editRole' | 'adminRole' | 'unmaskedRole';

/** Numbers with their ranges; an empty field has the default, which stands in it. */
export function NumberSettings({
  settings,
  jsonData,
  disabled,
  set,
}: SectionProps & { settings: readonly NumberSetting[] }) {
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
          disabled={disabled}
          onChange={(value) => set({ [setting.key]: value })}
        />
      ))}
    </Stack>
  );
}

/** How long rows, rollups and the audit log are kept; a model's own periods come first. */
export function RetentionSection({ jsonData, disabled, set }: SectionProps) {
  const periods: Array<[key: (typeof PERIODS)[number], label: string]> = [
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
            disabled={disabled}
            onChange={(value) => set({ [key]: value })}
          />
        ))}
      </Stack>
    </FieldSet>
  );
}

/** Where a trace id leads. */
export function LinksSection({ jsonData, disabled, set }: SectionProps) {
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
              disabled={disabled}
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
