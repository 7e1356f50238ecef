"""What the client's documentation shows is run as it stands, against the fake of the API; what it names exists."""

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
# What the pages take as given; every client they make talks to the fake.
_BEFORE = """
import ucloud_client
from ucloud_client.testing import FakeAPI

ucloud_client.Client = FakeAPI().client
client = ucloud_client.Client(region="cn-bj2", project_id="org-xxx")
PUBLIC, PRIVATE = "a", "b"
"""
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
    if "from ucloud.client" in code:
        compile(code, "official", "exec")  # would call the real API
        return
    program = tmp_path / "program.py"
    program.write_text(_BEFORE + code, "utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_error_that_is_named_exists() -> None:
    from ucloud.core import exc

    text = (ROOT / "docs" / "client" / "migration.md").read_text("utf-8")
    package = (ROOT / "generated" / "ucloud_client" / "__init__.py").read_text("utf-8")
    named = set(_ERROR.findall(text))
    assert len(named) > 15
    assert all(hasattr(exc, name) or f'"{name}",' in package for name in named)
