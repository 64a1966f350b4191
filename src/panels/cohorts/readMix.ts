import { type DataFrame, type Field } from '@grafana/data';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { partsOf } from './intersections';
import { type Part } from '../../components/waterfall/waterfallLayout';
import { COHORT_MIX_FIELDS } from '../../query/outcomeFrames';

/** What one cohort did to a metric. NaN is "not known". */
export interface MixPart extends Part {
  rate: number;
  rateLo: number;
  rateHi: number;
  mix: number;
  n: number;
  nReference: number;
  weight: number;
  weightReference: number;
  value: number;
  valueReference: number;
  at: number;
}

export interface MixData {
  metric: string;
  /** Metrics of the frame that are not drawn. */
  otherMetrics: string[];
  parts: MixPart[];
  from: number;
  to: number;
  field: Field;
  frame: DataFrame;
  reference: string | undefined;
}

/** The change of one metric, the first of `wanted` that the frame has; undefined without such a frame. */
export function readMix(series: DataFrame[], wanted: readonly string[]): MixData | undefined {
  const frame = series.find((each) => customOf(each, 'cohort-mix'));
  const field = frame && fieldNamed(frame, COHORT_MIX_FIELDS.value);
  if (!frame || !field) {
    return undefined;
  }
  const metricField = fieldNamed(frame, COHORT_MIX_FIELDS.metric);
  const found = [...new Set(Array.from({ length: frame.length }, (_, at) => textAt(metricField, at) ?? ''))];
  const metric = wanted.find((each) => found.includes(each)) ?? found[0] ?? '';
  const number = (key: keyof typeof COHORT_MIX_FIELDS, at: number) =>
    numberAt(fieldNamed(frame, COHORT_MIX_FIELDS[key]), at);
  const parts: MixPart[] = [];
  for (let at = 0; at < frame.length; at++) {
    if ((textAt(metricField, at) ?? '') !== metric) {
      continue;
    }
    const [rate, mix] = [number('rate', at), number('mix', at)];
    parts.push({
      name: textAt(fieldNamed(frame, COHORT_MIX_FIELDS.cohort), at) ?? '',
      delta: (Number.isNaN(rate) ? 0 : rate) + (Number.isNaN(mix) ? 0 : mix),
      rate,
      mix,
      rateLo: number('rateLo', at),
      rateHi: number('rateHi', at),
      n: number('n', at),
      nReference: number('nReference', at),
      weight: number('weight', at),
      weightReference: number('weightReference', at),
      value: number('value', at),
      valueReference: number('valueReference', at),
      at,
    });
  }
  const whole = parts.filter(({ name }) => name === 'overall');
  // Cohorts of several columns are each a whole of their own: the first column's are drawn.
  const keyOf = (name: string) => partsOf(name)?.[0]?.[0] ?? '';
  const named = parts.filter(({ name }) => name !== 'overall');
  const cohorts = named.filter(({ name }) => keyOf(name) === keyOf(named[0].name));
  const weighted = (value: keyof MixPart, weight: keyof MixPart) =>
    cohorts.reduce((sum, part) => {
      const product = Number(part[value]) * Number(part[weight]);
      return Number.isNaN(product) ? sum : sum + product;
    }, 0);
  const from = whole[0] ? whole[0].valueReference : weighted('valueReference', 'weightReference');
  // Weights only move between cohorts, so any constant may be taken off their values. With the mean of the reference a
  // cohort counts by how it differs from the rest; without it, one that merely shrinks would seem to pull everything down.
  const centred = cohorts.map((part): MixPart => {
    const moved = part.weight - part.weightReference;
    const mix = Number.isNaN(moved) ? part.mix : part.mix - moved * from;
    return { ...part, mix, delta: (Number.isNaN(part.rate) ? 0 : part.rate) + (Number.isNaN(mix) ? 0 : mix) };
  });
  const custom = customOf(frame, 'cohort-mix');
  const reference: unknown = custom?.reference;
  return {
    metric,
    otherMetrics: found.filter((each) => each !== metric),
    parts: centred,
    from,
    to: from + centred.reduce((sum, { delta }) => sum + delta, 0),
    field,
    frame,
    reference:
      typeof reference === 'object' && reference !== null && 'label' in reference && typeof reference.label === 'string'
        ? reference.label
        : undefined,
  };
}
