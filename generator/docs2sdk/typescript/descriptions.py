"""Composes the texts of documentation comments from a page's own text; ``source_text.format_comment`` makes comments of them."""

from __future__ import annotations

from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS
from docs2sdk.schema import Action, Field
from docs2sdk.targets import page_facts
from docs2sdk.targets.page_addresses import Sites, complete_links, page_url
from docs2sdk.typescript.source_text import format_tag

# The names of the client's settings.
_SETTINGS = {"region": "region", "zone": "zone", "project_id": "projectId"}


def describe_request(action: Action, sites: Sites) -> str:
    """Return the text of a request: title, the page's text before its tables, and the page's address."""
    page = action.location.path
    parts = page_facts.describe_action(action, sites)
    address = page_url(page, sites)
    parts += [f"Page: {address}"] if address else []
    if action.deprecated:
        reason = complete_links(action.deprecated.message, page, sites)
        parts.append(format_tag("deprecated", reason))
    return "\n\n".join(filter(None, parts))


def describe_field(field: Field, sites: Sites, is_sent: bool = False) -> str:
    """Return the text of a property: its description, then what the page states; ``is_sent``: of the request itself."""
    facts = " ".join(page_facts.list_facts(field))
    parts = [field.description.strip(), facts]
    if is_sent and field.required and field.name in PARAMETERS_FROM_SETTINGS:
        setting = _SETTINGS[PARAMETERS_FROM_SETTINGS[field.name]]
        parts.append(f"Defaults to the client's `{setting}`.")
    if field.content_encoding == "base64":
        parts.append(page_facts.PLAIN_TEXT)
    if field.deprecated:
        parts.append(format_tag("deprecated", field.deprecated.message))
    return complete_links("\n\n".join(filter(None, parts)), field.location.path, sites)
