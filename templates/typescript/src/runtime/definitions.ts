/** What generated modules say about an action: its parameters, the fields of its response, how it is sent. */

import type { Deviation } from "./deviations.js";

/** A type of a page.  A model is referred to by its name, so that models may refer to each other. */
export type Shape =
  | "string"
  | "int"
  | "float"
  | "bool"
  /** Any value. */
  | "any"
  /** A list of anything. */
  | "any[]"
  /** An object with any members. */
  | "object"
  | { readonly list: Shape }
  | { readonly model: string };

/** One row of a page: a parameter of a request, or a field of a response. */
export interface FieldDefinition {
  /** One segment of the API's name: `TaskIdSet`. */
  readonly name: string;
  readonly type: Shape;
  readonly required?: true;
  /** Requests only: a longer list is refused. */
  readonly maxItems?: number;
  /** Requests only: the client encodes the text in base64. */
  readonly base64?: true;
  /** Must not be shown. */
  readonly secret?: true;
}

/** An object inside a request or a response.  Its fields are an array, since a field may be called `__proto__`. */
export interface ModelDefinition {
  readonly name: string;
  readonly fields: readonly FieldDefinition[];
}

/** A request or a response: its fields, and the models that their types refer to. */
export interface PayloadDefinition {
  readonly fields: readonly FieldDefinition[];
  readonly models?: readonly ModelDefinition[];
}

/** The API's names of two parameters, of the list in the response, and of the total number of items. */
export interface PagingDefinition {
  readonly limit: string;
  readonly offset: string;
  readonly items: string;
  readonly total?: string;
}

/** An action of the API. */
export interface ActionDefinition<Request extends object, Response extends ApiResponse> {
  /** The API's name: `GetISMSSendReceipt`. */
  readonly action: string;
  readonly body: "form" | "json";
  /** Changes nothing, so it may be sent again after an unknown outcome. */
  readonly reads: boolean;
  readonly request: PayloadDefinition;
  /** Without the fields that every response has: `RetCode`, `Action`, `Message`. */
  readonly response: PayloadDefinition;
  readonly paging?: PagingDefinition;
  /** For the compiler only. */
  readonly types?: { readonly request: Request; readonly response: Response };
}

/** What every response has. */
export interface ApiResponse {
  /** 0: the action succeeded. */
  readonly RetCode: number;
  /** The action's name followed by `Response`. */
  readonly Action?: string;
  /** The server's message. */
  readonly Message?: string;
  /** About the response.  Not enumerable, so that `JSON.stringify` gives the response alone. */
  readonly $metadata: ResponseMetadata;
}

/** What is known about a response besides its fields. */
export interface ResponseMetadata {
  /** The id that support asks for; undefined if the server sent none. */
  readonly requestId: string | undefined;
  /** How many attempts the call took. */
  readonly attempts: number;
  /** Where the response differs from its page. */
  readonly deviations: readonly Deviation[];
  /** The JSON object as it arrived. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** A text with known values, which editors suggest; any other text is taken, too. */
export type Known<Values extends string> = Values | (string & Record<never, never>);
