/** Models and references as the analyses see them, read once and kept until a write changes them. */
import { PlumblineError } from '../../query/errors';
import { type ColumnRecord } from './schema';
import { isInternal, withoutInternal } from './names';
import { newestRelation, factTable, referenceTable } from './tables';
import {
  type Catalogue,
  type ColumnInfo,
  type FrozenBins,
  type IngestKind,
  type ModelInfo,
  type Reader,
  type ReferenceInfo,
  type Retention,
  type Task,
} from './types';

/** A model with what only the store needs. */
export interface StoredModel {
  info: ModelInfo;
  /** Every column, also the label and those that wait for a type. */
  columns: ColumnRecord[];
  /** Rows without an id get one made from their content. */
  contentIds: boolean;
  /** False until someone declared the model. */
  declared: boolean;
  /** Of what was declared: the data source says the rest. */
  retention: Retention;
}

interface ModelRow {
  name: string;
  task: Task;
  positive_class: string;
  owner: string | null;
  runbook: string | null;
  description: string | null;
  default_reference: string | null;
  thresholds: string;
  retention: string;
  content_ids: boolean;
  declared: boolean;
}

type ColumnRow = Omit<ColumnRecord, 'sqlType'> & { model: string; sql_type: ColumnRecord['sqlType'] };

interface ReferenceRow {
  name: string;
  rows: number;
  from_time: number | null;
  to_time: number | null;
  hash: string;
}

/** The label is kept apart, and a column without a type is not in the table. */
const isStored = (column: ColumnRecord) => column.role !== 'label' && column.sqlType !== null;

function columnInfo(column: ColumnRecord): ColumnInfo {
  return {
    name: column.name,
    role: column.role,
    kind: column.kind,
    sqlType: column.sqlType ?? 'VARCHAR',
    segment: column.segment,
    sensitive: column.sensitive,
  };
}

/** What a model's catalogue says of its columns; a name that is reserved now is only seen in the table. */
export const storedColumns = (columns: readonly ColumnRecord[]): ColumnInfo[] =>
  columns.filter((column) => isStored(column) && !isInternal(column.name)).map(columnInfo);

const hasInternal = (columns: readonly ColumnRecord[]) => columns.some(({ name }) => isInternal(name));

function storedModel(row: ModelRow, columns: ColumnRecord[], features: string[], revised: Set<string>): StoredModel {
  const label = columns.find((column) => column.role === 'label');
  const relation = (kind: IngestKind) => newestRelation(kind, row.name, revised.has(`${kind}/${row.name}`));
  const predictions = relation('predictions');
  return {
    info: {
      name: row.name,
      task: row.task,
      positiveClass: row.positive_class,
      owner: row.owner ?? undefined,
      runbook: row.runbook ?? undefined,
      description: row.description ?? undefined,
      defaultReference: row.default_reference ?? undefined,
      thresholds: Object.assign(Object.create(null), JSON.parse(row.thresholds)),
      columns: storedColumns(columns),
      label: label && columnInfo(label),
      relations: {
        predictions: hasInternal(columns) ? withoutInternal(predictions) : predictions,
        labels: relation('labels'),
        labelHistory: factTable('labels', row.name),
        attributions: features.length > 0 ? relation('attributions') : null,
        evaluations: relation('evaluations'),
      },
      attributedFeatures: features,
    },
    columns,
    contentIds: row.content_ids,
    declared: row.declared,
    retention: JSON.parse(row.retention) as Retention,
  };
}

const listed = (names: string[]) => (names.length > 0 ? names.join(', ') : 'none yet');

export class StoreCatalogue implements Catalogue {
  private loaded: Promise<Map<string, StoredModel>> | null = null;
  private readonly frozen = new Map<string, Promise<ReferenceInfo>>();

  constructor(private readonly reader: Reader) {}

  /** To be called after every commit that changed a model, a column or a revision. */
  invalidate(): void {
    this.loaded = null;
  }

  /** To be called after a change that reached into references, which else never change. */
  forget(): void {
    this.invalidate();
    this.frozen.clear();
  }

  async models(): Promise<ModelInfo[]> {
    return Array.from((await this.all()).values(), (model) => model.info);
  }

  async storedModels(): Promise<StoredModel[]> {
    return Array.from((await this.all()).values());
  }

  async model(name: string): Promise<ModelInfo> {
    return (await this.stored(name)).info;
  }

  /** Undefined when there is no such model. */
  async find(name: string): Promise<StoredModel | undefined> {
    return (await this.all()).get(name);
  }

  async stored(name: string): Promise<StoredModel> {
    const models = await this.all();
    const model = models.get(name);
    if (!model) {
      throw new PlumblineError(
        'not_found',
        `There is no model "${name}"`,
        `Models there are: ${listed(Array.from(models.keys()))}`,
        'model'
      );
    }
    return model;
  }

  async references(model: string): Promise<string[]> {
    await this.stored(model);
    const rows = await this.reader.rows<{ name: string }>(
      'SELECT name FROM plumbline."references" WHERE model = $1 ORDER BY created_at, name',
      [model]
    );
    return rows.map((row) => row.name);
  }

  async reference(model: string, name: string): Promise<ReferenceInfo> {
    const key = `${model}/${name}`;
    const known = this.frozen.get(key);
    if (known) {
      return known;
    }
    const info = this.readReference(model, name);
    this.frozen.set(key, info);
    info.catch(() => this.frozen.delete(key));
    return info;
  }

  private all(): Promise<Map<string, StoredModel>> {
    if (!this.loaded) {
      const loading = this.load();
      this.loaded = loading;
      loading.catch(() => {
        if (this.loaded === loading) {
          this.loaded = null;
        }
      });
    }
    return this.loaded;
  }

  private async load(): Promise<Map<string, StoredModel>> {
    const [models, columns, features, revisions] = await Promise.all([
      this.reader.rows<ModelRow>('SELECT * FROM plumbline.models ORDER BY name'),
      this.reader.rows<ColumnRow>('SELECT * FROM plumbline.columns ORDER BY model, position'),
      this.reader.rows<{ model: string; feature: string }>(
        'SELECT model, feature FROM plumbline.attributed_features ORDER BY model, position'
      ),
      this.reader.rows<{ key: string }>(`SELECT DISTINCT kind || '/' || model AS key FROM plumbline.superseded`),
    ]);
    const revised = new Set(revisions.map((revision) => revision.key));
    return new Map(
      models.map((row) => [
        row.name,
        storedModel(
          row,
          columns
            .filter((column) => column.model === row.name)
            .map(({ sql_type: sqlType, ...rest }) => ({ ...rest, sqlType })),
          features.filter((each) => each.model === row.name).map((each) => each.feature),
          revised
        ),
      ])
    );
  }

  private async readReference(model: string, name: string): Promise<ReferenceInfo> {
    const [row] = await this.reader.rows<ReferenceRow>(
      'SELECT name, rows, from_time, to_time, hash FROM plumbline."references" WHERE model = $1 AND name = $2',
      [model, name]
    );
    if (!row) {
      throw new PlumblineError(
        'not_found',
        `Model "${model}" has no reference "${name}"`,
        `References there are: ${listed(await this.references(model))}`,
        'reference'
      );
    }
    const bins = await this.reader.rows<{ column: string; bins: string }>(
      'SELECT "column", bins FROM plumbline.reference_bins WHERE model = $1 AND reference = $2',
      [model, name]
    );
    const relation = referenceTable(model, name);
    const stored = await this.find(model);
    return {
      name,
      model,
      rows: row.rows,
      relation: stored && hasInternal(stored.columns) ? withoutInternal(relation) : relation,
      from: row.from_time ?? undefined,
      to: row.to_time ?? undefined,
      hash: row.hash,
      bins: new Map(
        bins
          .filter(({ column }) => !isInternal(column))
          .map((each) => [each.column, JSON.parse(each.bins) as FrozenBins])
      ),
    };
  }
}
