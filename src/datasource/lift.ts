import { migrateQuery } from '../query/migrate';
import { type PlumblineQuery, QUERY_VERSION } from '../query/model';

/** A saved query as this version writes it; one that cannot be read stays, for the back end to say why. */
export function liftQuery(saved: PlumblineQuery): PlumblineQuery {
  if (saved.pluginVersion === QUERY_VERSION) {
    return saved;
  }
  try {
    return migrateQuery({ ...saved }) as unknown as PlumblineQuery;
  } catch {
    return saved;
  }
}
