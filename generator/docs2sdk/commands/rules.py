"""``docs2sdk rules``: list the rules of ``docs2sdk diff``, or explain one with an example.

Exit codes: 0 success; 2 there is no such rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from docs2sdk.console import echo, fail, write_json

if TYPE_CHECKING:
    from docs2sdk.diff.rule_examples import RuleExample
    from docs2sdk.diff.rules import ChangeRule


@click.command(
    short_help="List or explain the rules of diff.",
    epilog="Examples: docs2sdk rules; docs2sdk rules request-parameter-removed",
)
@click.argument("id", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(id: str | None, as_json: bool) -> None:
    """List the rules of `docs2sdk diff`, each with its level and meaning; with an ID, explain that rule with an example.

    The levels are the defaults: [tool.docs2sdk.diff] in pyproject.toml can set the level of a rule.
    """
    if id is not None:
        explain_rule(id.strip("[]"), as_json)
    else:
        _list_rules(as_json)


def _list_rules(as_json: bool) -> None:
    from docs2sdk.diff.rules import LEVELS, RULES

    if as_json:
        from docs2sdk.reports import changes_json

        write_json(changes_json.build_rules_document(RULES.values()))
        return
    for level, meaning in LEVELS.items():
        echo(f"{level}: {meaning}")
        for rule in RULES.values():
            if rule.level == level:
                echo(f"  {rule.id}: {rule.meaning}")


def explain_rule(id: str, as_json: bool) -> None:
    """Print the explanation of a rule; exit with 2 if there is none of that id."""
    from docs2sdk.diff.rule_examples import load_examples
    from docs2sdk.diff.rules import RULES
    from docs2sdk.message_text import did_you_mean

    if id not in RULES:
        suggestion = did_you_mean(id, RULES) or "; `docs2sdk rules` lists them"
        fail(f'there is no rule "{id}"{suggestion}')
    rule, example = RULES[id], load_examples()[id]
    if as_json:
        from docs2sdk.reports import changes_json

        write_json(changes_json.build_rule_document(rule, example))
    else:
        echo(*_render_rule(rule, example))


def _render_rule(rule: ChangeRule, example: RuleExample) -> Iterator[str]:
    from docs2sdk.diff.rules import LEVELS

    yield f"{rule.id} ({rule.level}): {rule.meaning}"
    yield f"{rule.level}: {LEVELS[rule.level]}"
    yield from ("", "Before:", *_render_excerpts(example.old))
    yield from ("", "After:", *_render_excerpts(example.new))
    yield from ("", "Finding:", f"  {rule.level}[{rule.id}] {example.finding}")
    if example.also:
        yield f"The same change also gives: {', '.join(example.also)}"


def _render_excerpts(excerpts: Mapping[str, str]) -> Iterator[str]:
    for path, text in excerpts.items():
        yield f"  {path}"
        yield from (f"    {line}".rstrip() for line in text.strip("\n").split("\n"))
