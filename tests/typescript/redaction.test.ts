/** Which texts of a server are hidden, and which names are those of secrets. */

import { expect, test } from "vitest";

import { hideMembers, redactor } from "../../templates/typescript/src/runtime/redaction.js";
import { isSecret } from "../../templates/typescript/src/runtime/secretNames.js";

const SECRET = [
  "Password",
  "password",
  "AdminPasswd",
  "Disks.0.Password",
  "Passwords.Password.3",
  "SecretKey",
  "AccessKeySecret",
  "PrivateKey",
  "PrivateKeyBody",
  "PreSharedKey",
  "CertificateKey",
  "SSLKey",
  "SSLContent",
  "Plaintext",
  "Token",
  "SecurityToken",
  "UserData",
  "InitScript",
  "Policy",
  "A.Policy",
  "Signature",
];
const PLAIN = ["PolicyId", "BucketPolicy", "NextToken", "MaxPasswordAge", "PasswordPolicy", "PublicKey", "TokenId", "ASignature", "Name"];

test.each(SECRET)("%s is a secret", (name) => {
  expect(isSecret(name)).toBe(true);
});

test.each(PLAIN)("%s is none", (name) => {
  expect(isSecret(name)).toBe(false);
});

test.each([
  ["what is short, since it occurs in ordinary words, stays", { Password: "a" }, "a banana", "a banana"],
  ["truth values stay", { Password: "true" }, "it is true", "it is true"],
  ["the longer secret goes first", { Password: "abcd", Token: "abcdefgh" }, "abcdefgh abcd", "*** ***"],
  ["a secret in a URL is hidden", { Token: "a b/ü" }, "?t=a+b%2F%C3%BC ?t=a%20b%2F%C3%BC", "?t=*** ?t=***"],
  ["a secret in JSON is hidden", { Token: 'a"b\n' }, JSON.stringify({ x: 'a"b\n' }), '{"x":"***"}'],
  ["a secret in JSON in JSON is hidden", { Token: 'a"b' }, JSON.stringify({ x: JSON.stringify('a"b') }), '{"x":"\\"***\\""}'],
  ["other parameters stay", { Name: "name", Token: "secret" }, "name secret", "name ***"],
])("%s", (_, parameters, text, shown) => {
  expect(redactor(new Map(Object.entries(parameters)), [])(text)).toBe(shown);
});

test.each([
  ['{"Password": "a", "Name": "b"}', '{"Password": "***", "Name": "b"}'],
  ['{"Token":["a", "b"], "Name": ["b"]}', '{"Token":"***", "Name": ["b"]}'],
  ['{"Token": 5, "x": {"VncPassword": "a\\"b"}}', '{"Token": "***", "x": {"VncPassword": "***"}}'],
  ['{"Keys": [{"Token": ["a", 1', '{"Keys": [{"Token": "***"'],
  ['{"Password": "cut', '{"Password": "***"'],
  ["<html>", "<html>"],
])("of %s the values of secret names are hidden", (text, shown) => {
  expect(hideMembers(text)).toBe(shown);
});
