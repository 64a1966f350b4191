/** Importance and drift of columns where no attributions were logged: what the impact of drift may be, and no more. Pure. */
import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { severityOf } from '../../components/statistics/severity';
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
  /** Columns with several drifts in their newest window, such as one a segment: the worst of them counts. */
  worstOf: string[];
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
    const known = rows.filter(({ importance }) => !Number.isNaN(importance));
    const worstOf = known.flatMap((row) => ((drift.get(row.name)?.rows ?? 0) > 1 ? [row.name] : []));
    return { rows: known, worstOf, frame, field };
  }
  return undefined;
}

const nameOf = (frame: DataFrame) =>
  fieldNamed(frame, IMPORTANCE_FIELDS.column) ?? fieldNamed(frame, 'feature') ?? firstOfType(frame, FieldType.string);

interface Drift {
  severity: number;
  status: Status | undefined;
  time: number;
  /** How many rows the column has in that window. */
  rows: number;
}

type Severities = Map<string, Drift>;

function driftBeside(series: readonly DataFrame[], frame: DataFrame): Severities | undefined {
  for (const other of series) {
    const found = other === frame ? undefined : severitiesOf(other);
    if (found && found.size > 0) {
      return found;
    }
  }
  return undefined;
}

/**
 * The newest drift of each column, in units of its limit, by a field `severity` or by a score and its limit; the worst where a
 * window has several rows of it. Windows that are not over yet and those of too few rows say nothing.
 */
function severitiesOf(frame: DataFrame): Severities | undefined {
  const name = nameOf(frame);
  const severity = fieldNamed(frame, 'severity');
  const field = (key: keyof typeof DRIFT_FIELDS) => fieldNamed(frame, DRIFT_FIELDS[key]);
  const [score, limit] = [field('score'), field('threshold')];
  if (!name || !(severity ?? (score && limit))) {
    return undefined;
  }
  const [orientation, complete, status] = [field('higherIsWorse'), field('complete'), field('status')];
  const ofAll = customOf(frame, 'drift')?.higherIsWorse !== false;
  const time = firstOfType(frame, FieldType.time);
  const found: Severities = new Map();
  for (let at = 0; at < frame.length; at++) {
    const column = textAt(name, at);
    const said: unknown = orientation?.values[at];
    const value = severity
      ? numberAt(severity, at)
      : severityOf(numberAt(score, at), numberAt(limit, at), typeof said === 'boolean' ? said : ofAll);
    const word = textAt(status, at);
    const counts = complete?.values[at] !== false && word !== 'insufficient' && Number.isFinite(value);
    if (column === undefined || !counts) {
      continue;
    }
    const [when, known] = [time ? numberAt(time, at) : 0, found.get(column)];
    const own = { severity: value, status: STATUSES.find((each) => each === word), time: when, rows: 1 };
    if (!known || when > known.time) {
      found.set(column, own);
    } else if (when === known.time) {
      found.set(column, { ...(value > known.severity ? own : known), rows: known.rows + 1 });
    }
  }
  return found;
}
