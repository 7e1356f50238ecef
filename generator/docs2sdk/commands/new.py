"""``docs2sdk new``: write the page of a new action, and generate its method.

Exit codes: 0 done; 1 done, but some pages have errors; 2 wrong usage, nothing was written, or the page was written and the
client could not be generated.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import new_pages, options
from docs2sdk.console import exit_on_errors, fail

if TYPE_CHECKING:
    from docs2sdk.authoring.new_action import ActionOptions
    from docs2sdk.pages.page_sources import SourceTree
    from docs2sdk.schema import Action

_HINT = "use options, as in --title 查询配额 --field 'Quota:int!:剩余条数'"
_ROWS: dict[str, Any] = {"multiple": True, "metavar": "NAME:TYPE:TEXT"}


@click.command(
    short_help="Write the page of a new action and generate it.",
    epilog="Example: docs2sdk new isms GetISMSQuota --title 查询配额 "
    "--param 'TaskIdSet.N:string!:发送记录' --field 'Quota:int!:剩余条数'",
)
@click.argument("service")
@click.argument("action")
@click.option("--title", default="", metavar="TEXT", help="Title of the page.")
@click.option(
    "--summary", default="", metavar="TEXT", help="Introduction. [default: the title]"
)
@click.option(
    "--param",
    "params",
    help="Parameter; ! behind the type means required; .N is a list; repeatable.",
    **_ROWS,
)
@click.option("--field", "fields", help="Field of the response; repeatable.", **_ROWS)
@click.option(
    "--model",
    "models",
    help="Field of a model; its name is MODEL.FIELD; repeatable.",
    **_ROWS,
)
@click.option(
    "--like",
    metavar="ACTION",
    help="Begin with the tables and texts of this action's page.",
)
@options.specs_option
@options.client_folder
@options.templates
@click.option(
    "--ask/--no-ask",
    "wants_dialogue",
    default=None,
    help="Ask for title and rows. [default: ask on a terminal if no option describes the action]",
)
@click.option("--dry-run", is_flag=True, help="Print the page; write nothing.")
def command(
    service: str,
    action: str,
    like: str | None,
    specs: tuple[Path, ...],
    out: Path | None,
    templates: Path | None,
    wants_dialogue: bool | None,
    dry_run: bool,
    **arguments: Any,
) -> None:
    """Write the page of ACTION into the folder of SERVICE, link to it in index.md and _sidebar.md, generate the client, and
    run the new tests.

    Types are string, int, float, boolean, object, array[TYPE] and the names of models. Region, Zone, ProjectId and RetCode, Action,
    Message come by themselves, and the examples are made from the tables. A page that has only a title and an introduction is
    completed; any other existing page or action is never changed.

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table: specs, out.
    """
    from docs2sdk import config
    from docs2sdk.authoring.new_action import ActionOptions

    with exit_on_errors():
        chosen = {"specs": specs, "out": out, "templates": templates}
        settings = config.load_settings(Path.cwd(), chosen)
        tree = new_pages.read_documentation(settings)
        stub = new_pages.check_action(tree, action)
        earlier = new_pages.read_stub(stub) if stub else None
        described = ActionOptions(action, **arguments)
        if _decide_dialogue(wants_dialogue, is_described=any((*described[1:], like))):
            described = _ask(service, action, earlier)
        made = _make_action(tree, described, like, earlier)
        files = new_pages.plan_page(settings, tree, service, made, stub)
        code = new_pages.add_page(settings, tree.base, files, dry_run)
    sys.exit(code)


def _decide_dialogue(wants_dialogue: bool | None, is_described: bool) -> bool:
    """Whether to ask; exits if the user wants it and cannot be asked, or has described the action already."""
    has_terminal = sys.stdin.isatty()
    if wants_dialogue and not has_terminal:
        fail(f"--ask needs a terminal: {_HINT}")
    if wants_dialogue and is_described:
        fail(
            "--ask asks for everything: leave the options out that describe the action"
        )
    if wants_dialogue is None and not is_described and not has_terminal:
        fail(
            f"nothing describes the action: {_HINT}, or answer questions on a terminal"
        )
    if wants_dialogue is None:
        return not is_described
    return wants_dialogue


def _ask(service: str, action: str, earlier: Action | None) -> ActionOptions:
    from docs2sdk.commands import new_dialogue

    described = new_dialogue.ask_action(action, earlier)
    new_dialogue.confirm_page(service, described)
    return described


def _make_action(
    tree: SourceTree, described: ActionOptions, like: str | None, earlier: Action | None
) -> Action:
    """Return the action that the options describe; exits if it cannot be added.

    ``earlier`` has the texts of a page that is completed.
    """
    from docs2sdk.authoring import new_action

    if len(described.title.splitlines()) > 1:
        fail("the title has several lines: write one, as in --title 查询配额")
    liked = new_pages.find_page(tree, like) if like else None
    model = liked.action if liked else None
    if like and not model:
        fail(
            f"--like {like}: no page has this action; name one as in --like GetISMSSendReceipt"
        )
    if earlier is None:
        return new_action.make_action(described, model)
    title = described.title or earlier.title
    summary = described.summary or earlier.summary or title
    described = described._replace(title=title, summary=summary)
    notes, warnings = earlier.notes, earlier.warnings
    made = new_action.make_action(described, model)
    return replace(made, notes=notes + made.notes, warnings=warnings + made.warnings)
