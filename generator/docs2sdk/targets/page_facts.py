"""What a page says of an action and of its rows, in the words and the order in which every client shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docs2sdk.protocol import (
    PARAMETERS_FROM_SETTINGS,
    is_reading,
    is_secret,
)
from docs2sdk.schema import Action, Field, Scalar, is_list, references
from docs2sdk.targets import fact_phrases
from docs2sdk.targets.page_addresses import Sites, complete_links
from docs2sdk.targets.plain_text import one_line

# Pages tell their readers to encode such values; the client would encode them twice.
PLAIN_TEXT = "Give it as plain text: the client encodes it in base64."


def describe_action(
    action: Action, sites: Sites, remarks: Iterable[str] = ()
) -> list[str]:
    """Return title and summary, ``remarks``, notes and warnings, with absolute links; a text that repeats another is ""."""
    title = one_line(action.title) or action.name
    summary = action.summary.strip()
    parts = [title, "" if one_line(summary) in ("", title) else summary, *remarks]
    reason = action.deprecated.message if action.deprecated else None
    parts += [f"Note: {note.strip()}" for note in action.notes if note != reason]
    parts += [f"Warning: {text.strip()}" for text in action.warnings if text != reason]
    return [complete_links(part, action.location.path, sites) for part in parts]


def list_facts(field: Field) -> Iterator[str]:
    """Yield what the page states about a value, a sentence each; known values of a text are in its type."""
    if field.default:
        yield f"Default of the service: {field.default.value}."
    if field.known_values and field.type != Scalar("string"):
        yield f"Known values: {', '.join(field.known_values.values)}."
    for limit in fact_phrases.list_limits(field):
        yield f"{limit[0].upper()}{limit[1:]}."


def reads(action: Action) -> bool:
    """Whether an action changes nothing: as its overlay says, else by the verb that its name begins with."""
    return is_reading(action.name) if action.read_only is None else action.read_only


def is_setting(field: Field) -> bool:
    """Whether the client's settings may supply a parameter of the request itself."""
    return field.name in PARAMETERS_FROM_SETTINGS and field.type == Scalar("string")


def max_items(field: Field) -> int:
    """Return how many elements a list may have, 0 for any number."""
    return field.max_items.value if field.max_items and is_list(field.type) else 0


def is_secret_field(field: Field) -> bool:
    """Whether a value must not be shown; not a truth value, as of `HasPassword`, nor an object, whose fields are or are not."""
    if field.type == Scalar("bool") or any(references(field.type)):
        return False
    about = field.description if field.type == Scalar("string") else ""
    return is_secret(field.name, about)
