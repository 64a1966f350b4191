import { t } from '@grafana/i18n';
import { formatCount, formatPercent, formatPlain, formatValue, signed } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { CLEAR, directionOf } from './direction';
import { RAW } from './raw';
import { countIn, phiEnds, type PhiSpan } from './phiSpans';
import { type SwarmData, type SwarmRow } from './readSwarm';
import { type SwarmBrush } from './useSwarmBrush';

/** A signed attribution in the field's own unit and decimals. */
export function signedValue(data: Pick<SwarmData, 'field'>, value: number): string {
  return Number.isNaN(value) ? '–' : signed(formatValue(data.field, value).replace('-', '−'), value);
}

export function meanInterval(data: SwarmData, row: SwarmRow): string {
  return Number.isNaN(row.meanLo + row.meanHi)
    ? ''
    : `${signedValue(data, row.meanLo)} … ${signedValue(data, row.meanHi)}`;
}

export function swarmSummary(data: SwarmData): string {
  const n = formatCount(data.n);
  const names = data.rows.slice(0, 3).map((row) => row.name);
  const text = t('plumbline.beeswarm.summary', '{{n}} records · most important: {{names}}', {
    n,
    names: names.join(', '),
    ...RAW,
  });
  const split = data.rows.some(({ reference }) => reference)
    ? t('plumbline.beeswarm.split', 'above this time range, below {{reference}}', {
        reference: data.referenceLabel ?? t('plumbline.importance.the-reference', 'the reference'),
        ...RAW,
      })
    : '';
  return [split, text].filter(Boolean).join(' · ');
}

/** What a screen reader says of a row. */
export function swarmRowText(data: SwarmData, row: SwarmRow): string {
  const parts = [
    row.name,
    t('plumbline.importance.spoken-value', 'mean impact {{value}}', {
      value: formatValue(data.field, row.meanAbs),
      ...RAW,
    }),
    t('plumbline.beeswarm.spoken-mean', 'on the whole {{mean}}', { mean: signedValue(data, row.mean), ...RAW }),
    t('plumbline.beeswarm.spoken-n', '{{n}} records', { n: formatCount(row.n) }),
  ];
  if (row.kind === 'numeric') {
    parts.push(
      t('plumbline.beeswarm.spoken-values', 'values from {{lo}} to {{hi}}', {
        lo: formatPlain(row.valueLo),
        hi: formatPlain(row.valueHi),
      })
    );
  }
  if (row.reference) {
    parts.push(
      t('plumbline.beeswarm.spoken-reference', 'in the reference {{mean}}', {
        mean: signedValue(data, row.reference.mean),
        ...RAW,
      })
    );
  }
  parts.push(directionText(row));
  if (row.constant) {
    parts.push(t('plumbline.beeswarm.constant', 'the same for every record'));
  }
  return parts.filter(Boolean).join(', ');
}

/** Which way higher values push; empty for columns without an order. */
export function directionText(row: SwarmRow): string {
  const rho = directionOf(row);
  if (Number.isNaN(rho)) {
    return '';
  }
  const figures = { rho: signed(rho.toFixed(2).replace('-', '−'), rho) };
  if (Math.abs(rho) < CLEAR) {
    return t('plumbline.beeswarm.no-direction', 'no clear direction (Spearman {{rho}})', figures);
  }
  return rho > 0
    ? t('plumbline.beeswarm.raises', 'higher values push the score up (Spearman {{rho}})', figures)
    : t('plumbline.beeswarm.lowers', 'higher values push the score down (Spearman {{rho}})', figures);
}

/** "humid +0.2 … +0.9, 340 records"; of bins about as many. */
export function brushText(data: SwarmData, { column, span }: SwarmBrush): string {
  const row = data.rows.find(({ name }) => name === column);
  if (!row) {
    return column;
  }
  const count = countIn(row, span);
  const n = row.points ? formatCount(count) : `≈ ${formatCount(Math.round(count))}`;
  return t('plumbline.beeswarm.brush', '{{column}} {{span}}, {{n}} records', {
    column,
    span: spanName(data, row, span),
    n,
    ...RAW,
  });
}

function spanName(data: SwarmData, row: SwarmRow, { lo, hi }: PhiSpan): string {
  const [least, most] = phiEnds(row);
  const [from, to] = [Number.isFinite(lo) ? lo : least, Number.isFinite(hi) ? hi : most];
  return `${signedValue(data, from)} … ${signedValue(data, to)}`;
}

/** What a screen reader says of the tenths that one steps through. */
export function spokenBrush(data: SwarmData, brush: SwarmBrush): string {
  const text = brushText(data, brush);
  if (!brush.tenths) {
    return text;
  }
  const { from, to, of } = brush.tenths;
  const [first, last] = [Math.min(from, to) + 1, Math.max(from, to) + 1];
  const parts = { first, last, of };
  const which =
    first === last
      ? t('plumbline.beeswarm.part', 'part {{first}} of {{of}}', parts)
      : t('plumbline.beeswarm.parts', 'parts {{first}} to {{last}} of {{of}}', parts);
  return `${which}: ${text}`;
}

export function swarmTable(data: SwarmData, style: 'shown' | 'full'): TextTable {
  const number = (value: number) => (Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value));
  const numeric = true;
  const isSplit = data.rows.some(({ reference }) => reference);
  return {
    columns: [
      { name: t('plumbline.importance.feature', 'Feature') },
      { name: t('plumbline.importance.n', 'Rows'), numeric },
      { name: t('plumbline.importance.mean-abs', 'Mean |SHAP|'), numeric },
      { name: t('plumbline.importance.mean', 'Mean, signed'), numeric },
      { name: t('plumbline.interval.low', 'Low'), numeric },
      { name: t('plumbline.interval.high', 'High'), numeric },
      { name: t('plumbline.beeswarm.value-p5', 'Value, 5 %'), numeric },
      { name: t('plumbline.beeswarm.value-p50', 'Value, 50 %'), numeric },
      { name: t('plumbline.beeswarm.value-p95', 'Value, 95 %'), numeric },
      { name: t('plumbline.beeswarm.categories', 'Most frequent values') },
      ...(isSplit ? [{ name: t('plumbline.waterfall.mean-reference', 'Mean in the reference'), numeric }] : []),
    ],
    rows: data.rows.map((row) => [
      row.name,
      number(row.n),
      number(row.meanAbs),
      number(row.mean),
      number(row.meanLo),
      number(row.meanHi),
      number(row.valueLo),
      number(row.valueMid),
      number(row.valueHi),
      row.categories.join(', '),
      ...(isSplit ? [number(row.reference?.mean ?? NaN)] : []),
    ]),
  };
}

/** Title of a confidence interval. */
export function intervalName(confidence: number): string {
  return t('plumbline.interval.name', '{{level}} interval', { level: formatPercent(confidence) });
}
