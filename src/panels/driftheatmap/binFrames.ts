import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { formatPlain } from '../../components/format/number';
import { fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { type Bin } from '../../components/histogram/bins';
import { DISTRIBUTION_FIELDS, DRIFT_FIELDS } from '../../query/frames';

/** Bins that a response brings with its scores, by column, segment and start of the window. */
export type BinFrames = (column: string, segment: string | undefined, time: number) => Bin[] | undefined;

interface BinFields {
  time: Field;
  column: Field;
  bin: Field;
  reference: Field;
  current: Field;
}

/** The fields of a table of bins: `time`, `column` (or `feature`), `bin`, and the shares of both sides. */
function fieldsOf(frame: DataFrame): BinFields | undefined {
  const named = (...names: string[]) =>
    names.map((name) => fieldNamed(frame, name)).find((field) => field !== undefined);
  const time = firstOfType(frame, FieldType.time);
  const column = named(DRIFT_FIELDS.column, 'feature');
  const bin = named(DISTRIBUTION_FIELDS.bin);
  const reference = named(DISTRIBUTION_FIELDS.referenceShare, 'ref_share');
  const current = named(DISTRIBUTION_FIELDS.share, 'cur_share');
  return time && column && bin && reference && current && { time, column, bin, reference, current };
}

/** Bins are no scores, although they stand in a table with a time, a name and numbers. */
export const hasBins = (frame: DataFrame): boolean => fieldsOf(frame) !== undefined;

const keyOf = (column: string, segment: string | undefined, time: number) =>
  JSON.stringify([column, segment ?? '', time]);

/** @returns undefined where no frame has bins: then they are asked for. */
export function binFrames(series: readonly DataFrame[]): BinFrames | undefined {
  const found = new Map<string, Bin[]>();
  for (const frame of series) {
    const fields = fieldsOf(frame);
    for (let at = 0; fields && at < frame.length; at++) {
      const column = textAt(fields.column, at);
      const time = numberAt(fields.time, at);
      if (column !== undefined && !Number.isNaN(time)) {
        const key = keyOf(column, textAt(fieldNamed(frame, DRIFT_FIELDS.segment), at) || undefined, time);
        const bins = found.get(key) ?? [];
        found.set(key, bins);
        bins.push({
          label: labelOf(frame, fields.bin, at),
          reference: numberAt(fields.reference, at),
          current: numberAt(fields.current, at),
          contribution: numberAt(fieldNamed(frame, DISTRIBUTION_FIELDS.contribution), at),
        });
      }
    }
  }
  return found.size > 0 ? (column, segment, time) => found.get(keyOf(column, segment, time)) : undefined;
}

/** What a bin is called: its label, its two ends, or its place. */
function labelOf(frame: DataFrame, bin: Field, at: number): string {
  const label = textAt(fieldNamed(frame, DISTRIBUTION_FIELDS.label), at);
  const [lo, hi] = [DISTRIBUTION_FIELDS.lo, DISTRIBUTION_FIELDS.hi].map((name) =>
    numberAt(fieldNamed(frame, name), at)
  );
  if (label !== undefined || Number.isNaN(lo) || Number.isNaN(hi)) {
    return label ?? textAt(bin, at) ?? '';
  }
  return `${formatPlain(lo)}–${formatPlain(hi)}`;
}
