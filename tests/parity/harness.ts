/** A small DuckDB with a model whose rows come from SQL: analyses run on it as on the store. */
import { DuckDBInstance } from '@duckdb/node-api';
import { type AnalysisContext } from '../../src/backend/analyses/context';
import { statementError } from '../../src/backend/store/database/failures';
import { Session } from '../../src/backend/store/database/session';
import { binnedColumns, freezeBins } from '../../src/backend/store/references/bins';
import {
  type Catalogue,
  type ColumnInfo,
  type ColumnKind,
  type ColumnRole,
  type ModelInfo,
  type Reader,
  type ReferenceInfo,
} from '../../src/backend/store/types';
import { type Field, type Frame } from '../../src/backend/grafana/frame';
import { PlumblineError } from '../../src/query/errors';

export interface TestModel {
  name?: string;
  task?: ModelInfo['task'];
  /** SELECT for the predictions; `id` and `time` are columns of it. */
  predictions: string;
  /** SELECT for the reference rows, or none. */
  reference?: string;
  /** SELECT of id, prediction_time, value, observed_at, arrived_at. */
  labels?: string;
  /** SELECT of id, prediction_time, name, value, arrived_at. */
  evaluations?: string;
  /** SELECT of id, time and one `shap_<feature>` a feature. */
  attributions?: string;
  roles?: Record<string, ColumnRole>;
  kinds?: Record<string, ColumnKind>;
  sensitive?: string[];
  label?: string;
  thresholds?: ModelInfo['thresholds'];
  /** Path of a file to keep the rows in, instead of memory, and how much memory to do with. */
  file?: string;
  memoryLimit?: string;
  /** The file has its tables `predictions` and `reference` already. */
  present?: boolean;
}

export class TestStore {
  private constructor(
    readonly session: Session,
    private readonly model: ModelInfo,
    private readonly references: Map<string, ReferenceInfo>
  ) {}

  static async open(model: TestModel): Promise<TestStore> {
    const instance = await DuckDBInstance.create(model.file ?? ':memory:', {
      threads: '2',
      ...(model.memoryLimit ? { memory_limit: model.memoryLimit } : {}),
    });
    const session = new Session(await instance.connect());
    await session.run("SET TimeZone = 'UTC'");
    const name = model.name ?? 'm';
    if (!model.present) {
      await session.run(`CREATE TABLE predictions AS ${model.predictions}`);
    }
    await session.run(
      `CREATE TABLE labels AS ${model.labels ?? "SELECT ''::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, ''::VARCHAR AS value, NULL::TIMESTAMP AS observed_at, NULL::TIMESTAMP AS arrived_at WHERE false"}`
    );
    await session.run('CREATE TABLE label_history AS SELECT row_number() OVER () AS _seq, * FROM labels');
    await session.run(
      `CREATE TABLE evaluations AS ${model.evaluations ?? "SELECT ''::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, ''::VARCHAR AS name, 0::DOUBLE AS value, NULL::TIMESTAMP AS arrived_at WHERE false"}`
    );
    if (model.attributions) {
      await session.run(`CREATE TABLE attributions AS ${model.attributions}`);
    }
    const columns = await describe(session, 'predictions', model);
    const references = new Map<string, ReferenceInfo>();
    if (model.reference) {
      if (!model.present) {
        await session.run(`CREATE TABLE reference AS ${model.reference}`);
      }
      references.set('training', await freeze(session, name, await describe(session, 'reference', model)));
    }
    const attributed = model.attributions ? await describe(session, 'attributions', model) : [];
    const info: ModelInfo = {
      name,
      task: model.task ?? 'binary',
      positiveClass: '1',
      ...(model.reference ? { defaultReference: 'training' } : {}),
      thresholds: model.thresholds ?? {},
      columns,
      ...(model.label
        ? {
            label: {
              name: model.label,
              role: 'label',
              kind: 'categorical',
              sqlType: 'VARCHAR',
              segment: false,
              sensitive: model.sensitive?.includes(model.label) ?? false,
            },
          }
        : {}),
      relations: {
        predictions: 'predictions',
        labels: 'labels',
        labelHistory: 'label_history',
        attributions: model.attributions ? 'attributions' : null,
        evaluations: 'evaluations',
      },
      attributedFeatures: attributed.flatMap((column) =>
        column.name.startsWith('shap_') ? [column.name.slice('shap_'.length)] : []
      ),
    };
    return new TestStore(session, info, references);
  }

  catalogue(): Catalogue {
    const missing = (what: string) => new PlumblineError('not_found', `There is no ${what}`);
    return {
      models: () => Promise.resolve([this.model]),
      model: (name) => (name === this.model.name ? Promise.resolve(this.model) : Promise.reject(missing(name))),
      references: () => Promise.resolve([...this.references.keys()]),
      reference: (_, name) => {
        const found = this.references.get(name);
        return found ? Promise.resolve(found) : Promise.reject(missing(name));
      },
    };
  }

  context(from: string | number, to: string | number, more: Partial<AnalysisContext> = {}): AnalysisContext {
    const executed: string[] = [];
    const reader: Reader = {
      executed,
      rows: (sql, params) => {
        executed.push(sql);
        return this.session.rows<never>(sql, params).catch((error: unknown) => {
          throw statementError(error);
        });
      },
      numbers: (sql, params, visit) => {
        executed.push(sql);
        return this.session.numbers(sql, params, visit);
      },
    };
    return {
      reader,
      catalogue: this.catalogue(),
      from: new Date(from).getTime(),
      to: new Date(to).getTime(),
      now: new Date(to).getTime(),
      maxDataPoints: 1000,
      intervalMs: 1000,
      rowLimit: 1_000_000,
      unmasked: true,
      memo: new Map(),
      ...more,
    };
  }
}

async function describe(session: Session, table: string, model: TestModel): Promise<ColumnInfo[]> {
  const rows = await session.rows<{ column_name: string; column_type: string }>(`DESCRIBE ${table}`);
  return rows.map(({ column_name: name, column_type: type }) => ({
    name,
    role: model.roles?.[name] ?? (name === 'id' || name === 'time' ? name : 'feature'),
    kind: model.kinds?.[name] ?? kindOf(type),
    sqlType: type,
    segment: true,
    sensitive: model.sensitive?.includes(name) ?? false,
  }));
}

function kindOf(type: string): ColumnKind {
  return type === 'BOOLEAN'
    ? 'boolean'
    : type === 'VARCHAR'
      ? 'categorical'
      : type.startsWith('TIMESTAMP')
        ? 'time'
        : 'numeric';
}

async function freeze(session: Session, model: string, columns: ColumnInfo[]): Promise<ReferenceInfo> {
  const [count] = await session.rows<{ n: number }>('SELECT count(*) AS n FROM reference');
  const bins = await freezeBins(session, 'reference', binnedColumns(columns));
  return { name: 'training', model, rows: count?.n ?? 0, relation: 'reference', hash: 'test', bins };
}

/** Rows of a frame as objects. */
export function rowsOf(frame: Frame | undefined): Array<Record<string, unknown>> {
  const [first] = frame?.fields ?? [];
  const at = (field: Field, index: number) => ('offsets' in field.values ? undefined : field.values[index]);
  const length = first && !('offsets' in first.values) ? first.values.length : 0;
  return Array.from({ length }, (_, index) =>
    Object.fromEntries((frame?.fields ?? []).map((field) => [field.name, at(field, index)]))
  );
}
