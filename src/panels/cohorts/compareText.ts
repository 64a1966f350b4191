/** Two cohorts side by side, in words and as a table. */
import { t } from '@grafana/i18n';
import { formatPercent, formatPlain, signed } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { type CardRow } from '../../components/tooltip/CardContent';
import { type CohortsData } from './cohortData';
import { deltaText } from './cohortText';
import { type ColumnComparison, type Comparison, type MetricDifference } from './comparison';
import { metricName } from './metrics';
import { type PhiDifference } from './phiDifference';

const RAW = { interpolation: { escapeValue: false } } as const;

export const isSure = ({ lo, hi }: MetricDifference) => lo > 0 || hi < 0;

/** Whether the attributions of a column differ after the correction over all columns. */
export const isSurePhi = (phi: PhiDifference | undefined, fdr: number) => phi !== undefined && phi.q <= fdr;

export function differenceOf(data: CohortsData, { metric, delta, lo, hi }: MetricDifference): string {
  if (Number.isNaN(delta)) {
    return '';
  }
  const text = deltaText(data, delta, metric);
  return Number.isNaN(lo + hi)
    ? text
    : `${text} (${t('plumbline.interval.from-to', '{{from}} to {{to}}', {
        from: deltaText(data, lo, metric).replace(/ pp$/, ''),
        to: deltaText(data, hi, metric),
      })})`;
}

export const phiText = (value: number) => signed(formatPlain(value), value);

/** "−0.12 (−0.2 to −0.04)". */
export function phiRangeText({ delta, lo, hi }: PhiDifference): string {
  const range = t('plumbline.interval.from-to', '{{from}} to {{to}}', { from: phiText(lo), to: phiText(hi) });
  return Number.isNaN(lo + hi) ? phiText(delta) : `${phiText(delta)} (${range})`;
}

const verdictOf = (isSure: boolean) =>
  isSure
    ? t('plumbline.cohorts.significant', 'significant')
    : t('plumbline.cohorts.not-significant', 'not significant');

/** What a screen reader says of a column. */
export function columnText({ column, distance, effect, q, bins, phi }: ColumnComparison, fdr: number): string {
  const first = bins[0];
  const widest = first && bins.reduce((a, b) => (Math.abs(b.a - b.b) > Math.abs(a.a - a.b) ? b : a), first);
  return [
    widest
      ? t('plumbline.cohorts.compare-spoken', '{{column}}, distance {{distance}}; {{label}}: {{a}} against {{b}}', {
          ...RAW,
          column,
          distance: formatPlain(distance),
          label: widest.label,
          a: formatPercent(widest.a, 1),
          b: formatPercent(widest.b, 1),
        })
      : column,
    Number.isNaN(q)
      ? undefined
      : t('plumbline.cohorts.effect-spoken', "Cramér's V {{effect}}, {{verdict}}", {
          ...RAW,
          effect: formatPlain(effect),
          verdict: verdictOf(q <= fdr),
        }),
    phi &&
      (Number.isNaN(phi.q)
        ? t('plumbline.cohorts.phi-untested', 'mean attribution {{delta}}', { ...RAW, delta: phiRangeText(phi) })
        : t('plumbline.cohorts.phi-spoken', 'mean attribution {{delta}}, {{verdict}}', {
            ...RAW,
            delta: phiRangeText(phi),
            verdict: verdictOf(isSurePhi(phi, fdr)),
          })),
  ]
    .filter(Boolean)
    .join('; ');
}

/** What a comparison leaves out, and why. */
export function leftOutText({ mayShare, kinds = 0, metrics, columns }: Comparison): string[] {
  const isTested = metrics.length > 0 || columns.some(({ phi }) => phi);
  return [
    ...(mayShare && isTested
      ? [t('plumbline.cohorts.may-share', 'these cohorts may share rows: no verdict on differences')]
      : []),
    ...(kinds > 1
      ? [
          t(
            'plumbline.cohorts.phi-kinds',
            'no mean attributions: both have {{n}} kinds, ask for one output or version',
            {
              n: kinds,
            }
          ),
        ]
      : []),
  ];
}

/** Bins listed in a card. */
const LISTED = 8;

export function columnRows({ bins, effect, q, phi }: ColumnComparison): CardRow[] {
  const test: CardRow[] = [
    ...(Number.isNaN(effect)
      ? []
      : [{ label: t('plumbline.cohorts.effect', "Cramér's V"), value: formatPlain(effect) }]),
    ...(Number.isNaN(q) ? [] : [{ label: t('plumbline.importance.q', 'q'), value: formatPlain(q) }]),
  ];
  const attributions: CardRow[] = phi
    ? [
        { label: t('plumbline.cohorts.phi', 'Δ mean φ'), value: phiRangeText(phi), strong: true },
        {
          label: t('plumbline.cohorts.phi-means', 'Mean φ in A and B'),
          value: `${phiText(phi.meanA)} / ${phiText(phi.meanB)}`,
        },
        ...(Number.isNaN(phi.q) ? [] : [{ label: t('plumbline.importance.q', 'q'), value: formatPlain(phi.q) }]),
      ]
    : [];
  return [
    ...test,
    ...attributions,
    ...[...bins]
      .sort((x, y) => Math.abs(y.a - y.b) - Math.abs(x.a - x.b))
      .slice(0, LISTED)
      .map((bin) => ({ label: bin.label, value: `${formatPercent(bin.a, 1)} / ${formatPercent(bin.b, 1)}` })),
  ];
}

export function compareTable(comparison: Comparison, style: 'shown' | 'full'): TextTable {
  const number = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value);
  const numeric = true;
  const phiName = t('plumbline.cohorts.phi', 'Δ mean φ');
  return {
    columns: [
      { name: t('plumbline.cohorts.what', 'Metric or column') },
      { name: t('plumbline.cohorts.bin', 'Bin') },
      { name: 'A', numeric },
      { name: 'B', numeric },
      { name: t('plumbline.cohorts.difference', 'Difference'), numeric },
      { name: t('plumbline.interval.low', 'Low'), numeric },
      { name: t('plumbline.interval.high', 'High'), numeric },
      { name: t('plumbline.importance.q', 'q'), numeric },
    ],
    rows: [
      ...comparison.metrics.map(({ metric, a, b, delta, lo, hi }) => [
        metricName(metric),
        '',
        ...[a?.value, b?.value, delta, lo, hi].map(number),
        '',
      ]),
      ...comparison.columns.flatMap(({ column, bins, effect, q, phi }) => [
        ...(Number.isNaN(effect)
          ? []
          : [[column, t('plumbline.cohorts.effect', "Cramér's V"), '', '', number(effect), '', '', number(q)]]),
        ...(phi ? [[column, phiName, ...[phi.meanA, phi.meanB, phi.delta, phi.lo, phi.hi, phi.q].map(number)]] : []),
        ...bins.map(({ label, a, b }) => [column, label, number(a), number(b), number(a - b), '', '', '']),
      ]),
    ],
  };
}
