/**
 * Iterates over long lists page by page.
 *
 * Iteration ends when the total of the response is reached, at a page that is shorter than the limit (if the response has no
 * total), and at an empty page.  A server that repeats a page, since it ignores the offset, is not asked again: if its page can
 * have been the whole list, iteration ends, otherwise that is an error.
 */

import type { ApiResponse, PagingDefinition } from "./definitions.js";
import { BadResponseError, InvalidRequestError } from "./errors.js";
import type { AnyAction } from "./protocol.js";
import { hashText } from "./signature.js";

type Values = Readonly<Record<string, unknown>>;
/** Loads an action, which is imported when it is first called. */
export type LoadAction = () => Promise<AnyAction>;
/** Sends a request of an action. */
export type SendRequest = (action: AnyAction, request: object) => Promise<ApiResponse>;

/**
 * A call of an action that returns a part of a list.
 *
 * `await` it for one page, `for await` over it for all items, over `pages()` for all pages.  Nothing is sent before.
 */
export class PagedCall<Response extends ApiResponse, Item> implements Promise<Response>, AsyncIterable<Item> {
  readonly [Symbol.toStringTag] = "PagedCall";
  readonly #load: LoadAction;
  readonly #send: SendRequest;
  readonly #request: object;
  #page: Promise<Response> | undefined;

  constructor(load: LoadAction, send: SendRequest, request: object) {
    this.#load = load;
    this.#send = send;
    this.#request = request;
  }

  /** Sends the request once, however often the call is awaited. */
  then<First = Response, Second = never>(
    onFulfilled?: ((page: Response) => First | PromiseLike<First>) | null,
    onRejected?: ((reason: unknown) => Second | PromiseLike<Second>) | null,
  ): Promise<First | Second> {
    this.#page ??= this.#sendOnce();
    return this.#page.then(onFulfilled, onRejected);
  }

  /** As of a promise. */
  catch<Other = never>(onRejected?: ((reason: unknown) => Other | PromiseLike<Other>) | null): Promise<Response | Other> {
    return this.then(null, onRejected);
  }

  /** As of a promise. */
  finally(onFinally?: (() => void) | null): Promise<Response> {
    return this.then().finally(onFinally);
  }

  /** Yields every item from the offset on; each page is requested when its first item is needed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    const { paging } = await this.#load();
    for await (const page of this.pages()) {
      yield* (readList(page, paging?.items) ?? []) as Item[];
    }
  }

  /** Yields the responses of the pages; the limit is the size of a page. */
  async *pages(): AsyncGenerator<Response, void, undefined> {
    const action = await this.#load();
    const pager = new Pager(action, this.#request);
    for (let request: object | undefined = this.#request; request !== undefined; request = pager.next) {
      const page = (await this.#send(action, request)) as Response;
      if (await pager.isNew(page)) {
        yield page;
      }
    }
  }

  async #sendOnce(): Promise<Response> {
    return (await this.#send(await this.#load(), this.#request)) as Response;
  }
}

/** The state of an iteration. */
class Pager {
  /** The next request, undefined at the end. */
  next: object | undefined;
  readonly #action: AnyAction;
  readonly #request: object;
  readonly #paging: PagingDefinition | undefined;
  readonly #limit: number;
  readonly #seen = new Set<string>();
  #offset: number;

  constructor(action: AnyAction, request: object) {
    this.#action = action;
    this.#paging = action.paging;
    this.#request = request;
    this.#limit = readCount(request, action.paging?.limit) ?? 0;
    this.#offset = readOffset(action, request);
  }

  /** Whether a page is no repetition; sets the next request. */
  async isNew(response: ApiResponse): Promise<boolean> {
    const page = readList(response.$metadata.raw, this.#paging?.items) ?? readList(response, this.#paging?.items) ?? [];
    const total = readCount(response, this.#paging?.total);
    const mark = await hashText(JSON.stringify(page));
    this.next = undefined;
    if (page.length > 0 && this.#seen.has(mark)) {
      this.#checkGap(page, total, response);
      return false;
    }
    this.#seen.add(mark);
    this.#offset += page.length;
    if (page.length > 0 && !this.#isLast(page, total)) {
      this.next = this.#nextRequest();
    }
    return true;
  }

  #isLast(page: readonly unknown[], total: number | undefined): boolean {
    // A total is more reliable than a short page: servers reduce limits that are too high.
    return total ? this.#offset >= total : page.length < this.#limit;
  }

  /** Throws BadResponseError if a repeated page cannot be the whole list: there is a total, or the page is full. */
  #checkGap(page: readonly unknown[], total: number | undefined, { $metadata }: ApiResponse): void {
    if (total || page.length === this.#limit) {
      const offset = this.#paging?.offset ?? "";
      const repeated = `the page at ${offset} ${String(this.#offset)} came before: the server seems to ignore ${offset}`;
      const { action } = this.#action;
      throw new BadResponseError(repeated).complete({ action, requestId: $metadata.requestId });
    }
  }

  #nextRequest(): object {
    const name = this.#paging?.offset ?? "";
    const field = this.#action.request.fields.find((candidate) => candidate.name === name);
    const value = field?.type === "string" ? String(this.#offset) : this.#offset;
    return { ...this.#request, [name]: value };
  }
}

function readMember(values: unknown, name: string | undefined): unknown {
  // A request that is no object is refused where it is encoded.
  return name !== undefined && typeof values === "object" && values !== null && Object.hasOwn(values, name) ? (values as Values)[name] : undefined;
}

function readList(values: object, name: string | undefined): readonly unknown[] | undefined {
  const value = readMember(values, name);
  return Array.isArray(value) ? value : undefined;
}

/** Returns a number, which many pages declare as a string; undefined for anything else. */
function readCount(values: object, name: string | undefined): number | undefined {
  const value = readMember(values, name);
  if (typeof value === "string" && /^[0-9]{1,15}$/.test(value)) {
    return Number(value);
  }
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

function readOffset({ action, paging }: AnyAction, request: object): number {
  const value = readMember(request, paging?.offset) ?? undefined;
  const offset = value === undefined ? 0 : readCount(request, paging?.offset);
  if (offset === undefined) {
    const problem = "must be a number, so that pages can follow";
    throw new InvalidRequestError(problem, paging?.offset ?? "").complete({ action });
  }
  return offset;
}
