"""Reads in the module of an action what the index of its service says of it: also of modules that are not made anew."""

from __future__ import annotations

import re
from typing import NamedTuple

from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS
from docs2sdk.targets.client import ActionRef

# Lines of comments begin with a star and strings have one line, so that text of pages matches none of these.
_COMMENT = r"^/\*\*((?:(?!\*/).)*)\*/\nexport (?:interface|type) {}\b"
_DEPRECATED = re.compile(r"^ \* @deprecated (.*)$", re.MULTILINE)
_STRING = r'"(?:[^"\\]|\\.)*"'
_ITEMS = re.compile(rf"^  paging: \{{.*?\bitems: ({_STRING})", re.MULTILINE | re.DOTALL)
_NEEDED = re.compile(rf"^  readonly (?:[\w$]+|{_STRING}): ", re.MULTILINE)
_VALUES = re.compile(
    r"^const (?:example|request): \w+ = (\{.*?\});$", re.MULTILINE | re.DOTALL
)
# The first parameters of an object that is written out, if the settings of the client supply them.
_SUPPLIED = re.compile(
    rf"(?<=\A\{{)(?:\s+(?:{'|'.join(sorted(PARAMETERS_FROM_SETTINGS))}): {_STRING},?)+"
)


class IndexEntry(NamedTuple):
    """What the method of an action needs: its title and deprecation as source of comments, ``items`` as source of a string.

    ``items`` is the list that the action returns in parts, "" for none; ``needs_request``: a parameter is required.
    """

    ref: ActionRef
    title: str
    deprecation: str
    items: str
    needs_request: bool


def read_index_entry(ref: ActionRef, text: str) -> IndexEntry:
    """Read the module of an action."""
    pattern = _COMMENT.replace("{}", ref.request)
    comment = re.search(pattern, text, re.MULTILINE | re.DOTALL)
    lines = (comment[1] if comment else "").strip().split("\n")
    deprecation = _DEPRECATED.search(comment[1]) if comment else None
    items = _ITEMS.search(text)
    request = text.partition(f"export interface {ref.request} {{\n")[2]
    return IndexEntry(
        ref,
        lines[0].removeprefix("* ").strip(),
        deprecation[1] if deprecation else "",
        items[1] if items else "",
        bool(_NEEDED.search(request.partition("\n}\n")[0])),
    )


def read_values(tests: str) -> str:
    """Return the source of the values of a request in an action's tests, of the page's example last; "" if there are none.

    Those that the settings of the client supply are left out where they stand first, as common parameters do.
    """
    values: list[str] = _VALUES.findall(tests)
    source = _SUPPLIED.sub("", values[-1]) if values else ""
    return source if source.strip("{} \n") else ""
