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
from typing import Any, TypeAlias, TypeGuard

from generator import digests
from generator.pages import files, markdown
from generator.pages.files import Refused
from generator.pages.inputs import Inputs
from generator.pages.interpret import Interpretation
from generator.pages.reading import read_page
from generator.pages.sources import Tree
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
        old = {
            path: said
            for path, (digest, said) in known.items()
            if pages.get(path) == digest
        }
        new = [page for page in tree.pages if page.path not in old]
        read = iter(crew.map(read_page, new))
        memory: dict[str, tuple[str, Interpretation]] = {}
        for page in tree.pages:
            said = old[page.path] if page.path in old else next(read)
            memory[page.path] = (pages[page.path], said)
            yield said
        if self.keep and (new or memory.keys() != known.keys()):
            _save(place, memory)


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
        """Fill the fields when one of them is empty; of what is no field there is nothing."""
        if name not in _FIELDS:
            raise AttributeError(name)
        for field, value in zip(_FIELDS, pickle.loads(self._rest), strict=True):
            object.__setattr__(self, field, value)
        return getattr(self, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Action) and _values(self) == _values(other)

    __hash__ = Action.__hash__

    def __repr__(self) -> str:
        """Return what the action itself would: digests are made of it."""
        return repr(Action(*_values(self)))

    def __reduce__(self) -> tuple[type[Action], tuple[object, ...]]:
        return Action, _values(self)


def _values(action: Action) -> tuple[Any, ...]:
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
        content = files.fetch(place)
    except (OSError, Refused):
        return {}
    payload = memoryview(content)[_DIGEST:]
    if hashlib.sha256(payload).digest() != content[:_DIGEST]:
        return {}
    pages = _unpickled(payload)
    return pages if _is_of_pages(pages) else {}


def _unpickled(payload: memoryview) -> object:
    try:
        with _without_collection():
            return pickle.loads(payload)
    except Exception:  # noqa: BLE001 - whatever the calls in it raise
        return None


def _is_of_pages(value: object) -> TypeGuard[_Pages]:
    return isinstance(value, dict) and all(
        isinstance(path, str)
        and isinstance(known, tuple)
        and list(map(type, known)) == [str, Interpretation]
        for path, known in value.items()
    )


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
