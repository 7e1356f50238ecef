/** Base class of the generated client: settings, and `send`.  The generated class adds the services. */

import { Call } from "./call.js";
import type { ActionDefinition, ApiResponse } from "./definitions.js";
import type { CallOptions, ClientOptions } from "./options.js";
import type { Caller, LoadErrorCodes, Service } from "./service.js";
import { checkClientOptions, overrideSettings, resolveSettings, type Settings } from "./settings.js";

/** What a generated client says about itself. */
export interface Product {
  /** The package and its version: `ucloud-client/0.1.0`. */
  readonly name: string;
  /** Where it sends requests unless it is told otherwise. */
  readonly baseUrl: string;
  /** Imports the meanings of the RetCodes that all services share. */
  readonly errorCodes: LoadErrorCodes;
}

/** Sends requests.  It holds keys, so it shows nothing of itself when it is printed or written as JSON. */
export class BaseClient {
  readonly #options: ClientOptions;
  readonly #product: Product;
  readonly #services = new Map<unknown, Service>();
  #settings: Promise<Settings> | undefined;

  /** Takes the options; ConfigurationError if one is invalid.  Environment and profile are read at the first call. */
  constructor(options: ClientOptions, product: Product) {
    checkClientOptions(options);
    this.#options = { ...options };
    this.#product = product;
  }

  /** Sends a request and returns its typed response; throws UCloudError, or the reason of the signal. */
  async send<Request extends object, Response extends ApiResponse>(
    action: ActionDefinition<Request, Response>,
    request: Request,
    options: CallOptions = {},
  ): Promise<Response> {
    return (await this.#send(action, request, options)) as Response;
  }

  /** Returns the service of a class, which is made once. */
  protected service<Kind extends Service>(kind: new (caller: Caller) => Kind): Kind {
    const service = (this.#services.get(kind) as Kind | undefined) ?? new kind(this.#send);
    this.#services.set(kind, service);
    return service;
  }

  // An arrow function: services hold it, and nothing else of the client.
  readonly #send: Caller = async (action, request, options = {}, errorCodes) => {
    const settings = overrideSettings(await this.#resolve(), options);
    const product = this.#product;
    const findMeaning = async (code: number): Promise<string | undefined> =>
      (await errorCodes?.())?.errorCodes.get(code) ?? (await product.errorCodes()).errorCodes.get(code);
    return new Call({ action, settings, product: product.name, findMeaning }).run(request);
  };

  /** Returns the settings, which are read once; again if that failed. */
  #resolve(): Promise<Settings> {
    this.#settings ??= resolveSettings(this.#options, this.#product.baseUrl).catch((error: unknown) => {
      this.#settings = undefined;
      throw error;
    });
    return this.#settings;
  }
}
