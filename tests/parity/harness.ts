/** A small DuckDB with a model whose rows come from SQL: analyses run on it as on the store. */
import { DuckDBInstance } from '@duckdb/node-api';
import { type AnalysisContext } from '../../src/backend/analyses/context';
import { Session } from '../../src/backend/store/database/session';
import {
  type Catalogue,
  type ColumnInfo,
  type ColumnKind,
  type ColumnRole,
  type FrozenBins,
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
  /** SELECT of id, time and one `shap_<feature>` a feature. */
  attributions?: string;
  roles?: Record<string, ColumnRole>;
  kinds?: Record<string, ColumnKind>;
  sensitive?: string[];
  label?: string;
  thresholds?: ModelInfo['thresholds'];
}

export class TestStore {
  private constructor(
    readonly session: Session,
    private readonly model: ModelInfo,
    private readonly references: Map<string, ReferenceInfo>
  ) {}

  static async open(model: TestModel): Promise<TestStore> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const session = new Session(await instance.connect());
    await session.run("SET TimeZone = 'UTC'");
    const name = model.name ?? 'm';
    await session.run(`CREATE TABLE predictions AS ${model.predictions}`);
    await session.run(
      `CREATE TABLE labels AS ${model.labels ?? "SELECT ''::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, ''::VARCHAR AS value, NULL::TIMESTAMP AS observed_at, NULL::TIMESTAMP AS arrived_at WHERE false"}`
    );
    await session.run('CREATE TABLE label_history AS SELECT row_number() OVER () AS _seq, * FROM labels');
    if (model.attributions) {
      await session.run(`CREATE TABLE attributions AS ${model.attributions}`);
    }
    const columns = await describe(session, 'predictions', model);
    const references = new Map<string, ReferenceInfo>();
    if (model.reference) {
      await session.run(`CREATE TABLE reference AS ${model.reference}`);
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
              sensitive: false,
            },
          }
        : {}),
      relations: {
        predictions: 'predictions',
        labels: 'labels',
        labelHistory: 'label_history',
        attributions: model.attributions ? 'attributions' : null,
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
        return this.session.rows(sql, params);
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
  const bins = new Map<string, FrozenBins>();
  const [count] = await session.rows<{ n: number }>('SELECT count(*) AS n FROM reference');
  for (const column of columns) {
    if (column.kind === 'numeric') {
      bins.set(
        column.name,
        await freezeNumeric(session, column.name, column.role === 'feature' || column.role === 'score')
      );
    } else if (column.kind !== 'time') {
      bins.set(column.name, await freezeCategories(session, column.name));
    }
  }
  return { name: 'training', model, rows: count?.n ?? 0, relation: 'reference', hash: 'test', bins };
}

async function freezeNumeric(session: Session, column: string, wanted: boolean): Promise<FrozenBins> {
  const name = `"${column}"::DOUBLE`;
  const shares = (step: number) => Array.from({ length: step - 1 }, (_, index) => (index + 1) / step).join(', ');
  const [row] = await session.rows<Record<string, number | number[] | null>>(
    `SELECT quantile_disc(${name}, [${shares(10)}]) AS edges, quantile_disc(${name}, [${shares(100)}]) AS fine, min(${name}) AS lo, max(${name}) AS hi, avg(${name}) AS mean, stddev_pop(${name}) AS sd, count(${name}) AS n, count(*) AS rows FROM reference`
  );
  const distinct = (value: unknown) =>
    [...new Set(Array.isArray(value) ? value.map(Number) : [])].sort((a, b) => a - b);
  const edges = distinct(row?.edges);
  const fineEdges = [...new Set([...distinct(row?.fine), ...edges])].sort((a, b) => a - b);
  const counts = async (list: number[]) => {
    const result = new Array<number>(list.length + 1).fill(0);
    if (wanted && list.length > 0) {
      const found = await session.rows<{ bin: number; n: number }>(
        `SELECT len(list_filter([${list.map((edge) => `${edge}::DOUBLE`).join(', ')}], edge -> edge < ${name})) AS bin, count(*) AS n FROM reference WHERE "${column}" IS NOT NULL GROUP BY ALL`
      );
      found.forEach(({ bin, n }) => {
        result[bin] = n;
      });
    }
    return result;
  };
  return {
    kind: 'numeric',
    edges,
    counts: await counts(edges),
    fineEdges,
    fineCounts: await counts(fineEdges),
    min: Number(row?.lo ?? 0),
    max: Number(row?.hi ?? 0),
    mean: Number(row?.mean ?? 0),
    sd: Number(row?.sd ?? 0),
    n: Number(row?.n ?? 0),
    missing: Number(row?.rows ?? 0) - Number(row?.n ?? 0),
  };
}

const KEPT = 50;

async function freezeCategories(session: Session, column: string): Promise<FrozenBins> {
  const rows = await session.rows<{ v: string | null; n: number }>(
    `SELECT "${column}"::VARCHAR AS v, count(*) AS n FROM reference GROUP BY ALL ORDER BY n DESC, v`
  );
  const present = rows.flatMap(({ v, n }) => (v === null ? [] : [{ value: v, count: n }]));
  const sum = (list: Array<{ count: number }>) => list.reduce((total, { count }) => total + count, 0);
  return {
    kind: 'categorical',
    categories: present.slice(0, KEPT),
    other: sum(present.slice(KEPT)),
    n: sum(present),
    missing: rows.find(({ v }) => v === null)?.n ?? 0,
  };
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
