import { createHash } from "node:crypto";

import { expect, test } from "vitest";


import type { JsonObject, JsonValue } from "../../templates/typescript/src/runtime/json.js";
import { sign } from "../../templates/typescript/src/runtime/signature.js";

const PUBLIC_KEY = "ucloudsomeone@example.com1296235120854146120";
const PRIVATE_KEY = "46f09bb9fab4f12dfc160dae12273d5332b5debe";

const CREATE = {
  Action: "CreateUHostInstance",
  CPU: "2",
  ChargeType: "Month",
  DiskSpace: "10",
  ImageId: "f43736e1-65a5-4bea-ad2e-8a46e18883c2",
  LoginMode: "Password",
  Memory: "2048",
  Name: "Host01",
  Password: "VUNsb3VkLmNu",
  Quantity: "1",
  Region: "cn-bj2",
  Zone: "cn-bj2-04",
};
const BACKENDS = Array.from({ length: 12 }, (_, index) => [`Backends.${String(index)}`, ["foo", "bar", "42"][index % 3] ?? ""]);

// The vectors of the documentation.
const VECTORS: [signature: string, parameters: Record<string, string>][] = [
  ["cba5cf5ec4d4233d206b1b54951e3787350a642f", { Action: "DescribeUHostInstance", Region: "cn-bj2", Limit: "10" }],
  ["4f9ef5df2abab2c6fccd1e9515cb7e2df8c6bb65", CREATE],
  ["170c480ad176a247b324eb92a2cfe536aacfbd04", { ...CREATE, SecurityToken: "some_stoken" }],
  ["6bc32642779f8cb0bb3d3f128b1c0688abf9a1a3", { Action: "AllocateBackendBatch", ...Object.fromEntries(BACKENDS) }],
];

// The order of code points is not that of UTF-16 units: 😀 (U+1F600) comes after ｚ (U+FF5A).
const NESTED: Record<string, [value: JsonObject, text: string]> = {
  "names in the order of code points": [new Map([["😀", "1"], ["ｚ", "2"], ["aa", "5"], ["a", "3"], ["B", "4"]]), "B4a3aa5ｚ2😀1"],
  "values of all kinds": [new Map<string, JsonValue>([["f", 0.00001], ["b", true], ["i", 42.0], ["s", ""]]), "btruef0.00001i42s"],
  "objects in lists": [new Map([["l", [new Map([["b", 1], ["a", 2]]), "x"]]]), "la2b1x"],
};

test.each(Object.entries(NESTED))("%s are signed", async (_, [value, text]) => {
  expect(await sign(value, PRIVATE_KEY)).toBe(createHash("sha1").update(text + PRIVATE_KEY).digest("hex"));
});

test.each(VECTORS)("the signature %s is that of the documentation", async (signature, parameters) => {
  const signed = new Map(Object.entries({ ...parameters, PublicKey: PUBLIC_KEY }));
  expect(await sign(signed, PRIVATE_KEY)).toBe(signature);
});
