/**
 * Signs parameters: `sha1(k1 v1 k2 v2 … PrivateKey)` in hex, keys in the order of their code points.
 *
 * Values count as they are sent, before URL encoding, as UTF-8.  In a JSON body an object counts as its sorted keys, each
 * followed by its value, a list as its elements in order.
 */

import { ConfigurationError } from "./errors.js";
import { formatScalar, type JsonObject, type JsonValue } from "./json.js";
import { compareCodePoints } from "./text.js";

/** Returns the signature of form parameters or of a JSON body, which have none yet: 40 hex digits. */
export async function sign(parameters: JsonObject, privateKey: string): Promise<string> {
  return hashText(joinValue(parameters) + privateKey);
}

function joinValue(value: JsonValue): string {
  if (typeof value !== "object") {
    return formatScalar(value);
  }
  if (Array.isArray(value)) {
    return value.map(joinValue).join("");
  }
  const members = [...value].sort(([first], [second]) => compareCodePoints(first, second));
  return members.map(([key, item]) => key + joinValue(item)).join("");
}

/** Returns the SHA-1 of a text in hex; ConfigurationError where nothing computes it. */
export async function hashText(text: string): Promise<string> {
  const { subtle } = (globalThis as { crypto?: { subtle?: SubtleCrypto } }).crypto ?? {};
  if (subtle === undefined) {
    const remedy = "browsers have it on https: pages and localhost, Node.js from version 20 on";
    throw new ConfigurationError(`there is no crypto.subtle, which requests are signed with: ${remedy}`);
  }
  const digest = await subtle.digest("SHA-1", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
