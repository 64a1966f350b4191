import { t } from '@grafana/i18n';
import { sceneGraph, type SceneObject } from '@grafana/scenes';
import { Alert, Stack, Text, TextLink } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { dataSourceUid } from '../facts/dataSourceUid';
import { featuresOf, type ModelFacts } from '../facts/facts';
import { fetchFacts } from '../facts/fetchFacts';

/** Task, size, reference, owner and runbook of a model, under its name. */
export function ModelSummary({ page, model }: { page: SceneObject; model: string }) {
  const [facts, setFacts] = useState<ModelFacts>();
  const variables = sceneGraph.getVariables(page).useState();
  useEffect(() => {
    let current = true;
    dataSourceUid(page)
      .then((uid) => fetchFacts(uid, model))
      .then(
        (found) => current && setFacts(found),
        // The page's body says why, and offers to try again.
        () => current && setFacts(undefined)
      );
    return () => {
      current = false;
    };
  }, [page, model, variables]);

  if (!facts) {
    return null;
  }
  const { task, owner, runbook, defaultReference } = facts;
  const said = [
    taskName(task),
    t('app.model.features', '{{count}} features', { count: featuresOf(facts).length }),
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
        <Text color="secondary">{said.filter((fact) => fact !== undefined).join(' · ')}</Text>
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

/** What a model decides, for people. */
function taskName(task: ModelFacts['task']): string {
  switch (task) {
    case 'binary':
      return t('app.task.binary', 'binary');
    case 'multiclass':
      return t('app.task.multiclass', 'multiclass');
    case 'regression':
      return t('app.task.regression', 'regression');
    case 'ranking':
      return t('app.task.ranking', 'ranking');
    case 'generative':
      return t('app.task.generative', 'generative');
  }
}
