"""Golden cases: each directory below ``tests/cases`` is a page and what comes of it.

``page.md`` is written by hand, as small as can be; ``schema.json``, ``module.py``, ``module.ts``, ``module.test.ts``,
``reference.md`` and ``diagnostics.txt`` are what ``pytest tests/test_cases.py --update`` wrote and somebody read.  The modules are also imported and their hints resolved.
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
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import Source
from docs2sdk.python.action_refs import build_action_refs
from docs2sdk.python.file_renderer import find_action_diagnostics
from docs2sdk.schema import Action, Service

CASES = Path(__file__).resolve().parent / "cases"
ALL = sorted(path.name for path in CASES.iterdir() if path.is_dir())


def interpreted(case: str) -> tuple[ParsedPage, ...]:
    text = (CASES / case / "page.md").read_text("utf-8")
    return parse_pages(Source(f"case-api/{case}.md", text))


def outcome(case: str) -> dict[str, str]:
    """Return what the page gives: file name → text; with the action's name in it if the page has several."""
    pages = interpreted(case)
    texts: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for page in pages:
        diagnostics += page.diagnostics
        if page.action:
            (entry,) = build_action_refs([page.action], "case")
            diagnostics += find_action_diagnostics(page.action, entry, {})
            prefix = f"{entry.method}." if len(pages) > 1 else ""
            written = _write_action(page.action)
            texts |= {f"{prefix}{name}": text for name, text in written.items()}
    texts["diagnostics.txt"] = "".join(f"{each}\n" for each in sorted(diagnostics))
    return texts


def _write_action(action: Action) -> dict[str, str]:
    document = schema_json.to_json((Service("case-api", "Case", (action,)),))
    schema = document["services"][0]["actions"][0]
    return {
        "schema.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n",
        "module.py": in_memory.source(action),
        **in_memory.typescript(action),
        "reference.md": in_memory.reference(action),
    }


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
    actions = [page.action for page in interpreted(case) if page.action]
    if not actions:
        assert "error" in outcome(case)["diagnostics.txt"]
    for action in actions:
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
        for module in (CASES / case).glob("*module.py"):
            name = f"{case}_{module.stem.replace('.', '_')}.py"
            shutil.copy(module, package / "things" / name)
    command = [sys.executable, "-m", "mypy", "--strict", "-p", "probe"]
    result = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
