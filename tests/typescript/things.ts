/** A client as the generator writes it, of a small service. */

import { BaseClient } from "../../templates/typescript/src/runtime/client.js";
import type { ActionDefinition, ApiResponse, FieldDefinition } from "../../templates/typescript/src/runtime/definitions.js";
import type { CallOptions, ClientOptions } from "../../templates/typescript/src/runtime/options.js";
import type { PagedCall } from "../../templates/typescript/src/runtime/paging.js";
import { Service } from "../../templates/typescript/src/runtime/service.js";

export interface CreateThingRequest {
  readonly Name: string;
  readonly Region?: string | undefined;
  readonly Password?: string | undefined;
  readonly PassPhrase?: string | undefined;
  readonly Disks?: readonly { readonly Size: number; readonly Type?: string | undefined }[] | undefined;
}

export interface CreateThingResponse extends ApiResponse {
  readonly ThingId: string;
  readonly Tags: readonly string[];
}

export interface DescribeThingRequest {
  readonly Limit?: number | undefined;
  readonly Offset?: number | undefined;
}

export interface Thing {
  readonly ThingId: string;
}

export interface DescribeThingResponse extends ApiResponse {
  readonly ThingSet: readonly Thing[];
  readonly TotalCount?: number;
}

const REQUEST: readonly FieldDefinition[] = [
  { name: "Name", type: "string", required: true },
  { name: "Region", type: "string", required: true },
  { name: "Password", type: "string" },
  { name: "PassPhrase", type: "string", base64: true, secret: true },
  { name: "Disks", type: { list: { model: "Disk" } }, maxItems: 2 },
];
const DISK = {
  name: "Disk",
  fields: [
    { name: "Size", type: "int", required: true },
    { name: "Type", type: "string" },
  ],
} as const;

export const createThing: ActionDefinition<CreateThingRequest, CreateThingResponse> = {
  action: "CreateThing",
  body: "form",
  reads: false,
  request: { fields: REQUEST, models: [DISK] },
  response: {
    fields: [
      { name: "ThingId", type: "string", required: true },
      { name: "Tags", type: { list: "string" }, required: true },
    ],
  },
};

/** The same, but it changes nothing. */
export const checkThing: ActionDefinition<CreateThingRequest, CreateThingResponse> = {
  ...createThing,
  action: "CheckThing",
  reads: true,
};

export const describeThing: ActionDefinition<DescribeThingRequest, DescribeThingResponse> = {
  action: "DescribeThing",
  body: "form",
  reads: true,
  request: {
    fields: [
      { name: "Limit", type: "int" },
      { name: "Offset", type: "int" },
    ],
  },
  response: {
    fields: [
      { name: "ThingSet", type: { list: { model: "Thing" } }, required: true },
      { name: "TotalCount", type: "int" },
    ],
    models: [{ name: "Thing", fields: [{ name: "ThingId", type: "string", required: true }] }],
  },
  paging: { limit: "Limit", offset: "Offset", items: "ThingSet", total: "TotalCount" },
};

export class ThingsService extends Service {
  createThing(request: CreateThingRequest, options?: CallOptions): Promise<CreateThingResponse> {
    return this.call(() => Promise.resolve(createThing), request, options);
  }

  checkThing(request: CreateThingRequest, options?: CallOptions): Promise<CreateThingResponse> {
    return this.call(() => Promise.resolve(checkThing), request, options);
  }

  describeThing(request: DescribeThingRequest = {}, options?: CallOptions): PagedCall<DescribeThingResponse, Thing> {
    return this.callPaged(() => Promise.resolve(describeThing), request, options);
  }

  protected override errorCodes(): Promise<{ errorCodes: ReadonlyMap<number, string> }> {
    return Promise.resolve({ errorCodes: new Map([[2001, "资源不存在"]]) });
  }
}

const COMMON_CODES = new Map([[171, "签名错误"]]);

export class Client extends BaseClient {
  constructor(options: ClientOptions = {}) {
    super(options, { name: "things/0.1.0", baseUrl: BASE_URL, errorCodes: () => Promise.resolve({ errorCodes: COMMON_CODES }) });
  }

  get things(): ThingsService {
    return this.service(ThingsService);
  }
}

export const BASE_URL = "https://api.ucloud.cn";

export const KEYS = { publicKey: "public-key", privateKey: "private-key-1234" };
export const REQUESTED = { Name: "n", Region: "r" };
