/** Who asks and about which data source, as Grafana would say it. The workbench has one user, who may do everything. */
import { ORG_ID, DATASOURCE_ID } from './settings';

export const DATASOURCE = { uid: 'plumbline', name: 'Plumbline', jsonData: {} } as const;
export const USER = { login: 'workbench', name: 'Workbench', email: 'workbench@localhost', role: 'Admin' } as const;

export function pluginContext() {
  return {
    orgId: ORG_ID,
    pluginId: DATASOURCE_ID,
    user: { ...USER },
    dataSourceInstanceSettings: {
      id: 1,
      uid: DATASOURCE.uid,
      name: DATASOURCE.name,
      url: '',
      user: '',
      database: '',
      jsonData: Buffer.from(JSON.stringify(DATASOURCE.jsonData)),
      decryptedSecureJsonData: new Map<string, string>(),
      lastUpdatedMs: 1,
    },
    grafanaConfig: new Map<string, string>(),
    pluginVersion: '0.1.0',
    userAgent: 'Grafana/12.4.3',
  };
}
