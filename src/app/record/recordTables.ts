/** One record as two tables: what identifies it and came of it, and what the model was given. */
import { type DataFrame, FieldType, formattedValueToString, getDisplayProcessor, toDataFrame } from '@grafana/data';
import { t } from '@grafana/i18n';
import { PanelBuilders, type SceneTimeRange, type VizPanel } from '@grafana/scenes';
import { customOf } from '../../components/frames/read';
import { type ModelFacts } from '../facts/facts';
import { linked } from '../figures/source';
import { recordsQuery } from '../queries';
import { momentOf } from './moment';

/** Inputs of a model; everything else of a record is about its call and its outcome. */
const INPUTS: readonly string[] = ['feature', 'segment', 'metadata', 'prompt', 'embedding'];

/** More records of one id than these in a range would say nothing. */
const LIMIT = 10;

const build = (
  { name }: ModelFacts,
  title: string,
  id: string,
  time: number | undefined,
  reshape: (frames: DataFrame[]) => DataFrame[]
): VizPanel =>
  PanelBuilders.table()
    .setTitle(title)
    .setData(linked(name, [recordsQuery(name, LIMIT, { id })], reshape))
    .setTimeRange(momentOf(time) as SceneTimeRange)
    .build();

/** Id, time, version, what was said, what came true, and links to the trace of the call. */
export function recordIdentity(facts: ModelFacts, id: string, time: number | undefined): VizPanel {
  return build(facts, t('app.record.said', 'What was said, and what came true'), id, time, (frames) =>
    frames.map((frame) => {
      const roles = rolesOf(frame);
      return { ...frame, fields: frame.fields.filter(({ name }) => !INPUTS.includes(roles.get(name) ?? '')) };
    })
  );
}

/** Every input with its value, one a row. */
export function recordInputs(facts: ModelFacts, id: string, time: number | undefined): VizPanel {
  return build(facts, t('app.record.inputs', 'What the model was given'), id, time, (frames) => frames.map(asRows));
}

function asRows(frame: DataFrame): DataFrame {
  const roles = rolesOf(frame);
  const fields = frame.fields.filter(({ name }) => INPUTS.includes(roles.get(name) ?? ''));
  const text = (field: DataFrame['fields'][number]) => {
    const value: unknown = field.values[0];
    return value === null || value === undefined ? '' : formattedValueToString((field.display ?? plain)(value));
  };
  return {
    ...toDataFrame({
      name: frame.name,
      fields: [
        { name: t('app.record.column', 'Column'), type: FieldType.string, values: fields.map(({ name }) => name) },
        {
          name: 'value',
          type: FieldType.string,
          values: fields.map(text),
          // Grafana would name a field called value after its frame.
          config: { displayName: t('app.record.value', 'Value') },
        },
        {
          name: t('app.record.role', 'Role'),
          type: FieldType.string,
          values: fields.map(({ name }) => roles.get(name) ?? ''),
        },
      ],
    }),
    meta: frame.meta,
  };
}

const plain = getDisplayProcessor();

/** Role of each column, as the answer tells them. */
function rolesOf(frame: DataFrame): Map<string, string> {
  const roles = customOf(frame, 'records')?.['roles'];
  return new Map(
    typeof roles === 'object' && roles !== null
      ? Object.entries(roles).map(([name, role]): [string, string] => [name, String(role)])
      : []
  );
}
