/** RetCode or HTTP status → the error to throw. */

import {
  APIError,
  AuthenticationError,
  NotFoundError,
  PermissionDeniedError,
  ThrottlingError,
  UnavailableError,
  UnknownActionError,
  type APIErrorParts,
} from "./errors.js";

type APIErrorClass = new (parts: APIErrorParts) => APIError;

// Codes below 2000 are common to all products, and so is 8039.
const CLASSES: ReadonlyMap<number, APIErrorClass> = new Map<number, APIErrorClass>([
  ...[170, 171, 172, 174].map((code) => [code, AuthenticationError] as const),
  ...[292, 293, 294, 295, 299].map((code) => [code, PermissionDeniedError] as const),
  ...[110, 130, 150].map((code) => [code, UnavailableError] as const),
  ...[160, 161].map((code) => [code, UnknownActionError] as const),
  [153, ThrottlingError],
  [8039, NotFoundError],
]);
const FIRST_PRODUCT_CODE = 2000;
const DOES_NOT_EXIST = "不存在";

/** Returns the error for a RetCode: of its class, or for a product's own code, of the class that its meaning implies. */
export function errorForCode(parts: APIErrorParts & { readonly code: number }): APIError {
  const isNotFound = parts.code >= FIRST_PRODUCT_CODE && parts.meaning?.includes(DOES_NOT_EXIST);
  const kind = isNotFound ? NotFoundError : (CLASSES.get(parts.code) ?? APIError);
  return new kind(parts);
}

/** Returns the error for an answer of a gateway in its own words (`problem`), undefined for a status without a class. */
export function errorForStatus(status: number, problem: string): APIError | undefined {
  switch (status) {
    case 429:
      return new ThrottlingError({ serverMessage: `throttled: too many requests (${problem})`, status });
    case 503:
      return new UnavailableError({ serverMessage: `unavailable at the moment (${problem})`, status });
    default:
      return undefined;
  }
}
