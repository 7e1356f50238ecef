/** What a client sends and returns, with a transport of the test's. */

import { inspect } from "node:util";

import { afterEach, describe, expect, test, vi } from "vitest";

import { ConfigurationError, DeviationError, InvalidRequestError, ThrottlingError, UCloudError } from "../../templates/typescript/src/runtime/errors.js";
import type { CallEvent, ClientOptions } from "../../templates/typescript/src/runtime/options.js";
import { checkThing, Client, createThing, KEYS, REQUESTED } from "./things.js";

const CREATED = { RetCode: 0, ThingId: "t-1", Tags: ["a"] };

/** Returns a transport that answers with one JSON value. */
function answering(value: unknown, init: ResponseInit = {}) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return vi.fn<typeof fetch>(() => Promise.resolve(new Response(text, init)));
}

/** Returns the parameters of the last request. */
function lastParameters(fetch: ReturnType<typeof answering>): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(fetch.mock.lastCall?.[1]?.body as string));
}

async function failing(call: PromiseLike<unknown>): Promise<UCloudError> {
  const error = await Promise.resolve(call).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UCloudError);
  return error as UCloudError;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("a call sends a signed form and returns the typed response", async () => {
  const fetch = answering(CREATED, { headers: { "X-UCLOUD-REQUEST-UUID": "id-1" } });
  const response = await new Client({ ...KEYS, fetch, userAgent: "app/2" }).things.createThing(REQUESTED);
  const [url, init] = fetch.mock.lastCall ?? [];
  expect(url).toBe("https://api.ucloud.cn");
  expect(init).toMatchObject({ method: "POST", redirect: "manual" });
  expect(init?.headers).toMatchObject({
    "Content-Type": "application/x-www-form-urlencoded",
    "U-Timestamp-Ms": expect.stringMatching(/^[0-9]{13}$/) as unknown,
    "User-Agent": "things/0.1.0 JavaScript app/2",
  });
  expect(init?.body).toMatch(/^Action=CreateThing&Name=n&Region=r&PublicKey=public-key&Signature=[0-9a-f]{40}$/);
  expect(response.ThingId).toBe("t-1");
  expect(response.$metadata).toEqual({ requestId: "id-1", attempts: 1, deviations: [], raw: CREATED });
  expect(JSON.parse(JSON.stringify(response))).toEqual(CREATED);
});

test("a token is sent and signed", async () => {
  const fetch = answering(CREATED);
  await new Client({ ...KEYS, fetch }).things.createThing(REQUESTED);
  const { Signature, ...rest } = lastParameters(fetch);
  await new Client({ ...KEYS, fetch, securityToken: " token\n" }).things.createThing(REQUESTED);
  const signed = lastParameters(fetch);
  expect(signed).toMatchObject({ ...rest, SecurityToken: "token" });
  expect(signed["Signature"]).not.toBe(Signature);
});

test("a form is sent flat, with the signature of what is sent", async () => {
  const fetch = answering(CREATED);
  await new Client({ ...KEYS, fetch }).things.createThing({ ...REQUESTED, Disks: [{ Size: 1 }, { Size: 2, Type: "x y" }] });
  expect(lastParameters(fetch)).toEqual({
    Action: "CreateThing",
    ...REQUESTED,
    "Disks.0.Size": "1",
    "Disks.1.Size": "2",
    "Disks.1.Type": "x y",
    PublicKey: KEYS.publicKey,
    // sha1("ActionCreateThingDisks.0.Size1Disks.1.Size2Disks.1.Typex yNamenPublicKeypublic-keyRegionrprivate-key-1234")
    Signature: "9b34660530a6acfd45b2f241444ff4f0799f3ef3",
  });
});

test("a JSON body is sent with the signature of its values", async () => {
  const fetch = answering(CREATED);
  const action = { ...createThing, body: "json" } as const;
  await new Client({ ...KEYS, fetch }).send(action, { ...REQUESTED, Disks: [{ Size: 1 }, { Size: 2, Type: "x" }] });
  const init = fetch.mock.lastCall?.[1];
  expect(init?.headers).toMatchObject({ "Content-Type": "application/json" });
  expect(JSON.parse(init?.body as string)).toEqual({
    Action: "CreateThing",
    ...REQUESTED,
    Disks: [{ Size: 1 }, { Size: 2, Type: "x" }],
    PublicKey: KEYS.publicKey,
    // sha1("ActionCreateThingDisksSize1Size2TypexNamenPublicKeypublic-keyRegionrprivate-key-1234")
    Signature: "8793815b4c0bd7ef2803ae4dc3746dd193d9df3d",
  });
});

test("a browser sets its own User-Agent", async () => {
  const fetch = answering(CREATED);
  vi.stubGlobal("document", {});
  await new Client({ ...KEYS, fetch }).things.createThing(REQUESTED);
  expect(fetch.mock.lastCall?.[1]?.headers).not.toHaveProperty("User-Agent");
});

test("settings fill in a region, and options of the call come first", async () => {
  const fetch = answering(CREATED);
  const { things } = new Client({ ...KEYS, fetch, region: "client" });
  const request = { Name: "n" };
  await things.createThing(request);
  expect(lastParameters(fetch)).toMatchObject({ Region: "client" });
  await things.createThing(request, { region: "call", zone: "z", projectId: "p" });
  expect(lastParameters(fetch)).toMatchObject({ Region: "call" });
  expect(lastParameters(fetch)).not.toHaveProperty("Zone");
  await things.createThing({ Name: "n", Region: "request" }, { region: "call" });
  expect(lastParameters(fetch)).toMatchObject({ Region: "request" });
});

test("an invalid request is refused with its action before anything is sent", async () => {
  const fetch = answering(CREATED);
  const error = await failing(new Client({ ...KEYS, fetch }).things.createThing({ ...REQUESTED, Disks: [{ Size: 0.5 }] }));
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect(error).toMatchObject({ action: "CreateThing", parameter: "Disks[0].Size", attempts: [] });
  expect(error.message).toMatch(/^CreateThing: Disks\[0\]\.Size must be an integer/);
  expect(fetch).not.toHaveBeenCalled();
});

test("a call without keys says where they belong", async () => {
  vi.stubGlobal("process", undefined);
  await expect(new Client().things.createThing(REQUESTED)).rejects.toThrow(/^CreateThing: no publicKey: pass it to the client/);
});

test.each([[undefined], [{}]])("a page that has no crypto.subtle but %j says what is needed", async (crypto) => {
  vi.stubGlobal("crypto", crypto);
  const call = new Client({ ...KEYS, fetch: answering(CREATED) }).things.createThing(REQUESTED);
  await expect(call).rejects.toThrow(ConfigurationError);
  await expect(call).rejects.toThrow(/^CreateThing: there is no crypto\.subtle, .*: browsers have it on https: pages/);
});

test("an integer beyond 2⁵³ for a float is none of the deviations that strict refuses", async () => {
  const fetch = answering('{"RetCode": 0, "Size": 12345678901234567890}');
  const action = { ...createThing, response: { fields: [{ name: "Size", type: "float" }] } } as const;
  expect(await new Client({ ...KEYS, fetch, strict: true }).send(action, REQUESTED)).toMatchObject({ Size: 12345678901234567890 });
});

describe("an error of the API", () => {
  const answer = { RetCode: 171, Message: "bad\nsignature" };

  test("has the code, its meaning, the request id and the action", async () => {
    const fetch = answering(answer, { status: 200, headers: { "X-UCLOUD-REQUEST-UUID": "id-1" } });
    const error = await failing(new Client({ ...KEYS, fetch }).things.createThing(REQUESTED));
    expect(error).toMatchObject({ name: "AuthenticationError", code: 171, meaning: "签名错误", status: 200, requestId: "id-1" });
    expect(error.message).toBe("CreateThing: RetCode 171: bad\\u{a}signature — 签名错误 (request id id-1)");
    expect(error.stack).toMatch(/^AuthenticationError: CreateThing: RetCode 171: [^\n]*\n +at /);
  });

  test("of a service has the service's meaning", async () => {
    const fetch = answering({ RetCode: 2001 });
    const error = await failing(new Client({ ...KEYS, fetch }).things.createThing(REQUESTED));
    expect(error).toMatchObject({ name: "NotFoundError", problem: "RetCode 2001: no message — 资源不存在" });
  });
});

describe("with strict", () => {
  test("a response that differs from its page is an error that lists where", async () => {
    const fetch = answering({ RetCode: 0, ThingId: 5, tags: [], New: 1 });
    const call = new Client({ ...KEYS, fetch, strict: true }).things.checkThing(REQUESTED);
    const error = await failing(call);
    expect(error).toBeInstanceOf(DeviationError);
    expect(error.message).toBe(
      "CheckThing: the answer differs from its page: ThingId: string declared, int received; Tags: Tags declared, tags received",
    );
    expect(fetch).toHaveBeenCalledOnce();
  });

  test("a response that differs is final, whatever its HTTP status", async () => {
    const fetch = answering({ RetCode: 0 }, { status: 500 });
    await expect(new Client({ ...KEYS, fetch, strict: true }).things.checkThing(REQUESTED)).rejects.toThrow(DeviationError);
    expect(fetch).toHaveBeenCalledOnce();
  });

  test("a response with new fields is none", async () => {
    const fetch = answering({ ...CREATED, New: 1 });
    const response = await new Client({ ...KEYS, fetch }).things.createThing(REQUESTED, { strict: true });
    expect(response.$metadata.deviations).toEqual([{ kind: "unknown", path: "New", declared: "nothing", received: "int" }]);
  });
});

describe("the hook", () => {
  const events: CallEvent[] = [];
  const onCall = (event: CallEvent): void => {
    events.push(event);
  };
  const call = async (options: ClientOptions): Promise<CallEvent | undefined> => {
    await new Client({ ...KEYS, onCall, ...options }).things.createThing(REQUESTED, { maxRetries: 0 }).catch(() => undefined);
    return events.pop();
  };

  test("hears of a success", async () => {
    const event = await call({ fetch: answering(CREATED) });
    expect(event).toMatchObject({ action: "CreateThing", attempts: 1, outcome: "success", error: undefined });
  });

  test("hears of an error", async () => {
    const event = await call({ fetch: answering({}, { status: 429 }) });
    expect(event).toMatchObject({ attempts: 1, outcome: "ThrottlingError" });
    expect(event?.error).toBeInstanceOf(ThrottlingError);
  });

  test("hears of an end by the caller", async () => {
    const event = await call({ fetch: answering(CREATED), signal: AbortSignal.abort() });
    expect(event).toMatchObject({ outcome: "AbortError", error: undefined });
  });

  test("does not lose a response by an error of its own", async () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    const broken = (): void => {
      throw new Error("broken");
    };
    const client = new Client({ ...KEYS, fetch: answering(CREATED), onCall: broken });
    expect(await client.things.createThing(REQUESTED)).toMatchObject({ ThingId: "t-1" });
    expect(log).toHaveBeenCalledOnce();
  });
});

describe("nothing secret is shown", () => {
  const secret = { privateKey: "PRIVATE-canary", securityToken: "TOKEN-canary" };
  const request = { ...REQUESTED, Password: 'PASSWORD\n"canary" 密', PassPhrase: "PHRASE-canary" };
  const show = (value: unknown): string =>
    [inspect(value, { depth: 9, showHidden: true }), JSON.stringify(value), String(value), value instanceof Error ? value.stack : ""].join();

  test("of a client", () => {
    const client = new Client({ ...KEYS, ...secret });
    expect(show(client) + show(client.things) + show(Object.entries(client))).not.toMatch(/canary|private|public/i);
  });

  /** Answers with everything that was sent, in a text or as the API does. */
  const quotes: Record<string, (body: string) => [answer: unknown, init?: ResponseInit]> = {
    "a message": (body) => [{ RetCode: 170, Message: `bad: ${body}` }],
    "a decoded message": (body) => [{ RetCode: 170, Message: `bad: ${decodeURIComponent(body.replaceAll("+", " "))}` }],
    "a JSON message": (body) => [{ RetCode: 170, Message: JSON.stringify(Object.fromEntries(new URLSearchParams(body))) }],
    "HTML": (body) => [`<html>${body}`, { status: 502 }],
    "JSON without a RetCode": (body) => [Object.fromEntries(new URLSearchParams(body))],
    "an id": (body) => [{ RetCode: 170 }, { headers: { "X-UCLOUD-REQUEST-UUID": body } }],
    "another password": () => [{ Name: "x", VncPassword: "canary", Nested: { Token: ["canary", "canary2"] } }],
    "broken JSON": () => ['{"Password": "canary'],
    "base64": () => [{ RetCode: 170, Message: "PHRASE-canary UEhSQVNFLWNhbmFyeQ== PRIVATE-canary" }],
  };

  test.each(Object.entries(quotes))("of an error where a server quotes the request in %s", async (_, quote) => {
    const fetch = vi.fn((_url: unknown, init?: RequestInit) => {
      const [value, options] = quote(init?.body as string);
      return Promise.resolve(new Response(typeof value === "string" ? value : JSON.stringify(value), options));
    });
    const error = await failing(new Client({ ...KEYS, ...secret, fetch }).things.createThing(request));
    const signature = new URLSearchParams(fetch.mock.lastCall?.[1]?.body as string).get("Signature") ?? "";
    expect(show(error)).toContain("***");
    expect(show(error)).not.toMatch(/canary|UEhSQVNFLWNhbmFyeQ/);
    expect(show(error)).not.toContain(signature);
    expect(error.cause).toBeUndefined();
  });

  test("of an exception of fetch", async () => {
    const fetch = vi.fn((_: unknown, init?: RequestInit) => {
      throw Object.assign(new TypeError(init?.body as string), { cause: { code: "ECONNRESET", request: init } });
    });
    expect(show(await failing(new Client({ ...KEYS, ...secret, fetch }).things.createThing(request)))).not.toContain("canary");
  });

  test("of a value that is refused", async () => {
    const wrong = { ...request, Password: { canary: "canary" } } as unknown as typeof request;
    expect(show(await failing(new Client({ ...KEYS, ...secret }).things.createThing(wrong)))).not.toContain("canary");
  });

  test("of a response that quotes it, except what the caller asked for", async () => {
    const message = { ...CREATED, Message: 'set PASSWORD\n"canary" 密', "PHRASE-canary": 1 };
    const response = await new Client({ ...KEYS, ...secret, fetch: answering(message) }).things.createThing(request);
    expect(response.Message).toBe("set ***");
    expect(response.$metadata.deviations.map(({ path }) => path)).toEqual(["***"]);
  });
});

test("an action that changes nothing may be sent with the client itself", async () => {
  const fetch = answering(CREATED);
  const response = await new Client({ ...KEYS, fetch }).send(checkThing, REQUESTED);
  expect(response.Tags).toEqual(["a"]);
  expect(lastParameters(fetch)).toMatchObject({ Action: "CheckThing" });
});
