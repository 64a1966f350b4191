/** Errors as problem details (RFC 9457). Code, message, remedy and place are members of their own, for programs. */
import { type ErrorCode, type PlumblineError } from '../query/errors';
import { RateLimited } from './rateLimit';

const TITLES: Record<ErrorCode, string> = {
  bad_request: 'The request cannot be understood',
  unauthorized: 'A key is missing or wrong',
  forbidden: 'You may not do this',
  not_found: 'There is no such thing',
  conflict: 'This contradicts what is there',
  too_large: 'The request is too large',
  unsupported_media: 'The format is not read',
  unprocessable: 'The content cannot be stored or computed',
  too_many: 'Too many requests',
  internal: 'Something is broken',
  unavailable: 'The store does not answer',
  timeout: 'It took too long',
  no_space: 'The disk is nearly full',
};

/** Seconds after which a repeat is worth while, where the error itself knows no better. */
const RETRY_AFTER_S: Partial<Record<ErrorCode, number>> = { too_many: 2, unavailable: 5, timeout: 5, no_space: 60 };

export const PROBLEM_TYPE = 'application/problem+json';

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  message: string;
  remedy?: string;
  place?: string;
}

export function problemOf(error: PlumblineError): Problem {
  const { code, message, place, remedy, status, text } = error;
  return {
    type: `urn:plumbline:problem:${code}`,
    title: TITLES[code],
    status,
    detail: text,
    code,
    message,
    remedy,
    place,
  };
}

export function retryAfter(error: PlumblineError): Record<string, string> {
  const seconds = error instanceof RateLimited ? error.retryAfterSeconds : RETRY_AFTER_S[error.code];
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

/** The reply to a batch of which no row was stored, as a problem: its list of rows stays what it is. */
export const refusedBatch = (reply: object, status: number): object => ({
  type: 'urn:plumbline:problem:no_row_stored',
  title: 'No row was stored',
  status,
  detail: 'Every row of the batch was rejected; see "rejected" for the first of them',
  code: 'bad_request',
  message: 'Every row of the batch was rejected',
  ...reply,
});
