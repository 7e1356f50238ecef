"""The generated package as a project: what its tests need is an extra, and its README shows what it has."""

from __future__ import annotations

import ast
import itertools
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs2sdk.targets.client import ActionRef, pick_example

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "generated" / "pyproject.toml").read_text("utf-8"))
INSTALL = "pip install '.[test]' && python -m pytest"


def imported(folder: Path) -> Iterator[str]:
    """Yield the packages that the modules of a folder import by their whole names."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def test_what_the_tests_import_is_in_the_extra() -> None:
    extra = PROJECT["project"]["optional-dependencies"]["test"]
    packages = {re.split(r"[^\w]", line)[0] for line in extra}
    needed = {*imported(ROOT / "generated" / "tests")} - sys.stdlib_module_names
    assert packages == needed - {"ucloud_client"} == {"pytest"}


def test_the_readme_installs_what_the_tests_need() -> None:
    assert INSTALL in (ROOT / "generated" / "README.md").read_text("utf-8")


def test_the_readme_shows_an_action_that_is_there() -> None:
    import ucloud_client

    text = (ROOT / "generated" / "README.md").read_text("utf-8")
    calls = re.findall(r"help\(client\.(\w+)\.(\w+)\)", text)
    assert calls == [("isms", "get_isms_send_receipt")]
    ((service, method),) = calls
    client = ucloud_client.Client()
    request = getattr(getattr(client, service), method)._request.__name__
    assert f"from ucloud_client.{service} import {request}" in text


def entry(service: str, method: str) -> ActionRef:
    action = "".join(map(str.title, method.split("_")))
    return ActionRef(
        f"{service}/{method}.md", action, service, method, "X", "XResponse"
    )


SHOWN = [
    pytest.param(
        ["a.create_it", "b.get_it", "c.list_it"], "b.get_it", id="one that reads"
    ),
    pytest.param(["b.get_a", "a.query_b", "a.get_c"], "a.get_c", id="the first"),
    pytest.param(["a.send_it", "a.getaway"], "a.getaway", id="none that reads"),
]


@pytest.mark.parametrize(("names", "expected"), SHOWN)
def test_the_same_action_is_shown_in_any_order(names: list[str], expected: str) -> None:
    entries = [entry(*name.split(".")) for name in names]
    for some in itertools.permutations(entries):
        example = pick_example(some)
        assert example is not None
        assert f"{example.service}.{example.method}" == expected


def test_nothing_is_shown_of_nothing() -> None:
    assert pick_example([]) is None
