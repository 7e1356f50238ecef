"""Build the catalog: services with their actions, one page for each action, and a report of every page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

from docs2sdk.catalog import duplicate_pages, index_claims
from docs2sdk.catalog.duplicate_pages import BrokenPage, Candidate, Rank, ShadowedPage
from docs2sdk.catalog.index_claims import Claim
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location, file_of_path
from docs2sdk.message_text import pluralize
from docs2sdk.overlays.overlay_files import Correction
from docs2sdk.pages import checkout_layout, error_codes
from docs2sdk.pages.checkout_layout import product_folder
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_sources import SourceTree
from docs2sdk.pages.page_structure import PageKind
from docs2sdk.schema import Action, ErrorCode, Service

_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_TITLE = re.compile(r'<div class="sidebar_title[^">]*">([^<]*)</div>')
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_SITE = re.compile(r"(?:https?://docs\.ucloud\.cn)?/*(?:api/)?")


@dataclass(frozen=True, slots=True)
class PageReport:
    """One page of the tree: its kind, and the action that could be read from it, if any.

    ``expected_action`` is the action that its title names, or else an index, "" for none; ``no_action_reason`` says of a page
    of prose why it gives no action, and is None for all other pages.
    """

    path: str
    kind: PageKind
    action: str | None
    expected_action: str = ""
    no_action_reason: Diagnostic | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class HiddenPage:
    """A page that an overlay hides: its action, if the name is known, and the reason that the overlay gives."""

    action: str | None
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ExcludedPage:
    """A page that the settings exclude: its action, if the name is known, and which setting excludes it."""

    path: str
    action: str | None
    reason: str


@dataclass(frozen=True)
class Catalog:
    """The result of reading all pages.

    ``services`` ordered by folder, each with its actions by wire name; ``titles`` of the folders in the navigation;
    ``shadowed``: pages that are not used, since another defines their action; ``not_in_index``: names of actions to which no
    index links; ``error_codes``: RetCodes by folder, ``common_error_codes``: those of all products; ``pages``: every page
    that could be read, by path; ``diagnostics`` of all stages, by location. From overlays: the ``corrections`` that were
    applied, the ``hidden`` pages, and the paths of ``uncorrected`` pages, which have an action of which a correction failed.
    ``excluded`` are the pages of actions that the settings exclude.
    """

    services: tuple[Service, ...]
    titles: Mapping[str, str]
    shadowed: tuple[ShadowedPage, ...]
    not_in_index: tuple[str, ...]
    pages: tuple[PageReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    error_codes: Mapping[str, tuple[ErrorCode, ...]]
    common_error_codes: tuple[ErrorCode, ...]
    corrections: tuple[Correction, ...] = ()
    hidden: tuple[HiddenPage, ...] = ()
    uncorrected: frozenset[str] = frozenset()
    excluded: tuple[ExcludedPage, ...] = ()

    @property
    def preferred_broken_pages(self) -> dict[str, tuple[str, ...]]:
        """Action → broken pages that would define it if they were not broken; another page defines it now.

        If the last output of the action was made of one of these pages, it is better than what the other page gives.
        """
        paths: dict[str, tuple[str, ...]] = {}
        for page in self.shadowed:
            if page.is_preferred and page.path not in self._omitted:
                paths[page.action] = (*paths.get(page.action, ()), page.path)
        return paths

    @cached_property
    def broken(self) -> frozenset[str]:
        """Paths of the pages that have errors, lack a correction, or are ``preferred_broken_pages``.

        Their last output is better than what they give now.
        """
        errors = {
            diagnostic.location.path
            for diagnostic in self.diagnostics
            if diagnostic.severity == "error"
        }
        shadowed = chain.from_iterable(self.preferred_broken_pages.values())
        return (self.uncorrected | errors).union(shadowed) - self._omitted

    @property
    def _omitted(self) -> frozenset[str]:
        hidden = {page.path for page in self.hidden}
        return frozenset(hidden.union(page.path for page in self.excluded))


def build_catalog(
    tree: SourceTree,
    interpretations: Iterable[ParsedPage],
    previous_actions: Mapping[str, str] | None = None,
) -> Catalog:
    """Choose one page for each action and sort the actions into services.

    ``previous_actions`` are those of the last run, by path: the names for pages that name none any more.
    """
    pages = tuple(interpretations)
    navigation = _Navigation.of_tree(tree)
    errors, code_diagnostics = _merge_errors(pages)
    common = errors.pop(checkout_layout.COMMON_FOLDER, ())
    candidates, folder_diagnostics = _check_folders(_find_candidates(pages, navigation))
    chosen, shadowed = duplicate_pages.resolve_duplicates(candidates)
    chosen, case_diagnostics = _drop_case_variants(chosen)
    diagnostics = [
        *tree.diagnostics,
        *(diagnostic for page in pages for diagnostic in page.diagnostics),
        *index_claims.find_broken_claims(pages, navigation.claims),
        *folder_diagnostics,
        *case_diagnostics,
    ]
    faulty = {
        diagnostic.location.path for diagnostic in diagnostics if _is_error(diagnostic)
    }
    broken = list(_find_broken(pages, navigation, previous_actions or {}, faulty))
    names = {candidate.path: candidate.action.name for candidate in candidates}
    names |= {page.path: page.action for page in broken}
    in_index = _find_listed(names, navigation)
    services = tuple(_make_services(chosen, in_index, navigation, errors))
    diagnostics += (*code_diagnostics, *_find_stray_codes(errors, services))
    shadowed += duplicate_pages.find_shadowed(broken, chosen)
    locations = {page.path: page.action.location for page in pages if page.action}
    shadowed_pages, diagnostics = duplicate_pages.replace_diagnostics(
        shadowed, diagnostics, locations
    )
    return Catalog(
        services=services,
        titles=navigation.titles,
        shadowed=shadowed_pages,
        not_in_index=tuple(sorted({page.action.name for page in chosen} - in_index)),
        pages=tuple(
            _make_report(page, navigation)
            for page in sorted(pages, key=lambda page: page.path)
        ),
        diagnostics=tuple(sorted(diagnostics)),
        error_codes=errors,
        common_error_codes=common,
    )


def _find_listed(names: Mapping[str, str], navigation: _Navigation) -> set[str]:
    """Return the names of the actions, given by path, to whose page an index links."""
    listed = navigation.listed
    return {name for path, name in names.items() if file_of_path(path) in listed}


def _is_error(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity == "error"


def _make_report(page: ParsedPage, navigation: _Navigation) -> PageReport:
    action = page.action.name if page.action else None
    name = index_claims.name_action(page, navigation.claims)
    return PageReport(page.path, page.kind, action, name, page.no_action_reason)


@dataclass(frozen=True, slots=True)
class _Navigation:
    """What ``index.md``, ``_sidebar.md`` and the root's ``README.md`` say.

    ``listed``: pages in any index; ``own``: pages in the index of their folder; ``promoted``: folders in the README;
    ``titles`` of folders; ``claims``: actions that an index names for a page, by its path; ``base`` tells the folders apart.
    """

    listed: frozenset[str]
    own: frozenset[str]
    promoted: frozenset[str]
    titles: dict[str, str]
    claims: dict[str, Claim]
    base: PageFolders

    @classmethod
    def of_tree(cls, tree: SourceTree) -> _Navigation:
        listed: set[str] = set()
        own: set[str] = set()
        promoted: set[str] = set()
        titles: dict[str, str] = {}
        claims: dict[str, Claim] = {}
        for page in tree.pages:
            folder, _, file = page.path.rpartition("/")
            if file in ("index.md", "_sidebar.md"):
                for path, claim in _find_claims(page.path, page.text):
                    claims.setdefault(path, claim)
            if file == "index.md":
                paths = _find_linked_pages(folder, page.text)
                listed |= paths
                own |= {path for path in paths if product_folder(path) == folder}
            elif file == "_sidebar.md" and (title := _TITLE.search(page.text)):
                titles[folder] = title[1].strip()
            elif page.path == "README.md":
                promoted = {product_folder(link) for link in _find_links(page.text)} - {
                    ""
                }
        return cls(
            frozenset(listed),
            frozenset(own),
            frozenset(promoted),
            titles,
            claims,
            tree.base,
        )


# Cached, because history builds the catalog of each revision, and few commits change an index.
@lru_cache(maxsize=1000)
def _find_claims(path: str, text: str) -> tuple[tuple[str, Claim], ...]:
    """Return the actions that an index names, each with the path of its page."""
    folder = path.rpartition("/")[0]
    return tuple(
        (_resolve_link(_strip_site(link), folder), claim)
        for link, claim in index_claims.find_claims(path, text)
    )


@lru_cache(maxsize=1000)
def _find_linked_pages(folder: str, text: str) -> frozenset[str]:
    """Return the paths of the pages to which the index of a folder links."""
    return frozenset(_resolve_link(link, folder) for link in _find_links(text))


def _find_links(text: str) -> Iterator[str]:
    return map(_strip_site, _LINK.findall(text))


def _strip_site(target: str) -> str:
    """Return the target of a link as a path from the documentation's root: ``/api/isms-api/x?id=y`` is ``isms-api/x``."""
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    return _SITE.sub("", path, count=1)


def _resolve_link(link: str, folder: str) -> str:
    """Return the path of the page to which a link in the index of a folder leads."""
    stem = re.sub(r"\.(?:md|html)$", "", link.removeprefix("./"))
    return f"{stem}.md" if "/" in stem or not folder else f"{folder}/{stem}.md"


def _find_candidates(
    pages: tuple[ParsedPage, ...], navigation: _Navigation
) -> Iterator[Candidate]:
    for page in pages:
        if page.action:
            rank = _rank(page.path, page.kind != "modern", navigation)
            yield Candidate(page.path, product_folder(page.path), page.action, rank)


def _find_broken(
    pages: Iterable[ParsedPage],
    navigation: _Navigation,
    previous_actions: Mapping[str, str],
    faulty: Iterable[str],
) -> Iterator[BrokenPage]:
    """Yield the pages with errors (paths ``faulty``) that give no action although it is known which they should give."""
    read = {page.path: page for page in pages}
    for path in sorted(faulty):
        page = read.get(path)
        name = index_claims.name_action(page, navigation.claims) if page else ""
        action = name or previous_actions.get(path)
        if action and not (page and page.action):
            is_legacy = page is not None and page.kind in ("legacy", "variant")
            yield BrokenPage(path, action, _rank(path, is_legacy, navigation))


def _rank(path: str, is_legacy: bool, navigation: _Navigation) -> Rank:
    is_promoted = product_folder(path) in navigation.promoted
    number = navigation.base.find_number(file_of_path(path))
    is_listed = file_of_path(path) in navigation.own
    return (-number, is_legacy, not is_listed, not is_promoted, path)


def is_folder_name(name: str) -> bool:
    """Whether a product's folder can have a name."""
    return bool(_FOLDER.fullmatch(name)) and not name.endswith(".")


def _check_folders(
    candidates: Iterable[Candidate],
) -> tuple[list[Candidate], list[Diagnostic]]:
    """Return the candidates in folders whose name can become that of a package, and a diagnostic for each other folder."""
    valid: list[Candidate] = []
    diagnostics: dict[str, Diagnostic] = {}
    for candidate in candidates:
        folder = candidate.folder
        if is_folder_name(folder):
            valid.append(candidate)
        elif folder not in diagnostics:
            message = (
                f'no product can be called "{folder}"'
                if folder
                else "the page is in no product's folder"
            )
            location = Location(candidate.path, 1)
            diagnostics[folder] = Diagnostic(location, "D108", message)
    return valid, list(diagnostics.values())


def _drop_case_variants(
    candidates: Iterable[Candidate],
) -> tuple[list[Candidate], list[Diagnostic]]:
    """Return one of the actions of a product whose names differ in case only, the first by path, and D106 for the others."""
    first: dict[tuple[str, str], Candidate] = {}
    diagnostics = []
    for candidate in sorted(candidates, key=lambda candidate: candidate.path):
        action = candidate.action
        earlier = first.setdefault((candidate.folder, action.name.lower()), candidate)
        if earlier is not candidate:
            location = earlier.action.location
            message = (
                f'"{action.name}" differs in case only from "{earlier.action.name}" '
                f"at {location.path}:{location.line}:{location.column}"
            )
            diagnostics.append(Diagnostic(action.location, "D106", message))
    return list(first.values()), diagnostics


def _merge_errors(
    pages: Iterable[ParsedPage],
) -> tuple[dict[str, tuple[ErrorCode, ...]], list[Diagnostic]]:
    """Return the RetCodes of each folder that has some, and what is wrong with them; of two equal codes the first by path."""
    codes_by_folder: dict[str, list[ErrorCode]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: page.path):
        codes_by_folder[product_folder(page.path)] += page.error_codes
    merged = {
        folder: error_codes.merge_error_codes(codes)
        for folder, codes in sorted(codes_by_folder.items())
        if codes
    }
    diagnostics = chain.from_iterable(table.diagnostics for table in merged.values())
    return {folder: table.codes for folder, table in merged.items()}, list(diagnostics)


def _find_stray_codes(
    errors: Mapping[str, tuple[ErrorCode, ...]], services: Iterable[Service]
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each folder that has error codes and no action."""
    folders = {service.folder for service in services}
    for folder, codes in errors.items():
        if folder not in folders:
            first = min(code.location for code in codes)
            message = (
                f"{pluralize(len(codes), 'error code')}, but no action beside them"
            )
            yield Diagnostic(first, "D504", message)


def _make_services(
    candidates: Iterable[Candidate],
    in_index: Collection[str],
    navigation: _Navigation,
    errors: Mapping[str, tuple[ErrorCode, ...]],
) -> Iterator[Service]:
    """Yield the services by folder, each with its actions by name; ``in_index`` are the actions that an index links to."""
    groups: dict[str, list[Action]] = defaultdict(list)
    for candidate in candidates:
        action = candidate.action
        groups[candidate.folder].append(action.marked(action.name in in_index))
    for folder, actions in sorted(groups.items()):
        ordered = tuple(sorted(actions, key=lambda action: action.name))
        title = navigation.titles.get(folder) or folder
        yield Service(folder, title, ordered, errors.get(folder, ()))
