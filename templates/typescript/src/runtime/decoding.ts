/**
 * Decodes responses, leniently.
 *
 * A wrong field never costs the others: a value that fits its declared type is kept, one that can be converted without loss is
 * converted, any other is left out (of a required list: an empty list), and each difference from the page is a deviation.
 * Null for the value of a field is no deviation, and the field is left out; null in a list is one, since the items behind it
 * move up.  Fields that the page does not have are kept as they are.
 */

import type { FieldDefinition, PayloadDefinition, Shape } from "./definitions.js";
import { DeviationList } from "./deviations.js";
import { formatScalar } from "./json.js";
import { isObject, isUnsafeInteger, type ResponseObject } from "./jsonBody.js";

/** The fields of every response. */
const ENVELOPE: readonly FieldDefinition[] = [
  { name: "RetCode", type: "int", required: true },
  { name: "Action", type: "string" },
  { name: "Message", type: "string" },
];
const MAX_DEPTH = 101;
const INTEGER = /^-?[0-9]{1,30}$/;
const NUMBER = /^-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

/** The fields of a response or a model under their names. */
interface Model {
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  /** Under the names in lower case the names that differ from those in case only. */
  readonly spellings: ReadonlyMap<string, readonly string[]>;
}

/** Where a value is: the path of its parent and its key or index there.  Written out for deviations only. */
interface Path {
  readonly parent: Path | undefined;
  readonly step: string | number;
  readonly depth: number;
}

/** Decodes the responses of one action. */
export class ResponseDecoder {
  readonly #response: Model;
  readonly #models: ReadonlyMap<string, Model>;

  constructor({ fields, models = [] }: PayloadDefinition) {
    this.#response = readModel([...ENVELOPE, ...fields]);
    this.#models = new Map(models.map((model) => [model.name, readModel(model.fields)]));
  }

  /** Returns the response under the names of its page, and adds where it differs from that. */
  decode(values: ResponseObject, deviations: DeviationList): ResponseObject {
    const decoding = new Decoding(this.#models, deviations);
    return decoding.decodeMembers(this.#response, values, { parent: undefined, step: "", depth: 0 });
  }
}

function readModel(fields: readonly FieldDefinition[]): Model {
  const spellings = new Map<string, string[]>();
  for (const { name } of fields) {
    const lower = name.toLowerCase();
    spellings.set(lower, [...(spellings.get(lower) ?? []), name]);
  }
  return { fields: new Map(fields.map((field) => [field.name, field])), spellings };
}

/** Decodes one response. */
class Decoding {
  readonly #models: ReadonlyMap<string, Model>;
  readonly #deviations: DeviationList;

  constructor(models: ReadonlyMap<string, Model>, deviations: DeviationList) {
    this.#models = models;
    this.#deviations = deviations;
  }

  decodeMembers(model: Model, values: ResponseObject, path: Path): ResponseObject {
    const others = Object.keys(values).filter((key) => !model.fields.has(key));
    const respelled = matchCase(model, values, others);
    const decoded: [name: string, value: unknown][] = [];
    for (const field of model.fields.values()) {
      const key = Object.hasOwn(values, field.name) ? field.name : respelled.get(field.name);
      decoded.push([field.name, this.#decodeField(field, values, key, path)]);
    }
    const taken = new Set(respelled.values());
    const unknown = others.filter((key) => !taken.has(key)).map((key) => [key, values[key]] as const);
    for (const [key, value] of unknown) {
      this.#add("unknown", { parent: path, step: key, depth: 0 }, "nothing", describeValue(value));
    }
    return Object.fromEntries([...decoded.filter(([, value]) => value !== undefined), ...unknown]);
  }

  /** Returns the value of a field that has that key in `values`; undefined: it is missing. */
  #decodeField(field: FieldDefinition, values: ResponseObject, key: string | undefined, path: Path): unknown {
    const fieldPath = { parent: path, step: field.name, depth: path.depth + 1 };
    if (key === undefined && field.required) {
      this.#add("missing", fieldPath, describeShape(field.type), "nothing");
    } else if (key !== undefined && key !== field.name) {
      this.#add("case", fieldPath, field.name, key);
    }
    const value = key === undefined ? null : values[key];
    const decoded = value === null ? undefined : this.#decodeValue(field.type, value, fieldPath);
    return decoded ?? (field.required && isList(field.type) ? [] : undefined);
  }

  #decodeValue(shape: Shape, value: unknown, path: Path): unknown {
    if (typeof shape === "object") {
      return "list" in shape ? this.#decodeList(shape, value, path) : this.#decodeModel(shape.model, value, path);
    }
    switch (shape) {
      case "string":
        return typeof value === "string" ? value : this.#convert(shape, value, path, convertToText);
      case "int":
        return this.#decodeInteger(value, path);
      case "float":
        return this.#decodeNumber(value, path);
      case "bool":
        return typeof value === "boolean" ? value : this.#convert(shape, value, path, convertToBoolean);
      case "any":
        return value;
      case "any[]":
        return this.#keepIf(Array.isArray(value), shape, value, path);
      case "object":
        return this.#keepIf(isObject(value), shape, value, path);
    }
  }

  #convert<T>(shape: Shape, value: unknown, path: Path, convert: (value: unknown) => T): T {
    this.#addType(shape, value, path);
    return convert(value);
  }

  #keepIf(isValid: boolean, shape: Shape, value: unknown, path: Path): unknown {
    if (!isValid) {
      this.#addType(shape, value, path);
    }
    return isValid ? value : undefined;
  }

  #decodeInteger(value: unknown, path: Path): number | undefined {
    if (Number.isSafeInteger(value)) {
      return value as number;
    }
    const number = convertToInteger(value);
    if (number === undefined || Number.isSafeInteger(number)) {
      return this.#convert("int", value, path, () => number);
    }
    this.#add("precision", path, "int", "an integer beyond 2⁵³");
    return number;
  }

  #decodeNumber(value: unknown, path: Path): number | undefined {
    // No number with a fraction is exact, so digits that are cut off are no deviation.
    const number = typeof value === "string" && isUnsafeInteger(value) ? Number(value) : value;
    return isFinite(number) ? number : this.#convert("float", value, path, convertToNumber);
  }

  #decodeList(shape: { readonly list: Shape }, value: unknown, path: Path): unknown[] | undefined {
    if (!Array.isArray(value)) {
      this.#addType(shape, value, path);
      return undefined;
    }
    const items = value.map((item: unknown, step) =>
      this.#decodeValue(shape.list, item, { parent: path, step, depth: path.depth }),
    );
    return items.filter((item) => item !== undefined);
  }

  #decodeModel(name: string, value: unknown, path: Path): ResponseObject | undefined {
    const model = this.#models.get(name);
    if (!isObject(value) || model === undefined) {
      this.#addType({ model: name }, value, path);
      return undefined;
    }
    if (path.depth > MAX_DEPTH) {
      this.#add("type", path, name, "too deep nesting");
      return undefined;
    }
    return this.decodeMembers(model, value, path);
  }

  #addType(shape: Shape, value: unknown, path: Path): void {
    this.#add("type", path, describeShape(shape), describeValue(value));
  }

  #add(kind: Parameters<DeviationList["add"]>[0], path: Path, declared: string, received: string): void {
    if (this.#deviations.isOpen) {
      this.#deviations.add(kind, formatPath(path), declared, received);
    }
  }
}

/** Returns for names that `values` lacks the first other key that differs in case only; each key is taken once. */
function matchCase({ spellings }: Model, values: ResponseObject, others: readonly string[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const key of others) {
    const names = spellings.get(key.toLowerCase()) ?? [];
    const name = names.find((candidate) => !Object.hasOwn(values, candidate) && !keys.has(candidate));
    if (name !== undefined) {
      keys.set(name, key);
    }
  }
  return keys;
}

/** Returns `Data[0].ReceiptSet[1]`. */
function formatPath(path: Path): string {
  const steps: string[] = [];
  for (let place = path; place.parent !== undefined; place = place.parent) {
    steps.unshift(typeof place.step === "number" ? `[${String(place.step)}]` : `.${place.step}`);
  }
  return steps.join("").replace(/^\./, "");
}

function isList(shape: Shape): boolean {
  return shape === "any[]" || (typeof shape === "object" && "list" in shape);
}

function describeShape(shape: Shape): string {
  if (typeof shape === "string") {
    return shape === "any[]" ? "array[anything]" : shape;
  }
  return "list" in shape ? `array[${describeShape(shape.list)}]` : shape.model;
}

/** Returns the kind of a JSON value as pages write it. */
function describeValue(value: unknown): string {
  if (value === null) {
    return "null";
  }
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "object":
      return Array.isArray(value) ? "array" : "object";
    default:
      return "string";
  }
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function convertToText(value: unknown): string | undefined {
  return typeof value === "boolean" || isFinite(value) ? formatScalar(value) : undefined;
}

function convertToInteger(value: unknown): number | undefined {
  if (typeof value === "string") {
    return INTEGER.test(value) ? Number(value) : undefined;
  }
  return Number.isInteger(value) ? (value as number) : undefined;
}

function convertToNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && NUMBER.test(value) ? Number(value) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

function convertToBoolean(value: unknown): boolean | undefined {
  return typeof value === "string" || typeof value === "number" ? BOOLEANS.get(String(value).toLowerCase()) : undefined;
}
