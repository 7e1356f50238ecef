"""Read from index pages which action a page describes, and report pages that describe none although an index says so.

``pages.non_action_pages`` reports pages whose own title names an action, ``missing_actions`` those that gave one in the last
run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages.action_headings import read_action_name
from docs2sdk.pages.checkout_layout import ACTION_KINDS
from docs2sdk.pages.interpretation import ParsedPage

_LINK = re.compile(r"\[([^\[\]\n]*)\]\(([^()\s]+)\)")


class Claim(NamedTuple):
    """The action that a page describes according to an index, and where the index says so."""

    action: str
    location: Location


def find_claims(path: str, text: str) -> Iterator[tuple[str, Claim]]:
    """Yield target and claim of each link of an index that names an action: ``[创建 - CreateBox](api/x-api/create_box)``."""
    for number, line in enumerate(text.split("\n"), start=1):
        for link in _LINK.finditer(line):
            action = read_action_name(link[1])
            if action:
                yield link[2], Claim(action, Location(path, number, link.start() + 1))


def find_broken_claims(
    pages: Iterable[ParsedPage], claims: Mapping[str, Claim]
) -> Iterator[Diagnostic]:
    """Yield an error for each page that gives no action although an index says that it does; ``claims`` are by path.

    Pages whose title names the action are left out, since they have an error already; so is what is clearly prose.
    """
    for page in pages:
        claim = claims.get(page.path)
        if claim and page.no_action_reason and not page.title_action:
            message = (
                f"line {claim.location.line} of {claim.location.path} names the action"
                f' "{claim.action}" for this page, and {page.no_action_reason.message}'
            )
            yield Diagnostic(page.no_action_reason.location, "D102", message)


def name_action(page: ParsedPage, claims: Mapping[str, Claim]) -> str:
    """Return the action that a page gives or should give: by its title, else by an index; "" if neither names one."""
    is_broken = page.no_action_reason or (page.kind in ACTION_KINDS and not page.action)
    claim = claims.get(page.path) if is_broken else None
    return page.title_action or (claim.action if claim else "")
