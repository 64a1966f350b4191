/** Asks the same question of rollups and of raw rows. */
import { drift } from '../../../src/backend/analyses/drift';
import { quality } from '../../../src/backend/analyses/quality';
import { type AnalysisContext } from '../../../src/backend/analyses/context';
import { type Frame } from '../../../src/backend/grafana/frame';
import { type Store } from '../../../src/backend/store/types';
import { type DriftQuery, type QualityQuery } from '../../../src/query/model';

export type Question = Omit<DriftQuery, 'refId' | 'model'> | Omit<QualityQuery, 'refId' | 'model'>;

export interface Range {
  from: number;
  to: number;
}

export function contextOf(store: Store, { from, to }: Range, raw: boolean): AnalysisContext {
  return {
    reader: store.reader(),
    catalogue: store.catalogue,
    ...(raw ? {} : { rollups: store.rollups() }),
    from,
    to,
    now: to,
    maxDataPoints: 1000,
    intervalMs: 1000,
    rowLimit: 1_000_000,
    unmasked: true,
    memo: new Map(),
  };
}

/** An analysis as the engine runs it, or with everything read raw. */
export function ask(store: Store, question: Question, range: Range, raw: boolean): Promise<Frame[]> {
  const context = contextOf(store, range, raw);
  const common = { refId: 'A', model: 'm' };
  return question.queryType === 'drift'
    ? drift({ ...common, ...question }, context)
    : quality({ ...common, ...question }, context);
}

/** What a frame says, without how it was found: numbers to 9 digits, as sums of doubles depend on their order. */
export function contentOf(frames: readonly Frame[]): unknown {
  return frames.map(({ fields, name }) => ({
    name,
    fields: fields.map((field) => ({
      name: field.name,
      labels: field.labels,
      values: 'offsets' in field.values ? field.values : [...field.values].map(rounded),
    })),
  }));
}

const rounded = (value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value;

export const sourceOf = (frames: readonly Frame[]): unknown => frames[0]?.meta?.custom?.source;

export function rawShareOf(frames: readonly Frame[]): number | undefined {
  return frames[0]?.meta?.stats?.find(({ displayName }) => displayName.startsWith('Share of the time'))?.value;
}
