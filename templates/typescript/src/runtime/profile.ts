/**
 * Reads settings from the environment and from the files of the official command line tool; in a browser there are none.
 *
 * `~/.ucloud/config.json` holds `[{"profile", "active", "project_id", "region", "zone", "base_url", "timeout_sec",
 * "max_retry_times"}]`, `~/.ucloud/credential.json` `[{"profile", "public_key", "private_key"}]`.
 * `UCLOUD_SHARED_CONFIG_FILE` and `UCLOUD_SHARED_CREDENTIAL_FILE` may name other files; a default file may be missing.
 */

import { ConfigurationError } from "./errors.js";
import type { ClientOptions } from "./options.js";
import { compareCodePoints } from "./text.js";

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Entry = Readonly<Record<string, unknown>>;

interface ProfileFile {
  readonly path: string;
  readonly entries: readonly Entry[];
}

/** What was read of a profile. */
export interface Profile {
  readonly values: Readonly<Record<string, unknown>>;
  /** Which profile was looked up in which files, for messages. */
  readonly searched: string;
  readonly isOauth: boolean;
}

/** The variable of the environment for each setting. */
export const VARIABLES = {
  publicKey: "UCLOUD_PUBLIC_KEY",
  privateKey: "UCLOUD_PRIVATE_KEY",
  securityToken: "UCLOUD_SECURITY_TOKEN",
  projectId: "UCLOUD_PROJECT_ID",
  region: "UCLOUD_REGION",
  zone: "UCLOUD_ZONE",
  baseUrl: "UCLOUD_API_BASE_URL",
  timeout: "UCLOUD_TIMEOUT_SECOND",
} as const satisfies Partial<Record<keyof ClientOptions, string>>;

const FILES = {
  UCLOUD_SHARED_CONFIG_FILE: "config.json",
  UCLOUD_SHARED_CREDENTIAL_FILE: "credential.json",
};

const ENTRY_SETTINGS = {
  project_id: "projectId",
  region: "region",
  zone: "zone",
  base_url: "baseUrl",
  timeout_sec: "timeout",
  max_retry_times: "maxRetries",
  public_key: "publicKey",
  private_key: "privateKey",
} as const satisfies Record<string, keyof ClientOptions>;

const MAX_FILE_CHARACTERS = 2 ** 20;
// Not a literal in the import: bundlers for browsers would look for it.
const FILE_SYSTEM = ["node:fs", "promises"].join("/");

/** Returns the variables of the environment; none in a browser. */
export function readEnvironment(): Environment {
  const { process } = globalThis as { process?: { env?: Environment } };
  return process?.env ?? {};
}

/** Returns a variable; an empty one counts as not set. */
export function readVariable(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === "" ? undefined : value;
}

/** Returns the settings that variables hold. */
export function readVariables(environment: Environment): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [setting, variable] of Object.entries(VARIABLES)) {
    const value = readVariable(environment, variable);
    if (value !== undefined) {
      values[setting] = setting === "timeout" ? Number(value) * 1000 : value;
    }
  }
  return values;
}

/** Returns the profile of that name, or the active one; ConfigurationError if it is missing or unreadable. */
export async function readProfile(name: string | undefined, environment: Environment): Promise<Profile> {
  const files = await readFiles(environment);
  const places = files.map(({ path }) => path).join(" and ") || "any file: HOME is not set";
  const profile = name ?? findActive(files);
  if (profile === undefined) {
    return { values: {}, searched: `none is active in ${places}`, isOauth: false };
  }
  const entries = files.flatMap((file) => file.entries).filter((entry) => entry["profile"] === profile);
  if (entries.length === 0) {
    throw new ConfigurationError(`no profile ${profile} in ${places}${listChoices(files)}`);
  }
  return {
    values: Object.assign({}, ...entries.map(readEntry)) as Record<string, unknown>,
    searched: `${profile} in ${places}`,
    isOauth: entries.some((entry) => entry["auth_mode"] === "oauth"),
  };
}

function readEntry(entry: Entry): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(ENTRY_SETTINGS)) {
    const value = entry[key] ?? "";
    // The tool writes 0 for a timeout that is not set.
    if (value !== "" && !(setting === "timeout" && value === 0)) {
      values[setting] = setting === "timeout" && typeof value === "number" ? value * 1000 : value;
    }
  }
  return values;
}

function findActive(files: readonly ProfileFile[]): string | undefined {
  const active = files.flatMap((file) => file.entries).filter((entry) => entry["active"] === true);
  const names = new Set(active.map((entry) => entry["profile"] as string));
  if (names.size > 1) {
    throw new ConfigurationError("several profiles are active: name one with profile or UCLOUD_PROFILE");
  }
  return [...names][0];
}

function listChoices(files: readonly ProfileFile[]): string {
  const names = new Set(files.flatMap((file) => file.entries).map((entry) => entry["profile"] as string));
  return names.size === 0 ? "" : `; there is ${[...names].sort(compareCodePoints).join(", ")}`;
}

async function readFiles(environment: Environment): Promise<ProfileFile[]> {
  const home = readVariable(environment, "HOME") ?? readVariable(environment, "USERPROFILE");
  const files: ProfileFile[] = [];
  for (const [variable, name] of Object.entries(FILES)) {
    const named = readVariable(environment, variable);
    const path = named ?? (home && `${home}/.ucloud/${name}`);
    if (path) {
      files.push({ path, entries: parseEntries(await readText(path, named && variable), path) });
    }
  }
  return files;
}

/** Returns the text of a file; "" if it is missing and no variable names it. */
async function readText(path: string, variable: string | undefined): Promise<string> {
  const { readFile } = (await import(/* webpackIgnore: true */ /* @vite-ignore */ FILE_SYSTEM)) as {
    readFile: (path: string, encoding: "utf8") => Promise<string>;
  };
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as { code?: string };
    const isMissing = code === "ENOENT" || code === "ENOTDIR";
    if (isMissing && !variable) {
      return "";
    }
    throw new ConfigurationError(isMissing ? `${variable ?? ""} names no file: ${path}` : `cannot read ${path}: ${code ?? ""}`);
  }
}

function parseEntries(text: string, path: string): readonly Entry[] {
  if (text.trim() === "") {
    return [];
  }
  const values = text.length <= MAX_FILE_CHARACTERS ? parseJson(text) : undefined;
  if (!Array.isArray(values) || !values.every(isEntry)) {
    throw new ConfigurationError(`${path} is not a JSON array of profiles`);
  }
  return values;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && typeof (value as Entry)["profile"] === "string";
}
