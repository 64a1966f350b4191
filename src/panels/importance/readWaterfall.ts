import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { IMPACT_FIELDS, LOCAL_FIELDS } from '../../query/explanationFrames';
import { type FrameCustom, type Status, STATUSES } from '../../query/frames';
import { type Part } from '../../components/waterfall/waterfallLayout';
import { readHeuristic } from './heuristic';

/** One bar of a waterfall. NaN is "not known". */
export interface WaterfallPart extends Part {
  /** `rest` is what of one record's output no attribution in the answer explains, `unlogged` where that is for want of any. */
  kind: 'column' | 'base' | 'rest' | 'unlogged';
  /** The record's value, as text. */
  value: string | undefined;
  lo: number;
  hi: number;
  q: number;
  share: number;
  mix: number;
  func: number;
  unseen: number;
  importance: number;
  importanceReference: number;
  severity: number;
  status: Status | undefined;
  /** Mean attribution in the reference, and the share of its rows with a smaller one. */
  reference: number;
  rarity: number;
  /** Row in the frame, for data links. */
  at: number;
}

export interface WaterfallData {
  /** One record from the base value to its prediction, or the change of the mean prediction. */
  kind: 'local' | 'impact';
  /** Made of importance and drift alone, without attributions: what their product hints at, and no change of anything. */
  isHeuristic: boolean;
  /** Columns whose drift is the worst of several. */
  worstOf: string[];
  /** How alike the order of importance is to the reference's; NaN where it is not known. */
  agreement: { ndcg: number; warn: number; breach: number };
  parts: WaterfallPart[];
  from: number;
  others: { count: number; delta: number; mix: number; func: number };
  field: Field;
  frame: DataFrame;
  outputSpace: string | undefined;
  confidence: number;
  reference: string | undefined;
  n: number;
  nReference: number;
  /** Of one record: its id, and what the model said. */
  recordId: string | undefined;
  prediction: string | undefined;
  additivityError: number;
  truncated: FrameCustom['truncated'];
}

const NONE = { count: 0, delta: 0, mix: 0, func: 0 };

/** The change of the mean prediction. */
export function readImpact(series: DataFrame[]): WaterfallData | undefined {
  const frame = series.find((each) => customOf(each, 'impact'));
  const custom = frame && customOf(frame, 'impact');
  const field = frame && fieldNamed(frame, IMPACT_FIELDS.delta);
  if (!frame || !custom || !field) {
    return heuristicImpact(series);
  }
  const number = (key: keyof typeof IMPACT_FIELDS, at: number) => numberAt(fieldNamed(frame, IMPACT_FIELDS[key]), at);
  const text = (key: keyof typeof IMPACT_FIELDS, at: number) => textAt(fieldNamed(frame, IMPACT_FIELDS[key]), at);
  const parts = Array.from({ length: frame.length }, (_, at): WaterfallPart => ({
    ...unknown(at),
    kind: text('part', at) === 'base' ? 'base' : 'column',
    name: text('column', at) ?? '',
    delta: number('delta', at),
    lo: number('deltaLo', at),
    hi: number('deltaHi', at),
    q: number('q', at),
    share: number('share', at),
    mix: number('mix', at),
    func: number('func', at),
    unseen: number('unseen', at),
    importance: number('importance', at),
    importanceReference: number('importanceReference', at),
    severity: number('severity', at),
    status: STATUSES.find((status) => status === text('status', at)),
  }));
  const largest = parts.reduce((most, { delta }) => (Math.abs(delta) > most ? Math.abs(delta) : most), 0);
  return {
    ...common(frame, field, custom),
    kind: 'impact',
    // A base value that did not change is no step; means of one number differ in their last digits.
    parts: parts.filter(
      ({ kind, delta }) => !Number.isNaN(delta) && (kind === 'column' || Math.abs(delta) > NO_STEP * largest)
    ),
    from: member(custom.mean, 'reference'),
    others: {
      count: zeroIfNone(member(custom.others, 'columns')),
      delta: zeroIfNone(member(custom.others, 'delta')),
      mix: member(custom.others, 'mix'),
      func: member(custom.others, 'func'),
    },
  };
}

/** Without attributions: importance of any kind beside drift. */
function heuristicImpact(series: readonly DataFrame[]): WaterfallData | undefined {
  const found = readHeuristic(series);
  return (
    found && {
      ...common(found.frame, found.field, undefined),
      kind: 'impact',
      isHeuristic: true,
      worstOf: found.worstOf,
      parts: found.rows.map(({ name, importance, severity, status, at }) => ({
        ...unknown(at),
        name,
        importance,
        severity,
        status,
      })),
      from: NaN,
      others: NONE,
    }
  );
}

/** One record: our own frame, or any table with a text and a number, which then starts at zero. */
export function readLocal(series: DataFrame[]): WaterfallData | undefined {
  const own = series.find((each) => customOf(each, 'local'));
  const frame = own ?? series.find((each) => each.length > 0 && firstOfType(each, FieldType.number));
  const field = frame && (fieldNamed(frame, LOCAL_FIELDS.phi) ?? firstOfType(frame, FieldType.number));
  const name =
    frame &&
    (fieldNamed(frame, LOCAL_FIELDS.column) ?? fieldNamed(frame, 'feature') ?? firstOfType(frame, FieldType.string));
  if (!frame || !field || !name) {
    return undefined;
  }
  const custom = customOf(frame, 'local');
  const from = typeof custom?.base === 'number' ? custom.base : 0;
  const parts = Array.from({ length: frame.length }, (_, at): WaterfallPart => ({
    ...unknown(at),
    name: textAt(name, at) ?? '',
    delta: numberAt(field, at),
    value: textAt(fieldNamed(frame, LOCAL_FIELDS.valueDisplay), at),
    reference: numberAt(fieldNamed(frame, LOCAL_FIELDS.phiReference), at),
    rarity: numberAt(fieldNamed(frame, LOCAL_FIELDS.rarity), at),
  })).filter(({ delta }) => !Number.isNaN(delta));
  return {
    ...common(frame, field, custom),
    kind: 'local',
    parts: [...parts, ...restOf(parts, from, custom)],
    from,
    others: NONE,
  };
}

/** Less than this share of the largest part is rounding. */
const NO_STEP = 1e-9;
/** The same of texts with few digits, and too little to see. */
const ROUNDING = 1e-3;

/** Where only some attributions were logged or asked for, the output says how much the others add up to. */
function restOf(
  parts: readonly WaterfallPart[],
  from: number,
  custom: Readonly<Record<string, unknown>> | undefined
): WaterfallPart[] {
  const output: unknown = custom?.fx;
  const kind = typeof custom?.unlogged === 'number' && custom.unlogged > 0 ? 'unlogged' : 'rest';
  if (typeof output !== 'number') {
    return [];
  }
  const rest = output - parts.reduce((sum, { delta }) => sum + delta, from);
  return Math.abs(rest) > ROUNDING * parts.reduce((most, { delta }) => Math.max(most, Math.abs(delta)), 0)
    ? [{ ...unknown(-1), kind, delta: rest }]
    : [];
}

function common(frame: DataFrame, field: Field, custom: FrameCustom | undefined) {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const number = (value: unknown) => (typeof value === 'number' ? value : NaN);
  const reference: unknown = custom?.reference;
  return {
    frame,
    field,
    isHeuristic: false,
    worstOf: [],
    agreement: {
      ndcg: member(custom?.agreement, 'ndcg'),
      warn: member(custom?.agreement, 'warn'),
      breach: member(custom?.agreement, 'breach'),
    },
    outputSpace: text(custom?.outputSpace),
    confidence: typeof custom?.confidence === 'number' ? custom.confidence : 0.95,
    reference: text(
      typeof reference === 'object' && reference !== null && 'label' in reference ? reference.label : reference
    ),
    n: number(custom?.n),
    nReference: number(custom?.nReference),
    recordId: text(custom?.recordId),
    prediction: text(custom?.score) ?? text(custom?.prediction),
    additivityError: number(custom?.additivityError),
    truncated: custom?.truncated,
  };
}

function unknown(at: number): WaterfallPart {
  return {
    kind: 'column',
    name: '',
    delta: NaN,
    value: undefined,
    lo: NaN,
    hi: NaN,
    q: NaN,
    share: NaN,
    mix: NaN,
    func: NaN,
    unseen: NaN,
    importance: NaN,
    importanceReference: NaN,
    severity: NaN,
    status: undefined,
    reference: NaN,
    rarity: NaN,
    at,
  };
}

function member(value: unknown, key: string): number {
  const found =
    typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(key) : undefined;
  return typeof found === 'number' ? found : NaN;
}

const zeroIfNone = (value: number) => (Number.isNaN(value) ? 0 : value);
