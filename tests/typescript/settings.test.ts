/** Where settings come from, and which are refused. */

import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { ConfigurationError } from "../../templates/typescript/src/runtime/errors.js";
import type { ClientOptions } from "../../templates/typescript/src/runtime/options.js";
import { readCredentials, resolveSettings } from "../../templates/typescript/src/runtime/settings.js";
import { BASE_URL, Client, KEYS, REQUESTED } from "./things.js";

const WORK = {
  profile: "work",
  active: true,
  project_id: "org-1",
  region: "cn-bj2",
  zone: "cn-bj2-04",
  base_url: "https://api.example.com/",
  timeout_sec: 15,
  max_retry_times: 0,
};
const HOME = { profile: "home", active: false, region: "cn-sh2", zone: "", timeout_sec: 0 };
const CONFIG = [WORK, HOME];
const CREDENTIAL = [
  { profile: "work", public_key: " work-pub\n", private_key: "work-pri" },
  { profile: "home", public_key: "home-pub", private_key: "home-pri" },
];

let home = "";

function keep(name: "config" | "credential", content: unknown): string {
  const path = join(home, ".ucloud", `${name}.json`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "home-"));
  mkdirSync(join(home, ".ucloud"));
  keep("config", CONFIG);
  keep("credential", CREDENTIAL);
  for (const name of Object.keys(process.env).filter((variable) => variable.startsWith("UCLOUD_"))) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv("HOME", home);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

test("the active profile gives what is not given otherwise", async () => {
  const settings = await resolveSettings({}, BASE_URL);
  expect(readCredentials(settings)).toEqual(["work-pub", "work-pri"]);
  expect(settings).toMatchObject({ projectId: "org-1", region: "cn-bj2", zone: "cn-bj2-04", baseUrl: "https://api.example.com/" });
  expect(settings).toMatchObject({ timeout: 15_000, maxRetries: 0 });
});

test.each([
  ["an option", { profile: "home" }, undefined],
  ["a variable", {}, "home"],
  ["an option first", { profile: "home" }, "none"],
])("a profile is named by %s", async (_, options, variable) => {
  vi.stubEnv("UCLOUD_PROFILE", variable);
  const settings = await resolveSettings(options, BASE_URL);
  expect(readCredentials(settings)).toEqual(["home-pub", "home-pri"]);
  expect(settings).toMatchObject({ region: "cn-sh2", timeout: 30_000, maxRetries: 2, baseUrl: "https://api.ucloud.cn" });
  expect(settings.zone).toBeUndefined();
});

test("options come before the environment, and that before the profile", async () => {
  vi.stubEnv("UCLOUD_REGION", "variable");
  vi.stubEnv("UCLOUD_ZONE", "variable");
  vi.stubEnv("UCLOUD_TIMEOUT_SECOND", "7.5");
  vi.stubEnv("UCLOUD_PUBLIC_KEY", "");
  const settings = await resolveSettings({ region: "option", zone: undefined }, BASE_URL);
  expect(settings).toMatchObject({ region: "option", zone: "variable", projectId: "org-1", timeout: 7500, publicKey: "work-pub" });
});

test.each([
  ["UCLOUD_PUBLIC_KEY", "publicKey"],
  ["UCLOUD_PRIVATE_KEY", "privateKey"],
  ["UCLOUD_SECURITY_TOKEN", "securityToken"],
  ["UCLOUD_PROJECT_ID", "projectId"],
  ["UCLOUD_REGION", "region"],
  ["UCLOUD_ZONE", "zone"],
])("%s is %s", async (variable, setting) => {
  vi.stubEnv(variable, "value");
  expect(await resolveSettings({}, BASE_URL)).toMatchObject({ [setting]: "value" });
});

test.each([
  ["UCLOUD_SHARED_CONFIG_FILE", "config.json"],
  ["UCLOUD_SHARED_CREDENTIAL_FILE", "credential.json"],
])("%s names a file elsewhere, which must exist", async (variable, name) => {
  const path = join(home, "elsewhere.json");
  renameSync(join(home, ".ucloud", name), path);
  vi.stubEnv(variable, path);
  expect(readCredentials(await resolveSettings({}, BASE_URL))).toEqual(["work-pub", "work-pri"]);
  rmSync(path);
  await expect(resolveSettings({}, BASE_URL)).rejects.toThrow(`${variable} names no file: ${path}`);
});

test.each([[undefined], ["/nowhere"], ["/dev/null"]])("with HOME %s there is no profile", async (value) => {
  vi.stubEnv("HOME", value);
  vi.stubEnv("USERPROFILE", undefined);
  const settings = await resolveSettings({}, BASE_URL);
  expect(settings.publicKey).toBeUndefined();
  expect(() => readCredentials(settings)).toThrow(/^no publicKey: pass it to the client, set UCLOUD_PUBLIC_KEY, or keep it in a profile \(/);
});

test("a missing key says where it was looked for", async () => {
  const path = keep("credential", [{ profile: "work", public_key: "pub" }]);
  const settings = await resolveSettings({}, BASE_URL);
  expect(() => readCredentials(settings)).toThrow(ConfigurationError);
  expect(() => readCredentials(settings)).toThrow(`no privateKey: `);
  expect(() => readCredentials(settings)).toThrow(`(work in ${join(home, ".ucloud", "config.json")} and ${path})`);
});

test("a profile that signs in with OAuth is refused, unless there are keys", async () => {
  keep("config", [{ ...WORK, auth_mode: "oauth" }]);
  expect(readCredentials(await resolveSettings({}, BASE_URL))).toEqual(["work-pub", "work-pri"]);
  keep("credential", []);
  await expect(resolveSettings({}, BASE_URL)).rejects.toThrow(/^profile work in .* signs in with OAuth/);
  expect(readCredentials(await resolveSettings(KEYS, BASE_URL))).toEqual([KEYS.publicKey, KEYS.privateKey]);
});

const BAD_FILES: Record<string, [content: unknown, problem: string]> = {
  "no JSON": ["{", "is not a JSON array of profiles"],
  "deep": ["[".repeat(10 ** 5), "is not a JSON array of profiles"],
  "large": [`${" ".repeat(2 ** 20)}[]`, "is not a JSON array of profiles"],
  "an object": [{}, "is not a JSON array of profiles"],
  "texts": [["work"], "is not a JSON array of profiles"],
  "no name": [[{ active: true }], "is not a JSON array of profiles"],
  "two active ones": [[WORK, { ...HOME, active: true }], "several profiles are active: name one with profile or UCLOUD_PROFILE"],
  "a text for a time": [[{ ...WORK, timeout_sec: "9" }], "timeout must be a number, not of type string"],
  "a flag for a number": [[{ ...WORK, max_retry_times: true }], "maxRetries must be a number, not of type boolean"],
  "a number for a text": [[{ ...WORK, region: 4 }], "region must be a string, not of type number"],
};

test.each(Object.entries(BAD_FILES))("a file with %s is refused", async (_, [content, problem]) => {
  keep("config", content);
  await expect(resolveSettings({}, BASE_URL)).rejects.toThrow(ConfigurationError);
  await expect(resolveSettings({}, BASE_URL)).rejects.toThrow(problem);
});

test("a file that is a folder is refused", async () => {
  rmSync(join(home, ".ucloud", "config.json"));
  mkdirSync(join(home, ".ucloud", "config.json"));
  await expect(resolveSettings({}, BASE_URL)).rejects.toThrow(/^cannot read .*config\.json: EISDIR$/);
});

test("an unknown profile is told with those that exist", async () => {
  await expect(resolveSettings({ profile: "wrok" }, BASE_URL)).rejects.toThrow(/^no profile wrok in .*; there is home, work$/);
});

test("a profile that is created after a call failed is found by the next", async () => {
  keep("credential", []);
  const fetch = (): Promise<Response> => Promise.resolve(Response.json({ RetCode: 0, ThingId: "t-1", Tags: [] }));
  const { things } = new Client({ fetch, profile: "new" });
  await expect(things.createThing(REQUESTED)).rejects.toThrow("no profile new in");
  keep("credential", [{ profile: "new", public_key: "pub", private_key: "pri" }]);
  expect(await things.createThing(REQUESTED)).toMatchObject({ ThingId: "t-1" });
});

describe("a client", () => {
  const options = (values: unknown): ClientOptions => values as ClientOptions;

  test.each([
    [{ publicKye: "a" }, "a client has no option publicKye; did you mean publicKey?"],
    [{ region: 4 }, "region must be a string, not of type number"],
    [{ region: "a\nb" }, "region holds a control character"],
    [{ timeout: 0 }, "timeout must be above 0 and at most 86400000 milliseconds"],
    [{ timeout: NaN }, "timeout must be above 0"],
    [{ attemptTimeout: -1 }, "attemptTimeout must be above 0"],
    [{ maxRetries: 1.5 }, "maxRetries must be an integer from 0 to 100"],
    [{ maxRetries: 101 }, "maxRetries must be an integer from 0 to 100"],
    [{ strict: "yes" }, "strict must be a boolean, not of type string"],
    [{ fetch: {} }, "fetch must be a function, not of type object"],
    [{ signal: new AbortController() }, "signal must be an AbortSignal, not an AbortController: pass its signal"],
    [{ signal: new Date(0) }, "signal must be an AbortSignal, not a Date"],
    [null, 'the options of a client must be an object such as { region: "cn-bj2" }, not null'],
    ["public-key", "the options of a client must be an object"],
    [[], "the options of a client must be an object"],
  ])("refuses %j at once", (values, problem) => {
    expect(() => new Client(options(values))).toThrow(ConfigurationError);
    expect(() => new Client(options(values))).toThrow(problem);
  });

  test("refuses options of a call that are the client's own", async () => {
    const { things } = new Client(KEYS);
    await expect(things.createThing(REQUESTED, options({ privateKey: "x" }))).rejects.toThrow("a call has no option privateKey");
    await expect(things.createThing(REQUESTED, { timeout: -1 })).rejects.toThrow("timeout must be above 0");
    await expect(things.createThing(REQUESTED, options(null))).rejects.toThrow("the options of a call must be an object such as");
    const controller = new AbortController();
    await expect(things.createThing(REQUESTED, options({ signal: controller }))).rejects.toThrow("signal must be an AbortSignal");
  });

  test("has each service once", () => {
    const client = new Client(KEYS);
    expect(client.things).toBe(client.things);
  });
});

const ALLOWED_URLS = [
  "https://api.ucloud.cn",
  "HTTPS://API.UCloud.CN/",
  "https://api.ucloud.cn:8443/a/b%20c/",
  "https://api.ucloud.cn:65535",
  "https://10.0.0.1",
  "https://[2001:db8::1]:443",
  "https://my_host.internal.",
  "http://127.0.0.1:8080/v1",
  "http://127.1.2.3",
  "http://[::1]:8080",
  "http://[0:0:0:0:0:0:0:1]",
  "HTTP://LocalHost",
];
const REFUSED_URLS = [
  "",
  "api.ucloud.cn",
  "//api.ucloud.cn",
  "file:///etc/passwd",
  "ftp://api.ucloud.cn",
  "https:api.ucloud.cn",
  "https://",
  "https:///path",
  "https://user@api.ucloud.cn",
  "https://user:word@api.ucloud.cn",
  "https://@api.ucloud.cn",
  "https://api.ucloud.cn/?a=b",
  "https://api.ucloud.cn?",
  "https://api.ucloud.cn/#",
  "https://api.ucloud.cn:port",
  "https://api.ucloud.cn:65536",
  "https://api..ucloud.cn",
  `https://${"a".repeat(64)}.cn`,
  "https://api.ucloud.cn\\@x.cn",
  "https://api ucloud.cn",
  "https://[1::2::3]",
  " https://api.ucloud.cn",
  "https://api.ucloud.cn/\r\nHost: x",
  "https://api.ucloud.cn\n",
  "https://api.ucloud．cn",
  "http://api.ucloud.cn",
  "http://127.0.0.1.example.com",
  "http://localhost.example.com",
  "http://128.0.0.1",
  "http://0.0.0.0",
];

test.each(ALLOWED_URLS)("%j may be a base URL", (baseUrl) => {
  expect(() => new Client({ baseUrl })).not.toThrow();
});

test.each(REFUSED_URLS)("%j is no base URL", (baseUrl) => {
  expect(() => new Client({ baseUrl })).toThrow(/^baseUrl (?:must|is|holds)/);
});

test("http to another host must be allowed", () => {
  const baseUrl = "http://api.ucloud.cn";
  expect(() => new Client({ baseUrl })).toThrow("use https, or pass allowHttp: true");
  expect(() => new Client({ baseUrl, allowHttp: true })).not.toThrow();
});

test("without an environment, as in a browser, options are enough", async () => {
  vi.stubGlobal("process", undefined);
  expect(await resolveSettings(KEYS, BASE_URL)).toMatchObject({ ...KEYS, timeout: 30_000, searched: "none is active in any file: HOME is not set" });
  vi.unstubAllGlobals();
});
