"""Where a page and the official SDK say different things about an action, and the list of why they do.

``exceptions.toml`` has a table for each reason; see there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from docs2sdk.catalog.catalog import Catalog
from docs2sdk.schema import Action, Field, ListOf, Payload, Ref, Scalar, Type, Untyped

from official import sdk
from official.sdk import Call, Item

EXCEPTIONS = Path(__file__).with_name("exceptions.toml")
# Rows of nearly every response page, which the SDK's clients treat apart.
ENVELOPE = frozenset({"RetCode", "Action", "Message"})

Half = Literal["request", "response"]
HALVES: tuple[Half, ...] = ("request", "response")


@dataclass(frozen=True, slots=True)
class Shared:
    """An action that a page and the SDK describe."""

    folder: str
    action: Action
    call: Call

    def page(self, half: Half) -> dict[str, str]:
        """Return the types by path as the page has them."""
        return flat(self.action.request if half == "request" else self.action.response)

    def sdk(self, half: Half) -> dict[str, Item]:
        """Return what the SDK has by path, without a response's envelope."""
        if half == "request":
            return self.call.request
        items = self.call.response.items()
        return {path: item for path, item in items if path not in ENVELOPE}


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A path with different types; ``""`` for a side that does not have it, whose descendants are not told of."""

    action: str
    half: Half
    path: str
    page: str
    sdk: str


@dataclass(frozen=True, slots=True)
class Known:
    """A difference that the list knows: ``page`` and ``sdk`` are types, None where the list leaves them open."""

    action: str
    half: Half
    path: str
    page: str | None
    sdk: str | None
    reason: str
    evidence: str

    def explains(self, found: Difference) -> bool:
        """Return whether this is what was found."""
        same = (self.action, self.half, self.path)
        return (
            same == (found.action, found.half, found.path)
            and self.page in (None, found.page)
            and self.sdk in (None, found.sdk)
        )


@cache
def exceptions() -> dict[str, Any]:
    """Return the list of exceptions as it stands."""
    return tomllib.loads(EXCEPTIONS.read_text("utf-8"))


@cache
def known() -> tuple[Known, ...]:
    """Return the differences that the list knows."""
    return tuple(_known())


def _known() -> Iterator[Known]:
    for table in exceptions()["difference"]:
        only = table.get("only")
        page = "" if only == "sdk" else table.get("page")
        official = "" if only == "page" else table.get("sdk")
        for half in HALVES:
            for action, paths in table.get(half, {}).items():
                for path in paths:
                    yield Known(
                        action,
                        half,
                        path,
                        page,
                        official,
                        table["reason"],
                        table.get("evidence", ""),
                    )


def strangers() -> frozenset[str]:
    """Return the actions that are other actions in the SDK."""
    tables = exceptions()["stranger"]
    return frozenset(action for table in tables for action in table["actions"])


def shared(catalog: Catalog) -> tuple[Shared, ...]:
    """Pair the actions of pages with the SDK's calls: those of the service with the folder's name, if it has one."""
    calls, others = sdk.calls(), strangers()
    return tuple(
        Shared(service.folder, action, _of(service.folder, calls[action.name]))
        for service in catalog.services
        for action in service.actions
        if action.name in calls and action.name not in others
    )


def shared_under_one_name(catalog: Catalog | None) -> list[Shared]:
    """Return the actions that both clients have, but for those that are sent as another one there."""
    others = {
        action
        for table in exceptions()["wire"]
        if "other_action" in table
        for action in table["request"]
    }
    return [one for one in shared(catalog) if one.action.name not in others]


def _of(folder: str, rivals: tuple[Call, ...]) -> Call:
    stem = folder.removesuffix("-api")
    return min(rivals, key=lambda call: (call.service != stem, call.service))


def differences(one: Shared) -> Iterator[Difference]:
    """Yield where the two sides of an action differ."""
    for half in HALVES:
        page, official = one.page(half), one.sdk(half)
        for path in sorted({*page, *official}):
            found = page.get(path, ""), _type(official.get(path))
            if found[0] != found[1] and not _below(path, page, official):
                yield Difference(one.action.name, half, path, *found)


def _type(item: Item | None) -> str:
    return item.type if item else ""


def _below(path: str, page: Mapping[str, str], official: Mapping[str, Item]) -> bool:
    """Return whether a side lacks what the path is part of, or has no object there."""
    above = path.rpartition(".")[0]
    if not above:
        return False
    types = page.get(above, ""), _type(official.get(above))
    return not all("object" in type_ for type_ in types)


def flat(side: Payload) -> dict[str, str]:
    """Return a side's types by path, without a response's envelope."""
    return dict(_flat(side, side.fields, "", ()))


def _flat(
    side: Payload, fields: tuple[Field, ...], prefix: str, above: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for field in fields:
        if not prefix and field.name in ENVELOPE:
            continue
        type_, model = _written(field.type)
        yield prefix + field.name, type_
        if model and model not in above:
            inner = side.model(model).fields
            yield from _flat(side, inner, f"{prefix}{field.name}.", (*above, model))


def _written(type_: Type) -> tuple[str, str]:
    """Return a type as ``official.sdk`` writes it, and the model in it."""
    match type_:
        case Scalar(kind):
            return kind, ""
        case ListOf(item):
            written, model = _written(item)
            return f"list[{written}]", model
        case Ref(model):
            return "object", model
        case Untyped(shape):
            return {"list": "list[any]", "object": "object", "any": "any"}[shape], ""
