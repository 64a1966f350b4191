import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { t, Trans } from '@grafana/i18n';
import { Alert, Field, FieldSet, RadioButtonGroup, SecretInput, Text as Words } from '@grafana/ui';
import { type PlumblineOptions, type PlumblineSecrets } from '../types';
import { NumberText, WIDTH } from './fields';
import { IngestSnippet } from './IngestSnippet';
import { StoreState } from './StoreState';

type Props = DataSourcePluginOptionsEditorProps<PlumblineOptions, PlumblineSecrets>;

/** Settings of the data source. Where the store lies is the administrator's setting and only shown. */
export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData, secureJsonData, secureJsonFields, uid, readOnly } = options;
  const set = (change: Partial<PlumblineOptions>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } });
  const setKey = (ingestKey: string | undefined, configured: boolean) =>
    onOptionsChange({
      ...options,
      secureJsonData: { ...secureJsonData, ingestKey },
      secureJsonFields: { ...secureJsonFields, ingestKey: configured },
    });
  return (
    <>
      <FieldSet label={t('datasource.config.store', 'Store')}>
        <StoreState uid={uid} />
        <Alert severity="info" title={t('datasource.config.place', 'Where the store lies')}>
          <Trans i18nKey="datasource.config.place-text">
            One file for this organisation and data source, in the folder that the administrator of Grafana sets:{' '}
            <code>store_dir</code> under <code>[plugin.plumbline-predictions-datasource]</code> in Grafana&apos;s
            configuration. Without it, the folder <code>plumbline</code> beside the folder of plugins.
          </Trans>
        </Alert>
      </FieldSet>
      <FieldSet label={t('datasource.config.queries', 'Queries')}>
        <Field
          label={t('datasource.config.raw-sql', 'SQL queries')}
          description={t(
            'datasource.config.raw-sql-is',
            'Guarded lets one read-only statement through; off refuses every query of type SQL.'
          )}
        >
          <RadioButtonGroup
            value={jsonData.rawSql ?? 'guarded'}
            options={[
              { value: 'guarded' as const, label: t('datasource.config.guarded', 'Guarded') },
              { value: 'off' as const, label: t('datasource.config.off', 'Off') },
            ]}
            disabled={readOnly}
            onChange={(rawSql) => set({ rawSql })}
          />
        </Field>
        <NumberText
          label={t('datasource.config.timeout', 'Longest time of a query, in seconds')}
          value={jsonData.queryTimeoutSeconds}
          placeholder="30"
          problem={timeoutProblem(jsonData.queryTimeoutSeconds)}
          onChange={(queryTimeoutSeconds) => set({ queryTimeoutSeconds })}
        />
      </FieldSet>
      <FieldSet label={t('datasource.config.ingestion', 'Sending predictions')}>
        <Field
          label={t('datasource.config.key', 'Ingest key')}
          description={t(
            'datasource.config.key-is',
            'Optional. When set, a sender needs it beside its service-account token, in the header X-Plumbline-Key.'
          )}
          htmlFor="plumbline-ingest-key"
        >
          <SecretInput
            id="plumbline-ingest-key"
            width={WIDTH.long}
            isConfigured={Boolean(secureJsonFields?.ingestKey)}
            value={secureJsonData?.ingestKey ?? ''}
            onChange={(event) => setKey(event.currentTarget.value, false)}
            onReset={() => setKey('', false)}
          />
        </Field>
        <Words element="p" color="secondary">
          <Trans i18nKey="datasource.config.snippet">
            Send the first prediction with a service-account token of the role Editor. The model is made by it.
          </Trans>
        </Words>
        <IngestSnippet uid={uid} withKey={Boolean(secureJsonFields?.ingestKey || secureJsonData?.ingestKey)} />
      </FieldSet>
    </>
  );
}

function timeoutProblem(seconds: number | undefined): string | undefined {
  return seconds !== undefined && (seconds < 1 || seconds > 600)
    ? t('datasource.config.timeout-range', 'Use 1 to 600 seconds.')
    : undefined;
}
