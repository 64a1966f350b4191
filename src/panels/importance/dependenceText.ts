import { t } from '@grafana/i18n';
import { formatCount, formatPercent, formatPlain } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { type DependenceData, NO_VALUE, type TrendBin } from './readDependence';
import { type LassoSelection } from './lasso';
import { RAW } from './raw';
import { signedValue } from './swarmText';
import { type DependenceSelection } from './useDependenceSelection';

/** "57 – 64", "UA", or that there is no value. */
export function binName(bin: TrendBin): string {
  if (bin.bin === NO_VALUE) {
    return t('plumbline.dependence.no-value', 'no value');
  }
  if (bin.label) {
    return bin.label;
  }
  if (Number.isNaN(bin.lo)) {
    return Number.isNaN(bin.hi) ? formatPlain(bin.x) : `≤ ${formatPlain(bin.hi)}`;
  }
  return Number.isNaN(bin.hi) ? `> ${formatPlain(bin.lo)}` : `${formatPlain(bin.lo)} – ${formatPlain(bin.hi)}`;
}

/** The same bin of the reference. */
export function referenceOf(data: DependenceData, bin: TrendBin): TrendBin | undefined {
  return data.reference.find((other) => other.bin === bin.bin);
}

export function dependenceSummary(data: DependenceData): string {
  const known = data.now.filter(({ mean }) => !Number.isNaN(mean));
  if (known.length === 0) {
    return t('plumbline.dependence.summary-plain', '{{column}}: {{n}} records', {
      ...RAW,
      column: data.column,
      n: formatCount(data.n),
    });
  }
  const [least, most] = [
    known.reduce((a, b) => (b.mean < a.mean ? b : a)),
    known.reduce((a, b) => (b.mean > a.mean ? b : a)),
  ];
  const text = t('plumbline.dependence.summary', '{{column}}: from {{least}} at {{low}} to {{most}} at {{high}}', {
    ...RAW,
    column: data.column,
    least: signedValue(data, least.mean),
    low: binName(least),
    most: signedValue(data, most.mean),
    high: binName(most),
  });
  return [text, interactionText(data)].filter(Boolean).join(' · ');
}

/** Columns named as going along. */
const NAMED = 3;

/** Which columns' values go along with the attribution, with their scores. */
function interactionText({ interactions }: DependenceData): string {
  const names = interactions.slice(0, NAMED).map(({ column, score }) => `${column} (${formatPlain(score)})`);
  return names.length > 0
    ? t('plumbline.dependence.interactions', 'goes along with {{names}}', { ...RAW, names: names.join(', ') })
    : '';
}

/** Selected values in words. */
export function spanText(column: string, from: number, to: number): string {
  const range = !Number.isFinite(from)
    ? `≤ ${formatPlain(to)}`
    : Number.isFinite(to)
      ? `${formatPlain(from)} – ${formatPlain(to)}`
      : `> ${formatPlain(from)}`;
  return `${column} ${range}`;
}

function categoriesText(column: string, values: readonly string[], leftOut: readonly string[]): string {
  const names = leftOut.join(', ');
  if (values.length === 0) {
    return t('plumbline.dependence.no-filter', '{{column}} {{names}}: no filter says which records', {
      ...RAW,
      column,
      names,
    });
  }
  const span = `${column} ${values.join(', ')}`;
  return names === '' ? span : t('plumbline.dependence.without', '{{span}} without {{names}}', { ...RAW, span, names });
}

/** What is selected, in words: values of the column, and attributions where only some are meant. */
export function selectionText(data: DependenceData, { from, to, values, leftOut, phi }: DependenceSelection): string {
  const span = values ? categoriesText(data.column, values, leftOut) : spanText(data.column, from, to);
  if (!phi) {
    return span;
  }
  const [lo, hi] = [phi.lo, phi.hi].map((end) => signedValue(data, end));
  const range = Number.isFinite(phi.lo) ? (Number.isFinite(phi.hi) ? `${lo} … ${hi}` : `> ${lo}`) : `≤ ${hi}`;
  return t('plumbline.dependence.selection', '{{span}}, SHAP {{range}}', { ...RAW, span, range });
}

/** Records that a line is drawn around; where filters can only say a box, how many lie in that. */
export function lassoText(data: DependenceData, { n, all, filters }: LassoSelection): string {
  const inside = t('plumbline.dependence.lasso', '{{n}} records with {{column}}, inside of the line', {
    ...RAW,
    n: formatCount(n),
    column: data.column,
  });
  if (!filters) {
    return t('plumbline.dependence.lasso-none', '{{inside}}: no filter says which', { ...RAW, inside });
  }
  return all === undefined
    ? inside
    : t('plumbline.dependence.lasso-box', 'Box around {{inside}}: {{all}} records', {
        ...RAW,
        inside,
        all: formatCount(all),
      });
}

/** What a screen reader says of a bin. */
export function binText(data: DependenceData, bin: TrendBin): string {
  const reference = referenceOf(data, bin);
  const parts = [
    binName(bin),
    t('plumbline.dependence.spoken', 'mean {{mean}}, {{share}} of the records', {
      mean: signedValue(data, bin.mean),
      share: formatPercent(bin.share, 1),
    }),
  ];
  if (reference) {
    parts.push(
      t('plumbline.dependence.spoken-reference', 'reference {{mean}}, {{share}}', {
        mean: signedValue(data, reference.mean),
        share: formatPercent(reference.share, 1),
      })
    );
  }
  return parts.join(', ');
}

export function dependenceTable(data: DependenceData, style: 'shown' | 'full'): TextTable {
  const number = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value);
  const numeric = true;
  return {
    columns: [
      { name: data.column },
      { name: t('plumbline.importance.n', 'Rows'), numeric },
      { name: t('plumbline.importance.share', 'Share'), numeric },
      { name: t('plumbline.dependence.mean', 'Mean SHAP'), numeric },
      { name: t('plumbline.interval.low', 'Low'), numeric },
      { name: t('plumbline.interval.high', 'High'), numeric },
      { name: t('plumbline.dependence.share-reference', 'Share in the reference'), numeric },
      { name: t('plumbline.waterfall.mean-reference', 'Mean in the reference'), numeric },
    ],
    rows: data.now.map((bin) => {
      const reference = referenceOf(data, bin);
      return [
        binName(bin),
        ...[bin.n, bin.share, bin.mean, bin.meanLo, bin.meanHi, reference?.share, reference?.mean].map(number),
      ];
    }),
  };
}
