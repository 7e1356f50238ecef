"""Names as commands print them → addresses: expressions of Python, subjects of changes, what `docs2sdk why` begins with."""

from __future__ import annotations

import re

# A call with or without an argument: DoThing(size=…), client.thing.do_thing(…).
_CALL = re.compile(r"\((?:(?P<argument>\w+)=)?[^()]*\)")
_ITEMS = re.compile(r"(?<=\w)\.items(?=\()")
_QUOTES = "`'\" "


def read_address(printed: str, package: str) -> str:
    """Return the address that a printed name means: ``client.isms.get_thing(…)`` → ``isms.get_thing``.

    ``package`` is the client's.  The parts of ``isms-api GetThing request Size`` and of ``GetThing.request: Size`` are joined.
    """
    text = _ITEMS.sub("", printed.strip(_QUOTES).removeprefix("await "))
    text = _CALL.sub(_replace_call, text)
    # DoThing.request: Size: optional → required
    subject = re.split(r":\s+", text.strip(_QUOTES))[:2]
    text = re.sub(r"\s+", ".", ".".join(subject))
    first, _, rest = text.partition(".")
    if first in ("client", package):
        text = rest
    return text.strip(".")


def _replace_call(match: re.Match[str]) -> str:
    return f".{match['argument']}" if match["argument"] else ""
