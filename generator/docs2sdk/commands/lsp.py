"""``docs2sdk lsp``: a language server for the authors of pages, over standard input and output.

Exit codes: 0 the editor ended the session; 1 it ended without ending the session; 2 wrong usage, or the server's libraries are
not installed.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import click

from docs2sdk.commands import options
from docs2sdk.console import fail


@click.command(
    short_help="Serve an editor: diagnostics, completion and fixes in pages.",
    epilog="Example: docs2sdk lsp, as the command of a language server for Markdown in the editor's settings",
)
@options.specs
@options.client_folder
@options.overlays
@click.option("--stdio", is_flag=True, help="Accepted, since many editors add it.")
def command(
    specs: tuple[Path, ...],
    out: Path | None,
    overlays: tuple[Path, ...],
    stdio: bool,
) -> None:
    """Serve an editor by the Language Server Protocol, over standard input and output.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]

    Pages get diagnostics while they are written, quick fixes, completion, and links to the generated code and back. Nothing is
    written. Needs the extra docs2sdk[lsp].

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml above a page that has this table, else above the folders
    that the editor has opened, else above the working directory.
    """
    if not (find_spec("pygls") and find_spec("lsprotocol")):
        fail("the language server needs more libraries: pip install 'docs2sdk[lsp]'")
    for path in specs:
        if not path.exists():
            fail(f"cannot read {path}: there is no such file or folder")
    from docs2sdk.editor import server

    arguments = {
        "specs": tuple(path.absolute() for path in specs),
        "out": out.absolute() if out else None,
        "overlays": tuple(path.absolute() for path in overlays),
    }
    writer = sys.stdout.buffer
    # What is printed by mistake must not mix with the protocol.
    sys.stdout = sys.stderr
    sys.exit(0 if server.serve(arguments, sys.stdin.buffer, writer) else 1)
