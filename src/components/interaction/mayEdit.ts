import { config } from '@grafana/runtime';

/** Whether the role of who looks at this page lets them change dashboards. Grafana decides once more when they do. */
export function mayEdit(): boolean {
  const { orgRole, isGrafanaAdmin } = config.bootData.user;
  return isGrafanaAdmin || orgRole === 'Editor' || orgRole === 'Admin';
}
