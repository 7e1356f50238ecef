import { expect, test } from "vitest";


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

test.each(VECTORS)("the signature %s is that of the documentation", async (signature, parameters) => {
  const signed = new Map(Object.entries({ ...parameters, PublicKey: PUBLIC_KEY }));
  expect(await sign(signed, PRIVATE_KEY)).toBe(signature);
});
