import { t } from '@grafana/i18n';
import { SceneAppPage, type SceneAppPageLike } from '@grafana/scenes';
import { modelState } from '../model/state';
import { tabScene } from '../model/tabs';
import { MODEL_URL_KEYS, modelPath } from '../urls';
import { RecordBody } from './RecordBody';

/** Page of one record: what was said, what came true, why, and the trace of the call. */
export function recordPage(model: string, id: string, parent: SceneAppPageLike): SceneAppPage {
  return new SceneAppPage({
    title: t('app.record.title', 'Record {{id}}', { id, interpolation: { escapeValue: false } }),
    url: `${modelPath(model)}/records/${encodeURIComponent(id)}`,
    routePath: 'records/:record',
    preserveUrlKeys: [...MODEL_URL_KEYS],
    ...modelState(model),
    getParentPage: () => parent,
    getScene: () => tabScene(model, { controls: ['ref'], rules: [], build: (facts) => new RecordBody(facts, id) }),
  });
}
