"""What the client's documentation shows is run as it stands, against the fake of the API; what it names exists."""

from __future__ import annotations

import importlib
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

PAGES = sorted((ROOT / "docs" / "client").glob("*.md"))
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
_ERROR = re.compile(r"`(?:exc\.)?([A-Z]\w+(?:Error|Exception))`")


def blocks() -> list[tuple[str, str]]:
    return [
        (f"{page.stem}-{number}", code)
        for page in PAGES
        for number, code in enumerate(_BLOCK.findall(page.read_text("utf-8")), 1)
    ]


@pytest.fixture
def client_package(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the generated package of this repository, whose clients talk to its own fake of the API."""
    monkeypatch.syspath_prepend(ROOT / "generated")
    package = importlib.import_module("ucloud_client")
    testing = importlib.import_module("ucloud_client.testing")
    api = testing.FakeAPI()
    monkeypatch.setattr(package, "Client", lambda **options: api.client(**options))
    yield package
    for name in [name for name in sys.modules if name.startswith("ucloud_client")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    "code", [code for _, code in blocks()], ids=[name for name, _ in blocks()]
)
def test_code_on_a_page_runs(client_package: Any, tmp_path: Path, code: str) -> None:
    if "from ucloud.client" in code:
        compile(code, "official", "exec")  # would call the real API
        return
    client = client_package.Client(region="cn-bj2", project_id="org-xxx")
    program = tmp_path / "program.py"
    program.write_text(code, "utf-8")
    names = {"client": client, "PUBLIC": "a", "PRIVATE": "b"}
    runpy.run_path(str(program), init_globals=names)


def test_every_error_that_is_named_exists(client_package: Any) -> None:
    from ucloud.core import exc

    text = Path(ROOT / "docs" / "client" / "migration.md").read_text("utf-8")
    named = set(_ERROR.findall(text))
    assert len(named) > 15
    assert {name for name in named if not hasattr(exc, name)} <= set(
        client_package.__all__
    )
