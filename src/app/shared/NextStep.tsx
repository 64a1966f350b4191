import { t, Trans } from '@grafana/i18n';
import { EmptyState, LinkButton, TextLink } from '@grafana/ui';
import { SETUP_URL } from '../urls';

/** No Plumbline data source yet: where to make one. */
export function NoDataSource() {
  return (
    <EmptyState
      variant="call-to-action"
      message={t('app.empty.no-data-source', 'No Plumbline data source yet')}
      button={
        <LinkButton icon="rocket" href={SETUP_URL}>
          {t('app.empty.create', 'Create a data source')}
        </LinkButton>
      }
    >
      <Trans i18nKey="app.empty.no-data-source-text">
        A data source holds the predictions of this organisation. One click makes it.
      </Trans>
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
        <LinkButton icon="upload" href={`/connections/datasources/edit/${dataSourceUid}`}>
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
