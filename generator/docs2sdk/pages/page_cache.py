"""What pages say, from the cache or from the pages: a page that was read before is not read again.

Of a page that was read before, only what the catalog needs is kept: an action is then an ``ActionHead``, and ``complete``
reads the page again where the whole is needed, to render or to correct it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from docs2sdk.cache import Cache
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.inputs import Inputs
from docs2sdk.pages.interpret import Interpretation
from docs2sdk.pages.reading import read_page
from docs2sdk.pages.sources import Source
from docs2sdk.places import Place
from docs2sdk.schema import Action, ErrorCode, Side
from docs2sdk.workers import Progress, Workers

_NOTHING = Side(())


class ActionHead(Action):
    """An action of which only name, dialect, place and index entry are loaded; its request and response are empty."""

    __slots__ = ()


@dataclass(frozen=True)
class PageCache:
    """Reads the pages of a run; ``whole`` collects the actions that were read, by page."""

    inputs: Inputs
    cache: Cache
    whole: dict[str, Action] = field(default_factory=dict)

    def read(self, pool: Workers, progress: Progress) -> Iterator[Interpretation]:
        """Yield what each page says, in the order of the tree."""
        tree = self.inputs.tree
        known = self.cache.load([self._key(page) for page in tree.pages])
        heads = {
            page: _load_head(page, known.get(self._key(page))) for page in tree.pages
        }
        unread = [page for page, head in heads.items() if head is None]
        found = iter(pool.map(read_page, unread))
        new: list[Interpretation] = []
        for done, page in enumerate(tree.pages, 1):
            head = heads[page]
            if head is None:
                new.append(next(found))
            yield head or new[-1]
            progress("read", done, len(tree.pages))
        self._keep(unread, new)

    def _keep(self, pages: Sequence[Source], found: Sequence[Interpretation]) -> None:
        texts = {}
        for page, interpretation in zip(pages, found, strict=True):
            texts[self._key(page)] = json.dumps(_dump_head(interpretation))
            if interpretation.action:
                self.whole[page.path] = interpretation.action
        self.cache.store(texts)

    def complete(self, action: Action) -> Action:
        """Return the whole of an action as its page gives it, marked as the catalog marked it."""
        if not isinstance(action, ActionHead):
            return action
        path = action.place.path
        if path not in self.whole:
            self.whole[path] = self._read_whole(path)
        return self.whole[path].marked(action.listed)

    def _read_whole(self, path: str) -> Action:
        (source,) = (page for page in self.inputs.tree.pages if page.path == path)
        action = read_page(source).action
        assert action, f"the cache gave an action to {path}"
        return action

    def _key(self, page: Source) -> str:
        return f"head {self.inputs.pages[page.path]} {page.path}"


def _dump_head(page: Interpretation) -> dict[str, Any]:
    action = page.action
    return {
        "kind": page.kind,
        "named": page.named,
        "lack": page.lack and page.lack.to_json(),
        "action": action and [action.wire, action.dialect, *action.place[1:]],
        "diagnostics": [one.to_json() for one in page.diagnostics],
        "errors": [
            [one.code, one.message, one.meaning, *one.place[1:]] for one in page.errors
        ],
    }


def _load_head(page: Source, text: str | None) -> Interpretation | None:
    """Return what a page said, None if nobody knows."""
    if text is None:
        return None
    try:
        return _read_head(page.path, json.loads(text))
    except (LookupError, TypeError, ValueError):
        return None


def _read_head(path: str, head: Any) -> Interpretation:
    return Interpretation(
        path,
        head["kind"],
        _read_action(path, *head["action"]) if head["action"] else None,
        tuple(map(Diagnostic.from_json, head["diagnostics"])),
        tuple(_read_error(path, *one) for one in head["errors"]),
        head["named"],
        Diagnostic.from_json(head["lack"]) if head["lack"] else None,
    )


def _read_error(
    path: str, code: int, message: str, meaning: str, line: int, column: int
) -> ErrorCode:
    return ErrorCode(code, message, meaning, Place(path, line, column))


def _read_action(
    path: str, wire: str, dialect: Any, line: int, column: int
) -> ActionHead:
    return ActionHead(
        wire=wire,
        title="",
        summary="",
        notes=(),
        warnings=(),
        dialect=dialect,
        encoding="form",
        request=_NOTHING,
        response=_NOTHING,
        request_example=None,
        response_example=None,
        place=Place(path, line, column),
    )
