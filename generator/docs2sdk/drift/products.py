"""What changed of products beside their actions: titles, error codes, folders that repeat what others have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docs2sdk.catalog.election import Loser
from docs2sdk.counting import counted
from docs2sdk.drift.changes import Change, Symbol, in_python
from docs2sdk.drift.rules import RULES
from docs2sdk.drift.snapshots import Snapshot
from docs2sdk.pages.layout import folder_of
from docs2sdk.places import Place
from docs2sdk.schema import ErrorCode, Service


def compare(old: Snapshot, new: Snapshot, homes: Mapping[str, str]) -> Iterator[Change]:
    """Yield what changed; ``homes`` are the products that have another folder now."""
    before: dict[str, list[Service]] = defaultdict(list)
    for service in old.services:
        before[homes.get(service.folder, service.folder)].append(service)
    for service in new.services:
        if service.folder in before:
            yield from _title(before[service.folder], service, old, new)
            yield from _errors(before[service.folder], service)
    # A schema file does not say what its pages left out.
    if old.texts and new.texts:
        for one in _repeated(new, old):
            yield _change(
                f"{one.kind}-copied",
                one.folder,
                one.path,
                new=one.place,
                after=one.words,
                action=one.action,
            )
        for one in _repeated(old, new):
            yield _change(
                f"{one.kind}-copy-removed",
                one.folder,
                one.path,
                old=one.place,
                before=one.words,
                action=one.action,
            )


@dataclass(frozen=True, slots=True)
class _Repeated:
    """A page, or a whole folder, that repeats others."""

    kind: str
    folder: str
    path: str
    action: str
    place: Place
    words: str


def _change(
    rule: str,
    service: str,
    path: str,
    *,
    old: Place | None = None,
    new: Place | None = None,
    before: str = "",
    after: str = "",
    action: str = "",
) -> Change:
    python = in_python(rule, Symbol(), Symbol(), before, after)
    return Change(
        RULES[rule],
        RULES[rule].level,
        service,
        action,
        "",
        path,
        old,
        new,
        before,
        after,
        python,
    )


def _title(
    merged: Sequence[Service], new: Service, old_pages: Snapshot, new_pages: Snapshot
) -> Iterator[Change]:
    """Yield that a product is called otherwise than each of those that it was made of."""
    old, *_ = merged
    # Without a title in its navigation a product is called by its folder.
    is_named = old.title != old.folder or new.title != new.folder
    if is_named and new.title not in [one.title for one in merged]:
        yield _change(
            "service-title-changed",
            new.folder,
            "",
            old=_navigation(old, old_pages),
            new=_navigation(new, new_pages),
            before=old.title,
            after=new.title,
        )


def _navigation(service: Service, pages: Snapshot) -> Place | None:
    path = f"{service.folder}/_sidebar.md"
    # A schema file has no pages, and does not say which there were.
    return Place(path, 1) if path in pages.texts or not pages.texts else None


def _errors(merged: Iterable[Service], new: Service) -> Iterator[Change]:
    before = {error.code: error for old in merged for error in old.errors}
    after = {error.code: error for error in new.errors}
    for code in sorted({*before, *after}):
        yield from _error(new.folder, str(code), before.get(code), after.get(code))


def _error(
    folder: str, code: str, old: ErrorCode | None, new: ErrorCode | None
) -> Iterator[Change]:
    before, after = _meaning(old), _meaning(new)
    what = "reworded" if old and new else "added" if new else "removed"
    if what != "reworded" or before != after:
        yield _change(
            f"error-code-{what}",
            folder,
            code,
            old=old.place if old else None,
            new=new.place if new else None,
            before=before,
            after=after,
        )


def _meaning(error: ErrorCode | None) -> str:
    return ": ".join(filter(None, (error.message, error.meaning))) if error else ""


def _repeated(one: Snapshot, other: Snapshot) -> Iterator[_Repeated]:
    """Yield what repeats other pages and is in one snapshot only; a folder of nothing else once.

    Of an action that is in one snapshot only, that says enough.
    """
    both = {action.wire for service in other.services for action in service.actions}
    known = {folder_of(path) for path in other.texts}
    used = {service.folder for service in one.services}
    folders: dict[str, list[Loser]] = defaultdict(list)
    for copy in one.copies:
        if copy.path not in other.texts and copy.action in both:
            folders[folder_of(copy.path)].append(copy)
    for folder, copies in sorted(folders.items()):
        if folder in known | used:
            yield from (_page(folder, copy) for copy in copies)
        else:
            yield _folder(folder, copies)


def _page(folder: str, copy: Loser) -> _Repeated:
    words = f"{copy.path} repeats {copy.winner}"
    return _Repeated("page", folder, copy.path, copy.action, Place(copy.path, 1), words)


def _folder(folder: str, copies: list[Loser]) -> _Repeated:
    homes = sorted({folder_of(copy.winner) for copy in copies})
    words = f"{folder} repeats {counted(len(copies), 'action')} of {', '.join(homes)}"
    return _Repeated("folder", folder, folder, "", Place(copies[0].path, 1), words)
