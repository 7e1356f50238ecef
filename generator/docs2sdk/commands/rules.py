"""``docs2sdk rules``: what ``docs2sdk diff`` reports, and how bad it is.  Exit code: 0."""

from __future__ import annotations

import click

from docs2sdk.console import put_json, say


@click.command(
    short_help="List the rules of diff.", epilog="Example: docs2sdk rules --json"
)
@click.option("--json", "as_json", is_flag=True, help="Print the rules as JSON.")
def command(as_json: bool) -> None:
    """List the rules by which `docs2sdk diff` tells changes apart, each with its level and its meaning.

    These are the default levels: [tool.docs2sdk.diff] in pyproject.toml can give a rule another.
    """
    from docs2sdk.drift.rules import LEVELS, RULES

    if as_json:
        from docs2sdk.reports import changes_json

        put_json(changes_json.build_rules_document(RULES.values()))
        return
    for level, meaning in LEVELS.items():
        say(f"{level}: {meaning}")
        for rule in RULES.values():
            if rule.level == level:
                say(f"  {rule.id}: {rule.meaning}")
