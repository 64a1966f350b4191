/** Keeping a cohort by name in the store of its data source, where queries find it again. */
import { type DataQueryRequest, type InterpolateFunction } from '@grafana/data';
import { config, getBackendSrv, getDataSourceSrv, isFetchError } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import { DATASOURCE_TYPE, type Filter } from '../../query/model';

/** Where a cohort of a panel's query can be kept. */
export interface CohortHome {
  uid: string;
  model: string;
}

/** Organisation roles, ascending. */
const ROLES = ['Viewer', 'Editor', 'Admin'];

/**
 * The data source and the model of the query that a frame answers; undefined for queries that are not Plumbline's or name
 * no single model, and for people whose role may not change cohorts there. The back end decides once more.
 */
export function cohortHome(
  request: DataQueryRequest | undefined,
  refId: string | undefined,
  replace: InterpolateFunction
): CohortHome | undefined {
  const ours = (request?.targets ?? []).filter(({ datasource }) => datasource?.type === DATASOURCE_TYPE);
  const target = ours.find((each) => each.refId === refId) ?? ours[0];
  const given: unknown = new Map<string, unknown>(Object.entries(target ?? {})).get('model');
  const model = typeof given === 'string' ? replace(given) : '';
  const uid = replace(target?.datasource?.uid ?? '');
  return model !== '' && uid !== '' && mayKeep(uid) ? { uid, model } : undefined;
}

function mayKeep(uid: string): boolean {
  const settings = getDataSourceSrv().getInstanceSettings?.(uid);
  const least: unknown = settings && new Map<string, unknown>(Object.entries(settings.jsonData)).get('editRole');
  const { orgRole, isGrafanaAdmin } = config.bootData.user;
  const needed = ROLES.indexOf(typeof least === 'string' && ROLES.includes(least) ? least : 'Editor');
  return isGrafanaAdmin || ROLES.indexOf(orgRole) >= needed;
}

/** What a name must be like: no slash and no control character. */
export const COHORT_NAME = /^[^\u0000-\u001f\u007f/\\]{1,128}$/;

function call<T>({ uid }: CohortHome, method: 'GET' | 'PUT', name: string, data?: unknown) {
  const url = `/api/datasources/uid/${encodeURIComponent(uid)}/resources/v1/cohorts/${encodeURIComponent(name)}`;
  return lastValueFrom(getBackendSrv().fetch<T>({ url, method, data, showErrorAlert: false }));
}

/** Whether there is a cohort of that name already. */
export async function hasCohort(home: CohortHome, name: string): Promise<boolean> {
  try {
    await call(home, 'GET', name);
    return true;
  } catch (error) {
    if (isFetchError(error) && error.status === 404) {
      return false;
    }
    throw error;
  }
}

/** Rejects with the back end's own words. */
export async function saveCohort(home: CohortHome, name: string, filters: readonly Filter[]): Promise<void> {
  await call(home, 'PUT', name, { model: home.model, filters });
}

/** What went wrong, as the back end says it. */
export function problemText(error: unknown): string {
  if (isFetchError(error)) {
    const data: unknown = error.data;
    const message = typeof data === 'object' && data !== null && 'message' in data ? data.message : undefined;
    return typeof message === 'string' && message !== '' ? message : (error.statusText ?? String(error.status));
  }
  return error instanceof Error ? error.message : String(error);
}
