/** Recognizes the names of parameters whose values must not be shown. */

const SECRET = new RegExp(
  "(?:password|passwd|secretkey|accesskeysecret|privatekey(?:body|plaintext|ciphertextblob)?|presharedkey|certificatekey" +
    "|etcdkey|sslkey|sslcontent|plaintext|(?<!next)token|userdata|initscript|(?:^|\\.)policy)(?:\\.[0-9]+)?$" +
    "|(?:^|\\.)signature$",
  "i",
);

/** Whether the value of a parameter must not be shown; takes the API's name or a path (`Disks.0.Password`). */
export function isSecret(name: string): boolean {
  return SECRET.test(name);
}
