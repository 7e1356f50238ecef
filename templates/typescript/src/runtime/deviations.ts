/** What a response does differently from its page. */

import { escapeControls } from "./text.js";

/**
 * - `type`: a value of another type;
 * - `missing`: a required field is not there;
 * - `case`: the letters of a key have another case;
 * - `unknown`: the page has no such field;
 * - `precision`: an integer beyond 2⁵³, which a number of JavaScript cannot hold exactly.
 */
export type DeviationKind = "type" | "missing" | "case" | "unknown" | "precision";

/**
 * A difference between a response and its page.
 *
 * The last of 1,000 may stand for all others: its path is empty, and its kind is `unknown` if those are all unknown fields.
 */
export interface Deviation {
  readonly kind: DeviationKind;
  /** Where: `Data[0].ReceiptSet[1]`. */
  readonly path: string;
  /** What the page says. */
  readonly declared: string;
  /** What arrived: the kind of a JSON value or a key, never a value. */
  readonly received: string;
}

const MAX_DEVIATIONS = 1000;

/** Returns a deviation as one line of text. */
export function describeDeviation({ path, declared, received }: Deviation): string {
  const text = path ? `${path}: ${declared} declared, ${received} received` : `${declared} listed, there are ${received}`;
  return escapeControls(text);
}

/** Collects the deviations of one response: a server decides how many there are, so their number is limited. */
export class DeviationList {
  readonly #kept: Deviation[] = [];
  #omitted: DeviationKind | undefined;

  /** Adds a deviation; of too many only the kind is kept. */
  add(kind: DeviationKind, path: string, declared: string, received: string): void {
    if (this.#kept.length < MAX_DEVIATIONS - 1) {
      this.#kept.push({ kind, path, declared, received });
    } else if (this.isOpen) {
      this.#omitted = kind;
    }
  }

  /** Whether a further deviation would change what is reported. */
  get isOpen(): boolean {
    return this.#omitted === undefined || this.#omitted === "unknown";
  }

  /** Returns the deviations; the last says if there are more. */
  toArray(): readonly Deviation[] {
    if (this.#omitted === undefined) {
      return this.#kept;
    }
    const listed = `${String(this.#kept.length)} deviations`;
    return [...this.#kept, { kind: this.#omitted, path: "", declared: listed, received: "more" }];
  }
}
