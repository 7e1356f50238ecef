/**
 * Removes secrets from texts of servers.
 *
 * A server may quote a request in its message, so its texts are searched for the secrets that were sent.
 */

import { flatten, type JsonObject } from "./json.js";
import { isSecret } from "./secretNames.js";

const HIDDEN = "***";
// Shorter ones occur in ordinary words.
const MIN_LENGTH = 4;
// A name with its value or the list of its values in a JSON text, which may be cut or broken.
const MEMBER = /"((?:[^"\\]|\\.)*)"(\s*:\s*)(?:\[[^[\]{}]*(?:\]|$)|"(?:[^"\\]|\\.)*(?:"|$)|[^\s",[\]{}]+)/g;

/** Removes secrets from a text. */
export type Redact = (text: string) => string;

/** Returns what removes from texts the secrets among the parameters that were sent, and further ones. */
export function redactor(parameters: JsonObject, secrets: readonly string[]): Redact {
  const named = [...flatten(parameters)].filter(([name, value]) => isSecret(name) && !/^(?:true|false)$/.test(value));
  const values = [...named.map(([, value]) => value), ...secrets];
  const forms = [...new Set(values.flatMap(listForms))].filter((form) => form.length >= MIN_LENGTH);
  forms.sort((first, second) => second.length - first.length);
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
}

/** Returns a secret in each form that a server may quote. */
function listForms(value: string): string[] {
  const encoded = new URLSearchParams([["", value]]).toString().slice(1);
  const quoted = quote(value);
  // Twice: in a message of a body that was not read as JSON.
  return [value, encoded, encodeURIComponent(value), quoted, quote(quoted)];
}

function quote(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Returns a short text with the values of secret names replaced where it looks like JSON. */
export function hideMembers(text: string): string {
  return text.replace(MEMBER, (member, name: string, colon: string) =>
    isSecret(name) ? `"${name}"${colon}"${HIDDEN}"` : member,
  );
}
