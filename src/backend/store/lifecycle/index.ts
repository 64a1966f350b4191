/** What happens to a store beside ingestion and queries: retention, erasure, backups, compaction. */
import { type StoreCatalogue } from '../catalogue';
import { type Database } from '../database/database';
import { lowSpace } from '../database/disk';
import { timeName } from '../database/replace';
import { type Session } from '../database/session';
import { audit } from '../resources/models';
import { type StoreOptions } from '../types';
import { type Backup, makeBackup } from './copies';
import { type Erasure, eraseEntity } from './erasure';
import { retentionStep } from './retention';

export interface Compaction {
  bytesBefore: number;
  bytesAfter: number;
}

/** Longer than the roller leaves any hour alone: what is dirty then gets rows all the time. */
const PATIENCE_MS = 15 * 60_000;

export class Lifecycle {
  /** Since when models keep old rows because of hours that are not rolled up. */
  private waiting = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly catalogue: StoreCatalogue,
    private readonly options: Pick<StoreOptions, 'retention' | 'warnFreeBytes' | 'keepFreeBytes'>,
    /** Losses that were found when the store was opened. */
    private readonly losses: readonly string[],
    /** Rolls up what is dirty. */
    private readonly rollUp: () => Promise<void>
  ) {}

  /**
   * Does one small thing that is due: removes what is too old, or compacts after an erasure.
   * @returns true when there may be more
   */
  async step(now: number, signal?: AbortSignal): Promise<boolean> {
    const fallback = this.options.retention ?? {};
    const overdue = new Set(
      Array.from(this.waiting).flatMap(([model, since]) => (now - since >= PATIENCE_MS ? model : []))
    );
    const { all, rolled, rows, waiting } = await this.database.write(
      (session) => retentionStep(session, { fallback, now, overdue }),
      signal
    );
    const since = new Map(waiting.map((model) => [model, this.waiting.get(model) ?? now]));
    // A step that ends early says nothing about the models after it.
    this.waiting = all ? since : new Map([...this.waiting, ...since]);
    if (rows > 0 || rolled) {
      this.catalogue.invalidate();
      return true;
    }
    if (await this.database.write(hasErased, signal)) {
      await this.compact('(housekeeping)');
    }
    return false;
  }

  async erase(model: string, entity: string, actor: string): Promise<Erasure> {
    const erasure = await this.database.write(async (session) => {
      const stored = await this.catalogue.stored(model);
      const erased = await eraseEntity(session, stored, entity, actor);
      // Out of the log of changes; the free blocks of the file go with the next compaction.
      await session.checkpoint();
      return erased;
    });
    this.catalogue.forget();
    return erasure;
  }

  async backup(actor: string, name = timeName(Date.now())): Promise<Backup> {
    const made = await makeBackup(this.database, name);
    await this.database.write((session) =>
      audit(session, actor, 'store.backup', name, undefined, { bytes: made.bytes })
    );
    return made;
  }

  async compact(actor: string): Promise<Compaction> {
    const asked = Date.now();
    if (await this.database.write(hasErased)) {
      // Rollups of the hours that lost rows hold the values of categories until they are made again.
      await this.rollUp();
    }
    const sizes = await this.database.compact();
    await this.database.write(async (session) => {
      await session.run(
        'UPDATE plumbline.erasures SET compacted_at = now()::TIMESTAMP WHERE compacted_at IS NULL AND erased_at <= epoch_ms($1::BIGINT)',
        [asked]
      );
      await audit(session, actor, 'store.compacted', '', undefined, sizes);
    });
    return sizes;
  }

  /** What an administrator should know now. */
  warnings(): string[] {
    const space = lowSpace(this.database.disk(), this.options.warnFreeBytes, this.options.keepFreeBytes);
    return [...(space ? [space] : []), ...this.losses];
  }
}

function hasErased(session: Session): Promise<boolean> {
  return session.has('plumbline.erasures WHERE compacted_at IS NULL');
}
