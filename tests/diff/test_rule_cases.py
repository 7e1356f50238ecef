"""Every rule on pages: ``cases/*.toml`` are pages before and after, ``cases/*.txt`` the changes found in both directions.

``pytest tests/diff/test_rule_cases.py --update`` writes the expectations; read them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docs2sdk.diff import comparison
from docs2sdk.diff.changes import Change
from docs2sdk.diff.rules import RULES
from pages import page, snapshot

CASES = Path(__file__).resolve().parent / "cases"
TOPICS = sorted(path.stem for path in CASES.glob("*.toml"))
PATH = "thing-api/do_thing.md"

TABLES: dict[str, dict[str, Any]] = {
    topic: tomllib.loads((CASES / f"{topic}.toml").read_text("utf-8"))
    for topic in TOPICS
}
ALL = [(topic, name) for topic, cases in TABLES.items() for name in cases]
EXPECTED = {
    topic: (
        (CASES / f"{topic}.txt").read_text("utf-8")
        if (CASES / f"{topic}.txt").exists()
        else ""
    )
    for topic in TOPICS
}


def texts(case: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the pages before and after: one page, or several by path below ``pages``."""
    return _texts(case.get("old", {})), _texts(case.get("new", {}))


def _texts(side: dict[str, Any]) -> dict[str, str]:
    pages = side.get("pages", {PATH: side})
    return {
        path: value if isinstance(value, str) else page(**value)
        for path, value in pages.items()
    }


def outcome(case: dict[str, Any]) -> str:
    """Return the changes from old to new, and back."""
    old, new = texts(case)
    return "".join((*_lines(">", old, new), *_lines("<", new, old)))


def _lines(arrow: str, old: dict[str, str], new: dict[str, str]) -> Iterator[str]:
    changes = comparison.find_changes(snapshot(old), snapshot(new))
    for change in changes:
        words = f"{change.summary} | {change.python}"
        yield f"{arrow} {change.level} {change.rule.id} | {_at(change, old, new)} | {words}\n"
    if not changes:
        yield f"{arrow} nothing\n"


def _at(change: Change, old: dict[str, str], new: dict[str, str]) -> str:
    """Return the text of the page at the place of a change."""
    side, texts_ = ("new", new) if change.new else ("old", old)
    location = change.location
    text = texts_.get(location.path, "").split("\n")
    cell = (
        text[location.line - 1][location.column - 1 :]
        if location.path in texts_
        else location.path
    )
    return f"{side} {cell.split(' |')[0]}"


def expectations(topic: str) -> dict[str, str]:
    parts = EXPECTED[topic].split("\n\n")
    return {
        name: f"{lines.strip()}\n"
        for name, _, lines in (part.strip().partition("\n") for part in parts)
        if name
    }


@pytest.mark.parametrize(("topic", "name"), ALL, ids=[name for _, name in ALL])
def test_pages_give_what_was_read_and_approved(topic: str, name: str) -> None:
    assert outcome(TABLES[topic][name]) == expectations(topic).get(name)


@pytest.fixture(autouse=True, scope="module")
def update(request: pytest.FixtureRequest) -> None:
    """Write the expectations if that is asked for."""
    if request.config.getoption("--update"):
        for topic, cases in TABLES.items():
            parts = (f"{name}\n{outcome(case)}" for name, case in cases.items())
            EXPECTED[topic] = "\n".join(parts)
            (CASES / f"{topic}.txt").write_text(EXPECTED[topic], "utf-8")


def changes_by_case() -> dict[str, tuple[Change, ...]]:
    changes = {}
    for topic, name in ALL:
        old, new = texts(TABLES[topic][name])
        changes[name] = comparison.find_changes(snapshot(old), snapshot(new))
        changes[f"{name}, back"] = comparison.find_changes(snapshot(new), snapshot(old))
    return changes


def test_every_rule_occurs_in_some_case() -> None:
    seen = {
        change.rule.id for changes in changes_by_case().values() for change in changes
    }
    assert seen == RULES.keys()


def test_no_change_is_reported_twice() -> None:
    for name, changes in changes_by_case().items():
        prints = [change.fingerprint for change in changes]
        assert len(prints) == len({*prints}), name


def test_there_are_many_cases() -> None:
    assert len(ALL) >= 60
