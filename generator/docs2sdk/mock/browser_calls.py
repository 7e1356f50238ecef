"""A call from the page: what was sent and answered, and how the same call is written in Python and for curl."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from docs2sdk.mock import parameter_inputs, signature
from docs2sdk.mock.documentation import Documentation
from docs2sdk.mock.local_api import Answer, LocalAPI
from docs2sdk.openapi import code_samples
from docs2sdk.openapi.export import plan_named_classes
from docs2sdk.python_literals import JSON
from docs2sdk.reference import action_calls
from docs2sdk.schema import Action, ListOf, Payload, Ref, Scalar, Type
from docs2sdk.targets import template_engine
from docs2sdk.targets.client import make_package_info
from docs2sdk.values import base64_values, sample_values
from docs2sdk.values.sample_values import JSONObject

_ANY_KEY = "browser"
_MAX_ROWS = 2000


class BadBrowserCall(ValueError):
    """What the page sent is no call."""


class BrowserCalls:
    """Calls actions of a local API for its page."""

    def __init__(self, documentation: Documentation, api: LocalAPI) -> None:
        self.documentation = documentation
        self._api = api

    def call(self, body: bytes) -> tuple[dict[str, Any], float]:
        """Return what the page shows of a call, and how many seconds it is to wait; BadBrowserCall."""
        name, texts = _read_body(body)
        if name not in self.documentation.actions:
            raise BadBrowserCall
        action = self.documentation.load(name)
        tree, fitting = parameter_inputs.read_values(action, texts)
        sent = self._build_body(action, tree, fitting)
        answer = self._api.handle("", sent.encode("utf-8", "surrogatepass"))
        shown = {
            "sent": sent.replace("&", "\n&") if action.body == "form" else sent,
            **_show_answer(action, answer),
            **self._write_code(action, fitting),
        }
        return shown, answer.delay

    def _build_body(self, action: Action, tree: JSONObject, fitting: JSONObject) -> str:
        """Return the signed body: a form has the texts as they are, JSON has values in their types where they fit."""
        options, is_json = self._api.options, action.body == "json"
        encoded = base64_values.encode_request(action.request, fitting)
        values = {name: encoded.get(name, tree[name]) for name in tree}
        call: JSONObject = {
            "Action": action.name,
            "PublicKey": options.public_key or _ANY_KEY,
            **(values if is_json else sample_values.flatten(values)),
        }
        call[signature.NAME] = signature.sign(call, options.private_key or _ANY_KEY)
        if is_json:
            return json.dumps(call, ensure_ascii=False, indent=2)
        return urlencode(call, errors="surrogatepass")

    def _write_code(self, action: Action, values: JSONObject) -> dict[str, str]:
        package = make_package_info(self.documentation.settings)
        ref = self.documentation.actions[action.name].ref
        classes = plan_named_classes(action, ref, self.documentation.names)
        call = action_calls.write_call_of(values, classes, ref, package.package)
        context, _ = code_samples.build_contexts(call, package.package)
        return {
            "python": template_engine.render_template(context),
            "curl": code_samples.write_curl(action, values, package.base_url),
        }


def _read_body(body: bytes) -> tuple[str, Mapping[str, str | list[str]]]:
    try:
        document = json.loads(body)
        name, texts = document["action"], document["values"]
        if not isinstance(name, str) or not all(map(_is_input, texts.values())):
            raise BadBrowserCall
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise BadBrowserCall from None
    return name, texts


def _is_input(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return all(isinstance(item, str) for item in items)


def _show_answer(action: Action, answer: Answer) -> dict[str, Any]:
    try:
        values = json.loads(answer.body)
    except ValueError:
        values = None
    rows = list(_list_rows(action, values))[:_MAX_ROWS] if values else []
    raw = json.dumps(values, ensure_ascii=False, indent=2) if values else ""
    return {"status": answer.status, "raw": raw, "typed": rows}


def _list_rows(action: Action, answer: JSONObject) -> Iterator[tuple[str, str, str]]:
    """Yield each value of an answer: its path, its type in the tables, and itself."""
    types = {field.name: field.type for field in action.response.fields}
    for name, value in answer.items():
        yield from _list_values(action.response, types.get(name), value, name)


def _list_values(
    payload: Payload, type_: Type | None, value: JSON, path: str
) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, dict) and value:
        fields = payload.model(type_.model).fields if isinstance(type_, Ref) else ()
        types = {field.name: field.type for field in fields}
        for name, item in value.items():
            yield from _list_values(payload, types.get(name), item, f"{path}.{name}")
    elif isinstance(value, list) and value:
        inner = type_.item if isinstance(type_, ListOf) else None
        for index, item in enumerate(value):
            yield from _list_values(payload, inner, item, f"{path}[{index}]")
    else:
        kind = type_.type if isinstance(type_, Scalar) else ""
        yield path, kind, json.dumps(value, ensure_ascii=False)
