import { t } from '@grafana/i18n';
import { DataSourceWithBackend, getDataSourceSrv } from '@grafana/runtime';
import { type ModelFacts } from './facts';

/** Milliseconds that an answer serves all pages; a model's columns and declaration change rarely. */
const FRESH_MS = 30_000;

const answers = new Map<string, { at: number; answer: Promise<ModelFacts> }>();

/**
 * Facts of a model. Pages that open together share one request, also while it is under way; failures are not kept.
 * Rejects when the data source is none of Plumbline's, or has no such model.
 */
export function fetchFacts(uid: string, model: string): Promise<ModelFacts> {
  const key = JSON.stringify([uid, model]);
  const known = answers.get(key);
  if (known && Date.now() - known.at < FRESH_MS) {
    return known.answer;
  }
  const answer = ask(uid, model);
  answers.set(key, { at: Date.now(), answer });
  answer.catch(() => answers.delete(key));
  return answer;
}

async function ask(uid: string, model: string): Promise<ModelFacts> {
  const datasource = await getDataSourceSrv().get({ uid });
  if (!(datasource instanceof DataSourceWithBackend)) {
    throw new Error(t('app.model.not-plumbline', 'The data source {{uid}} is not one of Plumbline.', { uid }));
  }
  return datasource.getResource<ModelFacts>(`v1/models/${encodeURIComponent(model)}`, undefined, {
    showErrorAlert: false,
  });
}
