"""Names once given stay: the Python names of the last output, which the next one keeps.

Stored as ``names.lock`` in the output folder, to be committed with it: sorted, one line a name, so that branches merge.
A line is a place and its name.  ``isms-api/`` is a service's package, ``GetISMSSendReceipt`` an action's method, and below
an action are its classes (``…/request``, ``…/response:ReceiptPerTask``) and their attributes (``…/request/TaskIdSet``).
"""

from __future__ import annotations

import hashlib
import keyword
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from generator import digests, reserved
from generator.pages import files
from generator.pages.files import Refused
from generator.refusals import Refusal

NAME = "names.lock"

_HEADER = (
    "# Names once given stay. Commit this file; without its line, a name is made anew."
)

_WIRE = "[A-Za-z_][A-Za-z0-9_]*"
_LINE = re.compile(
    r"(?:(?P<folder>[A-Za-z0-9][A-Za-z0-9._-]*)/"
    rf"|(?P<action>{_WIRE})(?:/(?P<place>(?P<half>request|response)"
    rf"(?P<model>:{_WIRE}(?:\.{_WIRE})*)?(?P<attribute>/{_WIRE})?))?) (?P<name>\S+)"
)


class _Line(NamedTuple):
    """The groups of ``_LINE``, "" for what is not there."""

    folder: str
    action: str
    place: str
    half: str
    model: str
    attribute: str
    name: str


# The line of a package, or all lines of an action, of which nothing more is asked than what they are together; or all that
# is left where neither stands, so that nobody looks on from each letter of it.
_BLOCK = re.compile(
    r"(?P<folder>[^/ \n]+)/ (?P<package>.*)\n"
    r"|(?P<action>[^/ \n]+)[/ ].*\n(?:(?P=action)(?: |/(?! )).*\n)*"
    r"|(?P<rest>(?s:.+))"
)
_LOWER = re.compile("[a-z][a-z0-9_]*")
_CLASS = re.compile("[A-Z][A-Za-z0-9_]*")


class BadLock(Refusal):
    """The names cannot be used: a line that is none, two names for one place, or a name that Python or we cannot take."""


class Lock(NamedTuple):
    """The names that there are: ``packages`` by folder; ``actions`` by wire name, each with its names by place.

    Places are as in ``classes.named``, an action's method stands at ``""``.  ``digest`` is that of the file, "" for none.
    """

    packages: Mapping[str, str]
    actions: Mapping[str, Mapping[str, str]]
    digest: str = ""


class Blocks(NamedTuple):
    """The lock by its lines: the packages by folder, and all lines of each action by its wire name.

    ``digest`` is that of the file.
    """

    packages: Mapping[str, str]
    actions: Mapping[str, str]
    digest: str


NOTHING = Lock({}, {})


def load(folder: Path) -> Lock:
    """Return the names in an output folder, none if there is no such file; BadLock if it cannot be used."""
    path = folder / NAME
    try:
        content = files.fetch(path)
        return _parsed(path, content.decode(), hashlib.sha256(content).hexdigest())
    except (FileNotFoundError, NotADirectoryError):
        return NOTHING
    except Refused as refused:
        raise BadLock(f"{path} is {refused.message}") from refused
    except OSError as error:
        raise BadLock(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadLock(f"{path} is no UTF-8 text; restore it") from error


def digest(action: str, given: Mapping[str, str]) -> str:
    """Return what stands for the names in one action."""
    return digest_of(_block(action, given))


def digest_of(block: str) -> str:
    """Return what stands for the names in the lines of an action."""
    return digests.digest(block)[:32]


def _block(action: str, given: Mapping[str, str]) -> str:
    """Return the lines of an action, which stay together whatever other names there are."""
    lines = (
        f"{action}/{place} {name}\n" if place else f"{action} {name}\n"
        for place, name in given.items()
    )
    return "".join(sorted(lines))


def glance(folder: Path) -> Blocks | None:
    """Return the lines of the lock; None if the file is not there, or not as it was dumped.

    It looks at no single name, which costs a fraction of reading them all.
    """
    try:
        content = files.fetch(folder / NAME)
        text = content.decode()
    except (OSError, Refused, UnicodeDecodeError):
        return None
    header, _, body = text.partition("\n")
    found = [*_BLOCK.finditer(body)]
    blocks = [one[0] for one in found]
    if header != _HEADER or blocks != sorted(blocks) or (found and found[-1]["rest"]):
        return None
    packages = {one["folder"]: one["package"] for one in found if one["folder"]}
    actions = {one["action"]: one[0] for one in found if one["action"]}
    alone = len(packages) + len(actions) == len(found)
    total = hashlib.sha256(content).hexdigest()
    return Blocks(packages, actions, total) if alone else None


def names(block: str) -> Mapping[str, str]:
    """Return the names in the lines of an action by place, as in ``Lock``; BadLock if they cannot be used."""
    (given,) = _parsed(Path(NAME), block, "").actions.values()
    return given


def dump(lock: Lock) -> str:
    """Return the file's text."""
    actions = (_block(action, given) for action, given in lock.actions.items())
    return _text(lock.packages, actions)


def renewed(known: Blocks, actions: Mapping[str, Mapping[str, str]]) -> str:
    """Return the file's text with other names in some actions."""
    blocks = {action: _block(action, given) for action, given in actions.items()}
    return _text(known.packages, {**known.actions, **blocks}.values())


def _text(packages: Mapping[str, str], actions: Iterable[str]) -> str:
    services = (f"{folder}/ {name}\n" for folder, name in packages.items())
    return "".join([f"{_HEADER}\n", *sorted([*services, *actions])])


def _parsed(path: Path, text: str, digest: str) -> Lock:
    packages: dict[str, str] = {}
    actions: dict[str, dict[str, str]] = {}
    for number, line in _lines(text):
        found = _LINE.fullmatch(line)
        if not found:
            raise BadLock(f"{path}:{number}: {_what(line)}")
        one = _Line(*found.groups(""))
        home = packages if one.folder else actions.setdefault(one.action, {})
        had = home.setdefault(one.folder or one.place, one.name)
        if had != one.name or not _is_usable(one):
            where = line.removesuffix(f" {one.name}")
            raise BadLock(f"{path}:{number}: {where} {_why(one, had)}")
    return Lock(packages, actions, digest)


def _why(one: _Line, had: str) -> str:
    if had != one.name:
        return f"is called {had} above; delete one line"
    return f"cannot be called {one.name!r}; delete the line to have it named anew"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            yield number, line


def _what(line: str) -> str:
    if re.match(r"<{7}|={7}|>{7}|\|{7}", line):
        return "two versions are left to merge; keep the lines of both"
    return "a line is a place and its name, this is neither; restore the file"


def _is_usable(one: _Line) -> bool:
    """Whether a name can stand at its place in generated code."""
    kind = (bool(one.folder), one.half, bool(one.model), bool(one.attribute))
    alphabet, taken = _rules(*kind)
    plain = alphabet.fullmatch(one.name) and not keyword.iskeyword(one.name)
    return bool(plain) and one.name not in taken


@cache
def _rules(
    folder: bool, half: str, model: bool, attribute: bool
) -> tuple[re.Pattern[str], Collection[str]]:
    """Return the alphabet of the names at a kind of place, and the names that it must not have."""
    if folder:
        return _LOWER, reserved.PACKAGES
    if not half:
        return _LOWER, reserved.METHODS
    if not attribute:
        return _CLASS, reserved.CLASSES
    if half == "request":
        return _LOWER, reserved.IN_REQUESTS
    return _LOWER, reserved.IN_MODELS if model else reserved.IN_RESPONSES
