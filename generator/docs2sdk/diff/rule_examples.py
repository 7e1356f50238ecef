"""Load the example of a rule: excerpts of the pages before and after a change, and the finding."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

# The page of an excerpt without a path.
_PAGE = "disk-api/create_disk.md"


@dataclass(frozen=True, slots=True)
class RuleExample:
    """Excerpts by path before (``old``) and after (``new``) a change, and the finding without level and rule.

    ``also`` are the ids of the rules that the same change falls under besides.
    """

    old: Mapping[str, str]
    new: Mapping[str, str]
    finding: str
    also: tuple[str, ...] = ()


def load_examples() -> dict[str, RuleExample]:
    """Return the example of every rule by its id."""
    text = files(__package__).joinpath("rule_examples.toml").read_text("utf-8")
    return {rule: _read_example(table) for rule, table in tomllib.loads(text).items()}


def _read_example(table: Mapping[str, Any]) -> RuleExample:
    old, new = _read_excerpts(table["old"]), _read_excerpts(table["new"])
    return RuleExample(old, new, table["finding"], tuple(table.get("also", ())))


def _read_excerpts(value: str | Mapping[str, str]) -> Mapping[str, str]:
    excerpts = {_PAGE: value} if isinstance(value, str) else value
    return {path: text.rstrip("\n") for path, text in excerpts.items()}
