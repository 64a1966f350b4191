/** How fast a data source takes rows. */
import { PlumblineError } from '../query/errors';

/** Seconds of full speed that may be used at once after a pause. */
const BURST_S = 5;

/** `too_many` with the time after which a repeat is welcome. */
export class RateLimited extends PlumblineError {
  constructor(
    what: string,
    /** Whole seconds, for the header Retry-After. */
    readonly retryAfterSeconds: number
  ) {
    super(
      'too_many',
      `This data source takes no more than ${what}`,
      `Send the batch again after ${retryAfterSeconds} s with the same Idempotency-Key, or have the limit raised in the data source`
    );
  }
}

/** Fills at a steady rate up to a burst. What is taken beyond the content is a debt that has to fill up first. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private perSecond: number,
    private readonly now: () => number,
    private readonly burstSeconds = BURST_S
  ) {
    this.tokens = perSecond * burstSeconds;
    this.filledAt = now();
  }

  /** Seconds until there are `count` tokens; 0 when they are there. */
  wait(count: number): number {
    this.fill();
    return Math.max(0, (count - this.tokens) / this.perSecond);
  }

  take(count: number): void {
    this.fill();
    this.tokens -= count;
  }

  changeRate(perSecond: number): void {
    this.fill();
    this.perSecond = perSecond;
    this.fill();
  }

  private fill(): void {
    const now = this.now();
    const gained = (this.perSecond * (now - this.filledAt)) / 1000;
    this.tokens = Math.min(this.perSecond * this.burstSeconds, this.tokens + gained);
    this.filledAt = now;
  }
}

export interface IngestRates {
  requestsPerSecond: number;
  rowsPerSecond: number;
}

export class IngestLimit {
  private readonly requests: TokenBucket;
  private readonly rows: TokenBucket;

  /** @param now milliseconds of a clock */
  constructor(
    private rates: IngestRates,
    now: () => number = Date.now
  ) {
    this.requests = new TokenBucket(rates.requestsPerSecond, now);
    this.rows = new TokenBucket(rates.rowsPerSecond, now);
  }

  change(rates: IngestRates): void {
    this.rates = rates;
    this.requests.changeRate(rates.requestsPerSecond);
    this.rows.changeRate(rates.rowsPerSecond);
  }

  /**
   * Lets one batch in. How many rows it has shows later: a large one is let in, and those after it wait for its rows.
   * @throws RateLimited
   */
  admit(): void {
    const { requestsPerSecond, rowsPerSecond } = this.rates;
    const forRequest = this.requests.wait(1);
    const forRows = this.rows.wait(0);
    if (forRequest > 0 || forRows > 0) {
      const what = forRequest > forRows ? `${requestsPerSecond} batches a second` : `${rowsPerSecond} rows a second`;
      throw new RateLimited(what, Math.ceil(Math.max(forRequest, forRows)));
    }
    this.requests.take(1);
  }

  /** Counts the rows of a batch that was let in. */
  count(rows: number): void {
    this.rows.take(rows);
  }
}
