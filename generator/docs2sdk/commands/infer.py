"""``docs2sdk infer``: draft the page of an action from recorded requests and responses, or compare a page with them.

Exit codes: 0 done, or the page agrees with the samples; 1 done, but some pages have errors, or changes are proposed; 2 wrong
usage or input, nothing was written, or the page was written and the client could not be generated.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import new_pages, options
from docs2sdk.console import exit_on_errors, fail, warn, write
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.inference.draft import Wordings
    from docs2sdk.pages.page_sources import SourceTree
    from docs2sdk.traffic.samples import Samples


@click.command(
    short_help="Draft a page from recorded requests and responses.",
    epilog="Example: docs2sdk infer isms GetISMSQuota recorded.har responses.jsonl",
)
@click.argument("arguments", nargs=-1, metavar="[SERVICE ACTION] FILE...")
@click.option(
    "--update",
    type=options.PATH,
    metavar="PAGE",
    help="Compare PAGE with the samples and print the rows to change as a diff; write nothing.",
)
@click.option(
    "--host",
    default="",
    metavar="NAME",
    help="Host of the API. [default: that of most samples]",
)
@click.option(
    "--title",
    default="",
    metavar="TEXT",
    help="Title of the page. [default: the action]",
)
@click.option(
    "--summary", default="", metavar="TEXT", help="Introduction. [default: the title]"
)
@options.specs_option
@options.client_folder
@options.templates
@click.option("--dry-run", is_flag=True, help="Print the page; write nothing.")
def command(
    arguments: tuple[str, ...],
    update: Path | None,
    host: str,
    title: str,
    summary: str,
    dry_run: bool,
    **chosen: Any,
) -> None:
    """Draft the page of ACTION from recordings in FILEs ("-": standard input), add it to the folder of SERVICE, generate the
    client, and run the new tests.

    A FILE is a HAR file; JSON: a response, a request, {"action": …, "request": …, "response": …}, or a list of them; or
    lines: JSON, URLs of requests with their &Name=value lines, form bodies, curl commands. Exchanges of other actions and API
    errors are left out, and keys, tokens, passwords, phone numbers and e-mail addresses are masked.

    Names, nesting, types and Required come from the samples, descriptions from other pages of the folder. A description ends
    with （待确认） until you have confirmed its row and removed the mark: docs2sdk lint counts the marks. A page that has only a
    title and an introduction is completed; any other existing page or action is never changed.

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table: specs, out.
    """
    from docs2sdk import config
    from docs2sdk.inference import draft

    with exit_on_errors():
        if update:
            if title or summary or dry_run or any(chosen.values()):
                raise click.UsageError("--update takes recordings and --host only")
            sys.exit(_update(update, arguments, host))
        if len(arguments) < 3:
            raise click.UsageError(
                "name the service, the action and the recordings: docs2sdk infer isms GetISMSQuota recorded.har"
            )
        service, action, *recorded = arguments
        settings = config.load_settings(Path.cwd(), chosen)
        tree = new_pages.read_documentation(settings)
        hint = "; docs2sdk infer --update PAGE compares it with samples"
        stub = new_pages.check_action(tree, action, hint)
        _check_line("title", title)
        samples = _read_samples(recorded, action, host)
        words = _gather_words(tree, service)
        drafted = draft.draft_action(action, title, summary, samples, words)
        if stub:
            earlier = new_pages.read_stub(stub)
            drafted = draft.keep_texts(drafted, earlier, title, summary)
        files = new_pages.plan_page(settings, tree, service, drafted, stub)
        code = new_pages.add_page(settings, tree.base, files, dry_run)
    sys.exit(code)


def _check_line(name: str, text: str) -> None:
    if len(text.splitlines()) > 1:
        fail(f"the {name} has several lines: write one, as in --title 查询配额")


def _read_texts(files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of files; "-" is standard input."""
    from docs2sdk.traffic import bounded_files

    for file in files:
        if file == "-":
            name = "standard input"
            yield name, bounded_files.read_stream(sys.stdin.buffer, name)
        else:
            yield file, bounded_files.read_text(Path(file))


def _read_samples(files: Iterable[str], action: str, host: str) -> Samples:
    """Return the samples in files, and print what was left out and masked; exits if there are none."""
    from docs2sdk.traffic import samples as reader

    read = reader.read_samples(_read_texts(files), action, host)
    counts = f"requests {len(read.requests)}, responses {len(read.responses)}"
    warn(f"read      {counts}")
    skipped = sorted((reason, n) for reason, n in read.skipped.items() if n)
    if skipped:
        warn(f"skipped   {', '.join(f'{reason} {n}' for reason, n in skipped)}")
    if read.masked:
        names = ", ".join(f"{name} {n}" for name, n in sorted(read.masked.items()))
        warn(f"masked    {pluralize(read.masked.total(), 'value')}: {names}")
    if not read.requests and not read.responses:
        others = ", ".join(sorted(read.others)[:10])
        hint = f"; the files have samples of {others}" if others else ""
        fail(f"no request and no response of {action} that succeeded was found{hint}")
    return read


def _gather_words(tree: SourceTree, service: str) -> Wordings:
    """Return the words of the pages of a service's folder."""
    from docs2sdk.authoring import new_files
    from docs2sdk.inference import draft
    from docs2sdk.pages.checkout_layout import product_folder
    from docs2sdk.pages.page_parser import parse_pages

    folders = {product_folder(page.path) for page in tree.pages} - {""}
    folder = new_files.find_folder(service, folders)
    pages = [page for page in tree.pages if product_folder(page.path) == folder]
    parsed = (page for source in pages for page in parse_pages(source))
    return draft.gather_wordings(page.action for page in parsed if page.action)


def _update(page: Path, files: tuple[str, ...], host: str) -> int:
    """Print what samples would change in a page as a diff; returns the exit code."""
    from docs2sdk.inference import draft, page_updates
    from docs2sdk.pages import page_sources
    from docs2sdk.pages.page_parser import parse_pages

    if not files:
        raise click.UsageError("name the recordings to compare the page with")
    if page.suffix != ".md" or not page.is_file():
        fail(f"--update {page}: no such page")
    tree = page_sources.read_source_tree(page.parent)
    sources = (s for s in tree.pages if page.samefile(tree.base.first / s.path))
    source = next(sources, None)
    parsed = parse_pages(source) if source else ()
    action = parsed[0].action if len(parsed) == 1 else None
    if source is None or action is None or action.dialect != "modern":
        fail(f"{page} is not a page of an action without errors; docs2sdk lint {page}")
    samples = _read_samples(files, action.name, host)
    others = [
        page for each in tree.pages if each is not source for page in parse_pages(each)
    ]
    words = draft.gather_wordings(page.action for page in others if page.action)
    update = page_updates.propose_update(action, source.text, samples, words)
    warn(*(f"not proposed: {reason}" for reason in update.unresolved))
    _print_diff(page, source.text, update.text)
    return 1 if update.unresolved or update.text != source.text else 0


def _print_diff(page: Path, old: str, new: str) -> None:
    """Print a diff that ``patch`` can apply: its lines end as those of the page, its headers as ``patch`` wants them."""
    import difflib

    from docs2sdk.diagnostics import escape_unprintable

    path = page.as_posix()
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), path, path, lineterm=""
    )
    end = "\r\n" if b"\r\n" in page.read_bytes() else "\n"
    for number, line in enumerate(lines):
        is_header = number < 2 or line.startswith("@@")
        write(escape_unprintable(line) + ("\n" if is_header else end))
