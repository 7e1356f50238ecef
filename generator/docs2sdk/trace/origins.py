"""A thing of the client → why it is as it is: the row that says so, the rule that named it, the overlay that changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docs2sdk.catalog.catalog import Catalog
from docs2sdk.counting import counted
from docs2sdk.overlays.overlay_files import Correction
from docs2sdk.places import Place
from docs2sdk.python import names
from docs2sdk.python.classes import Attribute
from docs2sdk.schema import Field, ListOf, Ref, Type, Untyped
from docs2sdk.trace import subjects
from docs2sdk.trace.subjects import Subject


@dataclass(frozen=True, slots=True)
class Origin:
    """One thing to know, by its label; ``place`` is where it stands, if it stands somewhere."""

    label: str
    text: str
    place: Place | None = None


def of(subject: Subject, catalog: Catalog) -> tuple[Origin, ...]:
    """Return what is to know of a thing, in the order in which it came about."""
    field = subject.attribute.field if subject.attribute else None
    return (
        Origin("page", _told(subject), place(subject)),
        *(_facts(field) if field else _action_facts(subject)),
        *_corrections(subject, catalog),
        *(_decisions(subject.attribute) if subject.attribute else ()),
        *_findings(subject, catalog),
    )


def place(subject: Subject) -> Place:
    """Return where a page speaks of a thing."""
    if subject.attribute:
        return subject.attribute.field.place
    if subject.cls and subject.cls.wire:
        action = subject.action
        side = action.request if subject.side == "request" else action.response
        return side.model(subject.cls.wire).place
    return subject.action.place


def _told(subject: Subject) -> str:
    if not subject.attribute:
        return subject.cls.wire if subject.cls else subject.action.title
    field = subject.attribute.field
    required = "required" if field.required else "not required"
    return f"{field.wire}, {_spelled(field.type)}, {required}"


def _spelled(type_: Type) -> str:
    match type_:
        case ListOf(item):
            return f"array[{_spelled(item)}]"
        case Ref(model):
            return model
        case Untyped(shape):
            return f"{shape} (the page does not say of what)"
        case _:
            return type_.kind


def _facts(field: Field) -> Iterator[Origin]:
    if field.limit:
        limit = f"at most {counted(field.limit.count, 'element')}"
        yield Origin("limit", limit, field.limit.place)
    if field.enumeration:
        listed = ", ".join(field.enumeration.values)
        yield Origin("values", listed, field.enumeration.place)
    if field.deprecated:
        yield Origin("deprecated", field.deprecated.text, field.deprecated.place)


def _action_facts(subject: Subject) -> Iterator[Origin]:
    action = subject.action
    if action.deprecated:
        yield Origin("deprecated", action.deprecated.text, action.deprecated.place)
    if not subject.cls and action.pagination:
        paging = action.pagination
        text = f"{paging.limit} and {paging.offset} walk through {paging.items}"
        yield Origin("paging", text)


def _decisions(attribute: Attribute) -> Iterator[Origin]:
    yield Origin("name", f"{attribute.name}: {_naming(attribute)}")
    yield Origin("type", f"{attribute.annotation}: {_optional(attribute)}")


def _naming(attribute: Attribute) -> str:
    plain = names.snake(attribute.field.wire)
    if attribute.field.name:
        return "an overlay says so"
    if attribute.name == plain:
        return "the words of the wire name"
    return f"{plain!r} is taken, or was when the name was given"


def _optional(attribute: Attribute) -> str:
    if attribute.filled:
        return "required, but the client's settings can fill it in"
    return "the page does not require it" if attribute.optional else "required"


def _corrections(subject: Subject, catalog: Catalog) -> Iterator[Origin]:
    for one in catalog.corrections:
        if one.action == subject.action.wire and _is_about(one, subject):
            changed = ", ".join(f"{key} = {one.changes[key]}" for key in one.changes)
            yield Origin("overlay", f"{changed}: {one.reason}", one.place)


def _is_about(correction: Correction, subject: Subject) -> bool:
    if correction.part == "action" or not subject.attribute:
        return correction.part == "action" and not subject.attribute
    meant = subjects.inside(subject, ".".join((correction.part, *correction.path)))
    return any(
        one.cls == subject.cls and one.attribute == subject.attribute for one in meant
    )


def _findings(subject: Subject, catalog: Catalog) -> Iterator[Origin]:
    """Yield what was reported of the same line; of an action, what keeps its page from being made anew, too."""
    at = place(subject)
    for one in catalog.diagnostics:
        here = one.place.line == at.line
        costs = not subject.cls and one.severity == "error"
        if one.place.path == at.path and (here or costs):
            yield Origin(one.code, one.message, one.place)
