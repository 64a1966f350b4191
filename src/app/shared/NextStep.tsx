import { locationUtil } from '@grafana/data';
import { t, Trans } from '@grafana/i18n';
import { config } from '@grafana/runtime';
import { Alert, Button, EmptyState, LinkButton, Stack, TextLink } from '@grafana/ui';
import { useState } from 'react';
import { createDataSource, errorText } from '../dataSources';
import { MODELS_URL, SETUP_URL } from '../urls';

/** No Plumbline data source yet: an administrator makes one on the spot, others learn whom to ask. */
export function NoDataSource() {
  const { isGrafanaAdmin, orgRole } = config.bootData.user;
  if (!isGrafanaAdmin && orgRole !== 'Admin') {
    return (
      <EmptyState variant="call-to-action" message={t('app.empty.no-data-source', 'No Plumbline data source yet')}>
        {t('app.empty.ask-admin', 'Ask an administrator of this organisation to create one.')}
      </EmptyState>
    );
  }
  return <CreateFirst />;
}

function CreateFirst() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const create = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { uid } = await createDataSource('Plumbline');
      // A full load, so that every page knows the new data source.
      globalThis.location.assign(locationUtil.assureBaseUrl(`${MODELS_URL}?var-ds=${encodeURIComponent(uid)}`));
    } catch (error) {
      setProblem(errorText(error));
      setBusy(false);
    }
  };
  return (
    <EmptyState
      variant="call-to-action"
      message={t('app.empty.no-data-source', 'No Plumbline data source yet')}
      button={
        <Button icon={busy ? 'spinner' : 'rocket'} disabled={busy} onClick={() => void create()}>
          {t('app.empty.create', 'Create data source')}
        </Button>
      }
    >
      <Stack direction="column" gap={2}>
        <Trans i18nKey="app.empty.no-data-source-text">
          A data source holds the predictions of this organisation. One click makes it; a name of your own and the
          sample are in{' '}
          <TextLink href={SETUP_URL} inline>
            Set-up
          </TextLink>
          .
        </Trans>
        {problem && (
          <Alert severity="error" title={t('app.setup.failed', 'Grafana did not make the data source')}>
            {problem}
          </Alert>
        )}
      </Stack>
    </EmptyState>
  );
}

/** A data source without a model: how to send the first prediction. */
export function NoModel({ dataSourceUid }: { dataSourceUid: string }) {
  return (
    <EmptyState
      variant="call-to-action"
      message={t('app.empty.no-model', 'No model has sent a prediction yet')}
      button={
        <LinkButton icon="upload" href={`/connections/datasources/edit/${encodeURIComponent(dataSourceUid)}`}>
          {t('app.empty.send', 'How to send predictions')}
        </LinkButton>
      }
    >
      <Trans i18nKey="app.empty.no-model-text">
        A model appears with its first prediction. To look around first, load the sample: see{' '}
        <TextLink href={SETUP_URL} inline>
          Set-up
        </TextLink>
        .
      </Trans>
    </EmptyState>
  );
}
