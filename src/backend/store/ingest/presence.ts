/** Columns that vanish from the stream, and that come back: a feed that stopped is seen before anybody looks at a chart. */
import { type StoredModel } from '../catalogue';
import { type Session } from '../database/session';
import { quoteName } from '../names';
import { recordChange } from '../schemaChanges';
import { type Staged } from './staging';

/** Batches in a row without a value: several services may send the same model, not each of them every column. */
const BATCHES = 10;

const vanished = (column: string): string =>
  `column ${column} vanished: ${BATCHES} batches in a row had no value for it`;
const returned = (column: string): string => `column ${column} has values again`;

interface Known {
  /** Batches since the column had a value. */
  without: Map<string, number>;
  gone: Set<string>;
}

export class Presence {
  private readonly models = new Map<string, Known>();

  /** To be called when a batch was looked at and then not stored. */
  forget(model: string): void {
    this.models.delete(model);
  }

  /** Looks at one batch of predictions, inside its transaction; notes `schema_change` events and gives them as warnings. */
  async note(session: Session, model: StoredModel, staged: Staged): Promise<string[]> {
    const { name } = model.info;
    const known = this.models.get(name) ?? { without: new Map(), gone: await goneOf(session, name) };
    this.models.set(name, known);
    const changes: string[] = [];
    for (const column of model.columns) {
      if (column.sqlType === null || column.role === 'label') {
        continue;
      }
      if (staged.hasValue(column.source)) {
        known.without.delete(column.name);
        if (known.gone.delete(column.name)) {
          changes.push(returned(column.name));
        }
        continue;
      }
      const batches = (known.without.get(column.name) ?? 0) + 1;
      known.without.set(column.name, batches);
      if (batches === BATCHES && !known.gone.has(column.name)) {
        known.gone.add(column.name);
        changes.push(vanished(column.name));
      }
    }
    for (const change of changes) {
      await recordChange(session, name, change);
    }
    return changes;
  }
}

/** Columns whose last event says that they vanished. */
async function goneOf(session: Session, model: string): Promise<Set<string>> {
  const rows = await session.rows<{ name: string; text: string }>(
    `SELECT c.name, arg_max(a.text, a.time) AS text FROM plumbline.columns AS c JOIN plumbline.annotations AS a
       ON a.model = c.model AND a.kind = 'schema_change'
       AND a.text IN (${vanishedSql}, ${returnedSql})
     WHERE c.model = $1 GROUP BY c.name`,
    [model]
  );
  return new Set(rows.flatMap(({ name, text }) => (text === vanished(name) ? [name] : [])));
}

/** The same texts as expressions on the column's name. */
const asExpression = (text: string): string =>
  text
    .split('\u0000')
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(` || c.${quoteName('name')} || `);
const vanishedSql = asExpression(vanished('\u0000'));
const returnedSql = asExpression(returned('\u0000'));
