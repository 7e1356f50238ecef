"""Reads what a page says of an action and its parameters from the docstring of the request's class."""

# isort: skip_file
from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import NamedTuple

_ARGUMENTS = "\nArgs:\n"
_ARGUMENT = re.compile(r" {4}(\w+): (.*)")
_CONTINUED = " " * 8


class PageText(NamedTuple):
    """The text about an action, and about each of its parameters by Python name."""

    about: str
    parameters: Mapping[str, str]


NO_TEXT = PageText("", {})


def read_page_text(request: type) -> PageText:
    """Return the text of a page; a docstring has ``Args:``, then a name in each line, with its other lines further in."""
    doc = "\n" + inspect.cleandoc(request.__doc__ or "")
    before, _, section = doc.rpartition(_ARGUMENTS)
    texts: dict[str, str] = {}
    after, name = [], ""
    for line in section.split("\n"):
        if match := _ARGUMENT.fullmatch(line):
            name, text = match.groups()
            texts[name] = text
        elif name and line.startswith(_CONTINUED):
            texts[name] += f"\n{line.strip()}"
        else:
            after.append(line)
    return PageText("\n".join([before, *after]).strip(), texts)
