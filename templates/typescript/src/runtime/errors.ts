/**
 * The errors of this package, as one tree.
 *
 *     UCloudError
 *     ├── ConfigurationError         invalid settings: a missing key, a URL that is not allowed
 *     ├── InvalidRequestError        a request that does not follow its page; nothing was sent
 *     ├── TransportError             no response: the connection was lost; the action may have been carried out
 *     │   ├── ConnectError               no connection; nothing was sent
 *     │   │   └── TLSError                   no trusted connection: a certificate, or a handshake that failed
 *     │   ├── RequestTimeoutError        no response in time; the action may have been carried out
 *     │   └── RedirectError              the server redirects; a signed request follows no redirect
 *     ├── BadResponseError           a response that is not the API's: no JSON object, no RetCode
 *     │   ├── IncompleteResponseError    a response that broke off; the action may have been carried out
 *     │   └── DeviationError             with `strict: true`: a response that differs from its page
 *     └── APIError                   an error of the API: RetCode ≠ 0, or HTTP 429 or 503 of a gateway
 *         ├── AuthenticationError        170, 171, 172, 174: the keys or the token are not accepted
 *         ├── PermissionDeniedError      292, 293, 294, 295, 299: the keys may not do this
 *         ├── ThrottlingError            153, HTTP 429: too many requests
 *         ├── UnavailableError           110 (may have been carried out), 130, 150, HTTP 503: temporarily unavailable
 *         ├── UnknownActionError         160, 161: the API has no such action
 *         └── NotFoundError              8039, and each code of a product that means that something does not exist
 *
 * They print without control characters, have no `cause`, and hold no key, signature or parameter value.
 */

import { hideMembers } from "./redaction.js";
import { escapeControls } from "./text.js";

/** A failed attempt. */
export interface Attempt {
  readonly problem: string;
  /** The id of its response, if there was one. */
  readonly requestId: string | undefined;
  readonly durationMs: number;
}

/** What a call adds to an error of one of its attempts. */
export interface ErrorDetails {
  readonly action: string;
  readonly requestId?: string | undefined;
  readonly attempts?: readonly Attempt[];
  /** Removes secrets, which a server may have quoted, from a text. */
  readonly redact?: (text: string) => string;
}

/** Base of all errors of this package. */
export class UCloudError extends Error {
  override name = "UCloudError";
  /** The action that was called; undefined if there was none yet. */
  action: string | undefined;
  /** The id that support asks for. */
  requestId: string | undefined;
  /** How long the server asked to wait. */
  retryAfterMs: number | undefined;
  /** The failed attempts in order; empty if none was made. */
  attempts: readonly Attempt[] = [];

  constructor(
    /** What went wrong, without the action and the request id. */
    public problem: string,
  ) {
    super(escapeControls(problem));
  }

  /** Adds what the call knows, and writes the message anew. */
  complete({ action, requestId = this.requestId, attempts = [], redact = (text) => text }: ErrorDetails): this {
    const frames = this.#frames();
    this.redactTexts(redact);
    this.action = action;
    this.requestId = requestId === undefined ? undefined : cleanText(requestId, redact).slice(0, MAX_ID);
    this.attempts = attempts;
    const request = this.requestId === undefined ? "" : ` (request id ${this.requestId})`;
    this.message = `${action}: ${this.problem}${request}${describeAttempts(attempts)}`;
    this.stack = `${this.name}: ${this.message}${frames}`;
    return this;
  }

  /** Removes secrets from the texts of a server. */
  protected redactTexts(redact: (text: string) => string): void {
    this.problem = cleanText(this.problem, redact);
  }

  /** Returns the stack without the message, which is one line. */
  #frames(): string {
    const stack = this.stack ?? "";
    const start = stack.indexOf("\n");
    return start < 0 ? "" : stack.slice(start);
  }
}

const MAX_TEXT = 2000;
const MAX_ID = 200;

/** Returns a text of a server to print.  A secret that is escaped or cut would not be recognized, so it is removed first. */
function cleanText(text: string, redact: (text: string) => string): string {
  return escapeControls(redact(text)).slice(0, MAX_TEXT);
}

/** Returns `, after 3 attempts: …`, with the problem of each if they differ. */
function describeAttempts(attempts: readonly Attempt[]): string {
  const count = String(attempts.length);
  const problems = attempts.map(({ problem }) => problem);
  if (problems.length < 2) {
    return "";
  }
  const isSame = new Set(problems).size === 1;
  return isSame ? `, in each of ${count} attempts` : `, after ${count} attempts: ${problems.join("; ")}`;
}

/** Invalid settings; nothing was sent. */
export class ConfigurationError extends UCloudError {
  override name = "ConfigurationError";
}

/** A request that does not follow its page; nothing was sent. */
export class InvalidRequestError extends UCloudError {
  override name = "InvalidRequestError";

  constructor(
    problem: string,
    /** The path of the wrong value: `Disks[0].Size`. */
    readonly parameter: string,
  ) {
    super(`${parameter} ${problem}`);
  }
}

/** There is no response; unless a subclass says otherwise, the action may have been carried out. */
export class TransportError extends UCloudError {
  override name = "TransportError";
}

/** No connection could be made; nothing was sent. */
export class ConnectError extends TransportError {
  override name = "ConnectError";
}

/** No trusted connection could be made; another attempt does not help. */
export class TLSError extends ConnectError {
  override name = "TLSError";
}

/** No response in time; the action may have been carried out. */
export class RequestTimeoutError extends TransportError {
  override name = "RequestTimeoutError";
}

/** The server redirects; the request is signed, so it is not sent to another address. */
export class RedirectError extends TransportError {
  override name = "RedirectError";
}

/** The response is not one of the API's: not a JSON object, or without a RetCode. */
export class BadResponseError extends UCloudError {
  override name = "BadResponseError";

  constructor(
    problem: string,
    /** The HTTP status. */
    readonly status?: number,
    /** The first 2,000 characters of what arrived, without secrets. */
    public body = "",
  ) {
    super(problem);
  }

  protected override redactTexts(redact: (text: string) => string): void {
    super.redactTexts(redact);
    this.body = hideMembers(redact(this.body).slice(0, MAX_TEXT));
  }
}

/** The response broke off; the action may have been carried out. */
export class IncompleteResponseError extends BadResponseError {
  override name = "IncompleteResponseError";
}

/** With `strict: true`: the response differs from its page; the message lists where. */
export class DeviationError extends BadResponseError {
  override name = "DeviationError";
}

/** What an error of the API consists of. */
export interface APIErrorParts {
  readonly serverMessage: string;
  readonly code?: number;
  readonly meaning?: string | undefined;
  readonly status: number;
}

/** The API reports an error. */
export class APIError extends UCloudError {
  override name = "APIError";
  /** The RetCode; undefined if a gateway rejected the request with HTTP 429 or 503 before it reached the API. */
  readonly code: number | undefined;
  /** What the documentation says about the code; undefined if it says nothing. */
  readonly meaning: string | undefined;
  /** The HTTP status. */
  readonly status: number;
  /** The server's text, without secrets. */
  serverMessage: string;

  constructor({ serverMessage, code, meaning, status }: APIErrorParts) {
    const text = meaning && meaning !== serverMessage ? `${serverMessage} — ${meaning}` : serverMessage;
    super(code === undefined ? serverMessage : `RetCode ${String(code)}: ${text}`);
    this.serverMessage = serverMessage;
    this.code = code;
    this.meaning = meaning;
    this.status = status;
  }

  protected override redactTexts(redact: (text: string) => string): void {
    super.redactTexts(redact);
    this.serverMessage = cleanText(this.serverMessage, redact);
  }
}

/** The API does not accept the keys, the token or the signature. */
export class AuthenticationError extends APIError {
  override name = "AuthenticationError";
}

/** The API accepts the keys, but they lack a permission. */
export class PermissionDeniedError extends APIError {
  override name = "PermissionDeniedError";
}

/** Too many requests; the action was not carried out. */
export class ThrottlingError extends APIError {
  override name = "ThrottlingError";
}

/**
 * Temporarily unavailable.
 *
 * With code 130 or 150 the action was not carried out, nor with HTTP 503 and a `retryAfterMs`; otherwise it may have been.
 */
export class UnavailableError extends APIError {
  override name = "UnavailableError";
}

/** The API has no such action. */
export class UnknownActionError extends APIError {
  override name = "UnknownActionError";
}

/** Something that the request names does not exist. */
export class NotFoundError extends APIError {
  override name = "NotFoundError";
}
