/** Numbers of an axis in words that tell them apart. Pure. */
import { type Field, formattedValueToString, getValueFormat } from '@grafana/data';
import { formatPlain, formatValue } from '../../components/format/number';

/** More digits than these a double does not have. */
const DIGITS_MOST = 17;

/**
 * Writes each of some numbers as the field's options say, or with three digits, and with as many more as it takes until no two
 * of them are written alike. Words that are mapped to several numbers stand with their number.
 */
export function distinctWriter(field: Field, values: Iterable<number>): (value: number) => string {
  const numbers = [...new Set(values)].filter((value) => !Number.isNaN(value));
  const { unit, mappings } = field.config;
  const isApart = (write: (value: number) => string) => new Set(numbers.map(write)).size === numbers.length;
  const usual = (value: number) => (unit || mappings ? formatValue(field, value) : formatPlain(value));
  if (isApart(usual)) {
    return usual;
  }
  const format = unit ? getValueFormat(unit) : undefined;
  for (let digits = format ? 1 : 4; !mappings?.length && digits <= DIGITS_MOST; digits++) {
    const write = (value: number) =>
      format && Number.isFinite(value)
        ? formattedValueToString(format(value, digits)).replace('-', '−')
        : withDigits(value, digits);
    if (isApart(write)) {
      return write;
    }
  }
  return (value) => `${usual(value)} (${value})`;
}

function withDigits(value: number, digits: number): string {
  if (!Number.isFinite(value) || value === 0) {
    return formatPlain(value);
  }
  const text =
    Math.abs(value) < 0.0001
      ? value.toExponential(digits - 1)
      : value.toLocaleString('en-US', { maximumSignificantDigits: digits });
  return text.replace('-', '−');
}
