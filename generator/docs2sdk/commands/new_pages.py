"""Adds a page to a documentation: checks that the action is new, lints and links the page, and generates its method."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
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
        fail(
            f"{settings.specs_text} is not a documentation with a folder per product: "
            "name the folder above the products, or begin with docs2sdk init"
        )
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
    existing = find_page(tree, name)
    if not existing:
        return None
    action, path = existing.title_action, existing.path
    stub = next((page for page in tree.pages if page.path == path), None)
    if action == name and stub and _is_stub(stub):
        return stub
    fail(f"the action {action} exists already: {path}{hint}")


def _is_stub(source: Source) -> bool:
    from docs2sdk.pages.markdown import parse_blocks
    from docs2sdk.pages.non_action_pages import is_stub

    return is_stub(parse_blocks(source.text))


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
    for each in files.texts:
        target = tree.base.folders[-1] / each
        if each not in present and os.path.lexists(target):
            # A link or no text: what is in it would be lost.
            fail(f"{each} cannot be read: docs2sdk lint {os.path.relpath(target)}")
    if files.page.kind != "modern":
        fail(f"{path} is not a name for the page of an action")
    return files


def add_page(
    settings: Settings, base: PageFolders, files: NewFiles, dry_run: bool
) -> int:
    """Write a page, generate the client, run the new tests and print the call; or print the page only.  Returns the exit code."""
    _print_diagnostics(base, files)
    if dry_run:
        write(files.texts[files.page.path], is_utf8=True)
        return 0
    with _restore_on_errors(base.folders[-1], files):
        _save(base.folders[-1], files)
        report = generate_client(settings)
    passed = True
    if module := _find_module(report, files.page.title_action):
        passed = run_action_tests(settings, module.parent.name, module.stem)
        _print_call(module, files.page.title_action)
    return 1 if report.errors or not passed else 0


@contextmanager
def _restore_on_errors(base: Path, files: NewFiles) -> Iterator[None]:
    """Make the files what they were if one of them cannot be written, or nothing can be generated: then nothing changes."""
    from docs2sdk.errors import OutputConflict, UnsafeCodeError, UserError

    paths = [base / path for path in files.texts]
    before = {path: path.read_bytes() if path.exists() else None for path in paths}
    has_folder = paths[0].parent.exists()
    try:
        yield
    except (OutputConflict, UnsafeCodeError, UserError, SystemExit) as error:
        if not isinstance(error, SystemExit) or error.code == 2:
            for path, data in before.items():
                _restore(path, data)
            if not has_folder and paths[0].parent.exists():
                paths[0].parent.rmdir()
        raise


def _restore(path: Path, data: bytes | None) -> None:
    if data is None and path.exists():
        path.unlink()
        warn(f"removed   {os.path.relpath(path)}")
    elif data is not None and path.read_bytes() != data:
        path.write_bytes(data)
        warn(f"restored  {os.path.relpath(path)}")


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
        if _has_crlf(base / path):
            text = text.replace("\n", "\r\n")
        save_file(base / path, text)
        echo(f"wrote     {os.path.relpath(base / path)}")


def _has_crlf(path: Path) -> bool:
    """Whether an existing file has the line ends of Windows, which it keeps."""
    return path.exists() and b"\r\n" in path.read_bytes()


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
