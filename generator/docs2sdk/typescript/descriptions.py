"""Composes the texts of documentation comments from a page's own text; ``source_text.format_comment`` makes comments of them."""

from __future__ import annotations

from collections.abc import Iterator

from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS
from docs2sdk.schema import Action, Field, Scalar
from docs2sdk.targets import fact_phrases
from docs2sdk.targets.page_addresses import Sites, complete_links, page_url
from docs2sdk.targets.plain_text import one_line
from docs2sdk.typescript.source_text import format_tag

# The names of the client's settings.
SETTINGS = {"region": "region", "zone": "zone", "project_id": "projectId"}
_PLAIN_TEXT = "Give it as plain text: the client encodes it in base64."


def describe_request(action: Action, sites: Sites) -> str:
    """Return the text of a request: title, the page's text before its tables, and the page's address."""
    title = one_line(action.title) or action.name
    summary = action.summary.strip()
    parts = [title, "" if one_line(summary) in ("", title) else summary]
    reason = action.deprecated.message if action.deprecated else None
    parts += [f"Note: {note.strip()}" for note in action.notes if note != reason]
    parts += [f"Warning: {text.strip()}" for text in action.warnings if text != reason]
    page = action.location.path
    parts = [complete_links(part, page, sites) for part in parts]
    address = page_url(page, sites)
    parts += [f"Page: {address}"] if address else []
    parts += [format_tag("deprecated", reason)] if reason else []
    return "\n\n".join(filter(None, parts))


def describe_field(field: Field, sites: Sites, is_sent: bool = False) -> str:
    """Return the text of a property: its description, then what the page states; ``is_sent``: of the request itself."""
    facts = " ".join(_list_facts(field))
    parts = [field.description.strip(), facts]
    if is_sent and field.required and field.name in PARAMETERS_FROM_SETTINGS:
        setting = SETTINGS[PARAMETERS_FROM_SETTINGS[field.name]]
        parts.append(f"Defaults to the client's `{setting}`.")
    if field.content_encoding == "base64":
        parts.append(_PLAIN_TEXT)
    if field.deprecated:
        parts.append(format_tag("deprecated", field.deprecated.message))
    return complete_links("\n\n".join(filter(None, parts)), field.location.path, sites)


def _list_facts(field: Field) -> Iterator[str]:
    """Yield what the page states about a value, a sentence each, unless the type says it."""
    if field.default:
        yield f"Default of the service: {field.default.value}."
    if field.known_values and field.type != Scalar("string"):
        yield f"Known values: {', '.join(field.known_values.values)}."
    for limit in fact_phrases.list_limits(field):
        yield f"{limit[0].upper()}{limit[1:]}."
