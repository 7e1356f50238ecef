"""What pages said when they were last read, kept in the user's cache folder: a page that has not changed is not read again.

Only a convenience: a cache that is missing, of another build, damaged or not writable costs time and changes nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import hashlib
import io
import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from generator import digests
from generator.pages import markdown
from generator.pages.inputs import Inputs
from generator.pages.interpret import Interpretation
from generator.pages.reading import read_page
from generator.pages.sources import Source, Tree
from generator.schema import Action
from generator.workers import Workers

# By the path of a page: the digest of its text, and what it says.
_Pages: TypeAlias = Mapping[str, tuple[str, Interpretation]]

_DIGEST = 32  # bytes of SHA-256, in front of what it stands for

_FIELDS = tuple(field.name for field in dataclasses.fields(Action))
# What is asked of every action, whether it is made anew or not.
_AT_HAND = ("wire", "dialect", "place", "listed")


@dataclass(frozen=True, slots=True)
class Memory:
    """Knows pages that were read before; what is new is kept for the next time if ``keep``."""

    inputs: Inputs
    keep: bool

    def interpretations(self, crew: Workers) -> Iterator[Interpretation]:
        """Yield what each page says, in the order of the tree."""
        tree, pages = self.inputs.tree, self.inputs.pages
        place = _place(tree)
        known = _load(place)
        new = [page for page in tree.pages if not _is_known(known, page, pages)]
        read = iter(crew.map(read_page, new))
        memory: dict[str, tuple[str, Interpretation]] = {}
        for page in tree.pages:
            old = _is_known(known, page, pages)
            said = known[page.path][1] if old else next(read)
            memory[page.path] = (pages[page.path], said)
            yield said
        if self.keep and (new or memory.keys() != known.keys()):
            _save(place, memory)


def _is_known(known: _Pages, page: Source, pages: Mapping[str, str]) -> bool:
    return page.path in known and known[page.path][0] == pages[page.path]


class _Remembered(Action):
    """An action as it was read before.  Most are not made anew, so all but ``_AT_HAND`` is unpickled when it is asked for."""

    __slots__ = ("_rest",)
    _rest: bytes

    @classmethod
    def of(cls, at_hand: tuple[object, ...], rest: bytes) -> _Remembered:
        """Return an action that knows the values ``_AT_HAND``, and all ``_FIELDS`` as they were pickled."""
        action = cls.__new__(cls)
        for name, value in zip((*_AT_HAND, "_rest"), (*at_hand, rest), strict=True):
            object.__setattr__(action, name, value)
        return action

    def __getattr__(self, name: str) -> Any:
        """Fill what is empty; Python asks for nothing else here."""
        if name not in _FIELDS:
            raise AttributeError(name)
        for field, value in zip(_FIELDS, pickle.loads(self._rest), strict=True):
            object.__setattr__(self, field, value)
        return getattr(self, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Action) and _values(self) == _values(other)

    __hash__ = Action.__hash__

    def __reduce__(self) -> tuple[type[Action], tuple[object, ...]]:
        return Action, _values(self)


def _values(action: Action) -> tuple[object, ...]:
    return tuple(getattr(action, name) for name in _FIELDS)


class _Pickler(pickle.Pickler):
    """Pickles a dataclass as a call of its class; the own way of frozen ones with slots takes four times as long to load."""

    def reducer_override(self, value: object) -> Any:
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return NotImplemented
        if isinstance(value, Action):
            at_hand = tuple(getattr(value, name) for name in _AT_HAND)
            return _Remembered.of, (at_hand, _rest_of(value))
        return type(value), _getter(type(value))(value)


@cache
def _getter(cls: type) -> Callable[[object], tuple[object, ...]]:
    """Return what gives the values of a dataclass's fields."""
    names = [field.name for field in dataclasses.fields(cls)]
    return lambda value: tuple(getattr(value, name) for name in names)


def _rest_of(action: Action) -> bytes:
    if isinstance(action, _Remembered) and hasattr(action, "_rest"):
        return action._rest
    return _dumped(_values(action))


def _dumped(value: object) -> bytes:
    stream = io.BytesIO()
    _Pickler(stream, 5).dump(value)
    return stream.getvalue()


@contextlib.contextmanager
def _without_collection() -> Iterator[None]:
    """Unpickling makes many objects and no garbage; looking for some takes as long as making them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _place(tree: Tree) -> Path:
    """Return the file that belongs to a folder of pages, and to this build of the program and of its parser."""
    import platformdirs

    build = (digests.generator(), markdown.PARSER_VERSION)
    name = digests.digest(repr((build, str(tree.base), tree.scope)))[:32]
    return Path(platformdirs.user_cache_dir("docs2sdk", appauthor=False), name)


def _load(place: Path) -> _Pages:
    try:
        content = place.read_bytes()
    except OSError:
        return {}
    payload = memoryview(content)[_DIGEST:]
    if hashlib.sha256(payload).digest() != content[:_DIGEST]:
        return {}
    with _without_collection():
        pages: _Pages = pickle.loads(payload)
    return pages


def _save(place: Path, memory: _Pages) -> None:
    payload = _dumped(dict(memory))
    part = place.with_name(f"{place.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.write_bytes(hashlib.sha256(payload).digest() + payload)
        part.replace(place)
        _forget_old(place)
    with contextlib.suppress(OSError):
        part.unlink()


def _forget_old(place: Path, most: int = 8) -> None:
    """Keep the files of the folders that were read last: each build has its own."""
    files: Sequence[Path] = sorted(
        place.parent.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True
    )
    for file in files[most:]:
        file.unlink()
