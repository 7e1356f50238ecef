"""What ``docs2sdk openapi`` makes of hostile pages: the same document as of harmless ones, but for its texts."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import trees
from hostile_pages import Row
from hostile_rows import MENDED, SAFE
from in_memory import outline as outline_code
from test_hostile_pages import hidden, pages, shape

pytestmark = pytest.mark.slow

Command = Callable[..., "subprocess.CompletedProcess[str]"]
ROWS = {"safe": SAFE, "mended": MENDED}
# What is a text of the pages, or is made of one.
TEXTS = ("description", "summary", "example", "source", "default", "x-default", "url")


def export(
    docs2sdk: Command, folder: Path, rows: Mapping[str, Row], hostile: bool
) -> tuple[str, dict[str, Any]]:
    trees.write(folder / "specs", pages(rows, hostile))
    result = docs2sdk("openapi", "--out", "openapi.json", cwd=folder)
    assert result.returncode in (0, 1), result.stderr
    text = (folder / "openapi.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return text, document


@pytest.mark.parametrize("name", ROWS)
def test_a_document_of_hostile_pages_is_valid_and_hides_nothing(
    name: str, docs2sdk: Command, tmp_path: Path
) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    text, document = export(docs2sdk, tmp_path, ROWS[name], hostile=True)
    assert [*OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert hidden(text) == []


def outline(value: Any) -> Any:
    """Return a document without what its texts say."""
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if not key.startswith("x-")}
        return {
            key: "" if key in TEXTS and isinstance(item, str) else outline(item)
            for key, item in kept.items()
            if key not in ("example", "enum")
        }
    return [*map(outline, value)] if isinstance(value, list) else value


def test_hostile_texts_change_texts_only(docs2sdk: Command, tmp_path: Path) -> None:
    _, fine = export(docs2sdk, tmp_path / "fine", SAFE, hostile=False)
    _, hostile = export(docs2sdk, tmp_path / "hostile", SAFE, hostile=True)
    assert fine["paths"].keys() == hostile["paths"].keys()
    for path, item in fine["paths"].items():
        assert outline(item) == outline(hostile["paths"][path])
        samples, theirs = (
            [one["source"] for one in each["post"]["x-codeSamples"]]
            for each in (item, hostile["paths"][path])
        )
        assert [*map(shape, samples[:2])] == [*map(shape, theirs[:2])]
        assert outline_code(samples[2]) == outline_code(theirs[2])
        assert_one_command(theirs[3])


def assert_one_command(source: str) -> None:
    """Check that a shell would run nothing but curl, with the address and one argument behind each option."""
    lexer = shlex.shlex(source.replace("\\\n", ""), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words = [*lexer]
    assert words[0] == "curl"
    assert {*words[2::2]} <= {"--data-urlencode", "--json"}
    assert not {*words} & {";", "|", "&", "&&", "||", "(", ")", "<", ">"}
