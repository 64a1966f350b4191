/** Rows of a table as cohorts with a cell a metric. Pure. */
import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { COHORT_FIELDS, METRIC_FIELDS, STATUSES } from '../../query/frames';
import { COHORT_MORE_FIELDS, LIMIT_FIELDS } from '../../query/outcomeFrames';
import { type CohortCell, type CohortRow, OVERALL } from './cohortData';
import { extraFields } from './extraFields';
import { type CohortsOptions, type FieldChoice } from './options';
import { guaranteedExcess } from './rankCohorts';
import { unsureOf } from './unsureText';

type NumberKey =
  | Exclude<keyof typeof COHORT_FIELDS, 'cohort' | 'key' | 'value' | 'metric' | 'status' | 'estimate'>
  | 'reference'
  | 'baseline'
  | 'errorShare'
  | 'effect'
  | 'lower'
  | 'upper';

/** Fields are looked up once and not once a row: there may be tens of thousands. */
function fieldsOf(frame: DataFrame, chosen: FieldChoice) {
  const field = (key: keyof typeof COHORT_FIELDS) => fieldNamed(frame, COHORT_FIELDS[key]);
  const role = (name: keyof FieldChoice) => fieldNamed(frame, chosen[name]);
  const numbers: Record<NumberKey, Field | undefined> = {
    n: role('nField') ?? field('n'),
    nLabelled: field('nLabelled'),
    share: field('share'),
    lo: role('loField') ?? field('lo'),
    hi: role('hiField') ?? field('hi'),
    complement: field('complement'),
    delta: role('deltaField') ?? field('delta'),
    deltaLo: field('deltaLo'),
    deltaHi: field('deltaHi'),
    p: field('p'),
    q: role('qField') ?? field('q'),
    reference: fieldNamed(frame, COHORT_MORE_FIELDS.reference),
    baseline: role('baselineField') ?? fieldNamed(frame, COHORT_MORE_FIELDS.baseline) ?? field('complement'),
    errorShare: fieldNamed(frame, COHORT_MORE_FIELDS.errorShare),
    effect: fieldNamed(frame, COHORT_MORE_FIELDS.effect),
    lower: fieldNamed(frame, LIMIT_FIELDS.lower),
    upper: fieldNamed(frame, LIMIT_FIELDS.upper),
  };
  return {
    name:
      role('nameField') ??
      field('cohort') ??
      fieldNamed(frame, METRIC_FIELDS.segment) ??
      firstOfType(frame, FieldType.string),
    metric: role('metricField') ?? field('metric'),
    key: field('key'),
    // In our own tables the field `segment` is the value of `key`; elsewhere it is the cohort itself.
    segment: field('key') && field('value'),
    status: field('status'),
    unsure: fieldNamed(frame, COHORT_MORE_FIELDS.unsure),
    label: fieldNamed(frame, COHORT_MORE_FIELDS.label),
    predicate: fieldNamed(frame, COHORT_MORE_FIELDS.predicate),
    parent: fieldNamed(frame, COHORT_MORE_FIELDS.parent),
    first: fieldNamed(frame, COHORT_MORE_FIELDS.first),
    second: fieldNamed(frame, COHORT_MORE_FIELDS.second),
    numbers,
  };
}

type CohortFields = ReturnType<typeof fieldsOf>;

export function readRows(frame: DataFrame, value: Field, options: CohortsOptions) {
  const fields = fieldsOf(frame, options);
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
        at: placeOf(fields, at),
        n: cell.n,
        share: numberAt(fields.numbers.share, at),
        cells: new Map(),
      };
      byName.set(cohort, row);
    }
    row.cells.set(metric, cell);
  }
  const { numbers, ...others } = fields;
  const extras = extraFields(frame.fields, new Set([value, ...Object.values(numbers), ...Object.values(others)]));
  return { rows: [...byName.values()], overall, found: [...found], extras };
}

function placeOf({ first, second }: CohortFields, at: number): [number, number] | undefined {
  const place: [number, number] = [numberAt(first, at), numberAt(second, at)];
  return place.some(Number.isNaN) ? undefined : place;
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
    baseline: number('baseline'),
    reference: number('reference'),
    delta: number('delta'),
    deltaLo,
    deltaHi,
    p: number('p'),
    q,
    errorShare: number('errorShare'),
    effect: number('effect'),
    lower: number('lower'),
    upper: number('upper'),
    status: known,
    unsure: unsureOf(textAt(fields.unsure, at)),
    insufficient: insufficient || Number.isNaN(estimate),
    significant: !insufficient && q <= options.fdr,
    excess: insufficient ? 0 : guaranteedExcess(metric, support, deltaLo, deltaHi),
    at,
  };
}
