/** Importance and drift of columns where no attributions were logged: what the impact of drift may be, and no more. Pure. */
import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { DRIFT_FIELDS, IMPORTANCE_FIELDS, type Status, STATUSES } from '../../query/frames';

export interface HeuristicRow {
  name: string;
  importance: number;
  /** Drift in units of its limit. */
  severity: number;
  status: Status | undefined;
  /** Row in the frame of the importance, for data links. */
  at: number;
}

export interface Heuristic {
  rows: HeuristicRow[];
  frame: DataFrame;
  field: Field;
}

/** Numbers of a table that say how much a column counts, by what makers of models call them. */
const IMPORTANCE = /^(importance|gain|weight|cover|permutation(_importance)?|mean_abs|mean_abs_shap)$/i;

/**
 * Importance of any kind (gain, permutations) with drift: of one table with both, or of two that name the same columns.
 * Undefined where one of the two is not there.
 */
export function readHeuristic(series: readonly DataFrame[]): Heuristic | undefined {
  for (const frame of series) {
    const name = nameOf(frame);
    const field = frame.fields.find((each) => each.type === FieldType.number && IMPORTANCE.test(each.name));
    if (!name || !field || customOf(frame, 'drift')) {
      continue;
    }
    const drift = fieldNamed(frame, 'severity') ? severitiesOf(frame) : driftBeside(series, frame);
    if (!drift) {
      continue;
    }
    const rows = Array.from({ length: frame.length }, (_, at): HeuristicRow => {
      const column = textAt(name, at) ?? '';
      const found = drift.get(column);
      return {
        name: column,
        importance: numberAt(field, at),
        severity: found?.severity ?? NaN,
        status: found?.status,
        at,
      };
    });
    return { rows: rows.filter(({ importance }) => !Number.isNaN(importance)), frame, field };
  }
  return undefined;
}

const nameOf = (frame: DataFrame) =>
  fieldNamed(frame, IMPORTANCE_FIELDS.column) ?? fieldNamed(frame, 'feature') ?? firstOfType(frame, FieldType.string);

type Severities = Map<string, { severity: number; status: Status | undefined; time: number }>;

function driftBeside(series: readonly DataFrame[], frame: DataFrame): Severities | undefined {
  for (const other of series) {
    const found = other === frame ? undefined : severitiesOf(other);
    if (found && found.size > 0) {
      return found;
    }
  }
  return undefined;
}

/** The newest drift of each column, in units of its limit: by a field `severity`, or by a score and its limit. */
function severitiesOf(frame: DataFrame): Severities | undefined {
  const name = nameOf(frame);
  const severity = fieldNamed(frame, 'severity');
  const [score, limit] = [fieldNamed(frame, DRIFT_FIELDS.score), fieldNamed(frame, DRIFT_FIELDS.threshold)];
  // Of p-values small is much: their ratio says nothing.
  if (!name || !(severity ?? (score && limit)) || customOf(frame, 'drift')?.higherIsWorse === false) {
    return undefined;
  }
  const [status, time] = [fieldNamed(frame, DRIFT_FIELDS.status), firstOfType(frame, FieldType.time)];
  const found: Severities = new Map();
  for (let at = 0; at < frame.length; at++) {
    const column = textAt(name, at);
    const value = severity ? numberAt(severity, at) : numberAt(score, at) / numberAt(limit, at);
    const when = time ? numberAt(time, at) : 0;
    if (column !== undefined && Number.isFinite(value) && when >= (found.get(column)?.time ?? -Infinity)) {
      const said = textAt(status, at);
      found.set(column, { severity: value, status: STATUSES.find((each) => each === said), time: when });
    }
  }
  return found;
}
