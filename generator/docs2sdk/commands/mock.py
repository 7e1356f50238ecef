"""``docs2sdk mock``: serve a local API that is made from pages, to try clients and programs without UCloud.

Exit codes: 0 ended by SIGTERM or Ctrl-C; 2 wrong usage or unreadable input, the address is in use, or the server's libraries are
not installed.
"""

from __future__ import annotations

from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import options
from docs2sdk.console import (
    echo,
    echo_errors,
    exit_on_errors,
    fail,
    relativize_finding,
    warn,
)
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.mock.documentation import Documentation


@click.command(
    short_help="Serve a local API that is made from pages.",
    epilog='Example: docs2sdk mock ../documentation --port 8080, and base_url="http://127.0.0.1:8080" in the program',
)
@options.specs
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    metavar="P",
    help="Port to listen at; 0 is any free one.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="H",
    help="Address to listen at; any other than a loopback one lets other machines in.",
)
@options.services
@click.option(
    "--public-key",
    default="",
    metavar="KEY",
    help="The one key that is accepted. [default: any key, with any signature]",
)
@click.option(
    "--private-key",
    default="",
    metavar="KEY",
    help="Its private key, which signatures are checked with.",
)
@click.option(
    "--project",
    "projects",
    multiple=True,
    metavar="ID",
    help="Project that exists; repeatable. [default: any]",
)
@click.option(
    "--region",
    "regions",
    multiple=True,
    metavar="R",
    help="Region that exists; repeatable. [default: any]",
)
@click.option(
    "--seed",
    default="0",
    show_default=True,
    metavar="S",
    help="Other values in the answers for another seed.",
)
@click.option(
    "--examples",
    is_flag=True,
    help="Answer the examples of the pages; then nothing is remembered.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="A=F",
    help="What happens to the next calls of an action: HTTP status, RetCode, ok or delay:2s, as in 'DescribeX=503,153,delay:2s'; * is any action; repeatable.",
)
@click.option(
    "--proxy",
    metavar="URL",
    help="Pass requests on to the API at this address, and compare them and the answers with the pages.",
)
@click.option(
    "--record",
    type=options.PATH,
    metavar="FILE",
    help="With --proxy: add what passes to this file, secrets masked; validate and infer read it.",
)
@click.option(
    "--list-lifecycles",
    is_flag=True,
    help="List what Create, Describe and Delete work on, and end.",
)
@options.shown_client
@options.overlays
@options.builtin_overlays
@options.jobs
def command(
    specs: tuple[Path, ...],
    port: int,
    host: str,
    services: tuple[str, ...],
    client: Path | None,
    overlays: tuple[Path, ...],
    builtin_overlays: bool | None,
    jobs: int | None,
    proxy: str | None,
    record: Path | None,
    list_lifecycles: bool,
    **accepted: Any,
) -> None:
    """Serve the actions of the pages in SPECS at http://127.0.0.1:8080, until SIGTERM or Ctrl-C.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]

    Calls come as forms or JSON, by POST or GET. Signature, action, required parameters, types and lengths of lists are checked,
    and errors have the RetCodes that are published. Answers have a value for every field. What a Create returned is found by
    Describe, changed by Modify, and gone after Delete, where the names of actions make clear what belongs together.

    With --proxy, the API itself answers, and deviations from the pages are printed. Needs the extra docs2sdk[mock].

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table: specs, out (the client), package,
    services, overlays, include, exclude, jobs.
    """
    if not (find_spec("starlette") and find_spec("uvicorn")):
        fail("the local API needs more libraries: pip install 'docs2sdk[mock]'")
    _check_options(proxy, record, accepted)
    arguments = {
        "specs": specs,
        "out": client,
        "services": services,
        "overlays": overlays,
        "builtin_overlays": builtin_overlays,
        "jobs": jobs,
    }
    with exit_on_errors():
        pages = _read(arguments)
        if list_lifecycles:
            _list_lifecycles(pages)
        elif proxy:
            _serve_proxy(pages, proxy, record, (host, port))
        else:
            _serve_api(pages, accepted, (host, port))


def _check_options(
    proxy: str | None, record: Path | None, accepted: dict[str, Any]
) -> None:
    if bool(accepted["public_key"]) != bool(accepted["private_key"]):
        raise click.UsageError("--public-key and --private-key go together")
    if record and not proxy:
        raise click.UsageError("--record needs --proxy")
    if proxy and any(value for name, value in accepted.items() if name != "seed"):
        raise click.UsageError(
            "with --proxy the API itself checks and answers: leave out what the local one is to do"
        )


def _read(arguments: dict[str, Any]) -> Documentation:
    """Return the actions of the pages; print the errors of pages."""
    from docs2sdk import config
    from docs2sdk.mock import documentation
    from docs2sdk.progress import show_progress

    with show_progress(quiet=False) as progress:
        settings = config.load_settings(Path.cwd(), arguments)
        pages = documentation.read_documentation(settings, progress)
    echo_errors(*(str(relativize_finding(item, pages.base)) for item in pages.errors))
    return pages


def _list_lifecycles(pages: Documentation) -> None:
    from docs2sdk.mock import lifecycle_cache

    for lifecycle in lifecycle_cache.read_lifecycles(pages):
        actions = ", ".join(lifecycle.actions)
        echo(f"{lifecycle.service}: {lifecycle.key}: {actions}")


def _serve_api(
    pages: Documentation, accepted: dict[str, Any], address: tuple[str, int]
) -> None:
    from docs2sdk.mock import web_app
    from docs2sdk.mock.browser_calls import BrowserCalls
    from docs2sdk.mock.local_api import LocalAPI, MockOptions

    api = LocalAPI(pages, MockOptions(**accepted))
    count = pluralize(len(pages.actions), "action")
    kinds = pluralize(len(api.lifecycles), "kind")
    services = sorted({lifecycle.service for lifecycle in api.lifecycles})
    _serve(
        web_app.build_app(api.handle, BrowserCalls(pages, api)),
        address,
        f"serving {count} at {{url}}, for programs and browsers, until Ctrl-C",
        f"remembers {kinds} of resources of: {', '.join(services) or 'no service'}"
        " (--list-lifecycles lists them)",
    )


def _serve_proxy(
    pages: Documentation, proxy: str, record: Path | None, address: tuple[str, int]
) -> None:
    from docs2sdk.mock import web_app
    from docs2sdk.mock.observation import Observer
    from docs2sdk.mock.upstream import Upstream

    upstream = Upstream(proxy)
    observer = Observer(pages, record, lambda deviation: echo(str(deviation)))
    count = pluralize(len(pages.actions), "action")
    with closing(upstream):
        _serve(
            web_app.build_proxy(upstream, observer),
            address,
            f"passing on from {{url}} to {proxy}, until Ctrl-C",
            f"comparing with {count}; a browser shows the deviations there",
        )


def _serve(app: Any, address: tuple[str, int], *lines: str) -> None:
    """Serve an application; print the lines when requests can come, with the address in the place of ``{url}``."""
    from docs2sdk.mock import server

    with server.open_socket(*address) as listening:
        if not server.is_loopback(listening):
            warn(
                f"warning: {address[0]} is no loopback address: other machines can call this API"
            )
        url = server.find_url(listening)
        texts = [line.replace("{url}", url) for line in lines]
        server.serve(app, listening, lambda: echo(*texts))
