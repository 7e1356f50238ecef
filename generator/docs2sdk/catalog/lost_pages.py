"""Pages that should give an action and give none, because an index knows it; ``unread_pages`` has what an earlier run knows.

What the title of a page names is judged with the page (``pages.prose_pages``).  Here is what only other sources know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.interpret import Interpretation
from docs2sdk.pages.layout import ACTIONS
from docs2sdk.pages.many_actions import name_of
from docs2sdk.places import Place

_LINK = re.compile(r"\[([^\[\]\n]*)\]\(([^()\s]+)\)")


class Claim(NamedTuple):
    """That a line of an index says which action a page describes."""

    action: str
    place: Place


def find_claims(path: str, text: str) -> Iterator[tuple[str, Claim]]:
    """Yield the target of each link of an index whose text names an action: ``[创建 - CreateBox](api/x-api/create_box)``."""
    for number, line in enumerate(text.split("\n"), start=1):
        for link in _LINK.finditer(line):
            action = name_of(link[1])
            if action:
                yield link[2], Claim(action, Place(path, number, link.start() + 1))


def find_lost_pages(
    pages: Iterable[Interpretation], claims: Mapping[str, Claim]
) -> Iterator[Diagnostic]:
    """Yield why pages give no action though an index says that they do; ``claims`` are by the page's path.

    What the title tells already is not told again, and a page that is prose beyond doubt stays prose.
    """
    for page in pages:
        claim = claims.get(page.path)
        if claim and page.lack and not page.named:
            message = (
                f"line {claim.place.line} of {claim.place.path} names the action"
                f' "{claim.action}" for this page, and {page.lack.message}'
            )
            yield Diagnostic(page.lack.place, "D102", message)


def name_action(page: Interpretation, claims: Mapping[str, Claim]) -> str:
    """Return the action that a page gives or should give, by its title, else by an index; "" for none."""
    should = page.lack or (page.kind in ACTIONS and not page.action)
    claim = claims.get(page.path) if should else None
    return page.named or (claim.action if claim else "")
