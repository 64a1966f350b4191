/** Where the query of an empty panel can be changed. */
import { CoreApp, type DataQueryRequest, type InterpolateFunction } from '@grafana/data';
import { exploreUrl } from '../selection/explore';
import { DATASOURCE_TYPE } from '../../query/model';

/** A variable of the page that chooses the reference, as queries name it: `$ref`, `${ref}` or `${ref:csv}`. */
const VARIABLE = /^\$(?:(\w+)|\{(\w+)(?::\w+)?\})$/;

/** The address parameter of the variable that a query's reference is chosen by; undefined where the query says it itself. */
export function referenceParam(request: DataQueryRequest | undefined): string | undefined {
  for (const target of request?.targets ?? []) {
    const reference: unknown = 'reference' in target ? target.reference : undefined;
    const name = typeof reference === 'object' && reference !== null && 'name' in reference ? reference.name : '';
    const found = typeof name === 'string' ? VARIABLE.exec(name) : null;
    if (found) {
      return `var-${found[1] ?? found[2]}`;
    }
  }
  return undefined;
}

/** What opens the query of a dashboard's panel, as a change of the address; undefined outside of dashboards. */
export function editorChange(request: DataQueryRequest | undefined): { editPanel: string } | undefined {
  const { app, panelId } = request ?? {};
  return app === CoreApp.Dashboard && panelId !== undefined ? { editPanel: String(panelId) } : undefined;
}

/** Whether the query can be seen and changed beside the panel already. */
export const isQueryOpen = (request: DataQueryRequest | undefined, search: URLSearchParams): boolean =>
  request?.app === CoreApp.Explore || request?.app === CoreApp.PanelEditor || search.has('editPanel');

/** Address of Explore with the panel's query; undefined for queries that are not Plumbline's. */
export function explored(request: DataQueryRequest | undefined, replace: InterpolateFunction): string | undefined {
  const target = request?.targets.find(({ datasource }) => datasource?.type === DATASOURCE_TYPE);
  if (!request || !target) {
    return undefined;
  }
  const { from, to } = request.range;
  return exploreUrl(target, { from: from.valueOf(), to: to.valueOf() }, replace);
}
