/**
 * Sends one HTTP request with `fetch`, reads the response within its limits, and turns failures into our errors.
 *
 * Our errors say above all whether anything was sent.  An exception of `fetch` may hold the request or the response, so it is
 * not the cause of ours.
 */

import {
  BadResponseError,
  ConnectError,
  IncompleteResponseError,
  RedirectError,
  RequestTimeoutError,
  TLSError,
  TransportError,
  type UCloudError,
} from "./errors.js";
import { MAX_BODY_BYTES } from "./jsonBody.js";
import { describeKind } from "./text.js";

/** A request to send. */
export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A received response; its body is decompressed, and cut one byte above the limit. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** How a request is sent. */
export interface Exchange {
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
}

/** The header with the id that support asks for. */
export const REQUEST_ID = "x-ucloud-request-uuid";

// Of Node, then of Bun.
const CONNECT_CODES = /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/;
const CONNECT_CALLS = /^(?:connect|getaddrinfo)$/;
const TLS_CODES = /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_CA|INVALID_PURPOSE)/;
const TIMEOUT_CODES = /^(?:UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/;

/** Sends a request; TransportError if there is no response, BadResponseError if it cannot be read, the signal's reason. */
export async function exchange(request: HttpRequest, { fetch, timeoutMs, signal }: Exchange): Promise<HttpResponse> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const { promise: interruption, stop } = interruptAfter(timeoutMs, signal);
  try {
    return await Promise.race([send(request, fetch, controller.signal), interruption]);
  } catch (error) {
    controller.abort();
    throw error;
  } finally {
    stop();
  }
}

/** Returns a promise that is rejected when the time is over or the signal is aborted. */
function interruptAfter(timeoutMs: number, signal: AbortSignal | undefined): { promise: Promise<never>; stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const abort = (): void => {
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      reject(timeoutError());
    }, timeoutMs);
    signal?.addEventListener("abort", abort);
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
  });
  return { promise, stop };
}

async function send(request: HttpRequest, sendWith: typeof fetch, signal: AbortSignal): Promise<HttpResponse> {
  const { url, headers, body } = request;
  let response: Response;
  try {
    response = await sendWith(url, { method: "POST", headers, body, redirect: "manual", signal });
  } catch (error) {
    throw errorBeforeResponse(error);
  }
  checkResponse(response);
  refuseRedirect(response);
  try {
    return { status: response.status, headers: response.headers, body: await readBody(response) };
  } catch (error) {
    throw errorInsideResponse(error, response);
  }
}

/** Checks what a `fetch` of the caller's returned. */
function checkResponse(response: unknown): void {
  const { status, headers, body } = (response ?? {}) as Record<string, Record<string, unknown> | null | undefined>;
  const isStream = body === undefined || body === null || typeof body["getReader"] === "function";
  if (typeof status !== "number" || typeof headers?.["get"] !== "function" || !isStream) {
    const found = isStream ? describeKind(response) : "one whose body is no ReadableStream";
    throw new BadResponseError(`the option fetch must return a Response, not ${found}; the action may have been carried out`);
  }
}

function refuseRedirect({ status, type, headers }: Response): void {
  if (type === "opaqueredirect" || (status >= 300 && status < 400)) {
    // Browsers do not tell the status.
    const details = status === 0 ? "" : ` (HTTP ${String(status)})`;
    const error = new RedirectError(`redirected${details}; a signed request follows no redirect`);
    error.requestId = headers.get(REQUEST_ID) ?? undefined;
    throw error;
  }
}

async function readBody(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined && size <= MAX_BODY_BYTES) {
    const { value, done } = await reader.read();
    if (done) {
      break;
    }
    chunks.push(value);
    size += value.length;
  }
  if (size > MAX_BODY_BYTES) {
    await reader?.cancel();
  }
  return joinChunks(chunks, Math.min(size, MAX_BODY_BYTES + 1));
}

function joinChunks(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const body = new Uint8Array(size);
  let start = 0;
  for (const chunk of chunks) {
    body.set(chunk.subarray(0, size - start), start);
    start += chunk.length;
  }
  return body;
}

/** What exceptions of `fetch` say about a failure. */
interface Failure {
  readonly code: string;
  readonly syscall: string;
}

/** Returns what an exception says, and the exceptions that caused it. */
function listFailures(error: unknown): Failure[] {
  const { code, syscall, cause, errors } = (error ?? {}) as Record<string, unknown>;
  const failure = { code: typeof code === "string" ? code : "", syscall: typeof syscall === "string" ? syscall : "" };
  // One for each address of the host.
  const attempts = Array.isArray(errors) ? (errors as unknown[]) : [];
  const isTold = failure.code !== "" && attempts.length === 0;
  return [...(isTold ? [failure] : []), ...attempts.flatMap(listFailures), ...(cause ? listFailures(cause) : [])];
}

function errorBeforeResponse(error: unknown): UCloudError {
  const failures = listFailures(error);
  const reason = failures[0]?.code ?? (error instanceof Error ? error.name : typeof error);
  if (failures.some(({ code }) => TLS_CODES.test(code))) {
    return new TLSError(`no trusted connection (${reason})`);
  }
  const isUnsent = failures.every(({ code, syscall }) => CONNECT_CODES.test(code) || CONNECT_CALLS.test(syscall));
  if (failures.length > 0 && isUnsent) {
    return new ConnectError(`could not connect (${reason}); nothing was sent`);
  }
  if (failures.some(({ code }) => TIMEOUT_CODES.test(code))) {
    return timeoutError();
  }
  return new TransportError(`the exchange broke off (${reason}); it may have been carried out`);
}

function errorInsideResponse(error: unknown, { status, headers }: Response): UCloudError {
  const [failure] = listFailures(error);
  const details = `HTTP ${String(status)}${failure ? `, ${failure.code}` : ""}`;
  const problem = failure?.code.startsWith("Z_")
    ? new BadResponseError(`the answer cannot be decompressed (${details})`, status)
    : new IncompleteResponseError(`the answer broke off (${details}); it may have been carried out`, status);
  problem.requestId = headers.get(REQUEST_ID) ?? undefined;
  return problem;
}

function timeoutError(): RequestTimeoutError {
  return new RequestTimeoutError("no answer in time; it may have been carried out");
}
