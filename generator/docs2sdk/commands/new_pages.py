"""Adds a page to a documentation: checks that the action is new, lints and links the page, and generates its method."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from docs2sdk.commands.action_tests import run_action_tests
from docs2sdk.commands.generate import generate_client
from docs2sdk.console import (
    echo,
    echo_errors,
    fail,
    relativize_finding,
    save_file,
    warn,
    write,
)

if TYPE_CHECKING:
    from docs2sdk.authoring.new_files import NewFiles
    from docs2sdk.build.run_report import RunReport
    from docs2sdk.config import Settings
    from docs2sdk.pages.interpretation import ParsedPage
    from docs2sdk.pages.page_folders import PageFolders
    from docs2sdk.pages.page_sources import Source, SourceTree
    from docs2sdk.schema import Action


def read_documentation(settings: Settings) -> SourceTree:
    """Return the pages; exits if they are not a documentation with a folder per product that the client lies apart from."""
    from docs2sdk import folders
    from docs2sdk.pages import page_sources, run_inputs

    folders.check_output_folder(settings.specs, settings.out)
    tree = page_sources.decode_tree(run_inputs.read_page_files(settings))
    if tree.scope != "checkout":
        fail(f"{settings.specs_text} is not a documentation with a folder per product")
    return tree


def check_action(tree: SourceTree, name: str, hint: str = "") -> Source | None:
    """Exit if no action can have a name, or if a page has it already; ``hint`` says what to do with this page.

    Returns the page that is to be completed: one that has the action in its title, and no more than an introduction.
    """
    from docs2sdk.pages.interpretation import is_action_name

    if not is_action_name(name):
        fail(
            f"no action can be called {name!r}: use letters and digits, as in GetISMSQuota"
        )
    stub = next(filter(partial(_is_stub_of, name), tree.pages), None)
    existing = None if stub else find_page(tree, name)
    if existing:
        action, path = existing.title_action, existing.path
        fail(f"the action {action} exists already: {path}{hint}")
    return stub


def _is_stub_of(action: str, source: Source) -> bool:
    from docs2sdk.pages.markdown import parse_blocks
    from docs2sdk.pages.non_action_pages import is_stub

    first = source.text.lstrip().partition("\n")[0]
    return action in first and is_stub(parse_blocks(source.text))


def read_stub(stub: Source) -> Action:
    """Return title and texts of a page that has no tables yet."""
    from docs2sdk.authoring.page_writer import add_empty_tables
    from docs2sdk.pages.page_parser import parse_page

    action = parse_page(stub._replace(text=add_empty_tables(stub.text))).action
    if action is None:
        fail(f"{stub.path} has a title that cannot be read")
    return action


def find_page(tree: SourceTree, action: str) -> ParsedPage | None:
    """Return the first page whose title names an action, in any case of letters."""
    from docs2sdk.pages.page_parser import parse_pages

    folded = action.casefold()
    for source in tree.pages:
        if folded in source.text.casefold():
            for page in parse_pages(source):
                if page.title_action.casefold() == folded:
                    return page
    return None


def plan_page(
    settings: Settings,
    tree: SourceTree,
    service: str,
    action: Action,
    stub: Source | None = None,
) -> NewFiles:
    """Return the files of a new page, or of one that is completed, in the last folder of pages; exits if it has no place."""
    from docs2sdk.authoring import new_files
    from docs2sdk.pages import page_sources, run_inputs
    from docs2sdk.pages.checkout_layout import product_folder

    last = page_sources.decode_tree(run_inputs.read_page_folders(settings)[-1])
    present = {page.path: page.text for page in last.pages}
    folders = {product_folder(page.path) for page in tree.pages} - {""}
    folder = new_files.find_folder(service, folders)
    files = new_files.make_files(action, folder, present, stub.path if stub else "")
    path = files.page.path
    if not stub and any(os.path.lexists(each / path) for each in tree.base.folders):
        fail(f"{path} exists already")
    if files.page.kind != "modern":
        fail(f"{path} is not a name for the page of an action")
    return files


def add_page(
    settings: Settings, base: PageFolders, files: NewFiles, dry_run: bool
) -> int:
    """Write a page, generate the client, run the new tests and print the call; or print the page only.  Returns the exit code."""
    _print_diagnostics(base, files)
    if dry_run:
        write(files.texts[files.page.path].encode())
        return 0
    _save(base.folders[-1], files)
    report = generate_client(settings)
    passed = True
    if module := _find_module(report, files.page.title_action):
        passed = run_action_tests(settings, module.parent.name, module.stem)
        _print_call(module, files.page.title_action)
    return 1 if report.errors or not passed else 0


def _print_diagnostics(base: PageFolders, files: NewFiles) -> None:
    """Print what is wrong with the page; exits if it would cost a part of the action."""
    lines = [
        str(relativize_finding(each, base))
        for each in files.page.diagnostics
        if each.code != "D217"  # every row of an inferred page has the mark
    ]
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


def _find_module(report: RunReport, action: str) -> Path | None:
    """Return the generated module of an action, None if settings leave the action out."""
    from docs2sdk import python_naming

    name = f"{python_naming.method_name(action)}.py"
    written = (report.out / path for path in report.written if path[:6] != "tests/")
    return next((path for path in written if path.name == name), None)


def _print_call(module: Path, action: str) -> None:
    """Print how the action is called, as its generated module says."""
    from docs2sdk import python_naming
    from docs2sdk.python import example_call
    from docs2sdk.python_literals import Call, format_literal

    arguments = example_call.read_example_arguments(
        module.read_text("utf-8"), python_naming.class_name(action)
    )
    call = Call(f"client.{module.parent.name}.{module.stem}", arguments)
    echo("call it:", *format_literal(call).split("\n"))
