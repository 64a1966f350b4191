/** Loads the sample through the ingestion path, into a store file or over HTTP. */
import { PlumblineError } from '../../../query/errors';
import { type IngestKind } from '../../store/types';
import { batchOf, DEFAULT_LIMITS, type FileEngine, groups, openFileEngine } from '../files';
import { noTotals, sendBatches, type Totals } from '../send';
import { type Target } from '../target';
import {
  attributionRows,
  declaration,
  description,
  labelRows,
  predictionRows,
  referenceWindow,
  SAMPLE_MODEL,
  SAMPLE_REFERENCE,
  type SampleFiles,
  shiftDays,
} from './flights';

type SampleKind = Exclude<IngestKind, 'evaluations'>;

const STEPS: ReadonlyArray<{ kind: SampleKind; sql: (files: SampleFiles, shift: number) => string }> = [
  { kind: 'predictions', sql: predictionRows },
  { kind: 'labels', sql: labelRows },
  { kind: 'attributions', sql: attributionRows },
];

export interface SampleProgress {
  kind: IngestKind;
  rows: number;
  total: number;
}

export interface SampleOptions {
  files: SampleFiles;
  /** Wall clock: the last day is the day before. Default now. */
  now?: number;
  onProgress?: (progress: SampleProgress) => void;
}

export interface SampleReport {
  /** Days that the data was moved by. */
  shift: number;
  kinds: Record<SampleKind, Totals>;
}

/** Throws `conflict` when the sample is there with other dates, and `unprocessable` if any row was rejected. */
export async function loadSample(target: Target, options: SampleOptions): Promise<SampleReport> {
  const shift = shiftDays(options.now ?? Date.now());
  await refuseOtherDates(target, shift);
  await target.call('PUT', `v1/models/${SAMPLE_MODEL}`, declaration(shift));
  const kinds: SampleReport['kinds'] = { predictions: noTotals(), labels: noTotals(), attributions: noTotals() };
  const engine = await openFileEngine();
  try {
    for (const { kind, sql } of STEPS) {
      await loadKind(target, engine, kind, sql(options.files, shift), kinds[kind], options.onProgress);
    }
  } finally {
    engine.close();
  }
  await target.call('PUT', `v1/models/${SAMPLE_MODEL}/references/${SAMPLE_REFERENCE}`, referenceWindow(shift));
  return { shift, kinds };
}

async function loadKind(
  target: Target,
  engine: FileEngine,
  kind: IngestKind,
  sql: string,
  totals: Totals,
  onProgress: SampleOptions['onProgress']
): Promise<void> {
  const counted = await engine.connection.runAndReadAll(`SELECT count(*)::INTEGER FROM (${sql})`);
  const total = Number(counted.getRows()[0]?.[0] ?? 0);
  const source = groups(engine, { sql, form: 'json' }, DEFAULT_LIMITS);
  const batches = (async function* () {
    for await (const group of source) {
      yield batchOf(SAMPLE_MODEL, kind, group);
    }
  })();
  await sendBatches(target, batches, totals, () => onProgress?.({ kind, rows: totals.rows, total }));
  if (totals.rejected > 0) {
    throw new PlumblineError('unprocessable', `${totals.rejected} ${kind} of the sample were rejected`);
  }
}

/** The same flights on other days would be other predictions: a store holds the sample of one day only. */
async function refuseOtherDates(target: Target, shift: number): Promise<void> {
  const listed = await target.call('GET', 'v1/models');
  const models: unknown = typeof listed === 'object' && listed !== null && 'models' in listed ? listed.models : [];
  const present: unknown = Array.isArray(models) ? models.find((model) => model?.name === SAMPLE_MODEL) : undefined;
  if (typeof present !== 'object' || present === null) {
    return;
  }
  if (!('description' in present) || present.description !== description(shift)) {
    throw new PlumblineError(
      'conflict',
      `The store has a model "${SAMPLE_MODEL}" with other dates or of another kind`,
      'Load the sample into a new store'
    );
  }
}
