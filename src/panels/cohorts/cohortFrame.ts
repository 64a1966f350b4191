/** Which frame of an answer has cohorts. Pure. */
import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { isOfOther } from '../../components/frames/analysis';
import { customOf, fieldNamed, firstOfType, numberAt } from '../../components/frames/read';
import { COHORT_FIELDS, type FrameKind, METRIC_FIELDS } from '../../query/frames';
import { FIELD_ROLES, type FieldChoice } from './options';

/** Plumbline's own frames that views of cohorts in rows are drawn from. */
export const COHORT_KINDS: FrameKind[] = ['cohorts', 'performance'];

/** Our own kind first, else any table with a text and a number of another data source. */
export function frameOfCohorts(series: readonly DataFrame[], options: FieldChoice): DataFrame | undefined {
  const candidates = series.filter((frame) => frame.length > 0);
  const own = candidates.find((frame) => customOf(frame, 'cohorts'));
  return chosenFrame(candidates, options) ?? own ?? newestWindow(candidates) ?? candidates.find(isPlainTable);
}

/** The frame with the fields that the options name; undefined where they name none. */
function chosenFrame(frames: readonly DataFrame[], options: FieldChoice): DataFrame | undefined {
  const wanted = FIELD_ROLES.flatMap((role) => options[role] ?? []);
  return wanted.length > 0 ? frames.find((frame) => wanted.every((name) => fieldNamed(frame, name))) : undefined;
}

export function valueField(frame: DataFrame): Field | undefined {
  return fieldNamed(frame, COHORT_FIELDS.estimate) ?? firstOfType(frame, FieldType.number);
}

function isPlainTable(frame: DataFrame): boolean {
  if (isOfOther(frame, COHORT_KINDS)) {
    return false;
  }
  const name = fieldNamed(frame, COHORT_FIELDS.cohort) ?? firstOfType(frame, FieldType.string);
  return name !== undefined && valueField(frame) !== undefined && firstOfType(frame, FieldType.time) === undefined;
}

/** A table of metrics by segment over time, such as the query type "performance" gives: its newest complete window. */
function newestWindow(frames: readonly DataFrame[]): DataFrame | undefined {
  for (const frame of frames) {
    const time = fieldNamed(frame, METRIC_FIELDS.time);
    const complete = fieldNamed(frame, METRIC_FIELDS.complete);
    if (!customOf(frame, 'performance') || !time || !fieldNamed(frame, METRIC_FIELDS.segment)) {
      continue;
    }
    let newest = -Infinity;
    for (let at = 0; at < frame.length; at++) {
      newest = complete?.values[at] === false ? newest : Math.max(newest, numberAt(time, at));
    }
    const kept = Array.from({ length: frame.length }, (_, at) => at).filter((at) => numberAt(time, at) === newest);
    return {
      ...frame,
      length: kept.length,
      fields: frame.fields.map((field) => ({ ...field, values: kept.map((at) => field.values[at]) })),
    };
  }
  return undefined;
}
