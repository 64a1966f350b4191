/** Which refused calls are written into the audit log: enough to see what happens, too few to fill a disk. */
import { TokenBucket } from './rateLimit';
import { type AuditEntry } from './store/types';

const ENTRIES_PER_SECOND = 1 / 60;
/** Twenty entries at once. */
const BURST_S = 20 * 60;
/** Names and paths come from whoever was refused. */
const MAX_TEXT = 200;

export interface Refusal {
  call: string;
  login: string;
  role: string;
  permission: string;
  reason: string;
  fromAlert: boolean;
}

/** Whose data somebody wanted deleted is personal itself. */
export const withoutEntity = (call: string): string => call.replace(/(\/entities\/).+/, '$1(entity)');

export class Refusals {
  private readonly bucket: TokenBucket;
  private omitted = 0;

  /** @param now milliseconds of a clock */
  constructor(now: () => number = Date.now) {
    this.bucket = new TokenBucket(ENTRIES_PER_SECOND, now, BURST_S);
  }

  /** The entry for a refused call, with the number of those left out before it; undefined for one that is left out. */
  entry({ call, login, ...rest }: Refusal): AuditEntry | undefined {
    if (this.bucket.wait(1) > 0) {
      this.omitted++;
      return undefined;
    }
    this.bucket.take(1);
    const { omitted } = this;
    this.omitted = 0;
    const detail = omitted > 0 ? { ...rest, omittedBefore: omitted } : rest;
    return { actor: login.slice(0, MAX_TEXT), action: 'call.refused', subject: call.slice(0, MAX_TEXT), detail };
  }
}
