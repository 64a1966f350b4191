/** Attributions: one value a feature for a prediction, with what they should add up to. */
import { PlumblineError } from '../../../query/errors';
import { type StoredModel } from '../catalogue';
import { type Session } from '../database/session';
import { quoteName } from '../names';
import { addAttributedFeatures, attributionColumn } from '../schemaChanges';
import { type BatchContext } from './context';
import { DEFAULT_LIMITS } from './limits';
import { type AppendCounts, appendRows } from './revisions';
import { type TypedBatch } from './decode/typeBatch';
import { type BatchField, type Staged, TYPED, typeRows } from './staging';

const PREFIX = 'shap_';

/** Sum of attributions may differ from the margin by this much, in units of the output, before a warning is given. */
const ADDITIVITY_TOLERANCE = 1e-3;

const IDENTITY = ['id', 'time', 'output_name', 'explainer'];
const DETAILS = ['base_value', 'output_space', 'background', 'additivity_error'];

const text = (name: string): BatchField => ({
  name,
  sources: [name],
  sqlType: 'VARCHAR',
  maxBytes: DEFAULT_LIMITS.maxLabelBytes,
});

/** Feature of a key: `shap_<feature>`, or the plain name of a feature of the model. */
function featureOf(key: string, model: StoredModel): string | null {
  if (key.startsWith(PREFIX) && key.length > PREFIX.length) {
    return key.slice(PREFIX.length);
  }
  return model.info.columns.some((column) => column.role === 'feature' && column.name === key) ? key : null;
}

/** Types the staged rows into `temp.typed`. The model must exist: its features give the names their meaning. */
export async function typeAttributions(
  session: Session,
  context: BatchContext,
  staged: Staged
): Promise<{ fields: BatchField[]; typed: TypedBatch }> {
  let model = context.model;
  if (!model) {
    throw new PlumblineError(
      'not_found',
      `There is no model "${context.name}" to explain`,
      `PUT v1/models/${context.name} or send predictions first`,
      'model'
    );
  }
  const time = model.columns.find((column) => column.role === 'time');
  const id = model.columns.find((column) => column.role === 'id');
  const fixed: BatchField[] = [
    { ...text('id'), sources: Array.from(new Set(['id', id?.source ?? 'id'])), required: true },
    {
      name: 'time',
      sources: Array.from(new Set(['time', time?.source ?? 'time'])),
      sqlType: 'TIMESTAMP',
      required: true,
    },
    { name: 'base_value', sources: ['base_value'], sqlType: 'DOUBLE', required: true },
    { name: 'margin', sources: ['margin'], sqlType: 'DOUBLE' },
    ...['output_name', 'output_space', 'explainer', 'background'].map(text),
  ];
  const taken = new Set(fixed.flatMap((field) => field.sources));
  const keys = new Map<string, string[]>();
  const others: string[] = [];
  for (const key of staged.keys.filter((each) => !taken.has(each))) {
    const feature = featureOf(key, model);
    if (feature === null) {
      others.push(key);
    } else {
      keys.set(feature, [...(keys.get(feature) ?? []), key]);
    }
  }
  if (others.length > 0) {
    context.warnings.push(`Not part of an attribution and not stored: ${others.map(quoteName).join(', ')}`);
  }
  if (keys.size === 0) {
    throw new PlumblineError('bad_request', 'No row has an attribution', `Send one as ${PREFIX}<feature>`, 'body');
  }
  const columns = new Set(model.info.columns.map(({ name }) => name));
  const strange = Array.from(keys.keys()).filter((feature) => !columns.has(feature));
  if (strange.length > 0) {
    context.warnings.push(
      `Stored, but model "${context.name}" has no column of that name to explain: ${strange.map(quoteName).join(', ')}`
    );
  }
  const present = new Set(model.info.attributedFeatures);
  const fresh = Array.from(keys.keys()).filter((feature) => !present.has(feature));
  if (fresh.length > 0) {
    await addAttributedFeatures(session, model, fresh, context.limits.maxColumns);
    model = await context.reload();
  }
  const values = Array.from(keys, ([feature, sources]): BatchField => ({
    name: attributionColumn(feature),
    sources,
    sqlType: 'FLOAT',
  }));
  const fields = [...fixed, ...values];
  return { fields, typed: await typeRows(session, staged, fields) };
}

/** Appends the good rows of `temp.typed`, inside the batch's transaction. */
export async function appendAttributions(
  session: Session,
  context: BatchContext,
  fields: BatchField[]
): Promise<AppendCounts> {
  const model = await context.current();
  const sent = fields.map((field) => field.name);
  const values = sent.filter((name) => name.startsWith(PREFIX));
  const sum = ['base_value', ...values.map((name) => `coalesce(${quoteName(name)}, 0)`)].join(' + ');
  const columns = model.info.attributedFeatures.map(attributionColumn);
  const absent = columns.filter((name) => !sent.includes(name)).map((name) => `NULL::FLOAT AS ${quoteName(name)}`);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE explained AS
     SELECT * REPLACE (${values.map((name) => `${quoteName(name)}::FLOAT AS ${quoteName(name)}`).join(', ')}),
       abs(margin - (${sum})) AS additivity_error${absent.map((each) => `, ${each}`).join('')}
     FROM ${TYPED}`
  );
  const { broken } = await session.row<{ broken: number }>(
    `SELECT count(*) AS broken FROM temp.explained WHERE additivity_error > ${ADDITIVITY_TOLERANCE}`
  );
  if (broken > 0) {
    context.warnings.push(
      `${broken} rows do not add up to their margin within ${ADDITIVITY_TOLERANCE}: see additivity_error`
    );
  }
  return appendRows(session, {
    model: context.name,
    kind: 'attributions',
    source: 'temp.explained',
    identity: IDENTITY,
    content: [...DETAILS, ...columns],
    extra: [],
    range: 'time',
    base: context.base,
  });
}
