"""Every rule has an example, the example gives the finding that it states, and ``docs2sdk rules ID`` prints it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from completion import complete
from docs2sdk.cli import main
from docs2sdk.diff.comparison import find_changes
from docs2sdk.diff.rule_examples import RuleExample, load_examples
from docs2sdk.diff.rules import RULES
from pages import snapshot

EXAMPLES = load_examples()


def test_every_rule_has_an_example_in_the_order_of_the_rules() -> None:
    assert list(EXAMPLES) == list(RULES)


@pytest.mark.parametrize(("id", "example"), EXAMPLES.items(), ids=EXAMPLES)
def test_an_example_gives_its_finding(id: str, example: RuleExample) -> None:
    old, new = snapshot(complete(example.old)), snapshot(complete(example.new))
    changes = find_changes(old, new)
    assert {change.rule.id for change in changes} == {id, *example.also}
    assert len(changes) == 1 + len(example.also)
    (change,) = (change for change in changes if change.rule.id == id)
    assert change.message == example.finding


def test_only_pagination_needs_another_change() -> None:
    rules = [id for id, example in EXAMPLES.items() if example.also]
    assert rules == ["pagination-added", "pagination-removed"]


@pytest.mark.parametrize("id", RULES)
def test_a_rule_is_explained(id: str) -> None:
    result = CliRunner().invoke(main, ["rules", id])
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0] == f"{id} ({RULES[id].level}): {RULES[id].meaning}"
    assert f"  {RULES[id].level}[{id}] {EXAMPLES[id].finding}" in lines
    assert {"Before:", "After:", "Finding:"} <= {*lines}


def test_excerpts_are_printed_with_their_paths() -> None:
    id = "request-parameter-became-required"
    printed = CliRunner().invoke(main, ["rules", f"[{id}]"])
    assert printed.stdout.splitlines()[3:] == [
        "Before:",
        "  disk-api/create_disk.md",
        "    ### 请求参数",
        "    | **Size** | int | 云盘大小，单位 GB | No |",
        "",
        "After:",
        "  disk-api/create_disk.md",
        "    ### 请求参数",
        "    | **Size** | int | 云盘大小，单位 GB | **Yes** |",
        "",
        "Finding:",
        f"  breaking[{id}] {EXAMPLES[id].finding}",
    ]


def test_a_rule_is_explained_as_json() -> None:
    result = CliRunner().invoke(main, ["rules", "pagination-added", "--json"])
    document = json.loads(result.stdout)
    assert document.keys() == {"version", "id", "level", "meaning", "example"}
    assert document["example"]["finding"] == EXAMPLES["pagination-added"].finding
    assert document["example"]["also"] == ["response-field-removed"]


@pytest.mark.parametrize(
    ("id", "message"),
    [
        (
            "page-unparseable",
            'there is no rule "page-unparseable"; did you mean "page-unparsable"?',
        ),
        ("xyz", 'there is no rule "xyz"; `docs2sdk rules` lists them'),
    ],
)
def test_an_unknown_rule_is_an_error_with_a_suggestion(id: str, message: str) -> None:
    result = CliRunner().invoke(main, ["rules", id])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"docs2sdk: {message}\n"
