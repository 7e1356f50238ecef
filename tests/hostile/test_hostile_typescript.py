"""What ``docs2sdk generate --target typescript`` makes of hostile pages: code of the same form as of harmless ones, that compiles."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import trees
from hostile_pages import Row
from hostile_rows import MENDED, REFUSED, SAFE
from in_memory import outline
from test_hostile_pages import PROSE, hidden, pages
from test_typescript_client import MODULES, needs_npm, run_tool

pytestmark = [pytest.mark.slow, needs_npm]

Command = Callable[..., "subprocess.CompletedProcess[str]"]
ROWS = {"safe": SAFE, "mended": MENDED, "refused": REFUSED}
OUT = "generated-typescript"


def generate(
    docs2sdk: Command, folder: Path, rows: Mapping[str, Row], hostile: bool
) -> dict[str, str]:
    """Return the modules and tests of a client of such pages."""
    trees.write(folder / "specs", pages(rows, hostile))
    result = docs2sdk("generate", "--target", "typescript", cwd=folder)
    assert result.returncode in (0, 1), result.stderr
    made = trees.snapshot(folder / OUT)
    return {
        path: text
        for path, text in made.items()
        if path.endswith(".ts") and "/runtime/" not in path
    }


@pytest.mark.parametrize("name", ROWS)
def test_what_hostile_pages_give_compiles_passes_its_tests_and_hides_nothing(
    name: str, docs2sdk: Command, tmp_path: Path
) -> None:
    made = generate(docs2sdk, tmp_path, ROWS[name], hostile=True)
    for text in made.values():
        assert hidden(text) == []
    client = tmp_path / OUT
    (client / "node_modules").symlink_to(MODULES)
    for tool in (["tsc", "--noEmit"], ["eslint", "."], ["vitest", "run"]):
        result = run_tool(client, *tool)
        assert result.returncode == 0, (result.stdout + result.stderr)[-3000:]


def test_hostile_texts_change_texts_only(docs2sdk: Command, tmp_path: Path) -> None:
    rows = {name: row for name, row in SAFE.items() if row.make in PROSE}
    fine = generate(docs2sdk, tmp_path / "fine", rows, hostile=False)
    hostile = generate(docs2sdk, tmp_path / "hostile", rows, hostile=True)
    assert len(rows) > 50
    assert fine.keys() == hostile.keys()
    for path, text in fine.items():
        assert outline(text) == outline(hostile[path]), path
