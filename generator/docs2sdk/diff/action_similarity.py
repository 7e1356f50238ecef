"""Whether an action that is gone and one that is new are the same action with another name."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from docs2sdk.diff.type_changes import spell_type
from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.schema import Action, Payload

# A table that lost or got a row is nearly the same, and so is one with three rows in common of four.
_MIN_SHARED = 0.75


def list_identities(action: Action) -> Iterator[Hashable]:
    """Yield what tells an action from others of its service, whatever its name is; a renamed action shares at least one.

    Titles do: of 16,000 pairs of published actions, only one has the same title and similar tables.  Tables do not: those that
    start, stop and restart a machine are the same.
    """
    if title := _drop_name(action.title, action.name):
        yield "title", title
    if summary := _drop_name(action.summary, action.name):
        yield "summary", summary, _list_rows(action, with_types=True)


def have_similar_tables(old: Action, new: Action) -> bool:
    """Whether the tables of two actions have nearly the same rows, whatever their types are."""
    old_rows = _list_rows(old, with_types=False)
    new_rows = _list_rows(new, with_types=False)
    shared, changed = len(old_rows & new_rows), len(old_rows ^ new_rows)
    if changed <= 1:
        return bool(shared) or not changed
    return shared >= _MIN_SHARED * (shared + changed)


def replace_name(text: str, old: str, new: str) -> str:
    """Return a text about an action with its new name in place of the old one: ``Action=DoThing``, ``DoThingResponse``."""
    return re.sub(rf"(?<![A-Za-z0-9]){old}(?=Response|[^A-Za-z0-9]|$)", new, text)


def _drop_name(text: str, name: str) -> str:
    return " ".join(replace_name(text, name, "").split()).lower()


def _list_rows(action: Action, *, with_types: bool) -> frozenset[tuple[str, ...]]:
    payloads = (("request", action.request), ("response", action.response))
    return frozenset(
        (name, *row)
        for name, payload in payloads
        for row in _list_payload_rows(payload, with_types=with_types)
        if not (name == "response" and not row[0] and row[1] in RESPONSE_ENVELOPE)
    )


def _list_payload_rows(
    payload: Payload, *, with_types: bool
) -> Iterator[tuple[str, ...]]:
    """Yield each row as its table and its name; with its type if wanted."""
    models = {model.name: model for model in payload.models}
    tables = (
        ("", payload.fields),
        *((name, each.fields) for name, each in models.items()),
    )
    for table, fields in tables:
        for field in fields:
            types = (spell_type(field.type, models),) if with_types else ()
            yield (table, field.name, *types)
