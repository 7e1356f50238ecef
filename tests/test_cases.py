"""Golden cases: each directory below ``tests/cases`` is a page and what comes of it.

``page.md`` is written by hand, as small as can be; ``schema.json``, ``module.py``, ``reference.md`` and ``diagnostics.txt``
are what ``pytest tests/test_cases.py --update`` wrote and somebody read.  The modules are also imported and their hints resolved.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import typing
from pathlib import Path

import in_memory
import pytest
from docs2sdk import schema_json
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.python.action_refs import build_action_refs
from docs2sdk.python.file_renderer import find_action_diagnostics
from docs2sdk.schema import Service

CASES = Path(__file__).resolve().parent / "cases"
ALL = sorted(path.name for path in CASES.iterdir() if path.is_dir())


def interpreted(case: str) -> ParsedPage:
    text = (CASES / case / "page.md").read_text("utf-8")
    return parse_page(Source(f"case-api/{case}.md", text))


def outcome(case: str) -> dict[str, str]:
    """Return what the page gives: file name → text."""
    read = interpreted(case)
    found: tuple[Diagnostic, ...] = read.diagnostics
    texts = {}
    if read.action:
        (entry,) = build_action_refs([read.action], "case")
        found = tuple(
            sorted((*found, *find_action_diagnostics(read.action, entry, {})))
        )
        document = schema_json.to_json((Service("case-api", "Case", (read.action,)),))
        action = document["services"][0]["actions"][0]
        texts["schema.json"] = json.dumps(action, ensure_ascii=False, indent=1) + "\n"
        texts["module.py"] = in_memory.source(read.action)
        texts["reference.md"] = in_memory.reference(read.action)
    texts["diagnostics.txt"] = "".join(f"{finding}\n" for finding in found)
    return texts


def files(folder: Path) -> list[Path]:
    """Return the files of a case: no folder that Python or another tool has left there."""
    return [path for path in folder.iterdir() if path.is_file()]


@pytest.mark.parametrize("case", ALL)
def test_page_gives_what_was_read_and_approved(
    case: str, request: pytest.FixtureRequest
) -> None:
    folder = CASES / case
    given = outcome(case)
    if request.config.getoption("--update"):
        for path in files(folder):
            if path.name not in {*given, "page.md"}:
                path.unlink()
        for name, text in given.items():
            (folder / name).write_text(text, "utf-8")
    stored = {path.name: path.read_text("utf-8") for path in files(folder)}
    del stored["page.md"]
    assert given == stored


@pytest.mark.parametrize("case", ALL)
def test_module_imports_and_its_hints_resolve(case: str) -> None:
    action = interpreted(case).action
    if action is None:
        assert "error" in outcome(case)["diagnostics.txt"]
        return
    module = in_memory.load(in_memory.source(action), case)
    for name in module.__all__:
        assert typing.get_type_hints(getattr(module, name))


@pytest.mark.slow
def test_mypy_accepts_every_module(tmp_path: Path) -> None:
    package = tmp_path / "probe"
    shutil.copytree(in_memory.TEMPLATES / "runtime", package / "runtime")
    (package / "things").mkdir()
    for folder in (package, package / "things"):
        (folder / "__init__.py").touch()
    for case in ALL:
        module = CASES / case / "module.py"
        if module.exists():
            shutil.copy(module, package / "things" / f"{case}.py")
    command = [sys.executable, "-m", "mypy", "--strict", "-p", "probe"]
    result = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
