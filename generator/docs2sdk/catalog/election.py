"""Which page defines an action that several pages describe, or at least name.

Among the pages from which the action can be read, the first by rank defines it: modern before legacy, linked from its
folder's index, in a folder that the README links to, the path.  Errors in single rows do not matter here: they count if their
page defines the action.  A broken page, which names the action and does not give it, defines it only if no other page can:
the action is then missing, and the errors of the page count.

Every other page is not used.  It is never an error, whatever is wrong with it: the warning D107 stands for all its findings.

So a preferred page that breaks gives way to a page of a lower rank.  Only a run that knows the last output can tell that this
output was made of the preferred page, and stays: ``Loser.preferred`` says of which pages to ask.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.places import Place
from docs2sdk.schema import Action

# What puts a page behind another: legacy, not in its index, not in the README, the path.
Rank: TypeAlias = tuple[bool, bool, bool, str]

_REASONS = (
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
    """A page that names an action and does not give it."""

    path: str
    action: str
    rank: Rank


@dataclass(frozen=True, slots=True)
class Loser:
    """A page that is not used, because ``winner`` defines the same action; ``why`` is what the winner has ahead.

    ``errors`` counts what is wrong with the page.  ``preferred``: it would define the action if it were not broken.
    """

    action: str
    path: str
    winner: str
    why: str
    errors: int = 0
    preferred: bool = False

    def __str__(self) -> str:
        errors = counted(self.errors, "error")
        wrong = f"; this page has {errors}" if self.errors else ""
        return f'page not used: "{self.action}" is already defined by {self.winner}, which {self.why}{wrong}'


def elect(candidates: Iterable[Candidate]) -> tuple[list[Candidate], list[Loser]]:
    """Return the page that defines each action, by the action's name, and the others."""
    rivals: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        rivals[candidate.action.wire].append(candidate)
    winners: list[Candidate] = []
    losers: list[Loser] = []
    for wire, group in sorted(rivals.items()):
        winner, *others = sorted(group, key=lambda candidate: candidate.rank)
        winners.append(winner)
        losers += [_beaten(wire, other.path, other.rank, winner) for other in others]
    return winners, losers


def replaced(
    broken: Iterable[BrokenPage], winners: Iterable[Candidate]
) -> Iterator[Loser]:
    """Yield the broken pages whose action another page defines."""
    winner_of = {winner.action.wire: winner for winner in winners}
    for page in broken:
        winner = winner_of.get(page.action)
        if winner and winner.rank < page.rank:
            yield _beaten(page.action, page.path, page.rank, winner)
        elif winner:
            reason = "can be read"
            yield Loser(page.action, page.path, winner.path, reason, preferred=True)


def fold(
    losers: Iterable[Loser],
    diagnostics: Iterable[Diagnostic],
    places: Mapping[str, Place],
) -> tuple[tuple[Loser, ...], list[Diagnostic]]:
    """Return the losers by path, with the number of their errors, and D107 in place of all that was found in them.

    ``places`` says by path where a page names its action; elsewhere the finding stands at the page's begin.
    """
    found = list(diagnostics)
    errors = Counter(one.place.path for one in found if one.severity == "error")
    ordered = sorted(losers, key=lambda loser: loser.path)
    all_losers = tuple(replace(one, errors=errors[one.path]) for one in ordered)
    unused = {loser.path for loser in all_losers}
    left = [one for one in found if one.place.path not in unused]
    for loser in all_losers:
        place = places.get(loser.path, Place(loser.path, 1))
        left.append(Diagnostic(place, "D107", str(loser)))
    return all_losers, left


def _beaten(action: str, path: str, rank: Rank, winner: Candidate) -> Loser:
    pairs = zip(winner.rank, rank, _REASONS, strict=True)
    reason = next(reason for first, second, reason in pairs if first != second)
    return Loser(action, path, winner.path, reason)
