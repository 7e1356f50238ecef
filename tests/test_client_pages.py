"""What the client's documentation shows is run as it stands, with a function for a network; what it names exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PAGES = sorted((ROOT / "docs" / "client").glob("*.md"))
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
# What the pages take as given.  A client has no setting that they do not give it: what a call lacks is an error.
_BEFORE = """
import functools
import ucloud_client
from ucloud_client.testing import FakeAPI

ucloud_client.Client = functools.partial(
    ucloud_client.Client, transport=FakeAPI(), public_key="a", private_key="b"
)
client = ucloud_client.Client(region="cn-bj2", project_id="org-xxx")
PUBLIC, PRIVATE = "a", "b"
"""
_BEFORE_OFFICIAL = """
import functools
import ucloud.client
from official.clients import Recorder
from ucloud.core.utils.middleware import Middleware

ucloud.client.Client.__init__ = functools.partialmethod(
    ucloud.client.Client.__init__, transport=Recorder(), middleware=Middleware()
)
PUBLIC, PRIVATE = "a", "b"
"""
_FOLDERS = [ROOT / "generated", ROOT / "tests", ROOT]
_ERROR = re.compile(r"`(?:exc\.)?([A-Z]\w+(?:Error|Exception))`")


def blocks() -> list[tuple[str, str]]:
    return [
        (f"{page.stem}-{number}", code)
        for page in PAGES
        for number, code in enumerate(_BLOCK.findall(page.read_text("utf-8")), 1)
    ]


@pytest.mark.parametrize(
    "code", [code for _, code in blocks()], ids=[name for name, _ in blocks()]
)
def test_code_on_a_page_runs(tmp_path: Path, code: str) -> None:
    is_official = "from ucloud.client" in code
    before = _BEFORE_OFFICIAL if is_official else _BEFORE
    warnings = [] if is_official else ["-W", "error"]
    program = tmp_path / "program.py"
    program.write_text(before + code, "utf-8")
    done = subprocess.run(
        [sys.executable, *warnings, str(program)],
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def _environment() -> dict[str, str]:
    own = {name: text for name, text in os.environ.items() if "UCLOUD_" not in name}
    files = ("UCLOUD_SHARED_CONFIG_FILE", "UCLOUD_SHARED_CREDENTIAL_FILE")
    nobodys = dict.fromkeys(files, os.devnull)
    return own | nobodys | {"PYTHONPATH": os.pathsep.join(map(str, _FOLDERS))}


def test_every_error_that_is_named_exists() -> None:
    from ucloud.core import exc

    text = (ROOT / "docs" / "client" / "migration.md").read_text("utf-8")
    package = (ROOT / "generated" / "ucloud_client" / "__init__.py").read_text("utf-8")
    named = set(_ERROR.findall(text))
    assert len(named) > 15
    assert all(hasattr(exc, name) or f'"{name}",' in package for name in named)
