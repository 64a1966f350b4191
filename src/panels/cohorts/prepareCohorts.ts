import { type DataFrame, type Field, FieldType, ThresholdsMode } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { COHORT_FIELDS, METRIC_FIELDS, STATUSES, type Status } from '../../query/frames';
import { COHORT_MORE_FIELDS, LIMIT_FIELDS } from '../../query/outcomeFrames';
import { worseDirection } from './metrics';
import { type CohortsOptions, type FieldChoice, METRICS_AT_MOST, METRICS_BY_DEFAULT } from './options';

/** One metric of one cohort. NaN is "not known". */
export interface CohortCell {
  value: number;
  lo: number;
  hi: number;
  n: number;
  nLabelled: number;
  complement: number;
  /** Value of the same cohort in the reference. */
  reference: number;
  delta: number;
  deltaLo: number;
  deltaHi: number;
  p: number;
  q: number;
  /** Share of all errors that the cohort holds. */
  errorShare: number;
  /** Limits of the metric for this cohort alone. */
  lower: number;
  upper: number;
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
  /** Name for people, the condition in words, and the cohort that this one is a part of; where the data have them. */
  label?: string;
  predicate?: string;
  parent?: string;
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
  frame: DataFrame;
  /** Limits by metric that hold for every cohort: thresholds of the field, and what all rows have in common. */
  limits: Map<string, number[]>;
  /** Rows of the largest cohort. */
  largest: number;
  /** Decimals of differences by metric: the same in every row, so that they compare at a glance. */
  deltaDecimals: Map<string, number>;
  /** Level of the intervals, in (0,1). */
  confidence: number;
  model?: string;
  truncated?: { shown: number; total: number; rule: string };
}

export const OVERALL = 'overall';

/** The forest of the first frame that has cohorts: our own kind first, else any table with a text and a number. */
export function prepareCohorts(series: DataFrame[], options: CohortsOptions): CohortsData | undefined {
  const candidates = series.filter((frame) => frame.length > 0);
  const own = candidates.find((f) => customOf(f, 'cohorts'));
  const frame = chosenFrame(candidates, options) ?? own ?? newestWindow(candidates) ?? candidates.find(isReadable);
  const value = frame && (fieldNamed(frame, options.valueField) ?? valueField(frame));
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
    frame,
    limits: new Map(metrics.map((metric) => [metric, limitsOf(rows, value, metric, metrics.length === 1)])),
    largest: rows.reduce((most, { n }) => Math.max(most, n || 0), 1),
    deltaDecimals: new Map(metrics.map((metric) => [metric, decimalsOf(rows, metric)])),
    confidence: typeof custom?.confidence === 'number' ? custom.confidence : 0.95,
    model: custom?.model,
    truncated: custom?.truncated,
  };
}

/** The limits that all cohorts have in common; for a single metric also the thresholds of the field. */
function limitsOf(rows: readonly CohortRow[], value: Field, metric: string, alone: boolean): number[] {
  const cells = rows.flatMap((row) => row.cells.get(metric) ?? []);
  const found = new Set<number>();
  for (const side of ['lower', 'upper'] as const) {
    if (cells.length > 0 && cells.every((cell) => cell[side] === cells[0][side])) {
      found.add(cells[0][side]);
    }
  }
  const { thresholds } = value.config;
  if (alone && thresholds?.mode === ThresholdsMode.Absolute) {
    thresholds.steps.forEach((step) => found.add(step.value));
  }
  return [...found].filter(Number.isFinite);
}

/** What is drawn in the row of a cohort: the limits of all, and its own where they are others. */
export function limitsIn(shared: readonly number[], cell: CohortCell | undefined): number[] {
  return [...new Set([...shared, cell?.lower ?? NaN, cell?.upper ?? NaN])].filter(Number.isFinite);
}

/** Every limit that is drawn in some row of a metric. */
export function allLimits({ rows, limits }: Pick<CohortsData, 'rows' | 'limits'>, metric: string): number[] {
  const own = rows.flatMap((row) => limitsIn([], row.cells.get(metric)));
  return [...new Set([...(limits.get(metric) ?? []), ...own])];
}

/** Two significant digits of the tenth largest difference: the largest few may be far out. */
function decimalsOf(rows: readonly CohortRow[], metric: string): number {
  const sizes = rows
    .map((row) => Math.abs(row.cells.get(metric)?.delta ?? NaN))
    .filter((size) => size > 0)
    .sort((a, b) => b - a);
  const typical = sizes[Math.min(9, Math.floor(sizes.length / 2))];
  return typical === undefined ? 2 : Math.max(0, Math.min(8, 1 - Math.floor(Math.log10(typical))));
}

/** Whether the data know everybody outside of a cohort, in any metric that is shown. */
export function knowsRest({ metrics }: Pick<CohortsData, 'metrics'>, row: CohortRow | undefined): boolean {
  return metrics.some((metric) => !Number.isNaN(row?.cells.get(metric)?.complement ?? NaN));
}

/** The value whose links a cohort has: that of the first metric, as the links name the cohort. */
export function leadValue({ field, metrics }: Pick<CohortsData, 'field' | 'metrics'>, row: CohortRow | undefined) {
  return { field, at: row?.cells.get(metrics[0])?.at };
}

/** The frame with the fields that the options name; undefined where they name none. */
function chosenFrame(frames: readonly DataFrame[], options: FieldChoice): DataFrame | undefined {
  const wanted = [options.nameField, options.valueField].filter((name) => name !== undefined);
  return wanted.length > 0 ? frames.find((frame) => wanted.every((name) => fieldNamed(frame, name))) : undefined;
}

function valueField(frame: DataFrame): Field | undefined {
  return fieldNamed(frame, COHORT_FIELDS.estimate) ?? firstOfType(frame, FieldType.number);
}

function isReadable(frame: DataFrame): boolean {
  const name = fieldNamed(frame, COHORT_FIELDS.cohort) ?? firstOfType(frame, FieldType.string);
  return name !== undefined && valueField(frame) !== undefined && firstOfType(frame, FieldType.time) === undefined;
}

type NumberKey =
  | Exclude<keyof typeof COHORT_FIELDS, 'cohort' | 'key' | 'value' | 'metric' | 'status' | 'estimate'>
  | 'reference'
  | 'errorShare'
  | 'lower'
  | 'upper';

/** Fields are looked up once and not once a row: there may be tens of thousands. */
function fieldsOf(frame: DataFrame, nameField: string | undefined) {
  const field = (key: keyof typeof COHORT_FIELDS) => fieldNamed(frame, COHORT_FIELDS[key]);
  const numbers: Record<NumberKey, Field | undefined> = {
    n: field('n'),
    nLabelled: field('nLabelled'),
    share: field('share'),
    lo: field('lo'),
    hi: field('hi'),
    complement: field('complement'),
    delta: field('delta'),
    deltaLo: field('deltaLo'),
    deltaHi: field('deltaHi'),
    p: field('p'),
    q: field('q'),
    reference: fieldNamed(frame, COHORT_MORE_FIELDS.reference),
    errorShare: fieldNamed(frame, COHORT_MORE_FIELDS.errorShare),
    lower: fieldNamed(frame, LIMIT_FIELDS.lower),
    upper: fieldNamed(frame, LIMIT_FIELDS.upper),
  };
  return {
    name:
      fieldNamed(frame, nameField) ??
      field('cohort') ??
      fieldNamed(frame, METRIC_FIELDS.segment) ??
      firstOfType(frame, FieldType.string),
    metric: field('metric'),
    key: field('key'),
    // In our own tables the field `segment` is the value of `key`; elsewhere it is the cohort itself.
    segment: field('key') && field('value'),
    status: field('status'),
    label: fieldNamed(frame, COHORT_MORE_FIELDS.label),
    predicate: fieldNamed(frame, COHORT_MORE_FIELDS.predicate),
    parent: fieldNamed(frame, COHORT_MORE_FIELDS.parent),
    numbers,
  };
}

type CohortFields = ReturnType<typeof fieldsOf>;

function readRows(frame: DataFrame, value: Field, options: CohortsOptions) {
  const fields = fieldsOf(frame, options.nameField);
  const byName = new Map<string, CohortRow>();
  const overall = new Map<string, CohortCell>();
  const found = new Set<string>();
  for (let at = 0; at < frame.length; at++) {
    const cohort = textAt(fields.name, at);
    const metric = textAt(fields.metric, at) ?? value.config.displayName ?? value.name;
    if (cohort === undefined) {
      continue;
    }
    found.add(metric);
    const cell = readCell(fields, value, metric, at, options);
    if (cohort === OVERALL || cohort === '') {
      overall.set(metric, cell);
      continue;
    }
    let row = byName.get(cohort);
    if (!row) {
      row = {
        name: cohort,
        key: textAt(fields.key, at),
        segment: textAt(fields.segment, at),
        label: textAt(fields.label, at),
        predicate: textAt(fields.predicate, at),
        parent: textAt(fields.parent, at),
        n: cell.n,
        share: numberAt(fields.numbers.share, at),
        cells: new Map(),
      };
      byName.set(cohort, row);
    }
    row.cells.set(metric, cell);
  }
  return { rows: [...byName.values()], overall, found: [...found] };
}

function readCell(fields: CohortFields, value: Field, metric: string, at: number, options: CohortsOptions): CohortCell {
  const number = (key: NumberKey) => numberAt(fields.numbers[key], at);
  const n = number('n');
  const nLabelled = number('nLabelled');
  const support = Number.isNaN(nLabelled) ? n : nLabelled;
  const status = textAt(fields.status, at);
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
    reference: number('reference'),
    delta: number('delta'),
    deltaLo,
    deltaHi,
    p: number('p'),
    q,
    errorShare: number('errorShare'),
    lower: number('lower'),
    upper: number('upper'),
    status: known,
    insufficient: insufficient || Number.isNaN(estimate),
    significant: !insufficient && q <= options.fdr,
    excess: insufficient ? 0 : guaranteedExcess(metric, support, deltaLo, deltaHi),
    at,
  };
}

/** A table of metrics by segment over time, such as the query type "performance" gives: its newest complete window. */
function newestWindow(frames: DataFrame[]): DataFrame | undefined {
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
