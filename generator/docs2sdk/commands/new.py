"""``docs2sdk new``: write the page of a new action, and generate its method.

Exit codes: 0 done; 1 done, but some pages have errors; 2 wrong usage, nothing was written, or the page was written and the
client could not be generated.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import options
from docs2sdk.commands.generate import generate_client
from docs2sdk.console import (
    echo,
    echo_errors,
    exit_on_errors,
    fail,
    relativize_finding,
    save_file,
    warn,
    write,
)

if TYPE_CHECKING:
    from docs2sdk.authoring.new_action import ActionOptions
    from docs2sdk.authoring.new_files import NewFiles
    from docs2sdk.build.run_report import RunReport
    from docs2sdk.config import Settings
    from docs2sdk.pages.interpretation import ParsedPage
    from docs2sdk.pages.page_folders import PageFolders
    from docs2sdk.pages.page_sources import SourceTree

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
@click.option(
    "--out",
    type=options.PATH,
    metavar="DIR",
    help="Folder of the client. [default: generated]",
)
@click.option("--dry-run", is_flag=True, help="Print the page; write nothing.")
def command(
    service: str,
    action: str,
    like: str | None,
    specs: tuple[Path, ...],
    out: Path | None,
    dry_run: bool,
    **arguments: Any,
) -> None:
    """Write the page of ACTION into the folder of SERVICE, link to it in index.md and _sidebar.md, and generate the client.

    Types are string, int, float, boolean, object, array[TYPE] and the names of models. Region, Zone, ProjectId and RetCode, Action,
    Message come by themselves, and the examples are made from the tables. An existing page or action is never changed.

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table: specs, out.
    """
    from docs2sdk import config, folders
    from docs2sdk.authoring.new_action import ActionOptions

    with exit_on_errors():
        settings = config.load_settings(Path.cwd(), {"specs": specs, "out": out})
        folders.check_output_folder(settings.specs, settings.out)
        base, files = _plan(settings, service, ActionOptions(action, **arguments), like)
        _print_diagnostics(base, files)
        if dry_run:
            write(files.texts[files.page.path].encode())
            return
        _save(base.first, files)
        report = generate_client(settings)
    _print_call(report, action)
    sys.exit(1 if report.errors else 0)


def _plan(
    settings: Settings, service: str, described: ActionOptions, like: str | None
) -> tuple[PageFolders, NewFiles]:
    """Return the last folder of pages, and the files to write into it; exits if the action cannot be added."""
    from docs2sdk.authoring import new_action, new_files
    from docs2sdk.pages import folder_merge, page_sources, run_inputs
    from docs2sdk.pages.checkout_layout import product_folder

    trees = run_inputs.read_page_folders(settings)
    tree = page_sources.decode_tree(folder_merge.merge_trees(trees))
    base, last_pages, *_ = page_sources.decode_tree(trees[-1])
    if tree.scope != "checkout":
        fail(f"{settings.specs_text} is not a documentation with a folder per product")
    _check_name(described)
    if existing := _find_page(tree, described.name):
        fail(f"the action {existing.title_action} exists already: {existing.path}")
    liked = _find_page(tree, like) if like else None
    model = liked.action if liked else None
    if like and not model:
        fail(
            f"--like {like}: no page has this action; name one as in --like GetISMSSendReceipt"
        )
    present = {page.path: page.text for page in last_pages}
    folders = {product_folder(page.path) for page in tree.pages} - {""}
    folder = new_files.find_folder(service, folders)
    files = new_files.make_files(
        new_action.make_action(described, model), folder, present
    )
    path = files.page.path
    if any(os.path.lexists(folder / path) for folder in tree.base.folders):
        fail(f"{path} exists already")
    if files.page.kind != "modern":
        fail(f"{files.page.path} is not a name for the page of an action")
    return base, files


def _check_name(described: ActionOptions) -> None:
    from docs2sdk.pages.interpretation import is_action_name

    if not is_action_name(described.name):
        fail(
            f"no action can be called {described.name!r}: use letters and digits, as in GetISMSQuota"
        )
    if len(described.title.splitlines()) > 1:
        fail("the title has several lines: write one, as in --title 查询配额")


def _find_page(tree: SourceTree, action: str) -> ParsedPage | None:
    """Return the first page whose title names an action, in any case of letters."""
    from docs2sdk.pages.page_parser import parse_page

    folded = action.casefold()
    for source in tree.pages:
        if folded in source.text.casefold():
            page = parse_page(source)
            if page.title_action.casefold() == folded:
                return page
    return None


def _print_diagnostics(base: PageFolders, files: NewFiles) -> None:
    """Print what is wrong with the page; exits if it would cost a part of the action."""
    lines = [str(relativize_finding(each, base)) for each in files.page.diagnostics]
    if any(each.severity == "error" for each in files.page.diagnostics):
        echo_errors(*lines)
        fail("nothing was written: the page would have errors")
    warn(*lines)


def _save(base: Path, files: NewFiles) -> None:
    folder = base / os.path.dirname(files.page.path)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        fail(f"cannot make {folder}: {error.strerror}")
    for path, text in files.texts.items():
        save_file(base / path, text)
        echo(f"wrote     {os.path.relpath(base / path)}")


def _print_call(report: RunReport, action: str) -> None:
    """Print how the action is called, as its generated module says."""
    from docs2sdk import python_naming
    from docs2sdk.python import example_call
    from docs2sdk.python_literals import Call, format_literal

    method = python_naming.method_name(action)
    for path in report.written:
        package, _, name = path.partition("/")
        service, _, file = name.partition("/")
        if package != "tests" and file == f"{method}.py":
            module = (report.out / path).read_text("utf-8")
            request = python_naming.class_name(action)
            arguments = example_call.read_example_arguments(module, request)
            call = Call(f"client.{service}.{method}", arguments)
            echo("call it:", *format_literal(call).split("\n"))
