import { createServer } from "node:tls";

import { expect, test } from "vitest";

import { TLSError } from "../../templates/typescript/src/runtime/errors.js";
import { makeCertificate } from "./certificates.js";
import { Loopback, succeed } from "./loopback.js";
import { Client, KEYS, REQUESTED } from "./things.js";

const certificate = makeCertificate();

test.skipIf(certificate === undefined)("a server whose certificate is not trusted gets no request", async () => {
  const server = await Loopback.start(succeed, (listener) => createServer(certificate ?? {}, listener));
  const client = new Client({ ...KEYS, baseUrl: server.url.replace("http:", "https:") });
  for (const method of ["createThing", "checkThing"] as const) {
    await expect(client.things[method](REQUESTED)).rejects.toThrow(TLSError);
    await expect(client.things[method](REQUESTED)).rejects.toThrow(/no trusted connection \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/);
  }
  expect(server.arrived).toBe(0);
  await server.close();
});

test("a server that does not speak TLS gets no request", async () => {
  const server = await Loopback.start(succeed);
  const client = new Client({ ...KEYS, baseUrl: server.url.replace("http:", "https:"), timeout: 300 });
  await expect(client.things.createThing(REQUESTED)).rejects.toThrow();
  expect(server.arrived).toBe(0);
  await server.close();
});
