/** Where a walk through pages ends, what it asks for, and what it refuses. */

import { describe, expect, test, vi } from "vitest";

import type { ApiResponse, PagingDefinition } from "../../templates/typescript/src/runtime/definitions.js";
import { BadResponseError, InvalidRequestError } from "../../templates/typescript/src/runtime/errors.js";
import { PagedCall } from "../../templates/typescript/src/runtime/paging.js";
import type { AnyAction } from "../../templates/typescript/src/runtime/protocol.js";
import { Client, describeThing, KEYS } from "./things.js";

interface Item {
  readonly Id: number;
}

type Values = Readonly<Record<string, unknown>>;
type Server = (request: Values) => Values;

const PAGING: PagingDefinition = { limit: "Limit", offset: "Offset", items: "Things", total: "TotalCount" };

function action(type: "int" | "string"): AnyAction {
  const fields = [
    { name: "Limit", type },
    { name: "Offset", type },
  ];
  return { ...describeThing, request: { fields }, paging: PAGING };
}

/** Returns a call, and the requests that it has sent. */
function start(server: Server, request: Values, type: "int" | "string" = "int") {
  const requests: Values[] = [];
  const send = (_: AnyAction, sent: object): Promise<ApiResponse> => {
    requests.push(sent as Values);
    const raw = { RetCode: 0, ...server(sent as Values) };
    const $metadata = { requestId: "id-1", attempts: 1, deviations: [], raw };
    return Promise.resolve({ ...raw, $metadata });
  };
  return { call: new PagedCall<ApiResponse, Item>(() => Promise.resolve(action(type)), send, request), requests };
}

/** Answers with parts of a list. */
function serve(count: number, { total, most = 100 }: { total?: unknown; most?: number } = {}): Server {
  const all = Array.from({ length: count }, (_, Id) => ({ Id }));
  return ({ Limit, Offset }) => {
    const begin = Number(Offset ?? 0);
    return { Things: all.slice(begin, begin + Math.min(Number(Limit ?? 20), most)), TotalCount: total };
  };
}

/** Answers with these lists of ids, then with the last one again and again. */
function repeat(lists: number[][], more: Values = {}): Server {
  let count = 0;
  return () => {
    count += 1;
    expect(count).toBeLessThan(9);
    const ids = lists[Math.min(count, lists.length) - 1] ?? [];
    return { Things: ids.map((Id) => ({ Id })), ...more };
  };
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const value of values) {
    collected.push(value);
  }
  return collected;
}

const WALKS: Record<string, [server: Server, request: Values, offsets: unknown[], count: number]> = {
  "ends at the total": [serve(5, { total: 5 }), { Limit: 2 }, [undefined, 2, 4], 5],
  "ends at the total after a full page": [serve(4, { total: 4 }), { Limit: 2 }, [undefined, 2], 4],
  "reads a total that is a string": [serve(4, { total: "4" }), { Limit: 2 }, [undefined, 2], 4],
  "ends with a short page": [serve(5), { Limit: 2 }, [undefined, 2, 4], 5],
  "ends with an empty page": [serve(4), { Limit: 2 }, [undefined, 2, 4], 4],
  "ends where nothing is": [serve(0, { total: 0 }), {}, [undefined], 0],
  "ends with an empty page before the total": [serve(4, { total: 9 }), { Limit: 2 }, [undefined, 2, 4], 4],
  "takes a total of 0 beside items as none": [serve(5, { total: 0 }), { Limit: 3 }, [undefined, 3], 5],
  "without a limit ends with an empty page": [serve(25), {}, [undefined, 20, 25], 25],
  "follows a server that cuts the limit": [serve(5, { total: 5, most: 2 }), { Limit: 100 }, [undefined, 2, 4], 5],
  "begins at the caller's offset": [serve(5, { total: 5 }), { Limit: 2, Offset: 1 }, [1, 3], 4],
  "takes null as no offset": [serve(2, { total: 2 }), { Offset: null }, [null], 2],
  "ends where the server begins again": [repeat([[1, 2], [3], [1, 2]]), {}, [undefined, 2, 3], 3],
  "ends where the server repeats its only page": [repeat([[1, 2, 3]]), {}, [undefined, 3], 3],
};

test.each(Object.entries(WALKS))("a walk %s", async (_, [server, request, offsets, count]) => {
  const { call, requests } = start(server, request);
  const ids = new Set<number>();
  for await (const { Id } of call) {
    ids.add(Id);
  }
  expect(ids.size).toBe(count);
  expect(requests.map(({ Offset }) => Offset)).toEqual(offsets);
  expect(requests.map(({ Limit }) => Limit)).toEqual(offsets.map(() => request["Limit"]));
});

test("an offset that the page declares as a string stays one", async () => {
  const { call, requests } = start(serve(3), { Limit: "2", Offset: "0" }, "string");
  const pages = await collect(call.pages());
  expect(pages).toHaveLength(2);
  expect(requests).toEqual([
    { Limit: "2", Offset: "0" },
    { Limit: "2", Offset: "2" },
  ]);
});

describe("a call", () => {
  test("sends nothing before it is awaited, then one request", async () => {
    const { call, requests } = start(serve(6, { total: 6 }), { Limit: 2 });
    await Promise.resolve();
    expect(requests).toEqual([]);
    expect(await call).toMatchObject({ Things: [{ Id: 0 }, { Id: 1 }] });
    expect(await call.then((page) => page.RetCode)).toBe(0);
    expect(requests).toHaveLength(1);
  });

  test("asks for a page when its first item is needed", async () => {
    const { call, requests } = start(serve(6, { total: 6 }), { Limit: 2 });
    const items = call[Symbol.asyncIterator]();
    for (const [id, count] of [0, 1, 2].entries()) {
      expect((await items.next()).value).toEqual({ Id: id });
      expect(requests).toHaveLength(count === 0 ? 1 : Math.floor(id / 2) + 1);
    }
  });

  test("rejects like a promise", async () => {
    const { call } = start(() => {
      throw new TypeError("no");
    }, {});
    const settled = vi.fn();
    await expect(call).rejects.toThrow("no");
    expect(await call.catch((error: unknown) => error)).toBeInstanceOf(TypeError);
    await expect(call.finally(settled)).rejects.toThrow("no");
    expect(settled).toHaveBeenCalledOnce();
  });
});

test.each([
  ["cut to the limit", repeat([[1, 2]]), { Limit: 2 }],
  ["short of the total", repeat([[1, 2]], { TotalCount: 9 }), {}],
])("a repeated page that leaves a gap is an error: %s", async (_, server, request) => {
  const pages = start(server, request).call.pages();
  await pages.next();
  const error = await pages.next().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BadResponseError);
  expect(String(error)).toContain("DescribeThing: the page at Offset 2 came before");
  expect(error).toMatchObject({ requestId: "id-1" });
});

test("an offset that is no number is refused before anything is sent", async () => {
  const { call, requests } = start(serve(1), { Offset: "a" });
  await expect(call.pages().next()).rejects.toThrow(InvalidRequestError);
  expect(requests).toEqual([]);
});

test("a walk with a request that is no object is refused", async () => {
  const { things } = new Client(KEYS);
  const pages = things.describeThing(null as unknown as object).pages();
  await expect(pages.next()).rejects.toThrow("DescribeThing: the request must be a plain object, not null");
});

test("a service walks through the pages of a client, and counts items that cannot be decoded", async () => {
  const all = [{ ThingId: "a" }, null, { ThingId: "b" }, { ThingId: "c" }];
  const bodies: string[] = [];
  const fetch = vi.fn((_: unknown, init?: RequestInit) => {
    const body = init?.body as string;
    bodies.push(body);
    const begin = Number(new URLSearchParams(body).get("Offset"));
    const answer = { RetCode: 0, ThingSet: all.slice(begin, begin + 2), TotalCount: "4" };
    return Promise.resolve(new Response(JSON.stringify(answer)));
  });
  const items = await collect(new Client({ ...KEYS, fetch }).things.describeThing({ Limit: 2 }));
  expect(items.map(({ ThingId }) => ThingId)).toEqual(["a", "b", "c"]);
  expect(bodies).toHaveLength(2);
});
