/** Labels: append-only arrivals of (id, prediction_time), the newest of which counts. */
import { PlumblineError } from '../../../query/errors';
import { type Session } from '../database/session';
import { quoteName } from '../names';
import { createModel } from '../registry';
import { newestRelation } from '../tables';
import { type BatchContext } from './context';
import { type AppendCounts, appendRows } from './revisions';
import { type TypedBatch } from './decode/typeBatch';
import { type BatchField, type Staged, TYPED, typeRows } from './staging';

/** Whole numbers have one spelling, so that 1, 1.0 and "1" are the same class. */
const canonical = (value: string) =>
  `CASE WHEN regexp_full_match(${value}, '-?[0-9]+[.]0+') THEN split_part(${value}, '.', 1) ELSE ${value} END`;

function labelFields(labelKey: string | undefined, { limits, receivedAt }: BatchContext): BatchField[] {
  const maxBytes = limits.maxLabelBytes;
  const keys = ['value', 'label', ...(labelKey === undefined ? [] : [labelKey])];
  return [
    { name: 'id', sources: ['id'], sqlType: 'VARCHAR', required: true, maxBytes },
    { name: 'prediction_time', sources: ['prediction_time', 'time'], sqlType: 'TIMESTAMP' },
    { name: 'value', sources: Array.from(new Set(keys)), sqlType: 'VARCHAR', required: true, maxBytes },
    { name: 'observed_at', sources: ['observed_at'], sqlType: 'TIMESTAMP', fallback: receivedAt },
    { name: 'arrived_at', sources: ['arrived_at'], sqlType: 'TIMESTAMP', fallback: receivedAt },
  ];
}

interface TypedLabels {
  fields: BatchField[];
  typed: TypedBatch;
}

/** Types the staged rows into `temp.typed`. A label may come before its model's first prediction. */
export async function typeLabels(session: Session, context: BatchContext, staged: Staged): Promise<TypedLabels> {
  if (!context.model) {
    await createModel(session, { name: context.name, task: 'binary', declared: false, declaration: { columns: [] } });
  }
  const model = context.model ?? (await context.reload());
  const label = model.columns.find((column) => column.role === 'label');
  const id = model.columns.find((column) => column.role === 'id');
  const fields = labelFields(label?.source, context).map((field) =>
    field.name === 'id' && id && id.source !== 'id' ? { ...field, sources: ['id', id.source] } : field
  );
  const known = new Set(fields.flatMap((field) => field.sources));
  const others = staged.keys.filter((key) => !known.has(key));
  if (others.length > 0) {
    context.warnings.push(`Not part of a label and not stored: ${others.map(quoteName).join(', ')}`);
  }
  if (!staged.keys.some((key) => fields[2]?.sources.includes(key))) {
    throw new PlumblineError(
      'bad_request',
      'No row has a label value',
      `Send it as ${fields[2]?.sources.map(quoteName).join(' or ')}`,
      'value'
    );
  }
  return { fields, typed: await typeRows(session, staged, fields) };
}

/** Appends the good rows of `temp.typed`, inside the batch's transaction. */
export async function appendTypedLabels(session: Session, context: BatchContext): Promise<AppendCounts> {
  const ambiguous = await countAmbiguous(session, context.name);
  if (ambiguous > 0) {
    context.warnings.push(
      `${ambiguous} labels have no prediction_time and more than one prediction: the newest is meant`
    );
  }
  return appendLabels(session, context, `SELECT * FROM ${TYPED}`);
}

/** Appends labels from a query that gives the row number, id, prediction_time, value, observed_at and arrived_at. */
export async function appendLabels(session: Session, context: BatchContext, query: string): Promise<AppendCounts> {
  await session.run(
    `CREATE OR REPLACE TEMP TABLE arrivals AS SELECT * REPLACE (${canonical('value')} AS value) FROM (${query})`
  );
  return appendRows(session, {
    model: context.name,
    kind: 'labels',
    source: 'temp.arrivals',
    identity: ['id', 'prediction_time'],
    content: ['value'],
    extra: ['observed_at', 'arrived_at'],
    range: 'prediction_time',
    order: 'arrived_at',
    base: context.base,
  });
}

async function countAmbiguous(session: Session, model: string): Promise<number> {
  const { rows } = await session.row<{ rows: number }>(
    `SELECT count(*) AS rows FROM ${TYPED} WHERE prediction_time IS NULL`
  );
  if (rows === 0) {
    return 0;
  }
  const predictions = newestRelation('predictions', model, true);
  const { ambiguous } = await session.row<{ ambiguous: number }>(
    `SELECT count(*) AS ambiguous FROM (
       SELECT p.id FROM ${predictions} AS p SEMI JOIN (SELECT id FROM ${TYPED} WHERE prediction_time IS NULL) AS l USING (id)
       GROUP BY p.id HAVING count(*) > 1)`
  );
  return ambiguous;
}
