/**
 * The cells of one series, field by field: a matrix has a hundred thousand of them, and as objects they would cost more than
 * their scores.
 */
import { type Status, STATUSES } from '../../../query/frames';
import { type Threshold } from '../../../query/model';
import { type SegmentWindow } from '../shared/segmentWindows';
import { type Direction } from './direction';
import { type Score } from './score';

/** One column of one segment in one window. */
export interface DriftCell extends Score, Direction {
  window: SegmentWindow;
  status: Status;
  /** Corrected p-value within the family; `null` for cells that could not be judged. */
  q: number | null;
  threshold: Threshold;
  n: number;
  nReference: number | null;
}

/** Places of the fields that are numbers. */
const FIELD = {
  score: 0,
  statistic: 1,
  p: 2,
  floor: 3,
  effect: 4,
  q: 5,
  direction: 6,
  n: 7,
  nReference: 8,
} as const;
type Field = keyof typeof FIELD;
const FIELDS = Object.keys(FIELD).length;

const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

export class SeriesCells implements Iterable<DriftCell> {
  /** The fields one after the other. */
  private readonly numbers: Float64Array;
  /** Positions in `STATUSES`. */
  readonly statuses: Uint8Array;
  private pushed = 0;
  /** Of the first cell; others are kept where they differ. */
  private threshold: Threshold = {};
  private readonly thresholds = new Map<number, Threshold>();
  private readonly descriptions = new Map<number, string>();

  constructor(readonly windows: readonly SegmentWindow[]) {
    this.numbers = new Float64Array(FIELDS * windows.length);
    this.numbers.fill(NaN, FIELD.q * windows.length, (FIELD.q + 1) * windows.length);
    this.statuses = new Uint8Array(windows.length);
  }

  get length(): number {
    return this.windows.length;
  }

  /** Adds the cell of the next window. */
  push(
    { effect, floor, p, score, statistic }: Score,
    status: Status,
    rows: Pick<DriftCell, 'n' | 'nReference'>,
    threshold: Threshold,
    { description, direction }: Direction
  ): void {
    const { length, numbers } = this;
    const at = this.pushed;
    this.pushed += 1;
    numbers[FIELD.score * length + at] = score ?? NaN;
    numbers[FIELD.statistic * length + at] = statistic ?? NaN;
    numbers[FIELD.p * length + at] = p ?? NaN;
    numbers[FIELD.floor * length + at] = floor ?? NaN;
    numbers[FIELD.effect * length + at] = effect ?? NaN;
    numbers[FIELD.direction * length + at] = direction ?? NaN;
    numbers[FIELD.n * length + at] = rows.n;
    numbers[FIELD.nReference * length + at] = rows.nReference ?? NaN;
    this.statuses[at] = STATUSES.indexOf(status);
    if (at === 0) {
      this.threshold = threshold;
    } else if (threshold !== this.threshold) {
      this.thresholds.set(at, threshold);
    }
    if (description !== '') {
      this.descriptions.set(at, description);
    }
  }

  /** Sets what is only known when all series are there. */
  correct(index: number, q: number | null, status: Status): void {
    this.column('q')[index] = q ?? NaN;
    this.statuses[index] = STATUSES.indexOf(status);
  }

  /** One field of all cells, in the order of the windows; NaN where a cell has none. */
  column(field: Field): Float64Array {
    const first = FIELD[field] * this.length;
    return this.numbers.subarray(first, first + this.length);
  }

  /** The limits of all cells, where they share them. */
  sharedThreshold(): Threshold | null {
    const { breach, warn } = this.threshold;
    const others = [...this.thresholds.values()];
    return others.every((each) => each.warn === warn && each.breach === breach) ? this.threshold : null;
  }

  status(index: number): Status {
    return STATUSES[this.statuses[index] ?? STATUSES.length] ?? 'error';
  }

  /** @throws RangeError when there is no such cell */
  at(index: number): DriftCell {
    const window = this.windows[index];
    if (!window || index >= this.pushed) {
      throw new RangeError(`there is no cell ${index} among ${this.pushed}`);
    }
    const read = (field: Field) => orNull(this.numbers[FIELD[field] * this.length + index]);
    return {
      window,
      score: read('score'),
      statistic: read('statistic'),
      p: read('p'),
      floor: read('floor'),
      effect: read('effect'),
      q: read('q'),
      direction: read('direction'),
      n: read('n') ?? 0,
      nReference: read('nReference'),
      status: this.status(index),
      threshold: this.thresholds.get(index) ?? this.threshold,
      description: this.descriptions.get(index) ?? '',
    };
  }

  *[Symbol.iterator](): Iterator<DriftCell> {
    for (let index = 0; index < this.length; index += 1) {
      yield this.at(index);
    }
  }
}
