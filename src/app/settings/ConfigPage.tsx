import { t, Trans } from '@grafana/i18n';
import { Alert, Button, Field, Input, LinkButton, Stack, Text, TextLink } from '@grafana/ui';
import { useState } from 'react';
import { createDataSource, type Created, errorText, listDataSources } from '../dataSources';
import { MODELS_URL } from '../urls';

type Step =
  { at: 'idle' } | { at: 'creating' } | { at: 'created'; created: Created } | { at: 'failed'; reason: string };

/** From an empty Grafana to a data source in one click, and what to do next. */
export default function ConfigPage() {
  return (
    <Stack direction="column" gap={4}>
      <CreateSection />
      <SampleSection />
      <UnsignedSection />
    </Stack>
  );
}

function CreateSection() {
  const existing = listDataSources();
  const [name, setName] = useState(existing.length === 0 ? 'Plumbline' : `Plumbline ${existing.length + 1}`);
  const [step, setStep] = useState<Step>({ at: 'idle' });
  const create = async () => {
    setStep({ at: 'creating' });
    try {
      setStep({ at: 'created', created: await createDataSource(name.trim()) });
    } catch (error) {
      setStep({ at: 'failed', reason: errorText(error) });
    }
  };
  return (
    <Stack direction="column" gap={2}>
      <Text element="h3">{t('app.setup.data-source', 'Data source')}</Text>
      <Text element="p" color="secondary">
        <Trans i18nKey="app.setup.data-source-text">
          A data source holds the predictions, labels and explanations of this organisation in one file of its own.
        </Trans>
      </Text>
      {existing.map((source) => (
        <Stack key={source.uid} gap={2} alignItems="center">
          <Text weight="medium">{source.name}</Text>
          <TextLink href={`/connections/datasources/edit/${source.uid}`} inline={false}>
            {t('app.setup.settings', 'Settings')}
          </TextLink>
          <TextLink href={`${MODELS_URL}?var-ds=${encodeURIComponent(source.uid)}`} inline={false}>
            {t('app.setup.models', 'Models')}
          </TextLink>
        </Stack>
      ))}
      <Stack gap={1} alignItems="flex-end">
        <Field label={t('app.setup.name', 'Name')} htmlFor="plumbline-data-source-name" noMargin>
          <Input
            id="plumbline-data-source-name"
            width={30}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </Field>
        <Button
          icon={step.at === 'creating' ? 'spinner' : 'plus'}
          disabled={step.at === 'creating' || name.trim() === ''}
          variant={existing.length === 0 ? 'primary' : 'secondary'}
          onClick={() => void create()}
        >
          {t('app.setup.create', 'Create data source')}
        </Button>
      </Stack>
      <Outcome step={step} />
    </Stack>
  );
}

function Outcome({ step }: { step: Step }) {
  if (step.at === 'failed') {
    return (
      <Alert severity="error" title={t('app.setup.failed', 'Grafana did not make the data source')}>
        {step.reason}
      </Alert>
    );
  }
  if (step.at !== 'created') {
    return null;
  }
  const { created } = step;
  return (
    <Alert
      severity={created.healthy ? 'success' : 'warning'}
      title={
        created.healthy
          ? t('app.setup.ready', 'The data source is ready')
          : t('app.setup.unhealthy', 'The data source is made, but its store does not open')
      }
    >
      <Stack direction="column" gap={1} alignItems="flex-start">
        <Text>{created.message}</Text>
        <Stack gap={1}>
          <LinkButton href={`${MODELS_URL}?var-ds=${encodeURIComponent(created.uid)}`} icon="heart-rate">
            {t('app.setup.open-models', 'Open models')}
          </LinkButton>
          <LinkButton href={`/connections/datasources/edit/${created.uid}`} variant="secondary" icon="cog">
            {t('app.setup.open-settings', 'Send predictions')}
          </LinkButton>
        </Stack>
      </Stack>
    </Alert>
  );
}

function SampleSection() {
  return (
    <Stack direction="column" gap={1}>
      <Text element="h3">{t('app.setup.sample', 'Sample')}</Text>
      <Text element="p" color="secondary">
        <Trans i18nKey="app.setup.sample-text">
          The sample is a year of 327,346 scored flights from New York, with labels and SHAP values, of a model that
          decays by itself. It comes with the source code of Plumbline: <code>npm start</code> there loads it into a
          Grafana of its own, and <code>plumbline ingest</code> loads it, or any Parquet or CSV file, into this one.
        </Trans>
      </Text>
    </Stack>
  );
}

/** Ids that an administrator lists in Grafana's configuration; a nested plugin needs its own entry. */
const PLUGIN_IDS = [
  'plumbline-models-app',
  'plumbline-predictions-datasource',
  'plumbline-driftheatmap-panel',
  'plumbline-importance-panel',
  'plumbline-cohorts-panel',
];

function UnsignedSection() {
  return (
    <Stack direction="column" gap={1}>
      <Text element="h3">{t('app.setup.signing', 'Signature')}</Text>
      <Text element="p" color="secondary">
        <Trans i18nKey="app.setup.signing-text">
          Grafana&apos;s catalogue signs back ends written in Go only, and this one is TypeScript. Unless your
          organisation signs it privately, Grafana loads it when every id is allowed in its configuration:
        </Trans>
      </Text>
      <pre>{`[plugins]\nallow_loading_unsigned_plugins = ${PLUGIN_IDS.join(',')}`}</pre>
    </Stack>
  );
}
