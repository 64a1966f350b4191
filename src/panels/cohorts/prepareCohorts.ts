import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { COHORT_FIELDS, STATUSES, type Status } from '../../query/frames';
import { worseDirection } from './metrics';
import { type CohortsOptions, METRICS_AT_MOST, METRICS_BY_DEFAULT } from './options';

/** One metric of one cohort. NaN is "not known". */
export interface CohortCell {
  value: number;
  lo: number;
  hi: number;
  n: number;
  nLabelled: number;
  complement: number;
  delta: number;
  deltaLo: number;
  deltaHi: number;
  p: number;
  q: number;
  status: Status | undefined;
  /** Too few rows to say anything; drawn grey and never ranked. */
  insufficient: boolean;
  significant: boolean;
  /**
   * Rows by which the cohort is certainly worse than everybody else: n times the end of the difference's interval that
   * is nearer to zero, 0 when the interval holds zero.
   */
  excess: number;
  /** Row in the frame, for data links. */
  at: number;
}

export interface CohortRow {
  name: string;
  /** What to filter by; undefined where the cohort is no single key and value. */
  key: string | undefined;
  segment: string | undefined;
  n: number;
  share: number;
  cells: Map<string, CohortCell>;
}

export interface CohortsData {
  metrics: string[];
  rows: CohortRow[];
  /** The whole population, by metric. */
  overall: Map<string, CohortCell>;
  /** Cohorts that `onlySignificant` leaves out. */
  hidden: number;
  /** Metrics in the data that are not shown. */
  otherMetrics: string[];
  field: Field;
  /** Level of the intervals, in (0,1). */
  confidence: number;
  model?: string;
  truncated?: { shown: number; total: number; rule: string };
}

export const OVERALL = 'overall';

/** The forest of the first frame that has cohorts: our own kind first, else any table with a text and a number. */
export function prepareCohorts(series: DataFrame[], options: CohortsOptions): CohortsData | undefined {
  const candidates = series.filter((frame) => frame.length > 0);
  const frame = candidates.find((f) => customOf(f, 'cohorts')) ?? candidates.find(isReadable);
  const value = frame && valueField(frame);
  if (!frame || !value) {
    return undefined;
  }
  const { rows, overall, found } = readRows(frame, value, options);
  if (found.length === 0 || (rows.length === 0 && overall.size === 0)) {
    return undefined;
  }
  const wanted = options.metrics.filter((metric) => found.includes(metric)).slice(0, METRICS_AT_MOST);
  const metrics = wanted.length > 0 ? wanted : found.slice(0, METRICS_BY_DEFAULT);
  const isShown = (row: CohortRow) =>
    !options.onlySignificant || metrics.some((metric) => row.cells.get(metric)?.significant);
  const shown = rows.filter(isShown).sort(comparator(options.sort, metrics));
  const custom = customOf(frame, 'cohorts');
  return {
    metrics,
    rows: shown,
    overall,
    hidden: rows.length - shown.length,
    otherMetrics: found.filter((metric) => !metrics.includes(metric)),
    field: value,
    confidence: typeof custom?.confidence === 'number' ? custom.confidence : 0.95,
    model: custom?.model,
    truncated: custom?.truncated,
  };
}

function valueField(frame: DataFrame): Field | undefined {
  return fieldNamed(frame, COHORT_FIELDS.estimate) ?? firstOfType(frame, FieldType.number);
}

function isReadable(frame: DataFrame): boolean {
  const name = fieldNamed(frame, COHORT_FIELDS.cohort) ?? firstOfType(frame, FieldType.string);
  return name !== undefined && valueField(frame) !== undefined && firstOfType(frame, FieldType.time) === undefined;
}

function readRows(frame: DataFrame, value: Field, options: CohortsOptions) {
  const field = (key: keyof typeof COHORT_FIELDS) => fieldNamed(frame, COHORT_FIELDS[key]);
  const name = field('cohort') ?? firstOfType(frame, FieldType.string);
  const [metricField, key, segment, share, status] = [
    field('metric'),
    field('key'),
    field('value'),
    field('share'),
    field('status'),
  ];
  const byName = new Map<string, CohortRow>();
  const overall = new Map<string, CohortCell>();
  const found: string[] = [];
  for (let at = 0; at < frame.length; at++) {
    const cohort = textAt(name, at);
    const metric = textAt(metricField, at) ?? value.config.displayName ?? value.name;
    if (cohort === undefined) {
      continue;
    }
    if (!found.includes(metric)) {
      found.push(metric);
    }
    const cell = readCell(frame, value, metric, at, textAt(status, at), options);
    if (cohort === OVERALL) {
      overall.set(metric, cell);
      continue;
    }
    let row = byName.get(cohort);
    if (!row) {
      row = {
        name: cohort,
        key: textAt(key, at),
        segment: textAt(segment, at),
        n: cell.n,
        share: numberAt(share, at),
        cells: new Map(),
      };
      byName.set(cohort, row);
    }
    row.cells.set(metric, cell);
  }
  return { rows: [...byName.values()], overall, found };
}

function readCell(
  frame: DataFrame,
  value: Field,
  metric: string,
  at: number,
  status: string | undefined,
  options: CohortsOptions
): CohortCell {
  const number = (key: keyof typeof COHORT_FIELDS) => numberAt(fieldNamed(frame, COHORT_FIELDS[key]), at);
  const n = number('n');
  const nLabelled = number('nLabelled');
  const support = Number.isNaN(nLabelled) ? n : nLabelled;
  const known = STATUSES.find((candidate) => candidate === status);
  const estimate = numberAt(value, at);
  // The back end knows best; the panel's own minimum only speaks where it says nothing.
  const insufficient = known ? known !== 'ok' && known !== 'warn' && known !== 'breach' : support < options.minSupport;
  const [deltaLo, deltaHi, q] = [number('deltaLo'), number('deltaHi'), number('q')];
  return {
    value: estimate,
    lo: number('lo'),
    hi: number('hi'),
    n,
    nLabelled,
    complement: number('complement'),
    delta: number('delta'),
    deltaLo,
    deltaHi,
    p: number('p'),
    q,
    status: known,
    insufficient: insufficient || Number.isNaN(estimate),
    significant: !insufficient && q <= options.fdr,
    excess: insufficient ? 0 : guaranteedExcess(metric, support, deltaLo, deltaHi),
    at,
  };
}

/** See `CohortCell.excess`. Metrics without a bad direction count differences of either sign. */
export function guaranteedExcess(metric: string, n: number, deltaLo: number, deltaHi: number): number {
  const above = Math.max(0, deltaLo);
  const below = Math.max(0, -deltaHi);
  const bound = { up: above, down: below, none: Math.max(above, below) }[worseDirection(metric)];
  return Number.isNaN(bound) || Number.isNaN(n) ? 0 : n * bound;
}

/** How much worse than the others, whatever the direction; for ties of the excess. */
function badness(metric: string, cell: CohortCell | undefined): number {
  if (!cell || cell.insufficient || Number.isNaN(cell.delta)) {
    return -Infinity;
  }
  return { up: cell.delta, down: -cell.delta, none: Math.abs(cell.delta) }[worseDirection(metric)];
}

function comparator(sort: CohortsOptions['sort'], metrics: string[]): (a: CohortRow, b: CohortRow) => number {
  const first = metrics[0];
  const byName = (a: CohortRow, b: CohortRow) => a.name.localeCompare(b.name, 'en', { numeric: true });
  const thin = (row: CohortRow) => (row.cells.get(first)?.insufficient === false ? 0 : 1);
  const descending = (key: (row: CohortRow) => number) => (a: CohortRow, b: CohortRow) => {
    const [x, y] = [orLowest(key(a)), orLowest(key(b))];
    return x === y ? 0 : y > x ? 1 : -1;
  };
  const key = {
    excess: descending((row) => row.cells.get(first)?.excess ?? 0),
    delta: descending((row) => badness(first, row.cells.get(first))),
    value: descending((row) => row.cells.get(first)?.value ?? NaN),
    n: descending((row) => row.n),
    q: descending((row) => -(row.cells.get(first)?.q ?? 1)),
    name: byName,
  }[sort];
  const worst = descending((row) => badness(first, row.cells.get(first)));
  // Cohorts with too few rows are never ranked: they come last, whatever the order.
  return (a, b) => (sort === 'name' ? 0 : thin(a) - thin(b)) || key(a, b) || worst(a, b) || byName(a, b);
}

const orLowest = (value: number) => (Number.isNaN(value) ? -Infinity : value);
