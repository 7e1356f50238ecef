/** What fits stays, what differs is recorded, and one odd field never loses the rest. */

import { describe, expect, test } from "vitest";

import { ResponseDecoder } from "../../templates/typescript/src/runtime/decoding.js";
import type { PayloadDefinition } from "../../templates/typescript/src/runtime/definitions.js";
import { describeDeviation, DeviationList, type Deviation } from "../../templates/typescript/src/runtime/deviations.js";
import { isTooLarge, parseObject, type ResponseObject } from "../../templates/typescript/src/runtime/jsonBody.js";

const NODE = {
  name: "Node",
  fields: [
    { name: "NodeID", type: "int", required: true },
    { name: "NodeId", type: "int" },
    { name: "Children", type: { list: { model: "Node" } }, required: true },
  ],
} as const;
const RESPONSE: PayloadDefinition = {
  fields: [
    { name: "ThingId", type: "string", required: true },
    { name: "Count", type: "int" },
    { name: "Ratio", type: "float" },
    { name: "Open", type: "bool" },
    { name: "Names", type: { list: "string" }, required: true },
    { name: "Tags", type: { list: "string" } },
    { name: "Root", type: { model: "Node" } },
    { name: "Nodes", type: { list: { model: "Node" } } },
    { name: "Extra", type: "object" },
    { name: "Rows", type: "any[]" },
    { name: "Anything", type: "any" },
  ],
  models: [NODE],
};
const VALID: ResponseObject = {
  RetCode: 0,
  Action: "CreateThingResponse",
  Message: "",
  ThingId: "thing-1",
  Count: 3,
  Ratio: 0.5,
  Open: true,
  Names: ["a", "b"],
  Tags: ["x", ""],
  Root: { NodeID: 1, NodeId: 11, Children: [{ NodeID: 2, Children: [] }] },
  Nodes: [
    { NodeID: 3, Children: [] },
    { NodeID: 4, Children: [] },
  ],
  Extra: { Any: [1, [null]] },
  Rows: [null, 1],
  Anything: [{ A: null }, 1.5],
};
const GONE = undefined;

function decode(changes: ResponseObject): { response: ResponseObject; deviations: readonly Deviation[] } {
  const list = new DeviationList();
  const values = Object.entries({ ...VALID, ...changes }).filter(([, value]) => value !== GONE);
  const response = new ResponseDecoder(RESPONSE).decode(Object.fromEntries(values), list);
  return { response, deviations: list.toArray() };
}

function describeAll(deviations: readonly Deviation[]): string[] {
  return deviations.map(({ kind, path, declared, received }) => `${kind} ${path}: ${declared} ← ${received}`);
}

test("a valid response is whole", () => {
  expect(decode({})).toEqual({ response: VALID, deviations: [] });
});

const NEW_FIELDS = { New: { A: 1 }, Root: { NodeID: 1, Children: [], Old: null } };
const CHANGES: Record<string, [changes: ResponseObject, values: ResponseObject, deviations: string[]]> = {
  "an int as text": [{ ThingId: 7 }, { ThingId: "7" }, ["type ThingId: string ← int"]],
  "a float as text": [{ ThingId: 1.5 }, { ThingId: "1.5" }, ["type ThingId: string ← float"]],
  "a small float as text": [{ ThingId: 1e-7 }, { ThingId: "0.0000001" }, ["type ThingId: string ← float"]],
  "a bool as text": [{ ThingId: true }, { ThingId: "true" }, ["type ThingId: string ← bool"]],
  "a list is no text": [{ ThingId: ["a"] }, { ThingId: GONE }, ["type ThingId: string ← array"]],
  "an object is no text": [{ ThingId: { A: 1 } }, { ThingId: GONE }, ["type ThingId: string ← object"]],
  "digits as int": [{ Count: "-12" }, { Count: -12 }, ["type Count: int ← string"]],
  "a whole float is an int": [{ Count: 12.0 }, { Count: 12 }, []],
  "a broken float is no int": [{ Count: 12.5 }, { Count: GONE }, ["type Count: int ← float"]],
  "infinity is no int": [{ Count: Infinity }, { Count: GONE }, ["type Count: int ← float"]],
  "digits and a blank are no int": [{ Count: "12 " }, { Count: GONE }, ["type Count: int ← string"]],
  "full-width digits are no int": [{ Count: "１２" }, { Count: GONE }, ["type Count: int ← string"]],
  "hexadecimal digits are no int": [{ Count: "0x12" }, { Count: GONE }, ["type Count: int ← string"]],
  "endless digits are no int": [{ Count: "9".repeat(5000) }, { Count: GONE }, ["type Count: int ← string"]],
  "an empty text is no int": [{ Count: "" }, { Count: GONE }, ["type Count: int ← string"]],
  "a bool is no int": [{ Count: true }, { Count: GONE }, ["type Count: int ← bool"]],
  "an int that is not exact": [{ Count: 2 ** 53 }, { Count: 2 ** 53 }, ["precision Count: int ← an integer beyond 2⁵³"]],
  "digits that are not exact": [{ Count: "9007199254740993" }, { Count: 2 ** 53 }, ["precision Count: int ← an integer beyond 2⁵³"]],
  "an int for a float": [{ Ratio: 2 }, { Ratio: 2 }, []],
  "an integer beyond 2⁵³ for a float": [{ Ratio: "-12345678901234567890" }, { Ratio: -12345678901234567890 }, []],
  "an integer beyond all floats": [{ Ratio: "9".repeat(400) }, { Ratio: GONE }, ["type Ratio: float ← string"]],
  "a number as text": [{ Ratio: "1.5e3" }, { Ratio: 1500 }, ["type Ratio: float ← string"]],
  "a text beyond all floats": [{ Ratio: "1e999" }, { Ratio: GONE }, ["type Ratio: float ← string"]],
  "a number beyond all floats": [{ Ratio: Infinity }, { Ratio: GONE }, ["type Ratio: float ← float"]],
  "the text nan is no number": [{ Ratio: "nan" }, { Ratio: GONE }, ["type Ratio: float ← string"]],
  "an empty text is no number": [{ Ratio: "" }, { Ratio: GONE }, ["type Ratio: float ← string"]],
  "a bool is no float": [{ Ratio: false }, { Ratio: GONE }, ["type Ratio: float ← bool"]],
  "text as bool": [{ Open: "False" }, { Open: false }, ["type Open: bool ← string"]],
  "one as bool": [{ Open: 1 }, { Open: true }, ["type Open: bool ← int"]],
  "text in capitals as bool": [{ Open: "TRUE" }, { Open: true }, ["type Open: bool ← string"]],
  "one in text as bool": [{ Open: "1" }, { Open: true }, ["type Open: bool ← string"]],
  "zero as bool": [{ Open: 0 }, { Open: false }, ["type Open: bool ← int"]],
  "two is no bool": [{ Open: 2 }, { Open: GONE }, ["type Open: bool ← int"]],
  "another text is no bool": [{ Open: "yes" }, { Open: GONE }, ["type Open: bool ← string"]],
  "a list is no bool": [{ Open: [true] }, { Open: GONE }, ["type Open: bool ← array"]],
  "a text is no list, and a required list is empty": [{ Names: "a" }, { Names: [] }, ["type Names: array[string] ← string"]],
  "a text is no list, and an optional list is left out": [{ Tags: "a" }, { Tags: GONE }, ["type Tags: array[string] ← string"]],
  "odd items of a list": [
    { Tags: ["a", 1, {}, "b"] },
    { Tags: ["a", "1", "b"] },
    ["type Tags[1]: string ← int", "type Tags[2]: string ← object"],
  ],
  "a list is no object": [{ Root: [] }, { Root: GONE }, ["type Root: Node ← array"]],
  "odd objects of a list": [
    { Nodes: [{ NodeID: "5", Children: [] }, "x", { NodeID: 6 }] },
    {
      Nodes: [
        { NodeID: 5, Children: [] },
        { NodeID: 6, Children: [] },
      ],
    },
    [
      "type Nodes[0].NodeID: int ← string",
      "type Nodes[1]: Node ← string",
      "missing Nodes[2].Children: array[Node] ← nothing",
    ],
  ],
  "a text is no open object": [{ Extra: "x" }, { Extra: GONE }, ["type Extra: object ← string"]],
  "a text is no list of anything": [{ Rows: "x" }, { Rows: GONE }, ["type Rows: array[anything] ← string"]],
  "anything goes": [{ Anything: "x" }, { Anything: "x" }, []],
  "a required field that is missing": [{ ThingId: GONE }, { ThingId: GONE }, ["missing ThingId: string ← nothing"]],
  "a required list that is missing is empty": [{ Names: GONE }, { Names: [] }, ["missing Names: array[string] ← nothing"]],
  "an optional one may be missing": [{ Tags: GONE }, { Tags: GONE }, []],
  "null for a text": [{ ThingId: null }, { ThingId: GONE }, []],
  "null for a required list": [{ Names: null }, { Names: [] }, []],
  "null for a list": [{ Tags: null }, { Tags: GONE }, []],
  "null for an object": [{ Root: null }, { Root: GONE }, []],
  "null in a list": [{ Names: [null, "a", null] }, { Names: ["a"] }, ["type Names[0]: string ← null", "type Names[2]: string ← null"]],
  "null in a list of objects": [
    { Nodes: [null, { NodeID: 1, Children: [null] }] },
    { Nodes: [{ NodeID: 1, Children: [] }] },
    ["type Nodes[0]: Node ← null", "type Nodes[1].Children[0]: Node ← null"],
  ],
  "a key in another case": [{ ThingId: GONE, thingID: "a" }, { ThingId: "a", thingID: GONE }, ["case ThingId: ThingId ← thingID"]],
  "a key in another case with a value of another type": [
    { ThingId: GONE, thingid: 1 },
    { ThingId: "1" },
    ["case ThingId: ThingId ← thingid", "type ThingId: string ← int"],
  ],
  "the page's own spelling comes first": [
    { thingid: "other" },
    { ThingId: "thing-1", thingid: "other" },
    ["unknown thingid: nothing ← string"],
  ],
  "a key that is another field's own is not taken": [
    { Root: { NodeId: 5, Children: [] } },
    { Root: { NodeId: 5, Children: [] } },
    ["missing Root.NodeID: int ← nothing"],
  ],
  "a key in another case is taken once": [
    { Root: { NODEID: 5, Children: [] } },
    { Root: { NodeID: 5, Children: [] } },
    ["case Root.NodeID: NodeID ← NODEID"],
  ],
  "unknown fields are kept": [NEW_FIELDS, NEW_FIELDS, ["unknown Root.Old: nothing ← null", "unknown New: nothing ← object"]],
  "the code as text": [{ RetCode: "0" }, { RetCode: 0 }, ["type RetCode: int ← string"]],
};

test.each(Object.entries(CHANGES))("%s", (_, [changes, values, expected]) => {
  const { response, deviations } = decode(changes);
  expect(Object.fromEntries(Object.keys(values).map((name) => [name, response[name]]))).toEqual(values);
  expect(describeAll(deviations).sort()).toEqual([...expected].sort());
  const rest = Object.entries(VALID).filter(([name]) => !(name in changes));
  expect(response).toMatchObject(Object.fromEntries(rest));
});

function nest(depth: number): ResponseObject {
  let node: ResponseObject = { NodeID: depth, Children: [] };
  for (let level = depth - 1; level >= 0; level--) {
    node = { NodeID: level, Children: [node] };
  }
  return node;
}

test("a model may hold itself", () => {
  expect(decode({ Root: nest(90) })).toMatchObject({ response: { Root: nest(90) }, deviations: [] });
});

test("bottomless nesting is cut off and the rest stays", () => {
  const { response, deviations } = decode({ Root: nest(250) });
  expect(describeAll(deviations)).toEqual([`type Root${".Children[0]".repeat(101)}: Node ← too deep nesting`]);
  expect(response).toMatchObject({ ThingId: "thing-1", Root: { NodeID: 0 } });
});

describe("of too many deviations", () => {
  const one = { NodeID: 1, Children: [], New: 1 };

  test("as many are kept as there may be", () => {
    const { deviations } = decode({ Tags: Array(999).fill(1) });
    expect(deviations).toHaveLength(999);
    expect(deviations.at(-1)?.path).toBe("Tags[998]");
  });

  test.each([
    ["types", { Tags: Array(5000).fill(1) }, "type"],
    ["unknown fields", { Nodes: Array(5000).fill(one) }, "unknown"],
    ["unknown fields, then a type", { Nodes: [...(Array(5000).fill(one) as unknown[]), null] }, "type"],
    ["unknown keys", Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`Key${String(index)}`, 1])), "unknown"],
  ])("the last says that there are more: %s", (_, changes, kind) => {
    const { response, deviations } = decode(changes);
    expect(deviations).toHaveLength(1000);
    expect(deviations.at(-2)?.path).not.toBe("");
    expect(deviations.at(-1)).toEqual({ kind, path: "", declared: "999 deviations", received: "more" });
    expect(deviations.slice(-1).map(describeDeviation)).toEqual(["999 deviations listed, there are more"]);
    expect(response["ThingId"]).toBe("thing-1");
  });
});

test("a deviation prints without control characters", () => {
  const deviation: Deviation = { kind: "unknown", path: "A\u001b[2J\r\n\u202e", declared: "nothing", received: "string" };
  expect(describeDeviation(deviation)).toBe("A\\u{1b}[2J\\u{d}\\u{a}\\u{202e}: nothing declared, string received");
});

test("names with a meaning in JavaScript are plain data", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  const values = JSON.parse(`{${names.map((name) => `"${name}": {"x": 1}`).join()}, "other": {"__proto__": {"y": 1}}}`) as ResponseObject;
  const fields = names.map((name) => ({ name, type: "object" }) as const);
  for (const definition of [{ fields }, { fields: [] }]) {
    const response = new ResponseDecoder(definition).decode(values, new DeviationList());
    expect(Object.getPrototypeOf(response)).toBe(Object.prototype);
    expect(Object.keys(response).sort()).toEqual(Object.keys(values).sort());
    expect(JSON.parse(JSON.stringify(response))).toEqual(values);
  }
  expect("y" in {}).toBe(false);
});

test("a missing field is not taken from the prototype", () => {
  const list = new DeviationList();
  const response = new ResponseDecoder({ fields: [{ name: "constructor", type: "string", required: true }] }).decode({ RetCode: 0 }, list);
  expect(Object.keys(response)).toEqual(["RetCode"]);
  expect(describeAll(list.toArray())).toEqual(["missing constructor: string ← nothing"]);
});

describe("the body of a response", () => {
  const parse = (text: string): unknown => parseObject(new TextEncoder().encode(text));

  test("keeps the digits of integers that are not exact", () => {
    expect(parse('{"a": 12345678901234567890, "b": [-9007199254740993], "c": "12345678901234567890 \\" 12345678901234567890"}')).toEqual({
      a: "12345678901234567890",
      b: ["-9007199254740993"],
      c: '12345678901234567890 " 12345678901234567890',
    });
    expect(parse('{"a": 9007199254740991, "b": 1234567890123456.5, "c": 1000000000000000000e2, "d": 0.12345678901234567890}')).toEqual({
      a: 9007199254740991,
      b: 1234567890123456.5,
      c: 1e20,
      d: 0.12345678901234568,
    });
  });

  test.each([["[]"], ["null"], ["1"], [""], ["{"], ['{"a": NaN}'], ['{"a": 01}']])("%s is no object", (text) => {
    expect(parse(text)).toBeUndefined();
  });

  test("is refused quickly where it is no JSON", () => {
    const start = performance.now();
    expect(parse(`1234567890123456789${'\\"'.repeat(10 ** 6)}`)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test("may hold many values in strings, but not outside", () => {
    const long = "{,".repeat(10 ** 6);
    expect(isTooLarge(new TextEncoder().encode(`{"a": "${long}", "b": "\\"${long}"}`))).toBe(false);
    expect(isTooLarge(new TextEncoder().encode(`{"a": [${long}]}`))).toBe(true);
    expect(isTooLarge(new Uint8Array(8 * 2 ** 20))).toBe(false);
    expect(isTooLarge(new Uint8Array(8 * 2 ** 20 + 1))).toBe(true);
  });
});
