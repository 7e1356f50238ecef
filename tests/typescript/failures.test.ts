/** How often a request that changes something and one that changes nothing arrive at a server that fails, and the error at the end. */

import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { BaseClient } from "../../templates/typescript/src/runtime/client.js";
import * as errors from "../../templates/typescript/src/runtime/errors.js";
import type { CallOptions } from "../../templates/typescript/src/runtime/options.js";
import { answer, Loopback, raw, refuse, succeed, type Behaviour } from "./loopback.js";
import { BASE_URL, Client, createThing, KEYS, REQUESTED } from "./things.js";

type Kind = [behave: Behaviour, ofCreates: number, ofReads: number, error: new (...parts: never[]) => errors.UCloudError];

const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const JSON_BODY = '{"RetCode": 0}';

const hangUp: Behaviour = (socket) => socket.destroy();
const reset: Behaviour = (socket) => socket.resetAndDestroy();
const stall: Behaviour = () => undefined;
const stallInside: Behaviour = (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"RetCode"');

/** Sends bytes, and does something else when they are out. */
function after(data: string, behave: Behaviour): Behaviour {
  return (socket, count) =>
    socket.write(data, () => {
      behave(socket, count);
    });
}

function deep(levels: number): string {
  return `{"RetCode": 0, "A": ${"[".repeat(levels)}${"]".repeat(levels)}`;
}

const BOMB = gzipSync(Buffer.alloc(40 * 2 ** 20, " "));
const OBJECTS = gzipSync(`{"RetCode": 0, "A": [${"{},".repeat(10 ** 6)}{}]}`);
const GZIP = { "Content-Encoding": "gzip" };

const KINDS: Record<string, Kind> = {
  "reset": [reset, 1, 3, errors.TransportError],
  "hung up": [hangUp, 1, 3, errors.TransportError],
  "slow headers": [stall, 1, 3, errors.RequestTimeoutError],
  "half a head": [raw("HTTP/1.1 200 OK\r\nX-A"), 1, 3, errors.TransportError],
  "another protocol": [raw("220 hello\r\n\r\n"), 1, 3, errors.TransportError],
  "a head without end": [raw(`HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(9999)}`), 1, 3, errors.TransportError],
  "two lengths": [raw("HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n"), 1, 3, errors.TransportError],
  "slow body": [stallInside, 1, 3, errors.RequestTimeoutError],
  "cut off": [answerCut(), 1, 3, errors.IncompleteResponseError],
  "reset inside the body": [after(`${CHUNKED}5\r\n`, reset), 1, 3, errors.IncompleteResponseError],
  "half a chunk": [raw(`${CHUNKED}5\r\n{`), 1, 3, errors.IncompleteResponseError],
  "no chunk": [raw(`${CHUNKED}x\r\n`), 1, 3, errors.IncompleteResponseError],
  "no last chunk": [raw(`${CHUNKED}2\r\n{}\r\n`), 1, 3, errors.IncompleteResponseError],
  "HTTP 302": [answer("", 302, { Location: "/again" }), 1, 1, errors.RedirectError],
  "HTTP 307": [answer("", 307, { Location: "/again" }), 1, 1, errors.RedirectError],
  "HTTP 400": [answer("<html>", 400), 1, 1, errors.BadResponseError],
  "HTTP 429": [answer("<html>", 429), 3, 3, errors.ThrottlingError],
  "HTTP 429 with Retry-After": [answer("<html>", 429, { "Retry-After": "0" }), 3, 3, errors.ThrottlingError],
  "HTTP 429 with a long Retry-After": [answer("<html>", 429, { "Retry-After": "61" }), 1, 1, errors.ThrottlingError],
  "HTTP 429 with a Retry-After beyond the deadline": [answer("", 429, { "Retry-After": "31" }), 1, 1, errors.ThrottlingError],
  "HTTP 500": [answer("<html>", 500), 1, 3, errors.BadResponseError],
  "HTTP 502": [answer("<html>", 502), 1, 3, errors.BadResponseError],
  "HTTP 503": [answer("<html>", 503), 1, 3, errors.UnavailableError],
  "HTTP 503 with Retry-After": [answer("<html>", 503, { "Retry-After": "0" }), 3, 3, errors.UnavailableError],
  "HTTP 503 with a date": [answer("", 503, { "Retry-After": new Date(0).toUTCString() }), 3, 3, errors.UnavailableError],
  "HTTP 504": [answer("<html>", 504), 1, 3, errors.BadResponseError],
  "RetCode 110": [refuse(110), 1, 3, errors.UnavailableError],
  "RetCode 130": [refuse(130), 3, 3, errors.UnavailableError],
  "RetCode 150": [refuse(150), 3, 3, errors.UnavailableError],
  "RetCode 153": [refuse(153), 3, 3, errors.ThrottlingError],
  "RetCode 153 as text": [refuse("153"), 3, 3, errors.ThrottlingError],
  "RetCode 160": [refuse(160), 1, 1, errors.UnknownActionError],
  "RetCode 171": [refuse(171), 1, 1, errors.AuthenticationError],
  "RetCode 299": [refuse(299), 1, 1, errors.PermissionDeniedError],
  "RetCode 2001, which does not exist": [refuse(2001), 1, 1, errors.NotFoundError],
  "RetCode 2002": [refuse(2002), 1, 1, errors.APIError],
  "RetCode 8039": [refuse(8039), 1, 1, errors.NotFoundError],
  "RetCode 8039 with HTTP 503": [refuse(8039, 503), 3, 3, errors.NotFoundError],
  "HTML": [answer("<html>"), 1, 1, errors.BadResponseError],
  "nothing": [answer(""), 1, 1, errors.BadResponseError],
  "a JSON array": [answer("[]"), 1, 1, errors.BadResponseError],
  "no RetCode": [answer("{}"), 1, 1, errors.BadResponseError],
  "a RetCode that is none": [refuse("many"), 1, 1, errors.BadResponseError],
  "deep JSON": [answer(deep(10 ** 5)), 1, 1, errors.BadResponseError],
  "gzip that is none": [answer(JSON_BODY, 200, GZIP), 1, 1, errors.BadResponseError],
  "a gzip bomb": [answer(BOMB, 200, GZIP), 1, 1, errors.BadResponseError],
  "a million objects": [answer(OBJECTS, 200, GZIP), 1, 1, errors.BadResponseError],
  "nine megabytes": [answer(Buffer.alloc(9 * 2 ** 20, " ")), 1, 1, errors.BadResponseError],
};
// Long enough for a request to arrive on a busy machine.
const STALL_MS = 250;

function limitsOf(name: string): CallOptions {
  return ["slow headers", "slow body"].includes(name) ? { attemptTimeout: STALL_MS } : {};
}

function answerCut(): Behaviour {
  return raw('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"RetCode"');
}

let server: Loopback | undefined;

async function serve(behave: Behaviour): Promise<Loopback> {
  server = await Loopback.start(behave);
  return server;
}

/** Returns the error of a call that fails. */
async function fail(method: "createThing" | "checkThing", baseUrl: string, options: CallOptions = {}): Promise<unknown> {
  const client = new Client({ ...KEYS, baseUrl });
  return client.things[method](REQUESTED, options).then(
    () => {
      throw new Error("the call succeeded");
    },
    (error: unknown) => error,
  );
}

beforeEach(() => {
  // No pause between attempts.
  vi.spyOn(Math, "random").mockReturnValue(0);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await server?.close();
  server = undefined;
});

describe.each(Object.entries(KINDS))("%s", (name, [behave, ofCreates, ofReads, kind]) => {
  test.each([
    ["createThing", ofCreates],
    ["checkThing", ofReads],
  ] as const)("of %s arrives %d times", async (method, count) => {
    const { url } = await serve(behave);
    const error = await fail(method, url, limitsOf(name));
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).name).toBe(kind.name);
    expect(server?.arrived).toBe(count);
    expect((error as errors.UCloudError).attempts).toHaveLength(count);
  });

  test("arrives once without retries", async () => {
    const { url } = await serve(behave);
    await fail("checkThing", url, { ...limitsOf(name), maxRetries: 0 });
    expect(server?.arrived).toBe(1);
  });
});

test.each([
  ["createThing", 1],
  ["checkThing", 2],
] as const)("of %s, whose first attempt was cut off, %d arrive", async (method, count) => {
  const { url } = await serve((socket, number) => {
    (number === 1 ? hangUp : succeed)(socket, number);
  });
  const call = new Client({ ...KEYS, baseUrl: url }).things[method](REQUESTED);
  await (count === 1 ? expect(call).rejects.toThrow(errors.TransportError) : expect(call).resolves.toMatchObject({ ThingId: "t-1" }));
  expect(server?.arrived).toBe(count);
});

test("a create that was refused at first is sent again", async () => {
  const { url } = await serve((socket, count) => {
    (count === 1 ? refuse(150) : succeed)(socket, count);
  });
  const response = await new Client({ ...KEYS, baseUrl: url }).things.createThing(REQUESTED);
  expect(response).toMatchObject({ ThingId: "t-1", $metadata: { attempts: 2 } });
});

test.each(["createThing", "checkThing"] as const)("%s is sent again where nobody listens", async (method) => {
  const { url } = await serve(succeed);
  await server?.close();
  const error = await fail(method, url);
  expect(error).toBeInstanceOf(errors.ConnectError);
  expect(String(error)).toMatch(/could not connect \(ECONNREFUSED\); nothing was sent, in each of 3 attempts$/);
});

test("an error tells what each attempt met", async () => {
  const behaviours = [hangUp, refuse(153), answer("<html>", 400)];
  const { url } = await serve((socket, count) => {
    behaviours[count - 1]?.(socket, count);
  });
  const error = (await fail("checkThing", url)) as errors.UCloudError;
  expect(error.attempts.map(({ problem }) => problem)).toEqual([
    expect.stringMatching(/^the exchange broke off \(\w+\); it may have been carried out$/),
    "RetCode 153: no",
    "the answer is not a JSON object (HTTP 400, 6 bytes)",
  ]);
  expect(error.message).toBe(
    `CheckThing: ${error.problem}, after 3 attempts: ${error.attempts.map(({ problem }) => problem).join("; ")}`,
  );
});

test("the deadline ends a call that nobody answers", async () => {
  const { url } = await serve(stall);
  const start = performance.now();
  expect(await fail("checkThing", url, { timeout: STALL_MS })).toBeInstanceOf(errors.RequestTimeoutError);
  expect(performance.now() - start).toBeLessThan(10 * STALL_MS);
  expect(server?.arrived).toBe(1);
});

describe("the caller's signal", () => {
  const reason = new Error("enough");

  test("that is aborted already lets nothing be sent", async () => {
    const { url } = await serve(succeed);
    expect(await fail("createThing", url, { signal: AbortSignal.abort(reason) })).toBe(reason);
    expect(server?.arrived).toBe(0);
  });

  test.each([
    ["the headers", stall],
    ["the body", stallInside],
  ])("ends the wait for %s", async (_, behave) => {
    const controller = new AbortController();
    const { url } = await serve((socket, count) => {
      behave(socket, count);
      setImmediate(() => {
        controller.abort(reason);
      });
    });
    expect(await fail("checkThing", url, { signal: controller.signal })).toBe(reason);
    expect(server?.arrived).toBe(1);
  });

  test("that is aborted before a pause lets none begin", async () => {
    const controller = new AbortController();
    const fetch = (): Promise<Response> => Promise.resolve(Response.json({ RetCode: 153 }, { headers: { "Retry-After": "20" } }));
    const errorCodes = (): Promise<{ errorCodes: Map<number, string> }> => {
      controller.abort(reason);
      return Promise.resolve({ errorCodes: new Map() });
    };
    const client = new BaseClient({ ...KEYS, fetch, signal: controller.signal }, { name: "things", baseUrl: BASE_URL, errorCodes });
    const start = performance.now();
    await expect(client.send(createThing, REQUESTED)).rejects.toBe(reason);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test("ends a pause", async () => {
    const controller = new AbortController();
    const { url } = await serve((socket, count) => {
      answer("", 429, { "Retry-After": "20" })(socket, count);
      setTimeout(() => {
        controller.abort(reason);
      }, 50);
    });
    expect(await fail("createThing", url, { signal: controller.signal })).toBe(reason);
    expect(server?.arrived).toBe(1);
  });
});

/** An exception of a `fetch`. */
function exception(message: string, cause?: object): Error {
  return Object.assign(new TypeError(message), cause && { cause });
}

const refused = { code: "ECONNREFUSED", syscall: "connect" };
const EXCEPTIONS: Record<string, [exception: unknown, ofCreates: number, ofReads: number, error: Kind[3]]> = {
  "an unknown host": [exception("fetch failed", { code: "ENOTFOUND", syscall: "getaddrinfo" }), 3, 3, errors.ConnectError],
  "a connection in vain": [exception("fetch failed", { code: "UND_ERR_CONNECT_TIMEOUT" }), 3, 3, errors.ConnectError],
  "no route": [exception("fetch failed", { code: "EHOSTUNREACH", syscall: "connect" }), 3, 3, errors.ConnectError],
  "no address that listens": [exception("fetch failed", { code: "ECONNREFUSED", errors: [refused, refused] }), 3, 3, errors.ConnectError],
  "Bun's refused connection": [Object.assign(new Error("no"), { code: "ConnectionRefused" }), 3, 3, errors.ConnectError],
  "a reset": [exception("fetch failed", { code: "ECONNRESET", syscall: "read" }), 1, 3, errors.TransportError],
  "a reset of one address": [
    exception("fetch failed", { code: "ECONNREFUSED", errors: [refused, { code: "ECONNRESET" }] }),
    1,
    3,
    errors.TransportError,
  ],
  "late headers": [exception("fetch failed", { code: "UND_ERR_HEADERS_TIMEOUT" }), 1, 3, errors.RequestTimeoutError],
  "a browser's failure, which says nothing": [exception("Failed to fetch"), 1, 3, errors.TransportError],
  "something that is no error": [undefined, 1, 3, errors.TransportError],
  "a certificate": [exception("fetch failed", { code: "CERT_HAS_EXPIRED" }), 1, 1, errors.TLSError],
  "a handshake": [exception("fetch failed", { code: "ERR_SSL_WRONG_VERSION_NUMBER" }), 1, 1, errors.TLSError],
};

test.each(Object.entries(EXCEPTIONS))("after %s only what cannot have run is sent again", async (_, [reason, ofCreates, ofReads, kind]) => {
  const fetch = vi.fn(() => {
    throw reason;
  });
  const { things } = new Client({ ...KEYS, fetch });
  await expect(things.createThing(REQUESTED)).rejects.toThrow(kind);
  expect(fetch).toHaveBeenCalledTimes(ofCreates);
  await expect(things.checkThing(REQUESTED)).rejects.toThrow(kind);
  expect(fetch).toHaveBeenCalledTimes(ofCreates + ofReads);
});

const NO_RESPONSES: Record<string, [returned: unknown, found: string]> = {
  "nothing": [undefined, "undefined"],
  "null": [null, "null"],
  "a text": ['{"RetCode": 0}', "a string"],
  "a value of JSON": [{ RetCode: 0 }, "an object"],
  "a body of Node.js": [{ status: 200, headers: new Headers(), body: Readable.from([]) }, "one whose body is no ReadableStream"],
};

test.each(Object.entries(NO_RESPONSES))("a fetch that returns %s is told", async (_, [returned, found]) => {
  const fetch = vi.fn(() => Promise.resolve(returned as Response));
  const call = new Client({ ...KEYS, fetch }).things.checkThing(REQUESTED);
  await expect(call).rejects.toThrow(errors.BadResponseError);
  await expect(call).rejects.toThrow(`CheckThing: the option fetch must return a Response, not ${found}; the action may have`);
  expect(fetch).toHaveBeenCalledOnce();
});

test("a redirect that a browser hides is one", async () => {
  const response = Object.defineProperty(new Response(), "type", { value: "opaqueredirect" });
  const fetch = vi.fn(() => Promise.resolve(response));
  await expect(new Client({ ...KEYS, fetch }).things.checkThing(REQUESTED)).rejects.toThrow(errors.RedirectError);
  expect(fetch).toHaveBeenCalledOnce();
});

test("an exchange that ends early is cancelled", async () => {
  const signals: (AbortSignal | null | undefined)[] = [];
  const fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
    signals.push(init?.signal);
    return new Promise(() => undefined);
  };
  await expect(new Client({ ...KEYS, fetch }).things.createThing(REQUESTED, { timeout: 20 })).rejects.toThrow();
  expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
});

test("a body that is too large is read no further", async () => {
  let count = 0;
  const body = new ReadableStream({
    pull: (controller) => {
      count += 1;
      controller.enqueue(new Uint8Array(2 ** 20));
    },
  });
  const fetch = (): Promise<Response> => Promise.resolve(new Response(body));
  await expect(new Client({ ...KEYS, fetch }).things.createThing(REQUESTED)).rejects.toThrow("the answer is too large");
  expect(count).toBeLessThan(12);
});

test("a call leaves no timer, which would keep a program from ending", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const fetch = (): Promise<Response> => Promise.resolve(Response.json({ RetCode: 0 }));
  await new Client({ ...KEYS, fetch }).things.createThing(REQUESTED);
  expect(vi.getTimerCount()).toBe(0);
});

test("calls share a connection", async () => {
  const ports = new Set<number | undefined>();
  const { url } = await serve((socket, count) => {
    ports.add(socket.remotePort);
    succeed(socket, count);
  });
  const { things } = new Client({ ...KEYS, baseUrl: url });
  for (const method of ["createThing", "checkThing", "createThing"] as const) {
    await things[method](REQUESTED);
  }
  expect(ports.size).toBe(1);
});

test("a transport that never answers and ignores its signal ends with the deadline", async () => {
  const fetch = (): Promise<Response> => new Promise(() => undefined);
  const call = new Client({ ...KEYS, fetch }).things.checkThing(REQUESTED, { timeout: 20 });
  await expect(call).rejects.toThrow(errors.RequestTimeoutError);
});
