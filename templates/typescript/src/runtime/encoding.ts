/**
 * Encodes requests as JSON values, checked against their definition.
 *
 * `null` and `undefined` are dropped at every depth.  A value of another type than its field is an InvalidRequestError that
 * names the parameter and never the value.
 */

import type { FieldDefinition, PayloadDefinition, Shape } from "./definitions.js";
import { InvalidRequestError } from "./errors.js";
import type { JsonObject, JsonValue } from "./json.js";
import { isSecret } from "./secretNames.js";
import { describeKind, suggestName } from "./text.js";

const MAX_DEPTH = 100;
const LONE_SURROGATE = /\p{Surrogate}/u;
const EMPTY_LIST =
  "must not be an empty list, which would be sent as nothing and may then mean everything: " +
  "if that is wanted, leave it out or pass undefined";

/** Fields with the values that are used where the caller leaves them out, each with the name of its setting. */
export type Defaults = ReadonlyMap<string, { readonly setting: string; readonly value: string | undefined }>;

/** Encodes one request. */
export class RequestEncoder {
  /** The texts that are sent for values which must not be shown, and those which the caller passed. */
  readonly secrets: string[] = [];
  readonly #models: ReadonlyMap<string, readonly FieldDefinition[]>;
  readonly #fields: readonly FieldDefinition[];

  constructor({ fields, models = [] }: PayloadDefinition) {
    this.#fields = fields;
    this.#models = new Map(models.map((model) => [model.name, model.fields]));
  }

  /** Returns the parameters of a request; InvalidRequestError if it does not follow its definition. */
  encode(request: unknown, defaults: Defaults): JsonObject {
    const filled = this.#fields.map((field) => fillIn(field, request, defaults));
    const values = this.#encodeMembers(filled.map(([field]) => field), checkObject(request, "the request"), "");
    for (const [field, value] of filled) {
      if (value !== undefined) {
        values.set(field.name, value);
      }
    }
    return values;
  }

  #encodeMembers(fields: readonly FieldDefinition[], values: object, path: string): JsonObject {
    checkNames(fields, values, path);
    const encoded: JsonObject = new Map();
    for (const field of fields) {
      const value = readMember(values, field.name);
      const fieldPath = joinPath(path, field.name);
      if (value !== undefined && value !== null) {
        encoded.set(field.name, this.#encodeField(field, value, fieldPath));
      } else if (field.required) {
        throw new InvalidRequestError("is required", fieldPath);
      }
    }
    return encoded;
  }

  #encodeField(field: FieldDefinition, value: unknown, path: string): JsonValue {
    const encoded = this.#encodeShape(field.type, value, path);
    checkSize(field, encoded, path);
    const sent = field.base64 && typeof encoded === "string" ? encodeBase64(encoded) : encoded;
    if (field.secret ?? isSecret(field.name)) {
      this.secrets.push(...listTexts(encoded), ...listTexts(sent));
    }
    return sent;
  }

  #encodeShape(shape: Shape, value: unknown, path: string): JsonValue {
    if (typeof shape === "string") {
      return SCALAR_ENCODERS[shape](value, path);
    }
    if ("list" in shape) {
      return encodeItems(value, path, (item, itemPath) => this.#encodeShape(shape.list, item, itemPath));
    }
    const fields = this.#models.get(shape.model) ?? [];
    checkDepth(path);
    return this.#encodeMembers(fields, checkObject(value, path), path);
  }
}

/** Returns the field as optional, with the value of a setting, if it is a text that has one and the caller leaves it out. */
function fillIn(field: FieldDefinition, request: unknown, defaults: Defaults): [FieldDefinition, string | undefined] {
  const fallback = field.type === "string" ? defaults.get(field.name) : undefined;
  const passed = typeof request === "object" && request !== null ? readMember(request, field.name) : undefined;
  if (fallback === undefined || (passed !== undefined && passed !== null)) {
    return [field, undefined];
  }
  if (fallback.value === undefined && field.required) {
    throw new InvalidRequestError(`is required: pass it, or give the client ${fallback.setting}`, field.name);
  }
  return [{ name: field.name, type: field.type }, fallback.value];
}

function readMember(values: object, name: string): unknown {
  return Object.hasOwn(values, name) ? (values as Record<string, unknown>)[name] : undefined;
}

function joinPath(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}

function checkNames(fields: readonly FieldDefinition[], values: object, path: string): void {
  const names = new Set(fields.map(({ name }) => name));
  for (const name of Object.keys(values)) {
    if (!names.has(name)) {
      throw new InvalidRequestError(`is no parameter${suggestName(name, names)}`, joinPath(path, name));
    }
  }
}

function checkSize(field: FieldDefinition, value: JsonValue, path: string): void {
  const isSized = Array.isArray(value) ? field.type !== "any" : field.type === "object" && field.required;
  if (!isSized) {
    return;
  }
  const size = Array.isArray(value) ? value.length : (value as JsonObject).size;
  if (size === 0) {
    throw new InvalidRequestError(field.required ? "is required, not empty" : EMPTY_LIST, path);
  }
  if (field.maxItems !== undefined && size > field.maxItems) {
    throw new InvalidRequestError(`must have at most ${String(field.maxItems)} elements, not ${String(size)}`, path);
  }
}

function checkDepth(path: string): void {
  if (path.split(/[.[]/).length > MAX_DEPTH) {
    throw new InvalidRequestError(`must not be nested deeper than ${String(MAX_DEPTH)} levels`, path);
  }
}

/** Returns an object whose members are its own properties; a Map or a Date would look empty. */
function checkObject(value: unknown, path: string): object {
  const prototype: unknown = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  const isPlain = prototype === null || (typeof prototype === "object" && Object.getPrototypeOf(prototype) === null);
  if (!isPlain || Array.isArray(value)) {
    throw wrongType(path, "a plain object", value);
  }
  return value as object;
}

function wrongType(path: string, expected: string, value: unknown): InvalidRequestError {
  return new InvalidRequestError(`must be ${expected}, not ${describeKind(value)}`, path);
}

type Encoder = (value: unknown, path: string) => JsonValue;

const SCALAR_ENCODERS: Record<Extract<Shape, string>, Encoder> = {
  string: encodeText,
  int: encodeInteger,
  float: encodeNumber,
  bool: encodeBoolean,
  any: encodeAny,
  "any[]": (value, path) => encodeItems(value, path, encodeAny),
  object: encodeObject,
};

function encodeText(value: unknown, path: string): string {
  if (typeof value !== "string") {
    throw wrongType(path, "a string", value);
  }
  if (LONE_SURROGATE.test(value)) {
    throw new InvalidRequestError("holds a lone surrogate, which has no UTF-8 form", path);
  }
  return value;
}

function encodeInteger(value: unknown, path: string): number {
  const number = encodeNumber(value, path);
  if (!Number.isSafeInteger(number)) {
    throw new InvalidRequestError("must be an integer from -(2⁵³ - 1) to 2⁵³ - 1", path);
  }
  return number;
}

function encodeNumber(value: unknown, path: string): number {
  if (typeof value !== "number") {
    throw wrongType(path, "a number", value);
  }
  if (!Number.isFinite(value)) {
    throw new InvalidRequestError("must be a finite number", path);
  }
  return value;
}

function encodeBoolean(value: unknown, path: string): boolean {
  if (typeof value !== "boolean") {
    throw wrongType(path, "a boolean", value);
  }
  return value;
}

function encodeItems(value: unknown, path: string, encode: Encoder): JsonValue[] {
  if (!Array.isArray(value)) {
    throw wrongType(path, "a list", value);
  }
  return Array.from(value as unknown[], (item, index) => [item, `${path}[${String(index)}]`] as const)
    .filter(([item]) => item !== undefined && item !== null)
    .map(([item, itemPath]) => encodeItem(item, itemPath, encode));
}

function encodeItem(item: unknown, path: string, encode: Encoder): JsonValue {
  if (Array.isArray(item)) {
    throw new InvalidRequestError("must not be a list inside a list", path);
  }
  return encode(item, path);
}

function encodeObject(value: unknown, path: string): JsonObject {
  const encoded: JsonObject = new Map();
  checkDepth(path);
  for (const [key, item] of Object.entries(checkObject(value, path)) as [string, unknown][]) {
    const itemPath = joinPath(path, key);
    if (item !== undefined && item !== null) {
      encoded.set(encodeText(key, path), encodeAny(item, itemPath));
    }
  }
  return encoded;
}

function encodeAny(value: unknown, path: string): JsonValue {
  if (Array.isArray(value)) {
    return encodeItems(value, path, encodeAny);
  }
  switch (typeof value) {
    case "string":
      return encodeText(value, path);
    case "number":
      return encodeNumber(value, path);
    case "boolean":
      return value;
    case "object":
      return encodeObject(value, path);
    default:
      throw wrongType(path, "a string, number, boolean, list or plain object", value);
  }
}

/** Returns the base64 of a text's UTF-8. */
function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function listTexts(value: JsonValue): string[] {
  if (typeof value !== "object") {
    return typeof value === "boolean" ? [] : [String(value)];
  }
  return [...value.values()].flatMap(listTexts);
}
