import { type Field, formattedValueToString, getValueFormat } from '@grafana/data';

/** Text of a number by the field's own unit, decimals, mappings and "no value"; three significant digits without them. */
export function formatValue(field: Field | undefined, value: number | null | undefined): string {
  const missing = value === null || value === undefined || Number.isNaN(value);
  if (field?.display && !(missing && !field.config.noValue)) {
    const shown = field.config.unit || field.config.decimals !== undefined || field.config.mappings?.length || missing;
    if (shown) {
      return formattedValueToString(field.display(missing ? null : value));
    }
  }
  return missing ? '–' : formatPlain(value);
}

/** Label of an axis: the field's unit, and no more decimals than two ticks need to differ. */
export function formatTick(field: Field, value: number, step: number): string {
  const { unit } = field.config;
  const shown = unit === 'percentunit' ? step * 100 : step;
  const decimals = Math.max(0, Math.ceil(-Math.log10(shown) - 1e-9));
  const text = unit ? formattedValueToString(getValueFormat(unit)(value, decimals)) : value.toFixed(decimals);
  return text.replace('-', '−');
}

/** A difference in the field's unit: shares differ by percentage points. */
export function formatDelta(field: Field, delta: number): string {
  const { unit, decimals } = field.config;
  const points = unit === 'percentunit' ? delta * 100 : unit === 'percent' ? delta : undefined;
  const text = points === undefined ? formatValue(field, delta) : `${points.toFixed(decimals ?? 1)} pp`;
  return signed(text.replace('-', '−'), delta);
}

/** Three significant digits, thousands grouped, a true minus sign. */
export function formatPlain(value: number): string {
  if (!Number.isFinite(value)) {
    return value > 0 ? '∞' : '−∞';
  }
  const size = Math.abs(value);
  const text =
    size !== 0 && size < 0.0001
      ? value.toExponential(1)
      : value.toLocaleString('en-US', size < 1000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
  return text.replace('-', '−');
}

/** Counts such as 8 214 or 1.2 Mil, as Grafana's "short" unit writes them above ten thousand. */
export function formatCount(value: number): string {
  return Math.abs(value) < 10_000
    ? value.toLocaleString('en-US', { maximumFractionDigits: 0 })
    : formattedValueToString(getValueFormat('short')(value, 1));
}

/** "3.1×": how many times the limit. */
export function formatTimes(ratio: number): string {
  return `${ratio >= 99.5 ? '> 99' : ratio.toLocaleString('en-US', { maximumSignificantDigits: 2 })}×`;
}

/** A share in 0..1 as per cent. */
export function formatPercent(share: number, decimals = 0): string {
  return `${(share * 100).toFixed(decimals).replace('-', '−')} %`;
}

/** A number with its sign always shown. */
export function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text;
}
