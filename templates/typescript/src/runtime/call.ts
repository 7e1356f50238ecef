/** The attempts of one call, from the first to the response or to the last failure. */

import type { ApiResponse, ResponseMetadata } from "./definitions.js";
import { UCloudError, type Attempt } from "./errors.js";
import {
  buildRequest,
  readResponse,
  stampRequest,
  type AnyAction,
  type DecodedResponse,
  type FindMeaning,
  type SignedRequest,
} from "./protocol.js";
import { classifyFailure, mayRetry, parseRetryAfter, retryDelay } from "./retries.js";
import type { Settings } from "./settings.js";
import { exchange, REQUEST_ID, type HttpResponse } from "./transport.js";

// Timers are not exact: what is left at the deadline may be a part of a millisecond.
const MIN_ATTEMPT_MS = 2;

/** What a call needs besides the request. */
export interface CallContext {
  readonly action: AnyAction;
  readonly settings: Settings;
  /** The package and its version. */
  readonly product: string;
  readonly findMeaning: FindMeaning;
}

/** One call. */
export class Call {
  readonly #context: CallContext;
  readonly #start = performance.now();
  readonly #failed: Attempt[] = [];
  #attempts = 0;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Sends a request, again if that is safe; throws UCloudError, or the reason of the caller's signal. */
  async run(request: object): Promise<ApiResponse> {
    try {
      const response = await this.#send(request);
      this.#report("success");
      return response;
    } catch (error) {
      this.#report(error);
      throw error;
    }
  }

  async #send(request: object): Promise<ApiResponse> {
    const signed = await this.#sign(request);
    for (;;) {
      const began = performance.now();
      this.#attempts += 1;
      try {
        return await this.#attempt(signed);
      } catch (error) {
        await this.#pause(error, signed, began);
      }
    }
  }

  async #sign(request: object): Promise<SignedRequest> {
    const { action, settings, product } = this.#context;
    try {
      return await buildRequest(action, request, settings, product);
    } catch (error) {
      throw error instanceof UCloudError ? error.complete({ action: action.action }) : error;
    }
  }

  async #attempt(signed: SignedRequest): Promise<ApiResponse> {
    const { action, settings, findMeaning } = this.#context;
    const { fetch = globalThis.fetch, signal, strict = false, attemptTimeout = Infinity } = settings;
    const timeoutMs = Math.max(MIN_ATTEMPT_MS, Math.min(this.#left(), attemptTimeout));
    const answer = await exchange(stampRequest(signed.http), { fetch, timeoutMs, signal });
    try {
      const decoded = await readResponse(action, answer, strict, findMeaning);
      return buildResponse(decoded, answer, this.#attempts, signed);
    } catch (error) {
      throw error instanceof UCloudError ? addHeaders(error, answer) : error;
    }
  }

  /** Waits until the next attempt; throws the error if there is none. */
  async #pause(error: unknown, { redact }: SignedRequest, began: number): Promise<void> {
    if (!(error instanceof UCloudError)) {
      throw error;
    }
    const { action } = this.#context.action;
    error.complete({ action, redact });
    this.#failed.push({ problem: error.problem, requestId: error.requestId, durationMs: performance.now() - began });
    const delay = this.#retryDelay(error);
    if (delay === undefined || delay + MIN_ATTEMPT_MS >= this.#left()) {
      throw error.complete({ action, attempts: this.#failed });
    }
    await sleep(delay, this.#context.settings.signal);
  }

  #retryDelay(error: UCloudError): number | undefined {
    const { action, settings } = this.#context;
    const isLast = this.#failed.length > settings.maxRetries;
    if (isLast || !mayRetry(classifyFailure(error), action.reads)) {
      return undefined;
    }
    return retryDelay(this.#failed.length, Math.random(), error.retryAfterMs);
  }

  /** Returns the milliseconds that are left of the call's. */
  #left(): number {
    return this.#context.settings.timeout - (performance.now() - this.#start);
  }

  #report(result: unknown): void {
    const { action, settings } = this.#context;
    const error = result instanceof UCloudError ? result : undefined;
    const outcome = result instanceof Error ? result.name : String(result);
    const durationMs = performance.now() - this.#start;
    try {
      settings.onCall?.({ action: action.action, attempts: this.#attempts, durationMs, outcome, error });
    } catch (problem) {
      // An error in a hook must not lose the response of a create that succeeded.
      console.error("onCall failed:", problem);
    }
  }
}

function buildResponse(
  { values, raw, deviations }: DecodedResponse,
  answer: HttpResponse,
  attempts: number,
  { redact }: SignedRequest,
): ApiResponse {
  const requestId = answer.headers.get(REQUEST_ID);
  const metadata: ResponseMetadata = {
    requestId: requestId === null ? undefined : redact(requestId),
    attempts,
    deviations: deviations.map((deviation) => ({ ...deviation, path: redact(deviation.path) })),
    raw,
  };
  if (typeof values["Message"] === "string") {
    values["Message"] = redact(values["Message"]);
  }
  return Object.defineProperty(values, "$metadata", { value: metadata, enumerable: false }) as unknown as ApiResponse;
}

function addHeaders(error: UCloudError, { headers }: HttpResponse): UCloudError {
  error.requestId = headers.get(REQUEST_ID) ?? undefined;
  error.retryAfterMs = parseRetryAfter(headers.get("retry-after"), Date.now());
  return error;
}

/** Waits; throws the signal's reason as soon as it is aborted. */
async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  // A signal tells nothing of what happened before.
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal?.addEventListener("abort", finish);
  });
  signal?.throwIfAborted();
}
