"""Why a target is as it is: the row of the page, the rule that named it, the overlay that changed it, its diagnostics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docs2sdk import python_naming
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.locations import Location
from docs2sdk.message_text import pluralize
from docs2sdk.overlays.overlay_files import Correction
from docs2sdk.python.class_plan import AttributePlan
from docs2sdk.schema import Field, ListOf, Ref, Type, Untyped
from docs2sdk.targets import fact_phrases
from docs2sdk.trace.targets import ServiceTarget, TraceTarget, find_inside


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about a target: what kind it is of (``label``), the statement, and the location of its source if any."""

    label: str
    text: str
    location: Location | None = None


def explain_target(target: TraceTarget, catalog: Catalog) -> tuple[Fact, ...]:
    """Return all facts about a target: page, limits, overlays, Python name and type, diagnostics."""
    field = target.attribute.field if target.attribute else None
    return (
        Fact("page", _describe_row(target), find_location(target)),
        *(_explain_field(field) if field else _explain_action(target)),
        *_explain_corrections(target, catalog),
        *(_explain_python(target.attribute) if target.attribute else ()),
        *_list_diagnostics(target, catalog),
    )


def explain_service(target: ServiceTarget) -> Iterator[Fact]:
    """Yield the title of a service, and its actions with their pages."""
    yield Fact("title", target.service.title)
    for action in target.service.actions:
        yield Fact("action", action.name, action.location)


def find_location(target: TraceTarget) -> Location:
    """Return the location in the page that documents a target."""
    if target.attribute:
        return target.attribute.field.location
    if target.cls and target.cls.model:
        action = target.action
        payload = action.request if target.payload == "request" else action.response
        return payload.model(target.cls.model).location
    return target.action.location


def _describe_row(target: TraceTarget) -> str:
    if not target.attribute:
        return target.cls.model if target.cls else target.action.title
    field = target.attribute.field
    required = "required" if field.required else "not required"
    return f"{field.name}, {_spell_type(field.type)}, {required}"


def _spell_type(type_: Type) -> str:
    """Return a type as pages write it."""
    match type_:
        case ListOf(item):
            return f"array[{_spell_type(item)}]"
        case Ref(model):
            return model
        case Untyped(shape):
            return f"{shape} (the page does not say of what)"
        case _:
            return type_.type


def _explain_field(field: Field) -> Iterator[Fact]:
    if field.max_items:
        limit = f"at most {pluralize(field.max_items.value, 'element')}"
        yield Fact("limit", limit, field.max_items.location)
    if field.known_values:
        values = ", ".join(field.known_values.values)
        yield Fact("values", values, field.known_values.location)
    if field.default:
        yield Fact("default", field.default.value, field.default.location)
    if limits := fact_phrases.list_limits(field):
        locations = [fact.location for fact in fact_phrases.list_stated(field) if fact]
        yield Fact("states", ", ".join(limits), min(locations))
    if field.deprecated:
        yield Fact("deprecated", field.deprecated.message, field.deprecated.location)


def _explain_action(target: TraceTarget) -> Iterator[Fact]:
    action = target.action
    if action.deprecated:
        yield Fact("deprecated", action.deprecated.message, action.deprecated.location)
    if not target.cls and action.pagination:
        paging = action.pagination
        text = f"{paging.limit} and {paging.offset} page through {paging.items}"
        yield Fact("pagination", text)


def _explain_python(attribute: AttributePlan) -> Iterator[Fact]:
    yield Fact("name", f"{attribute.name}: {_explain_name(attribute)}")
    yield Fact("type", f"{attribute.annotation}: {_explain_optional(attribute)}")


def _explain_name(attribute: AttributePlan) -> str:
    default = python_naming.to_snake_case(attribute.field.name)
    if attribute.field.python_name:
        return "set by an overlay"
    if attribute.name == default:
        return "the words of the API's name"
    return f"{default!r} is taken, or was when the name was chosen"


def _explain_optional(attribute: AttributePlan) -> str:
    if attribute.has_client_default:
        return "required, but the client's settings can supply it"
    return "the page does not require it" if attribute.is_optional else "required"


def _explain_corrections(target: TraceTarget, catalog: Catalog) -> Iterator[Fact]:
    for correction in catalog.corrections:
        if correction.action == target.action.name and _applies(correction, target):
            changes = correction.changes.items()
            values = ", ".join(f"{key} = {value}" for key, value in changes)
            yield Fact("overlay", f"{values}: {correction.reason}", correction.location)


def _applies(correction: Correction, target: TraceTarget) -> bool:
    """Whether a correction of the target's action changes the target."""
    if correction.target_kind == "action" or not target.attribute:
        return correction.target_kind == "action" and not target.attribute
    path = ".".join((correction.target_kind, *correction.path))
    return any(
        match.cls == target.cls and match.attribute == target.attribute
        for match in find_inside(target, path)
    )


def _list_diagnostics(target: TraceTarget, catalog: Catalog) -> Iterator[Fact]:
    """Yield the diagnostics of the target's line; for an action, also the errors that keep its page from being generated."""
    location = find_location(target)
    for diagnostic in catalog.diagnostics:
        on_line = diagnostic.location.line == location.line
        blocks = not target.cls and diagnostic.severity == "error"
        if diagnostic.location.path == location.path and (on_line or blocks):
            yield Fact(diagnostic.code, diagnostic.message, diagnostic.location)
