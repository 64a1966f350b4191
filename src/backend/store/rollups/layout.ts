/**
 * What is rolled up of a model, and under which numbers. A layout belongs to one default reference; another reference,
 * another declared segment or another kind of column makes a new one, and everything is rolled up again.
 */
import { createHash } from 'node:crypto';
import { type Session } from '../database/session';
import {
  type ColumnInfo,
  type ColumnRole,
  type FrozenBins,
  type ModelInfo,
  type Reader,
  type ReferenceInfo,
} from '../types';
import { quoteName, quoteText } from '../names';

/** Numbers by the reference's bins, categories by value; of everything else only the rows with a value are counted. */
export type RolledKind = 'numeric' | 'categorical' | 'count';

export interface RolledColumn {
  index: number;
  name: string;
  kind: RolledKind;
}

/** A split of all rows: by version and environment only (`segment` is null), or by a declared segment as well. */
export interface RolledKey {
  key: number;
  segment: string | null;
}

export interface Layout {
  layout: number;
  model: string;
  /** Default reference that the bins are of; null for a model without one. */
  reference: string | null;
  /** Hash of that reference, and what makes the slices. */
  signature: string;
  /** Columns with these roles; null where the model has none. */
  version: string | null;
  environment: string | null;
  columns: RolledColumn[];
  keys: RolledKey[];
  refusedColumns: Set<number>;
  refusedKeys: Set<number>;
}

/** A layout as the model's declaration and reference ask for it. */
export type Wanted = Pick<Layout, 'model' | 'reference' | 'signature' | 'columns' | 'keys'>;

/** Of the bytes in the tables of counts: another one rolls everything up again. */
const FORMAT = 2;

type Signature = [
  format: number,
  reference: string | null,
  segments: Array<string | null>,
  version: string | null,
  environment: string | null,
];

/** Identities, whose counts nobody asks for and whose values are as many as the rows. */
const UNROLLED: ReadonlySet<ColumnRole> = new Set([
  'id',
  'time',
  'trace_id',
  'entity_id',
  'prompt',
  'response',
  'embedding',
]);

/** Relation with the counts of one key. */
export const countsTable = (layout: number, key: number): string => `rollups.${quoteName(`${layout}/${key}`)}`;

export function rolledKind(column: ColumnInfo, bins: FrozenBins | undefined): RolledKind {
  if (column.kind === 'numeric') {
    return bins?.kind === 'numeric' && bins.n > 0 ? 'numeric' : 'count';
  }
  return (column.kind === 'categorical' || column.kind === 'boolean') && bins?.kind === 'categorical'
    ? 'categorical'
    : 'count';
}

export function wantedLayout(model: Pick<ModelInfo, 'name' | 'columns'>, reference: ReferenceInfo | null): Wanted {
  const columns = model.columns
    .filter((column) => !UNROLLED.has(column.role))
    .map((column, index) => ({ index, name: column.name, kind: rolledKind(column, reference?.bins.get(column.name)) }));
  const segments = model.columns.filter(
    ({ kind, role, segment }) =>
      segment && !['version', 'environment'].includes(role) && kind !== 'text' && kind !== 'time' && !UNROLLED.has(role)
  );
  const keys = [null, ...segments.map(({ name }) => name)].map((segment, key) => ({ key, segment }));
  const named = (role: ColumnRole) => model.columns.find((column) => column.role === role)?.name ?? null;
  const signature: Signature = [
    FORMAT,
    reference && digestOf(reference),
    keys.map(({ segment }) => segment),
    named('version'),
    named('environment'),
  ];
  return {
    model: model.name,
    reference: reference?.name ?? null,
    signature: JSON.stringify(signature),
    columns,
    keys,
  };
}

const digests = new WeakMap<ReferenceInfo, string>();

/** Of a reference's rows and bins: an erasure changes both under the same name. */
function digestOf(reference: ReferenceInfo): string {
  const known = digests.get(reference);
  if (known !== undefined) {
    return known;
  }
  const { bins, hash, rows } = reference;
  const digest = createHash('sha256')
    .update(JSON.stringify([hash, rows, Array.from(bins)]))
    .digest('hex');
  digests.set(reference, digest);
  return digest;
}

export type Difference =
  | { kind: 'none' }
  /** Columns that have appeared: no hour that is rolled up has a value of them. */
  | { kind: 'columns'; added: RolledColumn[] }
  | { kind: 'other' };

export function difference(present: Layout | null, wanted: Wanted): Difference {
  if (!present || present.reference !== wanted.reference || present.signature !== wanted.signature) {
    return { kind: 'other' };
  }
  const kinds = new Map(wanted.columns.map(({ kind, name }) => [name, kind]));
  const known = new Set(present.columns.map(({ name }) => name));
  const added = wanted.columns.filter(({ name }) => !known.has(name));
  if (
    present.columns.some(({ kind, name }) => kinds.get(name) !== kind) ||
    added.some(({ kind }) => kind !== 'count')
  ) {
    return { kind: 'other' };
  }
  return added.length === 0
    ? { kind: 'none' }
    : {
        kind: 'columns',
        added: added.map((column, position) => ({ ...column, index: present.columns.length + position })),
      };
}

interface LayoutRow {
  layout: number;
  reference: string | null;
  signature: string;
}

/** The model's layout, null while there is none. */
export async function readLayout(reader: Pick<Reader, 'rows'>, model: string): Promise<Layout | null> {
  const [row] = await reader.rows<LayoutRow>(
    'SELECT layout, reference, signature FROM plumbline.rollup_layouts WHERE model = $1 ORDER BY layout DESC LIMIT 1',
    [model]
  );
  if (!row) {
    return null;
  }
  const columns = await reader.rows<RolledColumn>(
    'SELECT "column" AS index, name, kind FROM plumbline.rollup_columns WHERE layout = $1 ORDER BY "column"',
    [row.layout]
  );
  const keys = await reader.rows<RolledKey>(
    'SELECT key, segment FROM plumbline.rollup_keys WHERE layout = $1 ORDER BY key',
    [row.layout]
  );
  const refusals = await reader.rows<{ column: number | null; key: number | null }>(
    'SELECT "column", key FROM plumbline.rollup_refusals WHERE layout = $1',
    [row.layout]
  );
  const [, , , version, environment] = JSON.parse(row.signature) as Signature;
  return {
    ...row,
    model,
    version,
    environment,
    columns,
    keys,
    refusedColumns: new Set(refusals.flatMap(({ column }) => column ?? [])),
    refusedKeys: new Set(refusals.flatMap(({ key }) => key ?? [])),
  };
}

/** See codec.ts. */
const COUNTS = '(slice INTEGER NOT NULL, tile INTEGER NOT NULL, counts BLOB NOT NULL, fine BLOB NOT NULL)';

/**
 * Puts `wanted` in the place of the model's layout and marks every hour that has rows. Tables come and go between
 * checkpoints, as all changes of the schema do. To be called on the write queue.
 */
export async function makeLayout(session: Session, wanted: Wanted, rows: string): Promise<void> {
  await session.checkpoint();
  await session.transaction(async () => {
    await dropLayouts(session, wanted.model);
    await createLayout(session, wanted);
    await session.run(
      `INSERT INTO plumbline.dirty_hours
       SELECT $1, hour, (SELECT coalesce(max(mark), 0) + 1 FROM plumbline.dirty_hours)
       FROM (SELECT DISTINCT date_trunc('hour', time) AS hour FROM ${rows})`,
      [wanted.model]
    );
  });
  await session.checkpoint();
}

/** The layout of a model that has no rows yet. To be called in the transaction that makes the model. */
export async function createLayout(session: Session, wanted: Wanted): Promise<void> {
  const { layout } = await session.row<{ layout: number }>(
    'SELECT coalesce(max(layout), 0) + 1 AS layout FROM plumbline.rollup_layouts'
  );
  await session.run('INSERT INTO plumbline.rollup_layouts VALUES ($1, $2, $3, $4, now()::TIMESTAMP)', [
    layout,
    wanted.model,
    wanted.reference,
    wanted.signature,
  ]);
  await addColumns(session, layout, wanted.columns);
  for (const { key, segment } of wanted.keys) {
    await session.run('INSERT INTO plumbline.rollup_keys VALUES ($1, $2, $3)', [layout, key, segment]);
    await session.run(`CREATE TABLE ${countsTable(layout, key)} ${COUNTS}`);
  }
}

/** One statement for all of them: a wide model would need a thousand. */
export async function addColumns(session: Session, layout: number, columns: readonly RolledColumn[]): Promise<void> {
  const rows = columns.map(({ index, kind, name }) => `(${layout}, ${index}, ${quoteText(name)}, ${quoteText(kind)})`);
  if (rows.length > 0) {
    await session.run(`INSERT INTO plumbline.rollup_columns VALUES ${rows.join(', ')}`);
  }
}

async function dropLayouts(session: Session, model: string): Promise<void> {
  const old = await session.rows<{ layout: number; key: number }>(
    `SELECT layout, key FROM plumbline.rollup_keys JOIN plumbline.rollup_layouts USING (layout) WHERE model = $1`,
    [model]
  );
  for (const { key, layout } of old) {
    await session.run(`DROP TABLE ${countsTable(layout, key)}`);
  }
  for (const table of ['columns', 'keys', 'refusals', 'slices', 'values']) {
    await session.run(
      `DELETE FROM plumbline.rollup_${table} WHERE layout IN (SELECT layout FROM plumbline.rollup_layouts WHERE model = $1)`,
      [model]
    );
  }
  await session.run('DELETE FROM plumbline.dirty_hours WHERE model = $1', [model]);
  await session.run('DELETE FROM plumbline.rollup_layouts WHERE model = $1', [model]);
}
