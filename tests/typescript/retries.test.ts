import { expect, test } from "vitest";

import { parseRetryAfter, retryDelay } from "../../templates/typescript/src/runtime/retries.js";

test.each([
  [1, 1, 500],
  [2, 1, 1000],
  [3, 0.5, 1000],
  [5, 1, 8000],
  [2000, 1, 8000],
  [4, 0, 0],
])("after %d failures the delay is the part %d of %d ms", (failures, jitter, delay) => {
  expect(retryDelay(failures, jitter, undefined)).toBe(delay);
});

test("the server's delay is kept up to a minute", () => {
  expect(retryDelay(1, 0.5, 0)).toBe(0);
  expect(retryDelay(1, 0.5, 60_000)).toBe(60_000);
  expect(retryDelay(1, 0.5, 60_001)).toBeUndefined();
});

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

test.each([
  ["7", 7000],
  [" 0 ", 0],
  ["Fri, 02 Jan 2026 03:04:15 GMT", 10_000],
  ["Friday, 02-Jan-26 03:04:15 GMT", 10_000],
  ["Fri, 02 Jan 2026 03:04:00 GMT", 0],
  [null, undefined],
  ["", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
  ["9999999999", undefined],
  ["soon", undefined],
  ["Fri, soon", undefined],
  ["2026-01-02", undefined],
])("Retry-After %j is %s ms", (header, milliseconds) => {
  expect(parseRetryAfter(header, NOW)).toBe(milliseconds);
});
