import { type DataSourceInstanceSettings } from '@grafana/data';
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { DATASOURCE_TYPE } from '../query/model';

/** Plumbline data sources that the user may query. */
export function listDataSources(): DataSourceInstanceSettings[] {
  return getDataSourceSrv().getList({ pluginId: DATASOURCE_TYPE });
}

export function countDataSources(): number {
  return listDataSources().length;
}

/** The one that pages open with: Grafana's default where it is one of ours; else undefined, which is the first of the list. */
export function defaultDataSource(): DataSourceInstanceSettings | undefined {
  return listDataSources().find(({ isDefault }) => isDefault);
}

/** What became of a new data source: whether its store opened, in the words of the health check. */
export interface Created {
  uid: string;
  name: string;
  healthy: boolean;
  message: string;
}

/**
 * Makes a data source of this organisation and asks whether its store opens. Rejects when Grafana refuses to make it,
 * for example because the name is taken or the user is no administrator.
 */
export async function createDataSource(name: string): Promise<Created> {
  const { datasource } = await getBackendSrv().post<{ datasource: { uid: string; name: string } }>(
    '/api/datasources',
    { name, type: DATASOURCE_TYPE, access: 'proxy', jsonData: {} },
    { showErrorAlert: false, showSuccessAlert: false }
  );
  return { uid: datasource.uid, name: datasource.name, ...(await checkHealth(datasource.uid)) };
}

/** Health of a data source; a failed check is an answer, not an error. */
export async function checkHealth(uid: string): Promise<{ healthy: boolean; message: string }> {
  try {
    const { status, message } = await getBackendSrv().get<{ status: string; message: string }>(
      `/api/datasources/uid/${uid}/health`,
      undefined,
      undefined,
      { showErrorAlert: false }
    );
    return { healthy: status === 'OK', message };
  } catch (error) {
    return { healthy: false, message: errorText(error) };
  }
}

/** What a resource, Grafana's fetch or an Error says, for people, with its remedy. */
export function errorText(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    const { data, message } = error as { data?: { message?: string; remedy?: string }; message?: string };
    const said = data?.message ?? message ?? String(error);
    return data?.remedy ? `${said}. ${data.remedy}` : said;
  }
  return String(error);
}
