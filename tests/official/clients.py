"""Both clients with a function for a network: what each sends for the same values under wire names."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from docs2sdk.build.run_report import RunReport
from docs2sdk.python import action_refs, class_plan
from docs2sdk.python.class_plan import ActionClasses, ClassPlan
from docs2sdk.python_literals import JSON
from docs2sdk.schema import ListOf, Ref, Type
from docs2sdk.targets.client import assign_package_names
from docs2sdk.values.sample_values import JSONObject
from ucloud.client import Client  # type: ignore[import-untyped]
from ucloud.core.transport import (  # type: ignore[import-untyped]
    Request,
    Response,
    Transport,
)
from ucloud.core.utils.middleware import Middleware  # type: ignore[import-untyped]

from official import comparison
from official.comparison import Shared

KEYS = {"public_key": "pub=&+ 名", "private_key": "pri"}
Form = Mapping[str, str]


class Recorder(Transport):  # type: ignore[misc]
    """The official SDK's transport: keeps what is sent and answers with a success."""

    def send(self, req: Request, **options: Any) -> Response:
        """Answer."""
        self.sent = dict(parse_qsl(urlencode(req.data), True, True))
        return Response(req.url, req.method, req, 200, content=b'{"RetCode": 0}')


class Official:
    """The official client, over HTTP if it is told where; a middleware of our own: its default one logs passwords."""

    def __init__(self, base_url: str = "") -> None:
        self.recorder = Recorder()
        where = {"base_url": base_url, "max_retries": 0} if base_url else {}
        transport = None if base_url else self.recorder
        self.client = Client(KEYS | where, transport, Middleware())

    def called(self, one: Shared, tree: JSONObject) -> dict[str, Any]:
        """Call an action and return the answer as it reads it."""
        service = getattr(self.client, one.call.service)()
        answer: dict[str, Any] = getattr(service, one.call.method)(tree)
        return answer

    def sent(self, one: Shared, tree: JSONObject) -> Form:
        """Return the form that a call sends."""
        self.called(one, tree)
        return self.recorder.sent


class Ours:
    """The client generated from the documentation; a function is its transport unless it is told where to connect."""

    def __init__(self, report: RunReport, base_url: str = "") -> None:
        package = importlib.import_module("published")
        where = {"base_url": base_url} if base_url else {"transport": self.answer}
        self.client = package.Client(**where, **KEYS)
        self.services = assign_package_names(s.folder for s in report.catalog.services)
        self.methods = {
            entry.action: entry.method
            for service in report.catalog.services
            for entry in action_refs.build_action_refs(service.actions, "any")
        }

    def answer(self, request: Any) -> Any:
        """Keep the request and answer it with a success."""
        self.request = request
        transport = importlib.import_module("published.runtime.transport")
        return transport.HTTPResponse(200, {}, b'{"RetCode": 0}')

    def called(self, one: Shared, tree: JSONObject) -> Any:
        """Call an action and return its response."""
        service = self.services[one.folder]
        method = self.methods[one.action.name]
        module = importlib.import_module(f"published.{service}.{method}")
        decided = class_plan.plan_classes(one.action)
        arguments = named(vars(module), decided, decided.request, tree)
        return getattr(getattr(self.client, service), method)(**arguments)

    def sent(self, one: Shared, tree: JSONObject) -> Form:
        """Return the form that a call sends."""
        self.called(one, tree)
        assert self.request.headers["Content-Type"].endswith("form-urlencoded")
        return dict(parse_qsl(self.request.body.decode("ascii"), True, True))


def named(
    module: Mapping[str, Any], decided: ActionClasses, cls: ClassPlan, tree: JSONObject
) -> dict[str, Any]:
    """Return the arguments of a class for a tree under wire names; objects inside are made."""

    def value(type_: Type, item: JSON) -> Any:
        if isinstance(type_, ListOf) and isinstance(item, list):
            return [value(type_.item, element) for element in item]
        if isinstance(type_, Ref) and isinstance(item, dict):
            inner = next(one for one in decided.parameters if one.model == type_.model)
            request, _, name = inner.name.partition(".")
            made = getattr(module[request], name)
            return made(**named(module, decided, inner, item))
        return item

    return {
        attribute.name: value(attribute.field.type, tree[attribute.field.name])
        for attribute in cls.attributes
        if attribute.field.name in tree
    }


def listed(action: str) -> set[str]:
    """Return the paths of a request that one side lacks, or that have another type there."""
    return {
        each.path
        for each in comparison.known()
        if (each.action, each.half) == (action, "request")
    }


def given(one: Shared, tree: JSONObject) -> JSONObject:
    """Return what the official client is given: what both know alike, and what it insists on."""
    hidden, items = listed(one.action.name), one.sdk("request")
    wanted = {path for path in hidden if path in items and items[path].required}
    known: JSONObject = without(tree, hidden)
    return known | dict.fromkeys(wanted, "wanted")


def without(item: Any, paths: set[str], prefix: str = "") -> Any:
    """Return a tree without what is at the paths."""
    if isinstance(item, list):
        return [without(element, paths, prefix) for element in item]
    if not isinstance(item, dict):
        return item
    return {
        key: without(value, paths, f"{prefix}{key}.")
        for key, value in item.items()
        if prefix + key not in paths
    }
