"""The address at which a code of a diagnostic is documented."""

from __future__ import annotations

from functools import cache
from importlib import metadata

_LABEL = "Documentation"


def link_code(code: str) -> str:
    """Return the address of the section about a code, "" if the installed package does not say where its documents are."""
    documents = _find_documents()
    return f"{documents}/pages.md#{code.lower()}" if documents else ""


@cache
def _find_documents() -> str:
    try:
        urls = metadata.metadata("docs2sdk").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    pairs = (url.split(", ", 1) for url in urls)
    return next((address for label, address in pairs if label == _LABEL), "")
