import { t } from '@grafana/i18n';
import { formatDelta, formatPlain, formatValue } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { type Step } from '../../components/waterfall/waterfallLayout';
import { partsOf } from './intersections';
import { metricName } from './metrics';
import { type MixData, type MixPart } from './readMix';

const RAW = { interpolation: { escapeValue: false } } as const;

/** "carrier = UA" for `carrier=UA`. */
export function mixName(name: string): string {
  return (
    partsOf(name)
      ?.map(([key, value]) => `${key} = ${value}`)
      .join(', ') ?? name
  );
}

const sum = (parts: readonly MixPart[], key: 'rate' | 'mix') =>
  parts.reduce((total, part) => total + (Number.isNaN(part[key]) ? 0 : part[key]), 0);

/** How much of the change is rate and how much mix. */
export function mixSummary(data: MixData): string {
  return t('plumbline.cohorts.mix-summary', '{{metric}} {{from}} → {{to}} ({{delta}}): rate {{rate}}, mix {{mix}}', {
    ...RAW,
    metric: metricName(data.metric),
    from: formatValue(data.field, data.from),
    to: formatValue(data.field, data.to),
    delta: formatDelta(data.field, data.to - data.from),
    rate: formatDelta(data.field, sum(data.parts, 'rate')),
    mix: formatDelta(data.field, sum(data.parts, 'mix')),
  });
}

/** What a screen reader says of a step or an end. */
export function mixText(data: MixData, step: Step<MixPart> | undefined, label: string, value: number): string {
  if (!step) {
    return `${label}, ${formatValue(data.field, value)}`;
  }
  const delta = formatDelta(data.field, step.end - step.start);
  return step.part
    ? t('plumbline.cohorts.mix-spoken', '{{name}}, {{delta}}, of which rate {{rate}} and mix {{mix}}', {
        ...RAW,
        name: label,
        delta,
        rate: formatDelta(data.field, step.part.rate),
        mix: formatDelta(data.field, step.part.mix),
      })
    : `${label}, ${delta}`;
}

export function mixTable(data: MixData, style: 'shown' | 'full'): TextTable {
  const number = (value: number) => (Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value));
  const numeric = true;
  return {
    columns: [
      { name: t('plumbline.cohorts.cohort', 'Cohort') },
      { name: t('plumbline.cohorts.contribution', 'Contribution'), numeric },
      { name: t('plumbline.cohorts.rate', 'Inside (rate)'), numeric },
      { name: t('plumbline.interval.low', 'Low'), numeric },
      { name: t('plumbline.interval.high', 'High'), numeric },
      { name: t('plumbline.cohorts.mix', 'By weight (mix)'), numeric },
      { name: t('plumbline.cohorts.value', 'Value'), numeric },
      { name: t('plumbline.cohorts.reference', 'In the reference'), numeric },
      { name: t('plumbline.cohorts.share', 'Share'), numeric },
      { name: t('plumbline.cohorts.share-reference', 'Share in the reference'), numeric },
    ],
    rows: data.parts.map((part) => [
      mixName(part.name),
      ...[
        part.delta,
        part.rate,
        part.rateLo,
        part.rateHi,
        part.mix,
        part.value,
        part.valueReference,
        part.weight,
        part.weightReference,
      ].map(number),
    ]),
  };
}
