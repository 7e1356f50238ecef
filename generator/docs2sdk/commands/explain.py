"""``docs2sdk explain``: what a code means, what to do about it, and an example of a page that has it.

Exit codes: 0 explained; 2 there is no such code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from docs2sdk.console import echo, fail

if TYPE_CHECKING:
    from docs2sdk.diagnostics import Explanation


@click.command(
    short_help="Explain the code of a diagnostic, with an example.",
    epilog="Example: docs2sdk explain D203",
)
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain CODE: its severity, what is wrong, what to do, a wrong and a right example.

    CODE is that of a diagnostic of lint, generate or check, such as D203. Without CODE, all codes are listed.
    """
    from docs2sdk.diagnostics import CODES
    from docs2sdk.diff.rules import RULES

    if code is None:
        echo(
            *(f"{id}  {item.severity:<7}  {item.meaning}" for id, item in CODES.items())
        )
        return
    name = code.strip("[]")
    if name in RULES:
        fail(f"{code!r} is a rule of `docs2sdk diff`; `docs2sdk rules` lists them")
    if name.upper() not in CODES:
        fail(f"there is no code {code!r}; `docs2sdk explain` lists them all")
    explain_code(name.upper())


def explain_code(code: str) -> None:
    """Print the explanation of a code."""
    from docs2sdk.diagnostics import CODES

    echo(*_explain(code, CODES[code]))


def _explain(code: str, explanation: Explanation) -> Iterator[str]:
    from docs2sdk.lint import code_examples

    yield f"{code} ({explanation.severity}): {explanation.meaning}"
    yield f"What to do: {explanation.remedy}"
    example = code_examples.load_examples()[code]
    yield from ("", f"Wrong, {code_examples.PLACES[example.place]}:", "")
    yield from _indent(example.wrong)
    yield from ("", "Right:", "")
    yield from _indent(example.right)
    yield from ("", f"The format of pages: {example.link}")


def _indent(text: str) -> Iterator[str]:
    return (f"    {line}".rstrip() for line in text.split("\n"))
