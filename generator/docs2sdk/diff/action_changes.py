"""Compare two versions of one action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from docs2sdk.diff import (
    action_similarity,
    pagination_changes,
    python_symbols,
    table_changes,
)
from docs2sdk.diff.changes import Change
from docs2sdk.diff.python_effects import NO_SYMBOL, Symbol, choose_rename_rule
from docs2sdk.diff.python_symbols import ActionSymbols
from docs2sdk.diff.rules import RULES
from docs2sdk.diff.schema_changes import NOUN, PayloadName, SchemaChange, SchemaElement
from docs2sdk.protocol import is_reading
from docs2sdk.python import existing_names
from docs2sdk.schema import Action, Example, Field, Payload
from docs2sdk.targets.existing_names import NO_EXISTING_NAMES, ExistingNames

_PAYLOADS: tuple[PayloadName, PayloadName] = ("request", "response")


@dataclass(frozen=True, slots=True)
class ActionVersion:
    """An action as one snapshot has it: the folder of its service, and the Python names that a client already has."""

    service: str
    action: Action
    names: ExistingNames = NO_EXISTING_NAMES

    @property
    def existing_names(self) -> Mapping[str, str]:
        """Return the names inside the action's module that an earlier output has, by place."""
        return existing_names.find_action_names(self.names, self.action)

    def payload(self, name: PayloadName) -> Payload:
        """Return the request or the response."""
        return self.action.request if name == "request" else self.action.response

    def example(self, name: PayloadName) -> Example | None:
        """Return the example of the request or of the response."""
        if name == "request":
            return self.action.request_example
        return self.action.response_example


def find_action_changes(old: ActionVersion, new: ActionVersion) -> tuple[Change, ...]:
    """Return every change of an action, except of its name and its folder."""
    payload_changes = tuple(_find_payload_changes(old, new))
    return (
        *_find_attribute_changes(old, new),
        *_find_pagination_changes(old, new, payload_changes),
        *_find_example_changes(old, new),
        *payload_changes,
    )


def action_change(
    rule: str,
    old: ActionVersion | None,
    new: ActionVersion | None,
    before: str = "",
    after: str = "",
) -> Change:
    """Return a change of an action as a whole; ``old`` is None for an added action, ``new`` for a removed one."""
    latest = new or old
    assert latest is not None
    return Change(
        rule=RULES[rule],
        level=RULES[rule].level,
        service=latest.service,
        action=latest.action.name,
        payload="",
        path="",
        old=old.action.location if old else None,
        new=new.action.location if new else None,
        before=before,
        after=after,
        old_symbol=_method_symbol(old),
        new_symbol=_method_symbol(new),
    )


def _method_symbol(version: ActionVersion | None) -> Symbol:
    if version is None:
        return NO_SYMBOL
    return python_symbols.method_symbol(
        version.service, version.action.name, version.names
    )


def _find_attribute_changes(old: ActionVersion, new: ActionVersion) -> Iterator[Change]:
    """Yield the changes of the action's own attributes."""
    was, now = old.action, new.action
    for rule, before, after in (
        ("action-body-format-changed", was.body, now.body),
        (
            "action-retry-safety-changed",
            _classify_retry_safety(was, now.name),
            _classify_retry_safety(now, now.name),
        ),
        ("action-index-changed", _describe_index(was), _describe_index(now)),
    ):
        if before != after:
            yield action_change(rule, old, new, before, after)
    yield from _find_text_changes(old, new)


def _find_text_changes(old: ActionVersion, new: ActionVersion) -> Iterator[Change]:
    """Yield the change of the deprecation or, if that is the same, of the description."""
    was, now = old.action, new.action
    if now.deprecated and not was.deprecated:
        change = action_change(
            "action-deprecated", old, new, "", now.deprecated.message
        )
        yield replace(change, new=now.deprecated.location)
    elif was.deprecated and not now.deprecated:
        rule = "action-deprecation-removed"
        change = action_change(rule, old, new, was.deprecated.message, "")
        yield replace(change, old=was.deprecated.location)
    elif _differ(_join_texts(was), _join_texts(now), was.name, now.name):
        rule = "action-description-changed"
        yield action_change(rule, old, new, _join_texts(was), _join_texts(now))
    elif _deprecation_message(was) != _deprecation_message(now):  # by an overlay
        messages = _deprecation_message(was), _deprecation_message(now)
        yield action_change("action-deprecation-message-changed", old, new, *messages)


def _classify_retry_safety(action: Action, name: str) -> str:
    """Return ``read`` or ``write``, by the overlay of the action, or else by a name.

    Both versions are classified by the new name: a renamed action is reported as renamed.
    """
    is_read = action.read_only
    if is_read is None:
        is_read = is_reading(name)
    return "read" if is_read else "write"


def _deprecation_message(action: Action) -> str:
    return action.deprecated.message if action.deprecated else ""


def _describe_index(action: Action) -> str:
    return "in an index" if action.in_index else "in no index"


def _join_texts(action: Action) -> str:
    prose = (action.title, action.summary, *action.notes, *action.warnings)
    return "\n\n".join(filter(None, prose))


def _differ(before: str, after: str, old_name: str, new_name: str) -> bool:
    """Whether two texts about an action differ by more than its name, which a page may have kept."""
    renamed = action_similarity.replace_name(before, old_name, new_name)
    return after not in (before, renamed)


def _find_pagination_changes(
    old: ActionVersion, new: ActionVersion, payload_changes: Iterable[Change]
) -> Iterator[Change]:
    before, after = old.action.pagination, new.action.pagination
    rule = pagination_changes.find_pagination_rule(before, after, payload_changes)
    if rule:
        states = map(pagination_changes.describe_pagination, (before, after))
        yield action_change(rule, old, new, *states)


def _find_example_changes(old: ActionVersion, new: ActionVersion) -> Iterator[Change]:
    for payload in _PAYLOADS:
        before, after = old.example(payload), new.example(payload)
        # The format of the body is read from the example: that is one change, not two.
        is_explained = payload == "request" and old.action.body != new.action.body
        texts = _example_text(before), _example_text(after)
        if not is_explained and _differ(*texts, old.action.name, new.action.name):
            change = action_change("example-changed", old, new, *texts)
            yield replace(
                change,
                payload=payload,
                old=before.location if before else change.old,
                new=after.location if after else change.new,
            )


def _example_text(example: Example | None) -> str:
    return example.text if example else ""


def _find_schema_changes(
    payload: PayloadName, old: ActionVersion, new: ActionVersion
) -> list[SchemaChange]:
    payloads = old.payload(payload), new.payload(payload)
    return list(table_changes.find_table_changes(payload, *payloads))


def _find_payload_changes(old: ActionVersion, new: ActionVersion) -> Iterator[Change]:
    """Yield the changes of the tables.  Symbols are computed only if there are changes: that takes time."""
    by_payload = {
        payload: _find_schema_changes(payload, old, new) for payload in _PAYLOADS
    }
    is_renamed = old.action.name != new.action.name
    # A renamed action has a new module, which does not keep the Python names of the old one.
    has_names = is_renamed or _overlay_names(old) != _overlay_names(new)
    if not any(by_payload.values()) and not has_names:
        return
    before = ActionSymbols(old.action, old.existing_names)
    after = ActionSymbols(
        new.action, new.existing_names if is_renamed else before.names
    )
    for payload in _PAYLOADS:
        renames = _find_python_renames(payload, old, new, before, after)
        # Models that were merged or split have the same changes in the rows that they share.
        changes = tuple(dict.fromkeys((*by_payload[payload], *renames)))
        counts = Counter((change.rule, change.element.path) for change in changes)
        for schema_change in changes:
            change = _describe_change(payload, schema_change, new, before, after)
            is_ambiguous = counts[schema_change.rule, schema_change.element.path] > 1
            if schema_change.old and is_ambiguous:
                # Two models were merged: only the old names tell the changes apart.
                change = replace(change, path=schema_change.old.path)
            yield change


def _overlay_names(version: ActionVersion) -> list[tuple[str, str]]:
    """Return the Python names that overlays set, by path: no table shows them."""
    return [
        (element.path, field.python_name)
        for payload in _PAYLOADS
        for element, field in _list_elements(version.payload(payload))
        if field.python_name
    ]


def _list_elements(side: Payload) -> Iterator[tuple[SchemaElement, Field]]:
    for field in side.fields:
        yield SchemaElement("", field.name, field.location), field
    for model in side.models:
        for field in model.fields:
            yield SchemaElement(model.name, field.name, field.location), field


def _find_python_renames(
    payload: PayloadName,
    old: ActionVersion,
    new: ActionVersion,
    before: ActionSymbols,
    after: ActionSymbols,
) -> Iterator[SchemaChange]:
    """Yield the fields whose API name is the same and whose Python name changed: an overlay set it."""
    new_elements = {
        element.path: element for element, _ in _list_elements(new.payload(payload))
    }
    rule = f"{NOUN[payload]}-python-name-changed"
    for element, _ in _list_elements(old.payload(payload)):
        if element.path in new_elements:
            new_element = new_elements[element.path]
            old_name = before.find_symbol(payload, element).name
            new_name = after.find_symbol(payload, new_element).name
            if old_name != new_name:
                yield SchemaChange(rule, element, new_element, old_name, new_name)


def _find_symbol(
    symbols: ActionSymbols,
    payload: PayloadName,
    element: SchemaElement | None,
    counterpart: SchemaElement,
) -> Symbol:
    """Return the symbol of an element; if there is none, only what would enclose its counterpart."""
    if element:
        return symbols.find_symbol(payload, element)
    return Symbol(enclosing=symbols.find_enclosing_symbols(payload, counterpart))


def _describe_change(
    payload: PayloadName,
    change: SchemaChange,
    new: ActionVersion,
    old_symbols: ActionSymbols,
    new_symbols: ActionSymbols,
) -> Change:
    was = _find_symbol(old_symbols, payload, change.old, change.element)
    now = _find_symbol(new_symbols, payload, change.new, change.element)
    rule = choose_rename_rule(change.rule, was, now)
    return Change(
        rule=RULES[rule],
        level=RULES[rule].level,
        service=new.service,
        action=new.action.name,
        payload=payload,
        path=change.element.path,
        old=change.old.location if change.old else None,
        new=change.new.location if change.new else None,
        before=change.before,
        after=change.after,
        old_symbol=was,
        new_symbol=now,
    )
