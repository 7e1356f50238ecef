import { describe, expect, test } from "vitest";

import type { FieldDefinition, PayloadDefinition, Shape } from "../../templates/typescript/src/runtime/definitions.js";
import { RequestEncoder, type Defaults } from "../../templates/typescript/src/runtime/encoding.js";
import { InvalidRequestError } from "../../templates/typescript/src/runtime/errors.js";
import { flatten, formatScalar, writeJson } from "../../templates/typescript/src/runtime/json.js";

const MODELS = [
  {
    name: "Disk",
    fields: [
      { name: "Size", type: "int", required: true },
      { name: "Type", type: "string" },
      { name: "Parts", type: { list: { model: "Disk" } } },
    ],
  },
] as const;
const NO_DEFAULTS: Defaults = new Map();

function field(type: Shape, more: Partial<FieldDefinition> = {}): PayloadDefinition {
  return { fields: [{ name: "A", type, ...more }], models: MODELS };
}

function encodeForm(payload: PayloadDefinition, request: unknown, defaults = NO_DEFAULTS): Record<string, string> {
  return Object.fromEntries(flatten(new RequestEncoder(payload).encode(request, defaults)));
}

const SENT: Record<string, [type: Shape, value: unknown, form: Record<string, string>]> = {
  "a string": ["string", "x y", { A: "x y" }],
  "an empty string": ["string", "", { A: "" }],
  "nothing": ["string", undefined, {}],
  "null": ["string", null, {}],
  "an integer": ["int", 42, { A: "42" }],
  "minus zero": ["int", -0, { A: "0" }],
  "the largest integer": ["int", Number.MAX_SAFE_INTEGER, { A: "9007199254740991" }],
  "a number that is whole": ["float", 42.0, { A: "42" }],
  "a small number": ["float", 0.00001, { A: "0.00001" }],
  "a very small number": ["float", -1.25e-9, { A: "-0.00000000125" }],
  "a large number": ["float", 1e22, { A: "10000000000000000000000" }],
  "a boolean": ["bool", false, { A: "false" }],
  "a list": [{ list: "string" }, ["a", "b"], { "A.0": "a", "A.1": "b" }],
  "a list with gaps": [{ list: "string" }, ["a", null, undefined, "b"], { "A.0": "a", "A.1": "b" }],
  "an object": [{ model: "Disk" }, { Size: 1, Type: "x" }, { "A.Size": "1", "A.Type": "x" }],
  "objects in objects": [
    { list: { model: "Disk" } },
    [{ Size: 1, Parts: [{ Size: 2 }, { Size: 3 }] }],
    { "A.0.Size": "1", "A.0.Parts.0.Size": "2", "A.0.Parts.1.Size": "3" },
  ],
  "an object without a prototype": [{ model: "Disk" }, Object.assign(Object.create(null) as object, { Size: 1 }), { "A.Size": "1" }],
  "any value": ["any", { b: [1, { c: true }], n: null }, { "A.b.0": "1", "A.b.1.c": "true" }],
  "an empty list as any value": ["any", [], {}],
  "a list of anything": ["any[]", [1, "x", { y: 2 }], { "A.0": "1", "A.1": "x", "A.2.y": "2" }],
  "an open object": ["object", { x: 1, y: [true] }, { "A.x": "1", "A.y.0": "true" }],
  "an empty object": ["object", {}, {}],
  "a key with a meaning": ["object", JSON.parse('{"__proto__": {"x": 1}}'), { "A.__proto__.x": "1" }],
};

test.each(Object.entries(SENT))("%s is sent as the wire protocol says", (_, [type, value, form]) => {
  expect(encodeForm(field(type), { A: value })).toEqual(form);
});

const LONE = "\ud800";
const REFUSED: Record<string, [type: Shape, value: unknown, message: string]> = {
  "a number for a string": ["string", 1, "A must be a string, not a number"],
  "a boolean for a string": ["string", true, "A must be a string, not a boolean"],
  "half a character": ["string", LONE, "A holds a lone surrogate, which has no UTF-8 form"],
  "a string for an integer": ["int", "1", "A must be a number, not a string"],
  "a fraction for an integer": ["int", 1.5, "A must be an integer from -(2⁵³ - 1) to 2⁵³ - 1"],
  "an integer that is not exact": ["int", 2 ** 53, "A must be an integer from -(2⁵³ - 1) to 2⁵³ - 1"],
  "a big integer": ["int", 1n, "A must be a number, not a bigint"],
  "NaN": ["float", NaN, "A must be a finite number"],
  "infinity": ["int", -Infinity, "A must be a finite number"],
  "a number for a boolean": ["bool", 1, "A must be a boolean, not a number"],
  "a string for a list": [{ list: "string" }, "ab", "A must be a list, not a string"],
  "a set for a list": [{ list: "string" }, new Set(["a"]), "A must be a list, not a Set"],
  "an item of another type": [{ list: "string" }, ["a", 1], "A[1] must be a string, not a number"],
  "a list of lists": [{ list: "string" }, [["a"]], "A[0] must not be a list inside a list"],
  "a list of lists of anything": ["any[]", [{ b: [[1]] }], "A[0].b[0] must not be a list inside a list"],
  "a list for an object": [{ model: "Disk" }, [], "A must be a plain object, not a list"],
  "a map for an object": [{ model: "Disk" }, new Map([["Size", 1]]), "A must be a plain object, not a Map"],
  "a date": ["any", new Date(0), "A must be a plain object, not a Date"],
  "bytes": ["any", new Uint8Array(2), "A must be a plain object, not a Uint8Array"],
  "an object of a class": [{ model: "Disk" }, new (class Entry { Size = 1; })(), "A must be a plain object, not an Entry"],
  "an object of a class without a name": [{ model: "Disk" }, new (class { Size = 1; })(), "A must be a plain object, not an object"],
  "a function": ["any", () => 1, "A must be a string, number, boolean, list or plain object, not a function"],
  "a missing member": [{ list: { model: "Disk" } }, [{ Size: 1 }, { Type: "x" }], "A[1].Size is required"],
  "a misspelled member": [{ model: "Disk" }, { size: 1 }, "A.size is no parameter; did you mean Size?"],
  "an unknown member": [{ model: "Disk" }, { Size: 1, Whatever: 1 }, "A.Whatever is no parameter"],
  "a key that is half a character": ["object", { [LONE]: 1 }, "A holds a lone surrogate, which has no UTF-8 form"],
};

test.each(Object.entries(REFUSED))("%s is refused", (_, [type, value, message]) => {
  const encode = (): unknown => encodeForm(field(type), { A: value });
  expect(encode).toThrow(InvalidRequestError);
  expect(encode).toThrow(message);
});

test("what is nested without end is refused", () => {
  const endless: Record<string, unknown> = { Size: 1 };
  endless["Parts"] = [endless];
  expect(() => encodeForm(field({ model: "Disk" }), { A: endless })).toThrow(/must not be nested deeper than 100 levels$/);
  endless["Any"] = endless;
  expect(() => encodeForm(field("any"), { A: { Any: endless } })).toThrow(/must not be nested deeper than 100 levels$/);
});

describe("an empty list", () => {
  test.each([[[]], [[null]]])("%j is refused, since it would be sent as nothing", (value) => {
    expect(() => encodeForm(field({ list: "int" }), { A: value })).toThrow("A must not be an empty list");
    expect(() => encodeForm(field({ list: "int" }, { required: true }), { A: value })).toThrow("A is required, not empty");
  });
});

test("a required object must not be empty", () => {
  expect(() => encodeForm(field("object", { required: true }), { A: {} })).toThrow("A is required, not empty");
});

test("a list must not be longer than its limit", () => {
  const payload = field({ list: "int" }, { maxItems: 2 });
  expect(encodeForm(payload, { A: [1, 2] })).toEqual({ "A.0": "1", "A.1": "2" });
  expect(() => encodeForm(payload, { A: [1, 2, 3] })).toThrow("A must have at most 2 elements, not 3");
});

test.each([[{}], [{ A: undefined }], [{ A: null }]])("a required parameter is missing in %j", (request) => {
  expect(() => encodeForm(field("int", { required: true }), request)).toThrow("A is required");
});

test.each([
  [undefined, "undefined"],
  [null, "null"],
  ["x", "a string"],
  [[], "a list"],
  [new Date(0), "a Date"],
])("%j is no request", (request, kind) => {
  expect(() => encodeForm(field("int"), request)).toThrow(`the request must be a plain object, not ${kind}`);
});

test("an error names the parameter and shows no value", () => {
  const encode = (): unknown => encodeForm(field("string"), { A: 123456 });
  expect(encode).toThrow(expect.objectContaining({ parameter: "A" }) as Error);
  expect(encode).not.toThrow(/123456/);
});

test("a parameter may be called __proto__", () => {
  const payload: PayloadDefinition = { fields: [{ name: "__proto__", type: "int", required: true }] };
  expect(() => encodeForm(payload, {})).toThrow("__proto__ is required");
  expect(flatten(new RequestEncoder(payload).encode(JSON.parse('{"__proto__": 1}'), NO_DEFAULTS))).toEqual(new Map([["__proto__", "1"]]));
});

test.each([{ name: "A", secret: true }, { name: "VncPassword" }] as const)("a text is sent as the base64 of its UTF-8: %j", (more) => {
  const encoder = new RequestEncoder(field("string", { base64: true, ...more }));
  expect(encoder.encode({ [more.name]: "密码" }, NO_DEFAULTS)).toEqual(new Map([[more.name, "5a+G56CB"]]));
  expect(encoder.secrets).toEqual(["密码", "5a+G56CB"]);
});

describe("a parameter that a setting fills in", () => {
  const payload: PayloadDefinition = { fields: [{ name: "Region", type: "string", required: true }] };
  const withValue = (value: string | undefined): Defaults => new Map([["Region", { setting: "region", value }]]);

  test("has the caller's value first", () => {
    expect(encodeForm(payload, { Region: "a" }, withValue("b"))).toEqual({ Region: "a" });
    expect(encodeForm(payload, { Region: "" }, withValue("b"))).toEqual({ Region: "" });
  });

  test("has the setting's value where the caller leaves it out", () => {
    expect(encodeForm(payload, { Region: undefined }, withValue("b"))).toEqual({ Region: "b" });
  });

  test("is an error without either if it is required", () => {
    expect(() => encodeForm(payload, {}, withValue(undefined))).toThrow("Region is required: pass it, or give the client region");
    expect(encodeForm({ fields: [{ name: "Region", type: "string" }] }, {}, withValue(undefined))).toEqual({});
  });
});

test.each([
  [1e-7, "0.0000001"],
  [1.5, "1.5"],
  [123456789.123, "123456789.123"],
  [5e-324, `0.${"0".repeat(323)}5`],
  [-1e21, "-1000000000000000000000"],
])("%d is written without an exponent", (number, text) => {
  expect(formatScalar(number)).toBe(text);
  expect(writeJson(number)).toBe(text);
});

test("a JSON body keeps its types", () => {
  const value = new RequestEncoder(field("any")).encode({ A: { s: '"', n: 1e-7, b: true, l: [1, { x: "" }] } }, NO_DEFAULTS);
  expect(writeJson(value)).toBe('{"A":{"s":"\\"","n":0.0000001,"b":true,"l":[1,{"x":""}]}}');
});
