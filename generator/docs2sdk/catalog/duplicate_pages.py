"""Choose the page that defines an action, if several pages describe or name it; the other pages are shadowed.

Of the pages from which the action can be read, the first by rank is chosen: in a later folder of pages, modern before legacy, linked from its folder's
index, in a folder that the README links to, path.  Errors in single rows do not change the rank.  A broken page, which names
the action but does not give it, counts only if no other page gives the action: the action is then missing.

A shadowed page is a warning (D107), which replaces all diagnostics of the page.

If the preferred page breaks, a page of lower rank is chosen.  Whether the last output was made of the preferred page, and is
to be kept, is decided where the output is known (``build.plan``): ``ShadowedPage.is_preferred`` marks these pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.message_text import pluralize
from docs2sdk.schema import Action

# The smallest is chosen: minus the number of its folder, is legacy, is not in its index, is not in the README, path.
Rank: TypeAlias = tuple[int, bool, bool, bool, str]

# What a chosen page has ahead of another, for each element of a rank.
_REASONS = (
    "is in a later folder of pages",
    "is a modern page",
    "the index of its folder links to",
    "lies in a folder that the README links to",
    "comes first",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page from which an action can be read."""

    path: str
    folder: str
    action: Action
    rank: Rank


class BrokenPage(NamedTuple):
    """A page that names an action, and from which it cannot be read."""

    path: str
    action: str
    rank: Rank


@dataclass(frozen=True, slots=True)
class ShadowedPage:
    """A page that is not used, since page ``chosen`` defines the same action; ``reason`` says what that page has ahead.

    ``errors`` is the number of errors in the page.  ``is_preferred``: it would define the action if it were not broken.
    """

    action: str
    path: str
    chosen: str
    reason: str
    errors: int = 0
    is_preferred: bool = False

    def __str__(self) -> str:
        errors = pluralize(self.errors, "error")
        suffix = f"; this page has {errors}" if self.errors else ""
        return f'page not used: "{self.action}" is already defined by {self.chosen}, which {self.reason}{suffix}'


def resolve_duplicates(
    candidates: Iterable[Candidate],
) -> tuple[list[Candidate], list[ShadowedPage]]:
    """Return the page that defines each action, ordered by the action's name, and the shadowed pages."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.action.name].append(candidate)
    all_chosen: list[Candidate] = []
    shadowed: list[ShadowedPage] = []
    for wire, group in sorted(groups.items()):
        chosen, *rest = sorted(group, key=lambda candidate: candidate.rank)
        all_chosen.append(chosen)
        shadowed += [
            _make_shadowed(wire, page.path, page.rank, chosen) for page in rest
        ]
    return all_chosen, shadowed


def find_shadowed(
    broken: Iterable[BrokenPage], all_chosen: Iterable[Candidate]
) -> Iterator[ShadowedPage]:
    """Yield the broken pages whose action another page defines."""
    chosen_pages = {chosen.action.name: chosen for chosen in all_chosen}
    for page in broken:
        chosen = chosen_pages.get(page.action)
        if chosen and chosen.rank < page.rank:
            yield _make_shadowed(page.action, page.path, page.rank, chosen)
        elif chosen:
            reason = "can be read"
            yield ShadowedPage(
                page.action, page.path, chosen.path, reason, is_preferred=True
            )


def replace_diagnostics(
    shadowed: Iterable[ShadowedPage],
    diagnostics: Collection[Diagnostic],
    locations: Mapping[str, Location],
) -> tuple[tuple[ShadowedPage, ...], list[Diagnostic]]:
    """Return the shadowed pages by path, with the number of their errors, and the diagnostics with one D107 for each.

    ``locations`` says by path where a page names its action; D107 is there, else at the first line.
    """
    errors = Counter(
        diagnostic.location.path
        for diagnostic in diagnostics
        if diagnostic.severity == "error"
    )
    ordered = sorted(shadowed, key=lambda page: page.path)
    pages = tuple(replace(page, errors=errors[page.path]) for page in ordered)
    paths = {page.path for page in pages}
    kept = [
        diagnostic
        for diagnostic in diagnostics
        if diagnostic.location.path not in paths
    ]
    for page in pages:
        location = locations.get(page.path, Location(page.path, 1))
        kept.append(Diagnostic(location, "D107", str(page)))
    return pages, kept


def _make_shadowed(
    action: str, path: str, rank: Rank, chosen: Candidate
) -> ShadowedPage:
    pairs = zip(chosen.rank, rank, _REASONS, strict=True)
    reason = next(reason for first, second, reason in pairs if first != second)
    return ShadowedPage(action, path, chosen.path, reason)
