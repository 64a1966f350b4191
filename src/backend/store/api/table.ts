/** Every resource call, once: routing, permissions and `GET v1/openapi.json` all read this table. */
import { MODEL_ROUTES } from './modelRoutes';
import { type ApiRoute, type MatchedRoute, valuesIn } from './route';
import { SAVED_ROUTES } from './savedRoutes';
import { STORE_ROUTES } from './storeRoutes';

export const API = { ...MODEL_ROUTES, ...SAVED_ROUTES, ...STORE_ROUTES };

export type RouteId = keyof typeof API;

const ROUTES = Object.entries(API) as ReadonlyArray<[RouteId, ApiRoute]>;

export interface PathMatch extends MatchedRoute {
  id: RouteId;
}

/** Routes of a path by any method; none when there is no such path. Names are still encoded. */
export function routesAt(path: string): PathMatch[] {
  const trimmed = path.replace(/^\/+|\/+$/g, '');
  return ROUTES.flatMap(([id, route]) => {
    const names = valuesIn(route.path, trimmed);
    return names ? [{ id, route, names }] : [];
  });
}

/** HEAD is a GET whose body Grafana drops. */
export const methodOf = (method: string): string => (method === 'HEAD' ? 'GET' : method);
