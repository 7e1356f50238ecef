"""A local API for tests: its server in a thread, and signed calls."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from docs2sdk.config import Settings
from docs2sdk.mock import action_families, documentation, server, signature, web_app
from docs2sdk.mock.browser_calls import BrowserCalls
from docs2sdk.mock.documentation import Documentation
from docs2sdk.mock.local_api import LocalAPI, MockOptions
from docs2sdk.values import sample_values

PUBLIC, PRIVATE = "public", "private"


def read(specs: Path) -> Documentation:
    settings = Settings((specs,), specs.parent / "no-client", jobs=2)
    return documentation.read_documentation(settings, lambda *_: None)


def make_api(specs: Path, **options: Any) -> LocalAPI:
    return LocalAPI(read(specs), MockOptions(**options))


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application; yield its address."""
    started = threading.Event()
    with server.open_socket("127.0.0.1", 0) as listening:
        running = server.make_server(app, started.set)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            assert started.wait(30)
            yield server.find_url(listening)
        finally:
            running.should_exit = True
            thread.join(30)


@contextmanager
def serve(specs: Path, **options: Any) -> Iterator[str]:
    pages = read(specs)
    api = LocalAPI(pages, MockOptions(**options))
    with served(web_app.build_app(api.handle, BrowserCalls(pages, api))) as url:
        yield url


def sign(action: str, tree: dict[str, Any] | None = None) -> dict[str, str]:
    """Return the form of a call, signed with ``PRIVATE``."""
    form: dict[str, Any] = {"Action": action, "PublicKey": PUBLIC}
    form |= sample_values.flatten(tree or {})
    return form | {"Signature": signature.sign(form, PRIVATE)}


def caller(api: LocalAPI) -> Callable[..., dict[str, Any]]:
    """Return a function that calls actions without a server."""

    def call(action: str, **tree: Any) -> dict[str, Any]:
        body = urlencode(sign(action, tree)).encode()
        answer: dict[str, Any] = json.loads(api.handle("", body).body)
        return answer

    return call


def post(url: str, form: dict[str, Any]) -> dict[str, Any]:
    with urllib.request.urlopen(url, urlencode(form).encode(), 30) as answer:
        values: dict[str, Any] = json.load(answer)
        return values


def deletes(action: str) -> bool:
    """Whether an action deletes: such calls come last, since what they delete is gone."""
    role = action_families.read_role(action)
    return role is not None and role.role == "delete"
