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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generator import digests
from generator.inputs import Inputs
from generator.interpret import Interpretation
from generator.reading import read_page
from generator.sources import Source, Tree
from generator.workers import Workers

# By the path of a page: the digest of its text, and its pickled interpretation.
_Pages = Mapping[str, tuple[str, bytes]]

_DIGEST = 32  # bytes of SHA-256, in front of what it stands for


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
        new = [page for page in tree.pages if _blob(known, page, pages) is None]
        read = iter(crew.map(read_page, new))
        memory: dict[str, tuple[str, bytes]] = {}
        with _without_collection():
            for page in tree.pages:
                blob = _blob(known, page, pages)
                said: Interpretation = pickle.loads(blob) if blob else next(read)
                memory[page.path] = (pages[page.path], blob or _dumped(said))
                yield said
        if self.keep and (new or memory.keys() != known.keys()):
            _save(place, memory)


class _Pickler(pickle.Pickler):
    """Pickles a dataclass as a call of its class; the own way of frozen ones with slots takes four times as long to load."""

    def reducer_override(self, value: object) -> Any:
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return NotImplemented
        names = [field.name for field in dataclasses.fields(value)]
        return type(value), tuple(getattr(value, name) for name in names)


def _dumped(said: Interpretation) -> bytes:
    stream = io.BytesIO()
    _Pickler(stream, 5).dump(said)
    return stream.getvalue()


def _blob(known: _Pages, page: Source, pages: Mapping[str, str]) -> bytes | None:
    digest, blob = known.get(page.path, ("", b""))
    return blob if digest == pages[page.path] else None


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

    build = (digests.generator(), version("markdown-it-py"))
    name = digests.digest(repr((build, str(tree.base), tree.scope)))[:32]
    return Path(platformdirs.user_cache_dir("docs2sdk", appauthor=False), name)


def _load(place: Path) -> _Pages:
    try:
        content = place.read_bytes()
    except OSError:
        return {}
    payload = content[_DIGEST:]
    if hashlib.sha256(payload).digest() != content[:_DIGEST]:
        return {}
    pages: _Pages = pickle.loads(payload)
    return pages


def _save(place: Path, memory: _Pages) -> None:
    payload = pickle.dumps(dict(memory), 5)
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
