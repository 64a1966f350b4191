import { t } from '@grafana/i18n';
import { formatCount, formatPercent, formatPlain, formatValue, signed } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { agreementName } from './agreementText';
import { RAW } from './raw';
import { type WaterfallData, type WaterfallPart } from './readWaterfall';
import { type Step } from '../../components/waterfall/waterfallLayout';

export type WaterfallStep = Step<WaterfallPart>;

export function partValue(data: Pick<WaterfallData, 'field'>, value: number): string {
  return Number.isNaN(value) ? '–' : formatValue(data.field, value).replace('-', '−');
}

/** A signed step, with the decimals that all steps of the picture have. */
export function partDelta(data: WaterfallData, value: number): string {
  return signed(endValue(data, value), value);
}

/** A value with as many decimals as the largest step has three digits; the field's own unit and decimals come first. */
export function endValue(data: WaterfallData, value: number): string {
  const { unit, decimals } = data.field.config;
  const largest = Math.max(...data.parts.map(({ delta }) => Math.abs(delta)), Math.abs(data.others.delta));
  if (unit || decimals !== undefined || Number.isNaN(value) || !(largest > 0)) {
    return partValue(data, value);
  }
  return value.toFixed(Math.max(0, Math.min(12, 2 - Math.floor(Math.log10(largest))))).replace('-', '−');
}

/** Numbers of a record come with all their digits, which no label has room for. */
export function shortNumber(text: string): string {
  const value = Number(text);
  return text.length > 7 && text.includes('.') && Number.isFinite(value) ? String(Number(value.toPrecision(5))) : text;
}

/** "temp = 80.6"; the sum row and the base have names of their own. */
export function stepName(step: WaterfallStep): string {
  if (!step.part) {
    return t('plumbline.waterfall.others', '{{n}} other features', { n: formatCount(step.count) });
  }
  if (step.part.kind === 'base') {
    return t('plumbline.waterfall.base-change', 'Base value');
  }
  if (isRest(step.part)) {
    return restName(step.part);
  }
  return step.part.value === undefined ? step.part.name : `${step.part.name} = ${shortNumber(step.part.value)}`;
}

/** A part that stands in no row of the frame. */
export function isRest({ kind }: Pick<WaterfallPart, 'kind'>): boolean {
  return kind === 'rest' || kind === 'unlogged';
}

/** What the answer holds no attribution for. */
function restName({ kind }: Pick<WaterfallPart, 'kind'>): string {
  return kind === 'unlogged'
    ? t('plumbline.waterfall.unlogged', 'not logged')
    : t('plumbline.waterfall.rest', 'not in the answer');
}

/** Names of the two ends, from the first to the last. */
export function endNames(data: WaterfallData): { from: string; to: string } {
  return data.kind === 'local'
    ? {
        from: t('plumbline.waterfall.base', 'Explainer baseline, E[f(X)]'),
        to: t('plumbline.waterfall.output', 'Output, f(x)'),
      }
    : {
        from: t('plumbline.waterfall.reference-mean', 'Mean in {{reference}}', {
          ...RAW,
          reference: data.reference ?? t('plumbline.importance.the-reference', 'the reference'),
        }),
        to: t('plumbline.waterfall.current-mean', 'Mean now'),
      };
}

export function totalOf(data: WaterfallData): number {
  return data.from + data.others.delta + data.parts.reduce((sum, part) => sum + part.delta, 0);
}

export function isSignificant(part: WaterfallPart, fdr: number): boolean {
  return part.q <= fdr;
}

/** More than this, and more than this share of the output, is no rounding: the bound that shap itself asserts. */
const ADDS_UP_WITHIN = 0.01;

/** By how much base value and attributions miss what the model put out; undefined where they add up, or nobody knows. */
export function missedBy(data: WaterfallData): number | undefined {
  const missed = Math.abs(data.additivityError);
  return missed > ADDS_UP_WITHIN && missed > ADDS_UP_WITHIN * Math.abs(totalOf(data)) ? missed : undefined;
}

/** Said in amber below the picture, and first of all in its sentence. */
export function missedText(data: WaterfallData): string {
  const missed = missedBy(data);
  return missed === undefined
    ? ''
    : t('plumbline.waterfall.missed', 'does not add up to the output of the model: off by up to {{missed}}', {
        missed: formatPlain(missed),
      });
}

/** What moved it most. */
export function waterfallSummary(data: WaterfallData, steps: readonly WaterfallStep[]): string {
  const to = totalOf(data);
  const top = steps
    .filter((step) => step.part)
    .slice(0, 3)
    .map((step) => `${stepName(step)} ${partDelta(data, step.end - step.start)}`)
    .join(', ');
  const ends = {
    ...RAW,
    from: endValue(data, data.from),
    to: endValue(data, to),
    delta: partDelta(data, to - data.from),
    top,
  };
  const text =
    data.kind === 'local'
      ? t('plumbline.waterfall.local-summary', 'From {{from}} to {{to}}: {{top}}', ends)
      : t('plumbline.waterfall.impact-summary', 'Mean prediction {{from}} → {{to}} ({{delta}}): {{top}}', ends);
  return [missedText(data), text, agreementName(data.agreement)].filter(Boolean).join(' · ');
}

/** What a screen reader says of a step. */
export function stepText(data: WaterfallData, step: WaterfallStep, fdr: number): string {
  const delta = step.end - step.start;
  const parts = [
    stepName(step),
    t('plumbline.waterfall.spoken', 'adds {{delta}}, total {{total}}', {
      ...RAW,
      delta: partDelta(data, delta),
      total: endValue(data, step.end),
    }),
  ];
  const { part } = step;
  if (part && !Number.isNaN(part.q)) {
    parts.push(
      isSignificant(part, fdr)
        ? t('plumbline.waterfall.significant', 'significant')
        : t('plumbline.waterfall.not-significant', 'not significant')
    );
  }
  if (part && !Number.isNaN(part.mix)) {
    parts.push(
      t('plumbline.waterfall.spoken-parts', 'of which mix {{mix}} and function {{func}}', {
        mix: partDelta(data, part.mix),
        func: partDelta(data, part.func),
      })
    );
  }
  return parts.join(', ');
}

export function waterfallTable(data: WaterfallData, style: 'shown' | 'full'): TextTable {
  const number = (value: number) => (Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value));
  const numeric = true;
  const ends = endNames(data);
  const feature = { name: t('plumbline.importance.feature', 'Feature') };
  const othersName = t('plumbline.waterfall.others', '{{n}} other features', { n: formatCount(data.others.count) });
  if (data.kind === 'local') {
    return {
      columns: [
        feature,
        { name: t('plumbline.waterfall.value', 'Value') },
        { name: t('plumbline.waterfall.phi', 'SHAP'), numeric },
        { name: t('plumbline.waterfall.mean-reference', 'Mean in the reference'), numeric },
        { name: t('plumbline.waterfall.rarity', 'Larger than in the reference'), numeric },
      ],
      rows: [
        [ends.from, '', number(data.from), '', ''],
        ...data.parts.map((part) => [
          isRest(part) ? restName(part) : part.name,
          part.value ?? '',
          number(part.delta),
          number(part.reference),
          style === 'full' || Number.isNaN(part.rarity) ? number(part.rarity) : formatPercent(part.rarity),
        ]),
        [ends.to, '', number(totalOf(data)), '', ''],
      ],
    };
  }
  const blank = ['', '', '', '', '', '', ''];
  return {
    columns: [
      feature,
      { name: t('plumbline.waterfall.change', 'Change of the mean'), numeric },
      { name: t('plumbline.interval.low', 'Low'), numeric },
      { name: t('plumbline.interval.high', 'High'), numeric },
      { name: t('plumbline.importance.q', 'q'), numeric },
      { name: t('plumbline.waterfall.mix', 'Mix'), numeric },
      { name: t('plumbline.waterfall.func', 'Function'), numeric },
      { name: t('plumbline.importance.mean-abs', 'Mean |SHAP|'), numeric },
      { name: t('plumbline.impact.severity', 'Drift, times its limit'), numeric },
    ],
    rows: [
      [ends.from, number(data.from), ...blank],
      ...data.parts.map((part) => [
        part.kind === 'base' ? t('plumbline.waterfall.base-change', 'Base value') : part.name,
        ...[part.delta, part.lo, part.hi, part.q, part.mix, part.func, part.importance, part.severity].map(number),
      ]),
      ...(data.others.count > 0
        ? [
            [
              othersName,
              number(data.others.delta),
              '',
              '',
              '',
              number(data.others.mix),
              number(data.others.func),
              '',
              '',
            ],
          ]
        : []),
      [ends.to, number(totalOf(data)), ...blank],
    ],
  };
}
