/** Base class of the generated services, which have a method for each action. */

import type { ActionDefinition, ApiResponse } from "./definitions.js";
import type { CallOptions } from "./options.js";
import { PagedCall } from "./paging.js";
import type { AnyAction } from "./protocol.js";

/** Imports the meanings of RetCodes; called when there is an error. */
export type LoadErrorCodes = () => Promise<{ readonly errorCodes: ReadonlyMap<number, string> }>;

/** Sends a request with the settings of a client. */
export type Caller = (
  action: AnyAction,
  request: object,
  options?: CallOptions,
  errorCodes?: LoadErrorCodes,
) => Promise<ApiResponse>;

/** Calls the actions of a service; each is imported when it is first called. */
export abstract class Service {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Imports the meanings of the service's own RetCodes; a service that has some overrides it. */
  protected errorCodes(): ReturnType<LoadErrorCodes> {
    return Promise.resolve({ errorCodes: new Map() });
  }

  /** Calls an action. */
  protected async call<Request extends object, Response extends ApiResponse>(
    load: () => Promise<ActionDefinition<Request, Response>>,
    request: Request,
    options?: CallOptions,
  ): Promise<Response> {
    return (await this.#send(options)(await load(), request)) as Response;
  }

  /** Calls an action that returns a part of a list. */
  protected callPaged<Request extends object, Response extends ApiResponse, Item>(
    load: () => Promise<ActionDefinition<Request, Response>>,
    request: Request,
    options?: CallOptions,
  ): PagedCall<Response, Item> {
    return new PagedCall<Response, Item>(load, this.#send(options), request);
  }

  #send(options: CallOptions | undefined) {
    return (action: AnyAction, request: object): Promise<ApiResponse> =>
      this.#caller(action, request, options, () => this.errorCodes());
  }
}
