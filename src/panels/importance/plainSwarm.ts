/** A beeswarm of any long table with a text, a number `phi` and perhaps a number `value`. Pure. */
import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { MISSING_BIN, VALUE_BINS } from '../../query/explanationFrames';
import { explainedBy } from './phiRecords';
import { type SwarmData, type SwarmRow } from './readSwarm';
import { stackDots } from './swarmLayout';
import { wholeSwarm } from './swarmRange';

/** Any long table: rows by mean |phi|, values coloured between their 5th and 95th percentile. */
export function plainSwarm(series: DataFrame[], topK: number): SwarmData | undefined {
  for (const frame of series) {
    const name = fieldNamed(frame, 'column') ?? fieldNamed(frame, 'feature') ?? firstOfType(frame, FieldType.string);
    const phi = fieldNamed(frame, 'phi') ?? fieldNamed(frame, 'shap_value');
    if (!name || !phi || frame.length === 0) {
      continue;
    }
    const value = fieldNamed(frame, 'value');
    const id = fieldNamed(frame, 'record_id') ?? fieldNamed(frame, 'id');
    const byName = new Map<string, number[]>();
    for (let at = 0; at < frame.length; at++) {
      const key = textAt(name, at);
      if (key !== undefined && !Number.isNaN(numberAt(phi, at))) {
        const members = byName.get(key) ?? [];
        members.push(at);
        byName.set(key, members);
      }
    }
    const rows = [...byName].map(([key, at]) => plainRow(key, at, { phi, value, id }));
    rows.sort((a, b) => b.meanAbs - a.meanAbs);
    return {
      ...wholeSwarm(rows, topK),
      ...explainedBy(undefined),
      field: phi,
      frame,
      n: Math.max(0, ...rows.map((row) => row.n)),
      outputSpace: undefined,
      confidence: 0.95,
      referenceLabel: undefined,
      truncated: undefined,
    };
  }
  return undefined;
}

function plainRow(
  name: string,
  at: number[],
  { phi, value, id }: { phi: Field; value: Field | undefined; id: Field | undefined }
): SwarmRow {
  const x = at.map((row) => numberAt(phi, row));
  const values = at.map((row) => numberAt(value, row));
  const known = values.filter((each) => !Number.isNaN(each)).sort((a, b) => a - b);
  const quantile = (q: number) => known[Math.min(known.length - 1, Math.round(q * (known.length - 1)))] ?? NaN;
  const [low, high] = [quantile(0.05), quantile(0.95)];
  const color = values.map((each) =>
    Number.isNaN(each)
      ? MISSING_BIN
      : Math.max(0, Math.min(VALUE_BINS - 1, Math.floor(((each - low) / (high - low || 1)) * VALUE_BINS)))
  );
  const sum = (pick: (each: number) => number) => x.reduce((total, each) => total + pick(each), 0);
  return {
    name,
    n: x.length,
    meanAbs: sum(Math.abs) / x.length,
    mean: sum((each) => each) / x.length,
    meanLo: NaN,
    meanHi: NaN,
    constant: x.length > 1 && x.every((each) => each === x[0]),
    kind: known.length > 0 ? 'numeric' : 'none',
    valueLo: low,
    valueMid: quantile(0.5),
    valueHi: high,
    categories: [],
    points: {
      x,
      color,
      id: at.map((row) => textAt(id, row) ?? ''),
      value: at.map((row) => textAt(value, row) ?? ''),
      offset: stackDots(x),
    },
    bins: undefined,
    tail: undefined,
    at: at[0] ?? 0,
  };
}
