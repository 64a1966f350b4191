/** Cells that somebody sets against each other. To the model they are cohorts: the records of a window, of one segment. Pure. */
import { type DataFrame } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { formatWindow } from '../../components/format/time';
import { fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { COHORT_FIELDS } from '../../query/frames';
import { type DriftView } from './view';

/** The records of a cell: those of its window [from, to), milliseconds, of its query and of its row's segment. */
export interface CellCohort {
  from: number;
  to: number;
  /** Of the frame that the cell came from; absent where that names none. */
  refId?: string;
  segment?: string;
}

export type Slot = 'a' | 'b';
export type CellPair = Partial<Record<Slot, CellCohort>>;

export const isSame = (a: CellCohort, b: CellCohort): boolean =>
  a.from === b.from && a.to === b.to && a.refId === b.refId && a.segment === b.segment;

/** First and last of the drawn columns that show records of a cohort; undefined where none does. */
export function columnsOf({ starts, ends }: DriftView, { from, to }: CellCohort): [number, number] | undefined {
  const columns = starts.flatMap((start, at) => (start < to && ends[at] > from ? [at] : []));
  return columns.length > 0 ? [columns[0], columns[columns.length - 1]] : undefined;
}

/** "carrier=UA, 20 Nov 14:00–15:00". */
export function cohortText({ from, to, segment }: CellCohort, timeZone: TimeZone): string {
  const window = formatWindow(from, to, timeZone);
  return segment === undefined ? window : `${segment}, ${window}`;
}

/** A pair with one cohort put in, or taken out again where it stood there; none stands in both slots. */
export function withCohort(pair: CellPair, slot: Slot, cohort: CellCohort): CellPair {
  const other = slot === 'a' ? 'b' : 'a';
  const [now, beside] = [pair[slot], pair[other]];
  return {
    ...(now && isSame(now, cohort) ? {} : { [slot]: cohort }),
    ...(beside && !isSame(beside, cohort) ? { [other]: beside } : {}),
  };
}

/** `<from>,<to>`, after a semicolon the segment and after an at sign the query, both percent-encoded. */
export function cohortToText({ from, to, segment, refId }: CellCohort): string {
  const part = (sign: string, text: string | undefined) => (text === undefined ? '' : sign + encodeURIComponent(text));
  return `${Math.round(from)},${Math.round(to)}${part(';', segment)}${part('@', refId)}`;
}

/** Reads `cohortToText` back; undefined for anything else. */
export function cohortFromText(text: unknown): CellCohort | undefined {
  const parts = typeof text === 'string' ? /^(\d{1,15}),(\d{1,15})(?:;([^;@]+))?(?:@([^;@]+))?$/.exec(text) : null;
  if (!parts) {
    return undefined;
  }
  const [, from, to, segment, refId] = parts;
  try {
    const cohort = {
      from: Number(from),
      to: Number(to),
      ...(refId ? { refId: decodeURIComponent(refId) } : {}),
      ...(segment ? { segment: decodeURIComponent(segment) } : {}),
    };
    return cohort.from < cohort.to ? cohort : undefined;
  } catch {
    return undefined;
  }
}

/** A pair as `cohortToText` writes it. */
export type PairTexts = Partial<Record<Slot, string>>;

export const pairToTexts = ({ a, b }: CellPair): PairTexts => ({
  ...(a ? { a: cohortToText(a) } : {}),
  ...(b ? { b: cohortToText(b) } : {}),
});

export function pairFromTexts(texts: PairTexts): CellPair {
  const [a, b] = [texts.a, texts.b].map(cohortFromText);
  return { ...(a ? { a } : {}), ...(b ? { b } : {}) };
}

/** What of untrusted JSON is a pair; undefined where nothing is. */
export function pairTexts(given: unknown): PairTexts | undefined {
  const texts = new Map<string, unknown>(typeof given === 'object' && given !== null ? Object.entries(given) : []);
  const [a, b] = [texts.get('a'), texts.get('b')].map(cohortFromText);
  return a || b ? pairToTexts({ a, b }) : undefined;
}

/** Names of the two cohorts in the query. */
export const [NAME_A, NAME_B] = ['A', 'B'];

/** The time that holds both. */
export const spanOf = (a: CellCohort, b: CellCohort): [number, number] => [
  Math.min(a.from, b.from),
  Math.max(a.to, b.to),
];

/** A metric of both cohorts; NaN is what the answer does not have. */
export interface PairMetric {
  metric: string;
  a: number;
  b: number;
  /** B minus A, with its interval. */
  delta: number;
  lo: number;
  hi: number;
  q: number;
}

export interface PairAnswer {
  nA: number;
  nB: number;
  metrics: PairMetric[];
}

/** Reads the answer to `pairQuery`; undefined where it holds no such cohorts. */
export function readPair(series: readonly DataFrame[]): PairAnswer | undefined {
  for (const frame of series) {
    const [cohort, metric] = [COHORT_FIELDS.cohort, COHORT_FIELDS.metric].map((name) => fieldNamed(frame, name));
    const rows = Array.from({ length: frame.length }, (_, row) => row);
    const find = (name: string, of: string | undefined) =>
      rows.find((row) => textAt(cohort, row) === name && textAt(metric, row) === of) ?? -1;
    const metrics = [...new Set(rows.map((row) => textAt(metric, row)))].filter((name) => name !== undefined);
    const at = (name: string, row: number) => numberAt(fieldNamed(frame, name), row);
    const read = metrics.map((name): PairMetric & { rows: [number, number] } => {
      const [a, b] = [find(NAME_A, name), find(NAME_B, name)];
      return {
        metric: name,
        a: at(COHORT_FIELDS.estimate, a),
        b: at(COHORT_FIELDS.estimate, b),
        delta: at(COHORT_FIELDS.delta, b),
        lo: at(COHORT_FIELDS.deltaLo, b),
        hi: at(COHORT_FIELDS.deltaHi, b),
        q: at(COHORT_FIELDS.q, b),
        rows: [a, b],
      };
    });
    const [first] = read;
    if (first && first.rows.some((row) => row >= 0)) {
      const [nA, nB] = first.rows.map((row) => at(COHORT_FIELDS.n, row));
      return { nA, nB, metrics: read.map(({ rows: _, ...each }) => each) };
    }
  }
  return undefined;
}
