/** What went wrong, in words that map to HTTP and to Grafana's error source. */
export const ERROR_STATUS = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media: 415,
  unprocessable: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
  no_space: 507,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

/**
 * The one error class of Plumbline. `message` names the place and the trouble; `remedy` says what to do about it.
 * Everything but `internal` is the caller's or the environment's doing ("downstream" in Grafana's terms).
 */
export class PlumblineError extends Error {
  override readonly name = 'PlumblineError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly remedy?: string,
    /** Path of the offending field or row, such as `columns[2]`. */
    readonly place?: string
  ) {
    super(message);
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  /** One sentence for people: message and remedy together. */
  get text(): string {
    return this.remedy ? `${this.message}. ${this.remedy}` : this.message;
  }
}
