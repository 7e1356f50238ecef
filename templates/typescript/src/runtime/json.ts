/** JSON values of requests: objects are maps, since a key may be called `__proto__`.  Flattens and writes them. */

/** An object of a request. */
export type JsonObject = Map<string, JsonValue>;
/** A value of a request; null has none. */
export type JsonValue = string | number | boolean | JsonValue[] | JsonObject;

/** Returns a scalar as the form and the signature have it: `true`, `42`, and `0.00001` for 1e-5. */
export function formatScalar(value: string | number | boolean): string {
  if (typeof value !== "number") {
    return String(value);
  }
  return Number.isInteger(value) ? BigInt(value).toString() : expandExponent(String(value));
}

/** Returns a number below 1 without an exponent: only those are written with a negative one. */
function expandExponent(text: string): string {
  const parts = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (parts === null) {
    return text;
  }
  const [, sign = "", whole = "", fraction = "", exponent = ""] = parts;
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${whole}${fraction}`;
}

/** Returns a JSON object as flat form parameters: `{"A": [1, {"B": true}]}` → `{"A.0": "1", "A.1.B": "true"}`. */
export function flatten(values: JsonObject): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of values) {
    addFlat(flat, key, value);
  }
  return flat;
}

function addFlat(flat: Map<string, string>, key: string, value: JsonValue): void {
  if (typeof value !== "object") {
    flat.set(key, formatScalar(value));
    return;
  }
  for (const [step, item] of value.entries()) {
    addFlat(flat, `${key}.${String(step)}`, item);
  }
}

/** Returns the text of a JSON value; unlike `JSON.stringify` it never writes an exponent, since the signature has none. */
export function writeJson(value: JsonValue): string {
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  if (typeof value !== "object") {
    return formatScalar(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(writeJson).join(",")}]`;
  }
  const members = Array.from(value, ([key, item]) => `${JSON.stringify(key)}:${writeJson(item)}`);
  return `{${members.join(",")}}`;
}
