"""Operations → documents: one of all services, or one of each; and a JSON Schema of each request and response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

from docs2sdk.openapi import operations, payload_schemas
from docs2sdk.openapi.payload_schemas import DEFINITIONS, Schemas
from docs2sdk.python.class_plan import ActionClasses
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef, PackageInfo, ServiceInfo
from docs2sdk.values.sample_values import JSONObject

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ABOUT = """\
Every action is a POST to one address. The path of an operation here is `/#` and the action's name: the fragment, which is never
sent, only tells the operations apart.

A request needs `PublicKey` and `Signature` (see the security scheme) beside its own parameters. In a form, lists and objects are
flattened: `Disks.0.Size=20`, indices from 0; `x-flattening` in `encoding` shows the form of each such parameter.

An answer has HTTP status 200 also if the action failed: then its `RetCode` is not 0, and its schema is `Error`.

Keys that begin with `x-` are remarks: `x-known-values` lists values that the documentation mentions, others are possible.
"""
_SIGNATURE = """\
`Signature` is a parameter like all others: the SHA-1, in hexadecimal digits, of every other parameter's name and value, one after
the other in the order of the names (code points), and of the private key at the end. Values are taken as they are sent, before
they are URL-encoded. In a JSON body, an object counts as its names and values in the order of the names, a list as its elements.
"""


class ServiceActions(NamedTuple):
    """A service and its actions, each with its Python names."""

    service: ServiceInfo
    actions: Sequence[tuple[Action, ActionClasses, ActionRef]]


# Path → document.
Documents: TypeAlias = dict[str, JSONObject]


def build_document(
    services: Sequence[ServiceActions],
    common_errors: Mapping[int, str],
    package: PackageInfo,
) -> JSONObject:
    """Return the document of services; ``common_errors`` are the meanings of the RetCodes that all services share."""
    paths: JSONObject = {}
    schemas: Schemas = {}
    for action, classes, ref in _list_actions(services):
        operation = operations.build_operation(action, classes, ref, package)
        paths[operations.name_path(action)] = {"post": operation}
        schemas |= operations.build_schemas(action, classes, package)
    return {
        "openapi": "3.1.0",
        "info": _describe(package),
        "servers": [{"url": package.base_url}],
        "tags": [_describe_service(service) for service, _ in services],
        "security": [{"signature": []}],
        "paths": paths,
        "components": _build_components(schemas),
        "x-error-codes": _list_codes(common_errors),
    }


def build_documents(
    services: Sequence[ServiceActions],
    common_errors: Mapping[int, str],
    package: PackageInfo,
) -> Documents:
    """Return a document of each service."""
    return {
        f"services/{entry.service.package}.json": build_document(
            [entry], common_errors, package
        )
        for entry in services
    }


def build_json_schemas(
    services: Sequence[ServiceActions], package: PackageInfo
) -> Documents:
    """Return a JSON Schema of each request and each response; their models are its definitions."""
    documents: Documents = {}
    for action, classes, ref in _list_actions(services):
        request = payload_schemas.build_request(
            action, classes, DEFINITIONS, package.sites
        )
        response = payload_schemas.build_response(
            action, classes, DEFINITIONS, package.sites
        )
        for schemas in (request, response):
            name = next(iter(schemas))
            documents[f"schemas/{ref.service}/{name}.json"] = _build_json_schema(
                name, schemas
            )
    return documents


def _build_json_schema(name: str, schemas: Schemas) -> JSONObject:
    definitions: JSONObject = {
        key: schema for key, schema in schemas.items() if key != name
    }
    document: JSONObject = {"$schema": _DIALECT, "title": name, **schemas[name]}
    return {**document, "$defs": definitions} if definitions else document


def _list_actions(
    services: Sequence[ServiceActions],
) -> Iterator[tuple[Action, ActionClasses, ActionRef]]:
    for service in services:
        yield from service.actions


def _describe(package: PackageInfo) -> JSONObject:
    host = urlsplit(package.base_url).hostname or package.base_url
    return {"title": host, "version": package.version, "description": _ABOUT}


def _describe_service(service: ServiceInfo) -> JSON:
    codes = {error.code: error.meaning or error.message for error in service.errors}
    tag: JSONObject = {"name": service.package, "description": service.title}
    return tag | {"x-error-codes": _list_codes(codes)} if codes else tag


def _list_codes(codes: Mapping[int, str]) -> JSONObject:
    return {str(code): codes[code] for code in sorted(codes)}


def _build_components(schemas: Schemas) -> JSONObject:
    error: JSONObject = {
        "type": "object",
        "properties": {
            "RetCode": {"type": "integer", "not": {"const": 0}},
            "Action": {"type": "string"},
            "Message": {"type": "string"},
        },
        "required": ["RetCode"],
    }
    answer: JSONObject = {
        "description": "RetCode is not 0; the HTTP status is 200, too.",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Error"}}
        },
    }
    # OpenAPI knows keys in headers, in cookies and in queries, but not in bodies.
    signature: JSONObject = {
        "type": "apiKey",
        "in": "query",
        "name": "Signature",
        "description": _SIGNATURE,
    }
    return {
        "schemas": {"Error": error, **schemas},
        "responses": {"Error": answer},
        "securitySchemes": {"signature": signature},
    }
