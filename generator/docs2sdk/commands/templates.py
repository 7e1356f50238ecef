"""``docs2sdk templates``: list the templates that can be overridden, and copy them.

Exit codes: 0 done; 2 wrong usage, nothing was written.
"""

from __future__ import annotations

import stat
from pathlib import Path

import click

from docs2sdk.commands import options
from docs2sdk.console import echo, exit_on_errors, fail, save_file, shorten_path

# What each makes, in the order of the list.
MAKES = {
    "README.md.j2": "the README of the client",
    "README.zh-CN.md.j2": "the README in Chinese",
    "pyproject.toml.j2": "name, version, dependencies and tools of the client",
    ".gitattributes.j2": "how git stores and shows the client",
    "package/__init__.py.j2": "the package: what it exports",
    "package/__main__.py.j2": "python -m PACKAGE, the command line",
    "package/_errors.py.j2": "the error codes of a service, or of all",
    "package/client.py.j2": "Client and AsyncClient",
    "package/pytest_plugin.py.j2": "the fixtures for pytest",
    "package/testing.py.j2": "what tests of applications import",
    "package/service/__init__.py.j2": "the package of a service",
    "package/service/_service.py.j2": "a service: its actions as methods",
    "package/service/action.py.j2": "an action: its request, its response and their objects",
    "tests/__init__.py.j2": "the package of the tests",
    "tests/page.py.j2": "the tests that actions have",
    "tests/samples.py.j2": "values for the tests",
    "tests/support.py.j2": "clients for the tests",
    "tests/tables.py.j2": "the reader of the tables in the tests",
    "tests/service/test_action.py.j2": "the tests of an action",
    "typescript/README.md.j2": "typescript: the README",
    "typescript/README.zh-CN.md.j2": "typescript: the README in Chinese",
    "typescript/package.json.j2": "typescript: name, version, scripts and tools",
    "typescript/.gitattributes.j2": "typescript: how git stores and shows the client",
    "typescript/src/about.ts.j2": "typescript: what the client says of itself",
    "typescript/src/client.ts.j2": "typescript: Client, its services",
    "typescript/src/errorCodes.ts.j2": "typescript: the error codes of a service, or of all",
    "typescript/src/service/index.ts.j2": "typescript: a service: its actions as methods",
    "typescript/src/service/action.ts.j2": "typescript: an action: its interfaces and its definition",
    "typescript/tests/service/action.test.ts.j2": "typescript: the tests of an action",
    "typescript/call.ts.j2": "openapi: a call in TypeScript",
    "reference/mkdocs.yml.j2": "docs: settings and navigation of the site",
    "reference/site.css.j2": "docs: the style of the tables",
    "reference/action.md.j2": "docs: the page of an action",
    "reference/call.md.j2": "docs, openapi: a call, part of the page of an action",
    "reference/async_call.md.j2": "docs, openapi: an awaited call",
    "reference/service.md.j2": "docs: the page of a service",
    "reference/errors.md.j2": "docs: the error codes of a service, or of all",
} | {
    f"reference/{language}/{page}.md.j2": f"docs --lang {language}: {what}"
    for language in ("en", "zh")
    for page, what in (
        ("index", "the start page"),
        ("client", "the settings of the client"),
        ("guides/install", "the guide to installing it"),
        ("guides/credentials", "the guide to keys"),
        ("guides/errors", "the guide to errors"),
        ("guides/retries", "the guide to retries"),
        ("guides/paging", "the guide to long lists"),
        ("guides/waiting", "the guide to waiting"),
        ("guides/logging", "the guide to logs and hooks"),
        ("guides/testing", "the guide to tests"),
        ("guides/command_line", "the guide to the command line"),
        ("guides/migration", "the guide to moving from the official SDK"),
    )
}


@click.group(
    short_help="List the templates of the output, and copy them to change them.",
    epilog="Example: docs2sdk templates eject README.md.j2 && docs2sdk generate --templates templates",
)
def command() -> None:
    """List the templates of the output, and copy them to change them.

    `docs2sdk generate --templates DIR` uses the templates in DIR instead of those of the same name; so do check, watch, docs
    and openapi. docs/templates.md describes what templates get.
    """


@command.command(
    "list",
    short_help="List the templates that can be overridden.",
    epilog="Example: docs2sdk templates list",
)
def list_templates() -> None:
    """List the templates that can be overridden, each with what it makes.

    Those that begin with package/, tests/ or no folder make the client, those in reference/ its site. The runtime of the
    client is no template: it is plain Python, and copied unchanged.
    """
    width = max(map(len, MAKES))
    echo(*(f"{name:{width}}  {what}" for name, what in MAKES.items()))


@command.command(
    "eject",
    short_help="Copy templates to a folder.",
    epilog="Example: docs2sdk templates eject package/service/action.py.j2",
)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--out",
    type=options.PATH,
    default=Path("templates"),
    metavar="DIR",
    help="Folder to copy to. [default: templates]",
)
@click.option("--force", is_flag=True, help="Overwrite templates that are there.")
def eject(names: tuple[str, ...], out: Path, force: bool) -> None:
    """Copy shipped templates to DIR, under the same names, to change them there."""
    from docs2sdk.template_folder import copy_shipped

    with exit_on_errors():
        texts = {name: copy_shipped(name) for name in names}
        for name in texts:
            _check_free(out, name, force)
    for name, text in texts.items():
        _save(out / name, text)
        echo(f"wrote     {shorten_path(out / name)}")
    used = [name.startswith("reference/") for name in texts]
    commands = ["generate"] * (not all(used)) + ["docs"] * any(used)
    for each in commands:
        echo(f"docs2sdk {each} --templates {out} uses what is in {out}")


def _check_free(out: Path, name: str, force: bool) -> None:
    from docs2sdk import folders

    kind = folders.read_file_type(out / name)
    if not folders.has_plain_parents(out, name) or kind not in (0, stat.S_IFREG):
        fail(f"cannot write {out / name}: it is no plain file in plain folders")
    if kind and not force:
        fail(f"{out / name} exists; --force overwrites it")


def _save(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"cannot write {path}: {error.strerror}")
    save_file(path, text)
