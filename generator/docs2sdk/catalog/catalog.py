"""Actions to services: which page speaks for an action, what no index lists, and an account of every page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from docs2sdk.catalog import election, lost_pages
from docs2sdk.catalog.election import BrokenPage, Candidate, Loser, Rank
from docs2sdk.catalog.lost_pages import Claim
from docs2sdk.catalog.overlays import Correction
from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import error_codes, layout
from docs2sdk.pages.interpret import Interpretation
from docs2sdk.pages.layout import folder_of
from docs2sdk.pages.page import Kind
from docs2sdk.pages.sources import Tree
from docs2sdk.places import Place
from docs2sdk.schema import Action, ErrorCode, Service

_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_TITLE = re.compile(r'<div class="sidebar_title[^">]*">([^<]*)</div>')
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_SITE = re.compile(r"(?:https?://docs\.ucloud\.cn)?/*(?:api/)?")


@dataclass(frozen=True, slots=True)
class PageReport:
    """One page of the tree: what it is, and the action that it describes, if it could be read.

    ``named`` is the action that its title names, or else an index, "" for none; ``lack`` is what a page of prose lacks to
    describe one, None of all other pages.
    """

    path: str
    kind: Kind
    action: str | None
    named: str = ""
    lack: Diagnostic | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A page that an overlay leaves out, with its action if one is known, and the reason."""

    action: str | None
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """A page that the settings leave out: its action, if one is known, and what speaks against it."""

    path: str
    action: str | None
    reason: str


@dataclass(frozen=True)
class Catalog:
    """Everything a run knows about its pages.

    ``services`` by folder, each with its actions by wire name; ``titles`` what navigation calls the folders; ``unlisted`` the wire names that no index links to;
    ``errors`` the RetCodes by folder, ``common`` those that every product has;
    ``pages`` every page that could be read, by path; ``diagnostics`` all findings of all stages, by place.
    Of overlays: the ``corrections`` that were carried out, the ``hidden`` actions, and the pages that are ``uncorrected``
    because a correction of their action failed.  ``excluded`` are the pages of actions that the settings leave out.
    """

    services: tuple[Service, ...]
    titles: Mapping[str, str]
    losers: tuple[Loser, ...]
    unlisted: tuple[str, ...]
    pages: tuple[PageReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    errors: Mapping[str, tuple[ErrorCode, ...]]
    common: tuple[ErrorCode, ...]
    corrections: tuple[Correction, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    uncorrected: frozenset[str] = frozenset()
    excluded: tuple[Excluded, ...] = ()

    @property
    def shadowed_broken(self) -> dict[str, tuple[str, ...]]:
        """The broken pages by the action that they would define: another page does as long as they are broken.

        If the last output of such an action was made of one of these pages, it is better than what the other page gives.
        """
        paths: dict[str, tuple[str, ...]] = {}
        for loser in self.losers:
            if loser.preferred and loser.path not in self._left_out:
                paths[loser.action] = (*paths.get(loser.action, ()), loser.path)
        return paths

    @cached_property
    def broken(self) -> frozenset[str]:
        """Paths of the pages whose last output is better than what there is now.

        They have errors, lack a correction, or are ``shadowed_broken``.
        """
        errors = {
            finding.place.path
            for finding in self.diagnostics
            if finding.severity == "error"
        }
        shadowed = chain.from_iterable(self.shadowed_broken.values())
        return (self.uncorrected | errors).union(shadowed) - self._left_out

    @property
    def _left_out(self) -> frozenset[str]:
        hidden = {one.path for one in self.hidden}
        return frozenset(hidden.union(one.path for one in self.excluded))


def build(
    tree: Tree,
    interpretations: Iterable[Interpretation],
    known: Mapping[str, str] | None = None,
) -> Catalog:
    """Choose one page for each action and sort the actions into services.

    ``known`` says by path which action a page gave in the last run, for pages that do not say it themselves any more.
    """
    pages = tuple(interpretations)
    found = [
        *tree.diagnostics,
        *(finding for page in pages for finding in page.diagnostics),
    ]
    navigation = _Navigation.of(tree)
    found.extend(lost_pages.find_lost_pages(pages, navigation.claims))
    candidates = list(_usable(_candidates(pages, navigation), found))
    winners, beaten = election.elect(candidates)
    winners = list(_distinct(winners, found))
    broken = list(_broken(pages, navigation, known or {}, found))
    names = {one.path: one.action.wire for one in candidates}
    names |= {one.path: one.action for one in broken}
    listed = {names[path] for path in navigation.listed & names.keys()}
    chosen = [
        replace(winner, action=winner.action.marked(winner.action.wire in listed))
        for winner in winners
    ]
    errors = _errors(pages, found)
    common = errors.pop(layout.COMMON, ())
    services = tuple(_services(chosen, navigation, errors))
    found.extend(_homeless(errors, services))
    places = {page.path: page.action.place for page in pages if page.action}
    replaced = election.replaced(broken, winners)
    losers, found = election.fold((*beaten, *replaced), found, places)
    return Catalog(
        services=services,
        titles=navigation.titles,
        losers=losers,
        unlisted=tuple(
            sorted(winner.action.wire for winner in chosen if not winner.action.listed)
        ),
        pages=tuple(
            _report(page, navigation)
            for page in sorted(pages, key=lambda page: page.path)
        ),
        diagnostics=tuple(sorted(found)),
        errors=errors,
        common=common,
    )


def _report(page: Interpretation, navigation: _Navigation) -> PageReport:
    action = page.action.wire if page.action else None
    named = lost_pages.name_action(page, navigation.claims)
    return PageReport(page.path, page.kind, action, named, page.lack)


@dataclass(frozen=True, slots=True)
class _Navigation:
    """What ``index.md``, ``_sidebar.md`` and the root's ``README.md`` say."""

    listed: frozenset[str]
    own: frozenset[str]
    promoted: frozenset[str]
    titles: dict[str, str]
    claims: dict[str, Claim]

    @classmethod
    def of(cls, tree: Tree) -> _Navigation:
        listed: set[str] = set()
        own: set[str] = set()
        promoted: set[str] = set()
        titles: dict[str, str] = {}
        claims: dict[str, Claim] = {}
        for page in tree.pages:
            folder, _, file = page.path.rpartition("/")
            if file in ("index.md", "_sidebar.md"):
                for link, claim in lost_pages.find_claims(page.path, page.text):
                    claims.setdefault(_target(_plain_link(link), folder), claim)
            if file == "index.md":
                paths = {_target(link, folder) for link in _links(page.text)}
                listed |= paths
                own |= {path for path in paths if folder_of(path) == folder}
            elif file == "_sidebar.md" and (title := _TITLE.search(page.text)):
                titles[folder] = title[1].strip()
            elif page.path == "README.md":
                promoted = {folder_of(link) for link in _links(page.text)} - {""}
        return cls(
            frozenset(listed), frozenset(own), frozenset(promoted), titles, claims
        )


def _links(text: str) -> Iterator[str]:
    return map(_plain_link, _LINK.findall(text))


def _plain_link(target: str) -> str:
    """Return the target of a link as a path from the documentation's root: ``/api/isms-api/x?id=y`` is ``isms-api/x``."""
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    return _SITE.sub("", path, count=1)


def _target(link: str, folder: str) -> str:
    """Return the path of the page that a link of a folder's index means."""
    stem = re.sub(r"\.(?:md|html)$", "", link.removeprefix("./"))
    return f"{stem}.md" if "/" in stem or not folder else f"{folder}/{stem}.md"


def _candidates(
    pages: tuple[Interpretation, ...], navigation: _Navigation
) -> Iterator[Candidate]:
    for page in pages:
        if page.action:
            rank = _rank(page.path, page.kind == "legacy", navigation)
            yield Candidate(page.path, folder_of(page.path), page.action, rank)


def _broken(
    pages: Iterable[Interpretation],
    navigation: _Navigation,
    known: Mapping[str, str],
    found: Iterable[Diagnostic],
) -> Iterator[BrokenPage]:
    """Yield the pages with errors that give no action, if it can be told which they should give."""
    read = {page.path: page for page in pages}
    for path in sorted({one.place.path for one in found if one.severity == "error"}):
        page = read.get(path)
        named = lost_pages.name_action(page, navigation.claims) if page else ""
        action = named or known.get(path)
        if action and not (page and page.action):
            is_legacy = page is not None and page.kind == "legacy"
            yield BrokenPage(path, action, _rank(path, is_legacy, navigation))


def _rank(path: str, is_legacy: bool, navigation: _Navigation) -> Rank:
    is_promoted = folder_of(path) in navigation.promoted
    return (is_legacy, path not in navigation.own, not is_promoted, path)


def _usable(
    candidates: Iterable[Candidate], found: list[Diagnostic]
) -> Iterator[Candidate]:
    """Pass on what lies in a folder whose name can give a package's; report each other folder once."""
    reported: set[str] = set()
    for candidate in candidates:
        folder = candidate.folder
        if _FOLDER.fullmatch(folder) and not folder.endswith("."):
            yield candidate
        elif folder not in reported:
            reported.add(folder)
            message = (
                f'no product can be called "{folder}"'
                if folder
                else "the page is in no product's folder"
            )
            found.append(Diagnostic(Place(candidate.path, 1), "D108", message))


def _distinct(winners: list[Candidate], found: list[Diagnostic]) -> Iterator[Candidate]:
    """Pass on one of the actions of a product whose names differ in case only, and report the others."""
    first: dict[tuple[str, str], Candidate] = {}
    for winner in sorted(winners, key=lambda winner: winner.path):
        earlier = first.setdefault((winner.folder, winner.action.wire.lower()), winner)
        if earlier is winner:
            yield winner
        else:
            place = earlier.action.place
            message = (
                f'"{winner.action.wire}" differs in case only from "{earlier.action.wire}" '
                f"at {place.path}:{place.line}:{place.column}"
            )
            found.append(Diagnostic(winner.action.place, "D106", message))


def _errors(
    pages: Iterable[Interpretation], found: list[Diagnostic]
) -> dict[str, tuple[ErrorCode, ...]]:
    """Return the RetCodes of each folder that has some; where two pages explain one, the first by path is right."""
    rows: dict[str, list[ErrorCode]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: page.path):
        rows[folder_of(page.path)] += page.errors
    return {
        folder: error_codes.merged(codes, found)
        for folder, codes in sorted(rows.items())
        if codes
    }


def _homeless(
    errors: Mapping[str, tuple[ErrorCode, ...]], services: Iterable[Service]
) -> Iterator[Diagnostic]:
    """Yield that codes stand in a folder that gives no service."""
    homes = {service.folder for service in services}
    for folder, codes in errors.items():
        if folder not in homes:
            first = min(code.place for code in codes)
            message = f"{counted(len(codes), 'error code')}, but no action beside them"
            yield Diagnostic(first, "D504", message)


def _services(
    winners: list[Candidate],
    navigation: _Navigation,
    errors: Mapping[str, tuple[ErrorCode, ...]],
) -> Iterator[Service]:
    actions: dict[str, list[Action]] = defaultdict(list)
    for winner in winners:
        actions[winner.folder].append(winner.action)
    for folder, members in sorted(actions.items()):
        ordered = tuple(sorted(members, key=lambda action: action.wire))
        title = navigation.titles.get(folder) or folder
        yield Service(folder, title, ordered, errors.get(folder, ()))
