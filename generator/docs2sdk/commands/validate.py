"""``docs2sdk conform``: what recorded answers of the API say against the pages, offline, and corrections that follow.

Exit codes: 0 the answers conform; 1 some contradict their pages; 2 wrong usage, unreadable pages or recordings, no answer
to hold against a page, or a file that cannot be written.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import options, reporting
from docs2sdk.console import clickable, fail, failures, remark, save
from docs2sdk.counting import counted

if TYPE_CHECKING:
    from docs2sdk.conform.conforming import Conformity


@click.command(
    short_help="Hold recorded answers of the API against pages.",
    epilog="Example: docs2sdk conform ../documentation recorded/*.json --propose proposed.toml",
)
@click.argument("specs", type=options.PATH)
@click.argument("recorded", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--propose",
    type=options.PATH,
    metavar="FILE",
    help="File to write corrections to, as overlays have them; only one of these is replaced.",
)
@reporting.form
@options.overlays
@options.jobs
@reporting.out
def command(
    specs: Path,
    recorded: tuple[Path, ...],
    propose: Path | None,
    form: str,
    overlays: Path | None,
    jobs: int | None,
    out: Path | None,
) -> None:
    """Hold RECORDED answers of the API against the pages in SPECS, with their overlays applied.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page.
    RECORDED are JSON files: an answer as the API sent it (response.raw of the client), a list of answers, or an answer a
    line. Its "Action" says what it answers; or write {"action": …, "response": {…}}.

    Findings stand at the rows of the tables. Refusals (RetCode other than 0) say nothing of them. Where there is no answer
    to hold against a page, the exit code is 2.
    """
    given = {"specs": specs, "overlays": overlays, "jobs": jobs}
    with failures():
        found = _conform(given, recorded, quiet=form != "text")
        for action, count in found.unknown.items():
            remark(f"no page describes {action}; its answers were not held: {count}")
        if not found.held:
            fail(f"nothing was held: {_why_nothing(found)}")
        _report(found, form, out)
        if propose:
            _propose(found, propose)
    sys.exit(1 if found.findings else 0)


def _conform(
    given: dict[str, Any], recorded: tuple[Path, ...], quiet: bool
) -> Conformity:
    from docs2sdk import config
    from docs2sdk.conform import conforming
    from docs2sdk.progress import shown

    with shown(quiet) as progress:
        return conforming.conform(config.load(Path.cwd(), given), recorded, progress)


def _why_nothing(found: Conformity) -> str:
    why = {
        "no page describes what they answer": sum(found.unknown.values()),
        "refusals, which say nothing of the tables": found.refusals,
    }
    told = [
        f"{counted(count, 'answer')} ({reason})"
        for reason, count in why.items()
        if count
    ]
    return " and ".join(told) or "the files hold no answer"


def _report(found: Conformity, form: str, out: Path | None) -> None:
    from docs2sdk.lint.baseline import Compared

    shown = tuple(clickable(one, found.base) for one in found.findings)
    compared = Compared(shown, 0, ())
    reporting.write(reporting.report(form, "conform", shown, compared), out)
    counts = f"answers {found.held}, actions {found.actions}"
    remark(f"held      {counts}, refusals that say nothing {found.refusals}")


def _propose(found: Conformity, file: Path) -> None:
    from docs2sdk.conform import proposals

    save(file, proposals.document(found.proposed, found.left), proposals.HEAD)
    counts = f"corrections {len(found.proposed)}, in words {len(found.left)}"
    remark(f"proposed  {counts}: {file}")
