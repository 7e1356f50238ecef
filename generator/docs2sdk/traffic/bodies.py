"""Bodies of requests and responses as tools record them → text, and the parameters of a request as a tree."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qsl

from docs2sdk.pages import cells
from docs2sdk.python_literals import JSON
from docs2sdk.traffic import bounded_files
from docs2sdk.values.json_offsets import Steps
from docs2sdk.values.sample_values import JSONObject

# What compressed bodies of one file may have altogether.
MAX_INFLATED_BYTES = 16 * 1024 * 1024
_MAX_PARAMETERS = 10_000
# The length of a chunk, behind the end of the last one.
_CHUNK = re.compile(rb"(?:\r?\n)?(?P<size>[0-9A-Fa-f]{1,7})(?:;[^\r\n]{0,100})?\r?\n")
_BRACKETS = re.compile(r"\[([A-Za-z0-9_]*)\]")

Pairs: TypeAlias = list[tuple[str, Any]]


class FormText(str):
    """A value of a form: a text, whatever type its parameter has."""

    __slots__ = ()


class Parameters(NamedTuple):
    """The parameters of a request as a tree, and how many have a name that no row can have."""

    tree: JSONObject
    unusable: int


def decode_body(text: str, encoding: str, limit: int) -> str:
    """Return a recorded body as text: without base64, compression and chunks; ValueError if it is damaged.

    ``limit`` is the number of bytes that it may have when decompressed.
    """
    if encoding.lower() == "base64":
        data = base64.b64decode(re.sub(r"\s", "", text), validate=True)
        if data[:1] in (b"\x1f", b"\x78"):
            data = bounded_files.inflate(data, limit)
        text = data.decode("utf-8-sig")
    return _join_chunks(text)


def _join_chunks(text: str) -> str:
    """Return the content of chunks; the text itself if it is not in chunks after all."""
    data, parts, at = text.encode("utf-8", "surrogatepass"), list[bytes](), 0
    while match := _CHUNK.match(data, at):
        size = int(match["size"], 16)
        if not size:
            return b"".join(parts).decode()
        parts.append(data[match.end() : match.end() + size])
        at = match.end() + size
    return text


def read_form(text: str) -> Pairs:
    """Return the parameters of a query or a form; ValueError for more than any request has."""
    pairs = parse_qsl(
        text.strip(), keep_blank_values=True, max_num_fields=_MAX_PARAMETERS
    )
    return [(key.strip(), FormText(value)) for key, value in pairs]


def nest_parameters(pairs: Iterable[tuple[str, JSON]]) -> Parameters:
    """Return parameters with dotted names as a tree: ``Disks.0.Size`` is in a list; of a repeated name, the last counts.

    A value beside parts of it (``A=1&A.0=2``) is left out.
    """
    tree: dict[Any, Any] = {}
    unusable = 0
    for key, value in pairs:
        steps = _read_steps(key)
        unusable += not steps
        if steps:
            _insert(tree, steps, value)
    return Parameters({key: _with_lists(item) for key, item in tree.items()}, unusable)


def _read_steps(key: str) -> Steps:
    """Return the steps of a dotted name, () if it is none; ``Ids[0]`` is read as ``Ids.0``."""
    parts = _BRACKETS.sub(r".\1", key).replace("..", ".N.").split(".")
    if parts[-1] == "" and len(parts) > 1:
        parts[-1] = "N"
    if len(parts) > 2 * cells.MAX_NAME_DEPTH:
        return ()
    steps: list[str | int] = []
    for part in parts:
        if part.isascii() and (part.isdecimal() or part in ("N", "n")):
            steps.append(int(part) if part.isdecimal() and len(part) < 10 else 0)
        elif cells.check_identifier(part):
            return ()
        else:
            steps.append(part)
    names = [step for step in steps if isinstance(step, str)]
    is_usable = isinstance(steps[0], str) and len(names) <= cells.MAX_NAME_DEPTH
    return tuple(steps) if is_usable else ()


def _insert(tree: dict[Any, Any], steps: Steps, value: JSON) -> None:
    holder = tree
    for step in steps[:-1]:
        inner = holder.get(step)
        if not isinstance(inner, _DottedGroup):
            inner = holder[step] = _DottedGroup()
        holder = inner
    if not isinstance(holder.get(steps[-1]), _DottedGroup):
        holder[steps[-1]] = value


class _DottedGroup(dict[Any, Any]):
    """What several dotted names have in common; other dictionaries are values."""


def _with_lists(item: Any) -> JSON:
    """Return a value with each group whose keys are indices as a list, in their order."""
    if not isinstance(item, _DottedGroup):
        return item  # type: ignore[no-any-return]
    indices = sorted(key for key in item if isinstance(key, int))
    if indices:
        return [_with_lists(item[index]) for index in indices]
    return {key: _with_lists(value) for key, value in item.items()}
