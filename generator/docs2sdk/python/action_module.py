"""What the module of an action says: the strings for ``action.py.j2``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from docs2sdk.literals import (
    INDENT,
    Call,
    Value,
    assignment,
    class_head,
    docstring,
    hinted,
    string,
)
from docs2sdk.python import docs
from docs2sdk.python.classes import Attribute, Class, Classes
from docs2sdk.schema import Action, Pagination


def values(action: Action, decided: Classes) -> dict[str, Any]:
    """Return the strings of an action's module."""
    return {
        "docstring": docstring(
            docs.module(
                f"{action.wire}: {docs.one_line(action.title)}", action.place.path
            )
        ),
        "imports": _imports(action, decided),
        "exported": assignment("__all__", sorted(cls.name for cls in decided)),
        "classes": [_class(action, decided, cls) for cls in decided],
    }


_BASES = {
    "request": "Request",
    "parameters": "Parameters",
    "response": "Response",
    "model": "Model",
}
_REQUEST_DECORATOR = "@dataclass(frozen=True, slots=True, kw_only=True)"
_TYPE = "type_"
_RESPONSE_DECORATOR = "@dataclass(slots=True, kw_only=True)"


def _imports(action: Action, decided: Classes) -> list[str]:
    attributes = [attribute for cls in decided for attribute in cls.attributes]
    typing = {"ClassVar"}
    if action.encoding == "json" or any(one.choices for one in attributes):
        typing.add("Literal")
    if any("Any" in attribute.annotation for attribute in attributes):
        typing.add("Any")
    paged = action.pagination is not None
    bases = {_BASES[cls.role] for cls in decided} - ({"Request"} if paged else set())
    return [
        *([f"from builtins import type as {_TYPE}"] if _hides_type(decided) else []),
        f"from dataclasses import dataclass{', field' if attributes else ''}",
        f"from typing import {', '.join(sorted(typing))}",
        "",
        *(["from ..runtime.fields import param"] if attributes else []),
        f"from ..runtime.models import {', '.join(sorted(bases))}",
        *(["from ..runtime.paging import PagedRequest, Paging"] if paged else []),
    ]


def _hides_type(decided: Classes) -> bool:
    """Whether a parameter is called ``type``, so that inside its class the builtin needs another name."""
    return any(attribute.name == "type" for attribute in decided.request.attributes)


def _class(action: Action, decided: Classes, cls: Class) -> dict[str, Any]:
    is_request = cls.role == "request"
    asked = cls.role in ("request", "parameters")
    base = _request_base(action, decided) if is_request else _BASES[cls.role]
    return {
        "decorator": _REQUEST_DECORATOR if asked else _RESPONSE_DECORATOR,
        "head": class_head(cls.name, base),
        "docstring": docstring(_about(action, cls), INDENT),
        "constants": _constants(action) if is_request else [],
        "aliases": [f"{short} = {full}" for short, full in cls.aliases],
        "attributes": [
            {
                "source": _attribute(attribute, asked),
                "docstring": docstring(_told(attribute), INDENT),
            }
            for attribute in cls.attributes
        ],
        "response": decided.response.name if is_request else "",
        "type": _TYPE if _hides_type(decided) else "type",
    }


def _request_base(action: Action, decided: Classes) -> str:
    response = string(decided.response.name)
    if action.pagination is None:
        return f"Request[{response}]"
    return f"PagedRequest[{response}, {string(_item(action.pagination, decided))}]"


def _item(paging: Pagination, decided: Classes) -> str:
    """Return the annotation of the items that an action pages through."""
    annotations = {
        attribute.field.wire: attribute.annotation
        for attribute in decided.response.attributes
    }
    plain = annotations[paging.items].removesuffix(" | None")
    return plain.removeprefix("list[").removesuffix("]")


def _about(action: Action, cls: Class) -> str:
    match cls.role:
        case "request":
            arguments = [(one.name, _told(one)) for one in cls.attributes]
            return docs.of_request(action, arguments)
        case "response":
            return f"The answer to {action.wire}."
        case _:
            return f"``{cls.wire}`` of {action.wire}."


def _told(attribute: Attribute) -> str:
    return docs.of_field(attribute.field, filled=attribute.filled)


def _constants(action: Action) -> list[str]:
    encoding = assignment(
        'ENCODING: ClassVar[Literal["form", "json"]]', action.encoding
    )
    words = docs.one_line(action.deprecated.text) if action.deprecated else ""
    return [
        assignment("ACTION: ClassVar[str]", action.wire),
        *([encoding] if action.encoding == "json" else []),
        *([_paging(action.pagination)] if action.pagination else []),
        *_read_only(action),
        *(
            [assignment("DEPRECATED: ClassVar[str]", words, INDENT).lstrip()]
            if words
            else []
        ),
    ]


def _paging(paging: Pagination) -> str:
    names = dataclasses.asdict(paging).items()
    call = Call("Paging", tuple((role, wire) for role, wire in names if wire))
    return assignment("PAGING: ClassVar[Paging]", call, INDENT).lstrip()


def _read_only(action: Action) -> list[str]:
    """What an overlay says; of other actions the runtime goes by the verb."""
    if action.read_only is None:
        return []
    return [assignment("READ_ONLY: ClassVar[bool | None]", action.read_only)]


def _attribute(attribute: Attribute, asked: bool) -> str:
    wire: list[tuple[str, Value]] = [("", attribute.field.wire)]
    if attribute.filled:
        wire.append(("required", True))
    if asked:
        wire.extend(_facts(attribute))
    arguments: list[tuple[str, Value]] = [("metadata", Call("param", tuple(wire)))]
    if attribute.secret:
        arguments.insert(0, ("repr", False))
    if attribute.optional:
        arguments.insert(0, ("default", None))
    call = Call("field", tuple(arguments))
    if attribute.choices:
        name, others = attribute.name, attribute.annotation
        return hinted(name, attribute.choices, others, call, INDENT).lstrip()
    target = f"{attribute.name}: {attribute.annotation}"
    return assignment(target, call, INDENT).lstrip()


def _facts(attribute: Attribute) -> Iterator[tuple[str, Value]]:
    """Yield what the runtime checks of a parameter, warns of, or does to it."""
    field = attribute.field
    if attribute.most:
        yield "max_items", attribute.most
    if field.deprecated:
        yield "deprecated", docs.one_line(field.deprecated.text)
    if field.format == "base64":
        yield "content_encoding", field.format
