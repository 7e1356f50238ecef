"""Both clients with a function for a network: what each sends for the same values under wire names."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from ucloud.client import Client  # type: ignore[import-untyped]
from ucloud.core.transport import (  # type: ignore[import-untyped]
    Request,
    Response,
    Transport,
)
from ucloud.core.utils.middleware import Middleware  # type: ignore[import-untyped]

from generator import classes, plan
from generator.classes import Class, Classes
from generator.literals import JSON
from generator.pipeline import Report
from generator.samples import Tree
from generator.schema import ListOf, Ref, Type
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
    """The official client; a middleware of our own, since its default one logs keys and passwords."""

    def __init__(self) -> None:
        self.recorder = Recorder()
        self.client = Client(KEYS, self.recorder, Middleware())

    def sent(self, one: Shared, tree: Tree) -> Form:
        """Return the form that a call sends."""
        service = getattr(self.client, one.call.service)()
        getattr(service, one.call.method)(tree)
        return self.recorder.sent


class Ours:
    """The client generated from the documentation, with a function for a transport."""

    def __init__(self, report: Report) -> None:
        package = importlib.import_module("published")
        self.client = package.Client(transport=self.answer, **KEYS)
        self.services = plan.packages(s.folder for s in report.catalog.services)
        self.methods = {
            entry.action: entry.method
            for service in report.catalog.services
            for entry in plan.entries(service.actions, "any")
        }

    def answer(self, request: Any) -> Any:
        """Keep the request and answer it with a success."""
        self.request = request
        transport = importlib.import_module("published.runtime.transport")
        return transport.HTTPResponse(200, {}, b'{"RetCode": 0}')

    def sent(self, one: Shared, tree: Tree) -> Form:
        """Return the form that a call sends."""
        service = self.services[one.folder]
        method = self.methods[one.action.wire]
        module = importlib.import_module(f"published.{service}.{method}")
        decided = classes.of_action(one.action)
        arguments = named(vars(module), decided, decided.request, tree)
        getattr(getattr(self.client, service), method)(**arguments)
        assert self.request.headers["Content-Type"].endswith("form-urlencoded")
        return dict(parse_qsl(self.request.body.decode("ascii"), True, True))


def named(
    module: Mapping[str, Any], decided: Classes, cls: Class, tree: Tree
) -> dict[str, Any]:
    """Return the arguments of a class for a tree under wire names; objects inside are made."""

    def value(type_: Type, item: JSON) -> Any:
        if isinstance(type_, ListOf) and isinstance(item, list):
            return [value(type_.item, element) for element in item]
        if isinstance(type_, Ref) and isinstance(item, dict):
            inner = next(one for one in decided.parameters if one.wire == type_.model)
            return module[inner.name](**named(module, decided, inner, item))
        return item

    return {
        attribute.name: value(attribute.field.type, tree[attribute.field.wire])
        for attribute in cls.attributes
        if attribute.field.wire in tree
    }
