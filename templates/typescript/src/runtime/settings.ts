/** Resolves the settings of a client: its options > the environment > a profile > defaults.  Messages show no value. */

import { ConfigurationError } from "./errors.js";
import type { CallOptions, ClientOptions } from "./options.js";
import { readEnvironment, readProfile, readVariable, readVariables, VARIABLES, type Profile } from "./profile.js";
import { describeKind, suggestName } from "./text.js";

/** Settings, resolved and checked. */
export interface Settings extends ClientOptions {
  readonly baseUrl: string;
  readonly timeout: number;
  readonly maxRetries: number;
  /** Which profile was read, for messages. */
  readonly searched: string;
}

const DEFAULTS = { timeout: 30_000, maxRetries: 2 };
const MAX_TIMEOUT = 86_400_000;
const MAX_RETRIES = 100;
const KEYS = ["publicKey", "privateKey", "securityToken"] as const;

const KINDS: Record<keyof ClientOptions, "string" | "number" | "boolean" | "function" | "object"> = {
  publicKey: "string",
  privateKey: "string",
  securityToken: "string",
  baseUrl: "string",
  allowHttp: "boolean",
  profile: "string",
  userAgent: "string",
  fetch: "function",
  onCall: "function",
  region: "string",
  zone: "string",
  projectId: "string",
  timeout: "number",
  attemptTimeout: "number",
  maxRetries: "number",
  strict: "boolean",
  signal: "object",
};
const CALL_OPTIONS = ["region", "zone", "projectId", "timeout", "attemptTimeout", "maxRetries", "strict", "signal"];

// An allow-list: what HTTP libraries make of anything odder differs.
const LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const URL_PATTERN = new RegExp(
  `^https?://(?:${LABEL}(?:\\.${LABEL})*\\.?|\\[[0-9a-f:]+\\])(?::[0-9]{1,5})?(?:/[a-z0-9._~!$&'()*+,;=:@%/-]*)?$`,
  "i",
);
const LOOPBACK = /^(?:localhost|127\.[0-9.]+|\[::1\])$/;
const CONTROLS = /[^\P{C}\p{Co}]/u;

/** Returns settings from a client's options, the environment, a profile and its usual address; ConfigurationError if they are invalid. */
export async function resolveSettings(options: ClientOptions, baseUrl: string): Promise<Settings> {
  const environment = readEnvironment();
  const profile = await readProfile(options.profile ?? readVariable(environment, "UCLOUD_PROFILE"), environment);
  const own = dropUndefined(options);
  const values = stripKeys({ ...DEFAULTS, baseUrl, ...profile.values, ...readVariables(environment), ...own });
  checkOptions(values);
  refuseOauth(profile, values);
  return { ...values, searched: profile.searched } as Settings;
}

/** Returns the settings with the options of a call; ConfigurationError if those are invalid. */
export function overrideSettings(settings: Settings, options: CallOptions): Settings {
  checkObject(options, "a call");
  const overrides = dropUndefined(options);
  checkNames(overrides, CALL_OPTIONS, "a call");
  checkOptions(overrides);
  return { ...settings, ...overrides };
}

/** Checks the options of a client; ConfigurationError names the first that is wrong. */
export function checkClientOptions(options: ClientOptions): void {
  checkObject(options, "a client");
  const values = stripKeys(dropUndefined(options));
  checkNames(values, Object.keys(KINDS), "a client");
  checkOptions(values);
}

/** Returns public and private key; the ConfigurationError for a missing one says where it was looked for. */
export function readCredentials(settings: Settings): [publicKey: string, privateKey: string] {
  const { publicKey, privateKey } = settings;
  if (publicKey && privateKey) {
    return [publicKey, privateKey];
  }
  const [missing, variable] = publicKey ? ["privateKey", VARIABLES.privateKey] : ["publicKey", VARIABLES.publicKey];
  const remedy = `pass it to the client, set ${variable}, or keep it in a profile (${settings.searched})`;
  throw new ConfigurationError(`no ${missing}: ${remedy}`);
}

function dropUndefined(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));
}

/** Strips white space around keys, which are pasted from a web page. */
function stripKeys(values: Record<string, unknown>): Record<string, unknown> {
  const keys = KEYS.map((name) => [name, values[name]] as const);
  const stripped = keys.map(([name, key]) => [name, typeof key === "string" ? key.trim() : key]);
  return { ...values, ...dropUndefined(Object.fromEntries(stripped) as object) };
}

function refuseOauth(profile: Profile, values: Record<string, unknown>): void {
  if (profile.isOauth && !(values["publicKey"] && values["privateKey"])) {
    const remedy = "give publicKey and privateKey, or a profile that has them";
    throw new ConfigurationError(`profile ${profile.searched} signs in with OAuth, which this client does not do: ${remedy}`);
  }
}

function checkObject(options: unknown, owner: string): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const example = 'an object such as { region: "cn-bj2" }';
    throw new ConfigurationError(`the options of ${owner} must be ${example}, not ${describeKind(options)}`);
  }
}

function checkNames(values: object, names: readonly string[], owner: string): void {
  for (const name of Object.keys(values)) {
    if (!names.includes(name)) {
      throw new ConfigurationError(`${owner} has no option ${name}${suggestName(name, names)}`);
    }
  }
}

function checkOptions(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    const kind = KINDS[name as keyof ClientOptions];
    if (typeof value !== kind) {
      throw new ConfigurationError(`${name} must be a ${kind}, not of type ${typeof value}`);
    }
    if (typeof value === "string" && CONTROLS.test(value)) {
      throw new ConfigurationError(`${name} holds a control character`);
    }
    if (typeof value === "number") {
      checkNumber(name, value);
    }
  }
  const { signal } = values;
  if (typeof signal === "object" && signal !== null) {
    checkSignal(signal);
  }
  if (typeof values["baseUrl"] === "string") {
    checkUrl(values["baseUrl"], values["allowHttp"] === true);
  }
}

function checkNumber(name: string, value: number): void {
  const isRetries = name === "maxRetries";
  const isValid = isRetries ? Number.isInteger(value) && value >= 0 && value <= MAX_RETRIES : value > 0 && value <= MAX_TIMEOUT;
  if (!isValid) {
    const limits = isRetries ? `an integer from 0 to ${String(MAX_RETRIES)}` : `above 0 and at most ${String(MAX_TIMEOUT)} milliseconds`;
    throw new ConfigurationError(`${name} must be ${limits}`);
  }
}

/** Checks a signal by what it can do: that of another window is no instance of this one's class. */
function checkSignal(signal: object): void {
  if (!("aborted" in signal && "throwIfAborted" in signal)) {
    const remedy = "signal" in signal ? ": pass its signal" : "";
    throw new ConfigurationError(`signal must be an AbortSignal, not ${describeKind(signal)}${remedy}`);
  }
}

/** Checks the base URL: `http:` is allowed for loopback addresses, or with `allowHttp`. */
function checkUrl(url: string, allowHttp: boolean): void {
  if (!URL_PATTERN.test(url) || !URL.canParse(url)) {
    throw new ConfigurationError("baseUrl must be an https:// URL of a host, optionally with a port and a path");
  }
  const { protocol, hostname } = new URL(url);
  if (protocol === "http:" && !allowHttp && !LOOPBACK.test(hostname)) {
    throw new ConfigurationError("baseUrl is http: requests carry credentials; use https, or pass allowHttp: true");
  }
}
