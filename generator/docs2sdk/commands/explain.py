"""``docs2sdk explain``: what a finding's code means, and what to do about it.

Exit codes: 0 explained; 2 there is no such code.
"""

from __future__ import annotations

import click

from docs2sdk.console import fail, say


@click.command(
    short_help="Explain the code of a finding.", epilog="Example: docs2sdk explain D203"
)
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain the CODE of a finding; without one, list them all."""
    from docs2sdk.diagnostics import CODES
    from docs2sdk.drift.rules import RULES

    if code is None:
        say(*(f"{id}  {one.severity:<7}  {one.meaning}" for id, one in CODES.items()))
        return
    found = CODES.get(code.strip("[]").upper())
    if code.strip("[]") in RULES:
        fail(f"{code!r} is a rule of `docs2sdk diff`; `docs2sdk rules` tells them")
    if not found:
        fail(f"there is no code {code!r}; `docs2sdk explain` lists them all")
    say(f"{code.strip('[]').upper()} ({found.severity}): {found.meaning}")
    say(f"What to do: {found.remedy}")
