import { t } from '@grafana/i18n';
import { DataSourceWithBackend, getDataSourceSrv } from '@grafana/runtime';
import { sceneGraph, type SceneObject } from '@grafana/scenes';
import { Alert, Stack, Text, TextLink } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { errorText } from '../dataSources';
import { MODELS_URL } from '../urls';

/** What the header says of a model. */
interface Summary {
  task: string;
  owner?: string;
  runbook?: string;
  defaultReference?: string;
  columns: Array<{ role: string }>;
}

type Loaded = { at: 'loading' } | { at: 'here'; summary: Summary } | { at: 'failed'; reason: string };

/** Task, size, reference, owner and runbook of a model, under its name. */
export function ModelSummary({ page, model }: { page: SceneObject; model: string }) {
  const [loaded, setLoaded] = useState<Loaded>({ at: 'loading' });
  const variables = sceneGraph.getVariables(page).useState();
  const uid = sceneGraph.interpolate(page, '${ds}');
  useEffect(() => {
    let current = true;
    fetchSummary(uid, model).then(
      (summary) => current && setLoaded({ at: 'here', summary }),
      (error: unknown) => current && setLoaded({ at: 'failed', reason: errorText(error) })
    );
    return () => {
      current = false;
    };
  }, [uid, model, variables]);

  if (loaded.at === 'failed') {
    return (
      <Alert severity="error" title={t('app.model.unknown', 'This model could not be read')}>
        <Stack direction="column" alignItems="flex-start">
          {loaded.reason}
          <TextLink href={MODELS_URL} inline={false}>
            {t('app.model.all', 'All models')}
          </TextLink>
        </Stack>
      </Alert>
    );
  }
  if (loaded.at === 'loading') {
    return null;
  }
  const { task, owner, runbook, defaultReference, columns } = loaded.summary;
  const features = columns.filter(({ role }) => role === 'feature').length;
  const facts = [
    task,
    t('app.model.features', '{{count}} features', { count: features }),
    defaultReference
      ? t('app.model.reference', 'reference {{name}}', {
          name: defaultReference,
          interpolation: { escapeValue: false },
        })
      : undefined,
    owner,
  ];
  return (
    <Stack direction="column" gap={1}>
      <Stack gap={1} alignItems="center" wrap="wrap">
        <Text color="secondary">{facts.filter((fact) => fact !== undefined).join(' · ')}</Text>
        {runbook && (
          <TextLink href={runbook} external inline={false} variant="bodySmall">
            {t('app.model.runbook', 'Runbook')}
          </TextLink>
        )}
      </Stack>
      {!defaultReference && (
        <Alert severity="info" title={t('app.model.no-reference', 'This model has no reference yet')}>
          {t(
            'app.model.no-reference-text',
            'Drift needs something to compare with. Choose "Previous window" as the reference, or store one: PUT v1/models/{{model}}/references/training with a period or a data set.',
            { model, interpolation: { escapeValue: false } }
          )}
        </Alert>
      )}
    </Stack>
  );
}

async function fetchSummary(uid: string, model: string): Promise<Summary> {
  const datasource = await getDataSourceSrv().get({ uid });
  if (!(datasource instanceof DataSourceWithBackend)) {
    throw new Error(t('app.model.not-plumbline', 'The data source {{uid}} is not one of Plumbline.', { uid }));
  }
  return datasource.getResource<Summary>(`v1/models/${encodeURIComponent(model)}`, undefined, {
    showErrorAlert: false,
  });
}
