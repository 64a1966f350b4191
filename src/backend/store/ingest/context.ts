/** What the steps of one batch share. */
import { type StoreCatalogue, type StoredModel } from '../catalogue';
import { type IngestLimits } from './limits';

export interface BatchContext {
  /** Name of the model, which may not exist yet. */
  name: string;
  /** The model as it was when the batch began. */
  model: StoredModel | undefined;
  /** The model as it is now. */
  current: () => Promise<StoredModel>;
  /** The model read anew after a change of its schema. */
  reload: () => Promise<StoredModel>;
  /** Sequence of the batch's row 0. */
  base: bigint;
  /** When the batch arrived, microseconds since the epoch. */
  receivedAt: number;
  limits: IngestLimits;
  warnings: string[];
  /** Labels that came with predictions changed earlier ones. */
  revisedLabels?: boolean;
}

/** The context of a batch for `name`; `catalogue` is asked again after each change of the schema. */
export async function batchContext(
  catalogue: StoreCatalogue,
  name: string,
  base: bigint,
  limits: IngestLimits
): Promise<BatchContext> {
  return {
    name,
    model: await catalogue.find(name),
    current: () => catalogue.stored(name),
    reload: () => {
      catalogue.invalidate();
      return catalogue.stored(name);
    },
    base,
    receivedAt: Date.now() * 1000,
    limits,
    warnings: [],
  };
}
