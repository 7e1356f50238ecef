/** Decides whether a failed attempt is retried, and after which delay: pure functions. */

import {
  APIError,
  BadResponseError,
  ConnectError,
  DeviationError,
  IncompleteResponseError,
  RedirectError,
  TLSError,
  TransportError,
  type UCloudError,
} from "./errors.js";

/**
 * What a failure says about the action that was called: it was not carried out; it may have been; or another attempt gives
 * the same error.
 */
export type Outcome = "not run" | "unknown" | "final";

const NOT_RUN_CODES: ReadonlySet<number | undefined> = new Set([130, 150, 153]);
const NOT_RUN_STATUS: ReadonlySet<number | undefined> = new Set([429, 503]);
const UNKNOWN_CODES: ReadonlySet<number | undefined> = new Set([110]);
const UNKNOWN_STATUS: ReadonlySet<number | undefined> = new Set([500, 502, 504]);

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 8000;
const MAX_RETRY_AFTER_MS = 60_000;

/** Returns what the error of an attempt says about the action. */
export function classifyFailure(error: UCloudError): Outcome {
  if (error instanceof TLSError || error instanceof RedirectError || error instanceof DeviationError) {
    return "final";
  }
  if (error instanceof ConnectError) {
    return "not run";
  }
  if (error instanceof TransportError || error instanceof IncompleteResponseError) {
    return "unknown";
  }
  if (error instanceof APIError) {
    return classifyResponse(error.code, error.status, error.retryAfterMs);
  }
  return error instanceof BadResponseError ? classifyResponse(undefined, error.status, error.retryAfterMs) : "final";
}

function classifyResponse(code: number | undefined, status: number | undefined, retryAfterMs: number | undefined): Outcome {
  if (code === undefined && status === 503) {
    // A gateway may say so of a request that it has passed on; not if it names the time for the next attempt.
    return retryAfterMs === undefined ? "unknown" : "not run";
  }
  if (NOT_RUN_CODES.has(code) || NOT_RUN_STATUS.has(status)) {
    return "not run";
  }
  return UNKNOWN_CODES.has(code) || UNKNOWN_STATUS.has(status) ? "unknown" : "final";
}

/** Whether an action may be retried: always if it was not carried out, after an unknown outcome if it changes nothing. */
export function mayRetry(outcome: Outcome, reads: boolean): boolean {
  return outcome === "not run" || (outcome === "unknown" && reads);
}

/**
 * Returns the milliseconds until the next attempt after so many failures, undefined if the server asks for too many.
 *
 * `jitter` is a random number from 0 to 1: the delay is that part of 0.5 s · 2ⁿ, at most 8 s ("full jitter"), so that clients
 * that failed together do not retry together.
 */
export function retryDelay(failures: number, jitter: number, retryAfterMs: number | undefined): number | undefined {
  if (retryAfterMs !== undefined) {
    return retryAfterMs <= MAX_RETRY_AFTER_MS ? retryAfterMs : undefined;
  }
  return jitter * Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), MAX_DELAY_MS);
}

/** Returns the milliseconds of a `Retry-After` header, a number of seconds or a date; undefined if it is invalid. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const value = header?.trim() ?? "";
  if (/^[0-9]{1,9}$/.test(value)) {
    return Number(value) * 1000;
  }
  // A date of HTTP begins with the day of the week; Date.parse would read nearly anything.
  const date = /^[A-Za-z]{3,9},? /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
