"""Caches what pages say, so that an unchanged page is not parsed again.

The cache keeps only what the catalog needs: an action from the cache is a ``PartialAction``, and ``load_full_action`` parses
the page where the full action is needed, to render it or to apply an overlay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from docs2sdk.cache import Cache
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import Source
from docs2sdk.pages.run_inputs import Inputs
from docs2sdk.schema import Action, ErrorCode, Payload
from docs2sdk.workers import ProgressCallback, WorkerPool

_EMPTY = Payload(())


class PartialAction(Action):
    """An action with only its name, dialect, location and index entry; its request and response are empty."""

    __slots__ = ()


@dataclass(frozen=True)
class PageCache:
    """Reads the pages of a run; ``full_actions`` are the actions that were parsed, by their paths."""

    inputs: Inputs
    cache: Cache
    full_actions: dict[str, Action] = field(default_factory=dict)

    def read_pages(
        self, pool: WorkerPool, progress: ProgressCallback
    ) -> Iterator[ParsedPage]:
        """Yield what each page says, in the order of the tree; pages that are not cached are parsed by the pool."""
        tree = self.inputs.tree
        cached = self.cache.load([self._key(page) for page in tree.pages])
        heads = {page: _load_heads(cached.get(self._key(page))) for page in tree.pages}
        unread = [page for page, head in heads.items() if head is None]
        parsed = iter(pool.map(parse_pages, unread))
        new: list[tuple[ParsedPage, ...]] = []
        for done, page in enumerate(tree.pages, 1):
            head = heads[page]
            if head is None:
                new.append(next(parsed))
            yield from head or new[-1]
            progress("read", done, len(tree.pages))
        self._store(unread, new)

    def _store(
        self, sources: Sequence[Source], results: Sequence[tuple[ParsedPage, ...]]
    ) -> None:
        texts = {}
        for source, pages in zip(sources, results, strict=True):
            texts[self._key(source)] = json.dumps([_dump_head(page) for page in pages])
            self._keep_actions(pages)
        self.cache.store(texts)

    def _keep_actions(self, pages: Sequence[ParsedPage]) -> None:
        for page in pages:
            if page.action:
                self.full_actions[page.path] = page.action

    def load_full_action(self, action: Action) -> Action:
        """Return the full action of a page; ``in_index`` is that of the given action."""
        if not isinstance(action, PartialAction):
            return action
        path = action.location.path
        if path not in self.full_actions:
            file = action.location.file
            (source,) = (page for page in self.inputs.tree.pages if page.path == file)
            self._keep_actions(parse_pages(source))
        return self.full_actions[path].marked(action.in_index)

    def _key(self, page: Source) -> str:
        return f"head {self.inputs.page_digests[page.path]} {page.path}"


def _dump_head(page: ParsedPage) -> dict[str, Any]:
    action = page.action
    return {
        "path": page.path,
        "kind": page.kind,
        "named": page.title_action,
        "lack": page.no_action_reason and page.no_action_reason.to_json(),
        "action": action and [action.name, action.dialect, *action.location[1:]],
        "diagnostics": [diagnostic.to_json() for diagnostic in page.diagnostics],
        "errors": [
            [code.code, code.message, code.meaning, *code.location[1:]]
            for code in page.error_codes
        ],
    }


def _load_heads(text: str | None) -> tuple[ParsedPage, ...] | None:
    """Return what a page says by its cached JSON, None if that is missing or invalid."""
    if text is None:
        return None
    try:
        # A page says something in any case: an entry without a result is damaged.
        heads = json.loads(text)
        return tuple(_read_head(head["path"], head) for head in heads) or None
    except (LookupError, TypeError, ValueError):
        return None


def _read_head(path: str, head: Any) -> ParsedPage:
    return ParsedPage(
        path,
        head["kind"],
        _read_action(path, *head["action"]) if head["action"] else None,
        tuple(map(Diagnostic.from_json, head["diagnostics"])),
        tuple(_read_error(path, *code) for code in head["errors"]),
        head["named"],
        Diagnostic.from_json(head["lack"]) if head["lack"] else None,
    )


def _read_error(
    path: str, code: int, message: str, meaning: str, line: int, column: int
) -> ErrorCode:
    return ErrorCode(code, message, meaning, Location(path, line, column))


def _read_action(
    path: str, name: str, dialect: Any, line: int, column: int
) -> PartialAction:
    return PartialAction(
        name=name,
        title="",
        summary="",
        notes=(),
        warnings=(),
        dialect=dialect,
        body="form",
        request=_EMPTY,
        response=_EMPTY,
        request_example=None,
        response_example=None,
        location=Location(path, line, column),
    )
