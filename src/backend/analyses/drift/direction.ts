/** Which way a column moved, as a number and in words. Pure. */
import { type ColumnKind } from '../../store/types';
import { type CategoryCounts, type NumericCounts } from '../binning/bins';

export interface Direction {
  /** Shift of the mean in standard deviations of the reference, cut to [-1, 1]; `null` for categories. */
  direction: number | null;
  description: string;
}

export const NO_DIRECTION: Direction = { direction: null, description: '' };

/** Four significant digits, without an exponent where people do not expect one. */
export function shortNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) {
    return String(value);
  }
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-4
    ? value.toExponential(2)
    : String(Number(value.toPrecision(size >= 1000 ? Math.ceil(Math.log10(size + 1)) : 4)));
}

const percent = (share: number) => `${shortNumber(Number((share * 100).toPrecision(3)))} %`;

const instant = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');

/** `kind` of the column: the mean of a time is an instant, that of a text its length in characters. */
export function numericDirection(
  reference: { mean: number | null; sd: number },
  current: NumericCounts,
  kind: ColumnKind = 'numeric'
): Direction {
  if (reference.mean === null || current.mean === null) {
    return NO_DIRECTION;
  }
  const shift = current.mean - reference.mean;
  const show = kind === 'time' ? instant : shortNumber;
  const means = `mean${kind === 'text' ? ' length' : ''} ${show(reference.mean)} → ${show(current.mean)}`;
  if (!(reference.sd > 0)) {
    return { direction: Math.sign(shift), description: means };
  }
  const deviations = shift / reference.sd;
  const rounded = deviations.toFixed(Math.abs(deviations) < 0.1 ? 2 : 1);
  const signed = Number(rounded) === 0 ? '±0' : deviations > 0 ? `+${rounded}` : rounded.replace('-', '−');
  return { direction: Math.max(-1, Math.min(1, deviations)), description: `${means}, ${signed} σ` };
}

/** The category whose share moved most, and the largest one the reference never had. */
export function categoryDirection(
  reference: CategoryCounts,
  current: CategoryCounts,
  isKnown: (value: string) => boolean
): Direction {
  if (reference.n === 0 || current.n === 0) {
    return NO_DIRECTION;
  }
  let moved: { value: string; before: number; after: number } | null = null;
  let unseen: { value: string; share: number } | null = null;
  for (const value of new Set([...reference.counts.keys(), ...current.counts.keys()])) {
    const before = (reference.counts.get(value) ?? 0) / reference.n;
    const after = (current.counts.get(value) ?? 0) / current.n;
    if (!isKnown(value)) {
      unseen = unseen && unseen.share >= after ? unseen : { value, share: after };
    } else if (!moved || Math.abs(after - before) > Math.abs(moved.after - moved.before)) {
      moved = { value, before, after };
    }
  }
  const parts = [
    moved && moved.before !== moved.after ? `${moved.value} ${percent(moved.before)} → ${percent(moved.after)}` : '',
    unseen ? `new value ${unseen.value} ${percent(unseen.share)}` : '',
  ].filter((part) => part !== '');
  return { direction: null, description: parts.join('; ') || 'shares unchanged' };
}
