/** Builds signed HTTP requests and reads HTTP responses. */

import { errorForCode, errorForStatus } from "./apiErrors.js";
import { ResponseDecoder } from "./decoding.js";
import type { ActionDefinition, ApiResponse } from "./definitions.js";
import { describeDeviation, DeviationList, type Deviation } from "./deviations.js";
import { RequestEncoder, type Defaults } from "./encoding.js";
import { BadResponseError, DeviationError, type UCloudError } from "./errors.js";
import { flatten, writeJson, type JsonObject } from "./json.js";
import { isTooLarge, parseObject, type ResponseObject } from "./jsonBody.js";
import { redactor, type Redact } from "./redaction.js";
import { readCredentials, type Settings } from "./settings.js";
import { sign } from "./signature.js";
import type { HttpRequest, HttpResponse } from "./transport.js";

/** An action with any request and any response. */
export type AnyAction = ActionDefinition<object, ApiResponse>;

/** A signed request, and what removes its secrets from texts. */
export interface SignedRequest {
  readonly http: HttpRequest;
  readonly redact: Redact;
}

/** Returns the meaning of a RetCode, undefined if no page explains it. */
export type FindMeaning = (code: number) => Promise<string | undefined>;

const CONTENT_TYPES = { form: "application/x-www-form-urlencoded", json: "application/json" };

/**
 * Returns the signed HTTP request; InvalidRequestError or ConfigurationError if there can be none.
 *
 * `product` names the package and its version in the User-Agent header.
 */
export async function buildRequest(action: AnyAction, request: object, settings: Settings, product: string): Promise<SignedRequest> {
  const encoder = new RequestEncoder(action.request);
  const parameters: JsonObject = new Map([["Action", action.action], ...encoder.encode(request, readDefaults(settings))]);
  const [publicKey, privateKey] = readCredentials(settings);
  const { securityToken } = settings;
  const sent: JsonObject = action.body === "json" ? parameters : new Map(flatten(parameters));
  sent.set("PublicKey", publicKey);
  if (securityToken) {
    sent.set("SecurityToken", securityToken);
  }
  sent.set("Signature", await sign(sent, privateKey));
  const redact = redactor(sent, [privateKey, ...encoder.secrets]);
  const body = action.body === "json" ? writeJson(sent) : encodeForm(sent);
  return { http: { url: settings.baseUrl, headers: buildHeaders(action, settings, product), body }, redact };
}

function readDefaults({ region, zone, projectId }: Settings): Defaults {
  return new Map([
    ["Region", { setting: "region", value: region }],
    ["Zone", { setting: "zone", value: zone }],
    ["ProjectId", { setting: "projectId", value: projectId }],
  ]);
}

function encodeForm(parameters: JsonObject): string {
  return new URLSearchParams([...parameters] as [string, string][]).toString();
}

function buildHeaders({ body }: AnyAction, { userAgent = "" }: Settings, product: string): Record<string, string> {
  const headers = { "Content-Type": CONTENT_TYPES[body] };
  // Browsers have their own, and ask the server's permission for another one.
  const isBrowser = "document" in globalThis || "WorkerGlobalScope" in globalThis;
  return isBrowser ? headers : { ...headers, "User-Agent": `${product} JavaScript ${userAgent}`.trimEnd() };
}

/** Returns the same request for an attempt: with the current time, which is not signed. */
export function stampRequest(request: HttpRequest): HttpRequest {
  return { ...request, headers: { ...request.headers, "U-Timestamp-Ms": String(Date.now()) } };
}

/** A response, decoded. */
export interface DecodedResponse {
  readonly values: ResponseObject;
  readonly raw: ResponseObject;
  readonly deviations: readonly Deviation[];
}

/** Returns the response; APIError for a RetCode other than 0, BadResponseError for a body that is not the API's. */
export async function readResponse(action: AnyAction, answer: HttpResponse, strict: boolean, findMeaning: FindMeaning): Promise<DecodedResponse> {
  const raw = await readSuccess(answer, findMeaning);
  const list = new DeviationList();
  const values = new ResponseDecoder(action.response).decode(raw, list);
  const deviations = list.toArray();
  if (strict) {
    refuseDeviations(deviations, answer.status);
  }
  return { values, raw, deviations };
}

/** Returns the JSON object of a response whose RetCode is 0; throws the error for any other. */
async function readSuccess(answer: HttpResponse, findMeaning: FindMeaning): Promise<ResponseObject> {
  const values = readObject(answer);
  const code = readRetCode(values);
  if (code === undefined) {
    throw badResponse("the answer has no RetCode", answer);
  }
  if (code !== 0) {
    const message = values["Message"];
    const serverMessage = typeof message === "string" && message ? message : "no message";
    throw errorForCode({ serverMessage, code, meaning: await findMeaning(code), status: answer.status });
  }
  return values;
}

function readObject(answer: HttpResponse): ResponseObject {
  if (isTooLarge(answer.body)) {
    throw badResponse("the answer is too large", answer);
  }
  const values = parseObject(answer.body);
  if (values === undefined) {
    throw badResponse("the answer is not a JSON object", answer);
  }
  return values;
}

/** Returns the RetCode, which some services write as a string; undefined if there is none. */
function readRetCode(values: ResponseObject): number | undefined {
  const code = values["RetCode"];
  if (typeof code === "string" && /^-?[0-9]{1,15}$/.test(code)) {
    return Number(code);
  }
  return Number.isSafeInteger(code) ? (code as number) : undefined;
}

function badResponse(problem: string, { status, body }: HttpResponse): UCloudError {
  const details = `HTTP ${String(status)}, ${String(body.length)} bytes`;
  const text = new TextDecoder().decode(body);
  return errorForStatus(status, `${details}: ${problem}`) ?? new BadResponseError(`${problem} (${details})`, status, text);
}

/** Throws DeviationError if there are deviations other than unknown fields, which services may add at any time. */
function refuseDeviations(deviations: readonly Deviation[], status: number): void {
  const problems = deviations.filter(({ kind }) => kind !== "unknown").map(describeDeviation);
  if (problems.length > 0) {
    throw new DeviationError(`the answer differs from its page: ${problems.join("; ")}`, status);
  }
}
