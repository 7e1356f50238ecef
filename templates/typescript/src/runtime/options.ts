/** The options of clients and of single calls. */

import type { UCloudError } from "./errors.js";

/** Options of a single call; undefined means: as the client has it. */
export interface CallOptions {
  /** Sent with calls that leave it out, like `zone` and `projectId`: `cn-bj2`. */
  readonly region?: string | undefined;
  readonly zone?: string | undefined;
  readonly projectId?: string | undefined;
  /** How many milliseconds the call may take, all its attempts and pauses together; 30,000 by default. */
  readonly timeout?: number | undefined;
  /** How many milliseconds one attempt may take; by default `timeout` alone limits it. */
  readonly attemptTimeout?: number | undefined;
  /** How many attempts may follow the first one; 2 by default. */
  readonly maxRetries?: number | undefined;
  /** Whether a response that differs from its page is an error (DeviationError). */
  readonly strict?: boolean | undefined;
  /** Ends the call: it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a client; undefined means: from the environment, else from the profile, else the default. */
export interface ClientOptions extends CallOptions {
  readonly publicKey?: string | undefined;
  /** Signs the requests, and is never sent. */
  readonly privateKey?: string | undefined;
  /** Goes with temporary keys. */
  readonly securityToken?: string | undefined;
  /** Where requests are sent; `http:` is allowed for loopback addresses, or with `allowHttp`. */
  readonly baseUrl?: string | undefined;
  /** Whether `baseUrl` may be `http:` for any host: others can then read what is sent. */
  readonly allowHttp?: boolean | undefined;
  /** The profile to read from `~/.ucloud/`; the active one by default. */
  readonly profile?: string | undefined;
  /** Appended to the client's own `User-Agent` header, where there is one. */
  readonly userAgent?: string | undefined;
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: typeof fetch | undefined;
  /** Is called at the end of each call; what it throws is logged. */
  readonly onCall?: ((event: CallEvent) => void) | undefined;
}

/** A call is over. */
export interface CallEvent {
  readonly action: string;
  readonly attempts: number;
  /** With all pauses. */
  readonly durationMs: number;
  /** `success`, or the name of the error: `ThrottlingError`, `AbortError`. */
  readonly outcome: string;
  /** The error, if it is one of ours. */
  readonly error: UCloudError | undefined;
}
