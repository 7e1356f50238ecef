/**
 * Parses the body of a response as JSON, within limits of bytes and of values.
 *
 * Bytes alone say little about the work: eight kilobytes of gzip are eight megabytes of `{},`, and those are hundreds of
 * megabytes of objects.  What has more values than a response can need is refused before anything is made of it.
 */

/** Of a decompressed body. */
export const MAX_BODY_BYTES = 8 * 2 ** 20;
const MAX_CONTAINERS = Math.floor(MAX_BODY_BYTES / 40);
const MAX_VALUES = MAX_BODY_BYTES / 8;

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;
const INTEGER = /^-?[0-9]+$/;
const LONG_INTEGER = /[0-9]{16}/;
const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/** A JSON object of a response. */
export type ResponseObject = Record<string, unknown>;

/** Whether a body has more bytes or more values than the response of an action. */
export function isTooLarge(body: Uint8Array): boolean {
  return body.length > MAX_BODY_BYTES || (body.length > MAX_CONTAINERS && hasManyValues(body));
}

function hasManyValues(body: Uint8Array): boolean {
  let [isInside, containers, commas] = [false, 0, 0];
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (byte === QUOTE) {
      isInside = !isInside;
    } else if (isInside) {
      index += Number(byte === BACKSLASH);
    } else {
      containers += Number(byte === BRACKET || byte === BRACE);
      commas += Number(byte === COMMA);
    }
  }
  return containers > MAX_CONTAINERS || commas > MAX_VALUES;
}

/**
 * Returns the JSON object in a body, undefined if there is none.
 *
 * An integer beyond 2⁵³ is returned as a string of its digits: a number would have other digits, and it may be an id.
 */
export function parseObject(body: Uint8Array): ResponseObject | undefined {
  const value = parse(new TextDecoder().decode(body));
  return isObject(value) ? value : undefined;
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is ResponseObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Only of a text that is JSON: of any other the pattern may take very long.
    return LONG_INTEGER.test(text) ? JSON.parse(quoteLongIntegers(text)) : value;
  } catch {
    return undefined;
  }
}

function quoteLongIntegers(text: string): string {
  return text.replace(STRING_OR_NUMBER, (token) => (isUnsafeInteger(token) ? `"${token}"` : token));
}

/** Whether a text is an integer beyond 2⁵³, as `parseObject` returns it. */
export function isUnsafeInteger(token: string): boolean {
  return INTEGER.test(token) && !Number.isSafeInteger(Number(token));
}
