"""Read the examples of codes: a wrong and a right piece of a page for every code, as ``docs2sdk explain`` prints them.

They stand in ``code_examples.toml``; ``tests/test_code_examples.py`` puts each of them into a page and lints it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_suffix(".toml")
_GRAMMAR = "docs/pages.md"

# Where a piece belongs, as it is printed between "Wrong" and a colon.
PLACES = {
    "page": "as a page",
    "title": "as the title of a page",
    "second title": 'as the title of a second page, beside the page "# 查询云主机 - GetHost"',
    "request": "below ### 请求参数, at the end of the table",
    "response": "below ### 响应字段, at the end of the table",
    "examples": "at the end of a page that has a section ## 简介",
    "request example": "as the request example of a page whose table has HostId (required), Limit (int) and Tags.N",
    "response example": "as the response example of a page whose table has RetCode and HostName (required), and Cores (int)",
    "error codes": "as the page error_code.md of a product",
    "overlay": "as the overlay of a product that has the action GetHost, whose parameter Limit is an int",
    "shell": "as commands in the folder of the products",
}


class CodeExample(NamedTuple):
    """What gives a code and what does not; ``place`` is a key of ``PLACES``, ``link`` the section of the grammar's page."""

    place: str
    wrong: str
    right: str
    link: str


@cache
def load_examples() -> dict[str, CodeExample]:
    """Return the example of each code of ``diagnostics.CODES``."""
    tables = tomllib.loads(_FILE.read_text("utf-8"))
    return {code: _read_example(table) for code, table in tables.items()}


def _read_example(table: dict[str, str]) -> CodeExample:
    link = f"{_GRAMMAR}#{table['section']}"
    wrong, right = table["wrong"].rstrip("\n"), table["right"].rstrip("\n")
    return CodeExample(table["place"], wrong, right, link)
