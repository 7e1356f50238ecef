import { inspect } from "node:util";

import { expect, test, vi } from "vitest";

import { Client, KEYS, REQUESTED } from "./things.js";

/** A transport that answers with one JSON value, and keeps what it was sent. */
function answering(value: unknown, init: ResponseInit = {}) {
  return vi.fn((_url: string | URL | Request, _init?: RequestInit) => Promise.resolve(new Response(JSON.stringify(value), init)));
}

test("a call sends a signed form and returns the typed response", async () => {
  const fetch = answering({ RetCode: 0, ThingId: "t-1", Tags: ["a"] }, { headers: { "X-UCLOUD-REQUEST-UUID": "id-1" } });
  const response = await new Client({ ...KEYS, fetch }).things.createThing(REQUESTED);
  const [url, init] = fetch.mock.lastCall ?? [];
  expect(url).toBe("https://api.ucloud.cn");
  expect(init).toMatchObject({ method: "POST", redirect: "manual" });
  expect(init?.headers).toMatchObject({
    "Content-Type": "application/x-www-form-urlencoded",
    "U-Timestamp-Ms": expect.stringMatching(/^[0-9]{13}$/) as unknown,
    "User-Agent": "things/0.1.0 JavaScript",
  });
  expect(init?.body).toMatch(/^Action=CreateThing&Name=n&Region=r&PublicKey=public-key&Signature=[0-9a-f]{40}$/);
  expect(response.ThingId).toBe("t-1");
  expect(response.$metadata).toMatchObject({ requestId: "id-1", attempts: 1, deviations: [] });
  expect(JSON.parse(JSON.stringify(response))).toEqual({ RetCode: 0, ThingId: "t-1", Tags: ["a"] });
});

test("a client shows nothing of its settings", () => {
  const client = new Client(KEYS);
  expect(inspect(client, { depth: 9, showHidden: true }) + inspect(client.things, { depth: 9, showHidden: true })).not.toContain("key");
  expect(JSON.stringify(client)).toBe("{}");
});
