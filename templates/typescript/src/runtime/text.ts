/** Makes text safe to print, names the kinds of values, compares names, and suggests names for misspelled ones. */

const CONTROLS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Escapes control, format and separator characters: text of servers must not move a cursor or forge a log line. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Returns what a value is, and never the value: `null`, `a list`, `a string`, `an AbortController`. */
export function describeKind(value: unknown): string {
  if (value === null || value === undefined) {
    return String(value);
  }
  const kind = Array.isArray(value) ? "list" : typeof value === "object" ? describeClass(value) : typeof value;
  return `${/^[aeio]/i.test(kind) ? "an" : "a"} ${kind}`;
}

function describeClass(value: object): string {
  const { constructor } = (Object.getPrototypeOf(value) ?? {}) as { constructor?: unknown };
  return (typeof constructor === "function" && constructor !== Object && constructor.name) || "object";
}

/** Compares two names in the order of their code points, in which the API signs; JavaScript's own is that of UTF-16 units. */
export function compareCodePoints(first: string, second: string): number {
  const length = Math.min(first.length, second.length);
  for (let index = 0; index < length; index++) {
    const difference = unitRank(first, index) - unitRank(second, index);
    if (difference !== 0) {
      return difference;
    }
  }
  return first.length - second.length;
}

/** Returns a UTF-16 unit as a number that has the order of code points: halves of large ones come after all others. */
function unitRank(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** Returns the end of a message about an unknown name: the nearest candidate, or "". */
export function suggestName(name: string, candidates: Iterable<string>): string {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const ranked = [...candidates]
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((first, second) => first.distance - second.distance);
  return ranked[0] === undefined ? "" : `; did you mean ${ranked[0].candidate}?`;
}

/** Returns how many characters must be added, removed or replaced to make one text of the other. */
function editDistance(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, column) => column);
  for (const [index, char] of first.split(/(?:)/u).entries()) {
    const next = [index + 1];
    for (let column = 0; column < second.length; column++) {
      const replaced = (row[column] ?? 0) + (char === second[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[second.length] ?? 0;
}
