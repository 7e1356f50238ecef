"""What a run makes of hostile pages: every row of the list, beside the others in one documentation."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import trees
from docs2sdk import python_naming
from docs2sdk.pages import cells
from hostile_pages import (
    FINE,
    Row,
    error_codes,
    navigation,
    parameter,
    said,
    said_in_lines,
)
from hostile_rows import ELSEWHERE, MENDED, REFUSED, SAFE
from markdown_it import MarkdownIt
from trees import snapshot

pytestmark = pytest.mark.slow

Command = Callable[..., "subprocess.CompletedProcess[str]"]
Tree = dict[str, str]

SEEDS = ("1", "4294967295")
PROSE = (said, said_in_lines, error_codes, navigation)


PRINTED = re.compile(r"specs/.+?:\d+:\d+: \w+\[(D\d{3})\] .")


@dataclass(frozen=True, slots=True)
class Run:
    """What was said, the findings by folder and code, and what was made."""

    told: list[str]
    found: list[tuple[str, str]]
    made: Tree

    def codes(self, folder: str) -> list[str]:
        """Return the codes of the findings about a folder's pages, in order."""
        return [code for home, code in self.found if home == folder]

    def of(self, package: str) -> Tree:
        """Return the files of a service."""
        parts = (f"ucloud_client/{package}/", f"tests/{package}/")
        return {
            path: text for path, text in self.made.items() if path.startswith(parts)
        }


def folders(rows: Mapping[str, Row]) -> dict[str, str]:
    """Return the product folder of each row."""
    return {
        name: row.folder or f"row{number}-api"
        for number, (name, row) in enumerate(rows.items())
    }


def pages(rows: Mapping[str, Row], hostile: bool) -> Tree:
    """Return a page for each row, and the other file that it may be about."""
    found: Tree = {}
    for number, (name, folder) in enumerate(folders(rows).items()):
        row, action = rows[name], f"DoThing{number}"
        found[f"{folder}/page.md"] = trees.page(action)
        found[f"{folder}/{row.file}"] = row.make(action, row.text if hostile else FINE)
    return found


def generated(docs2sdk: Command, folder: Path, seed: str) -> Run:
    """Generate below a folder."""
    result = docs2sdk("generate", "--verbose", cwd=folder, PYTHONHASHSEED=seed)
    assert result.returncode in (0, 1), result.stderr
    told = (result.stdout + result.stderr).replace(str(folder), "").split("\n")
    made = snapshot(folder / "generated")
    report = docs2sdk("generate", "--json", cwd=folder, PYTHONHASHSEED=seed).stdout
    findings = json.loads(report)["diagnostics"]
    assert all(one["line"] and one["column"] and one["message"] for one in findings)
    found = [(one["path"].partition("/")[0], one["code"]) for one in findings]
    lines = [PRINTED.match(line) for line in told]
    assert {code for _, code in found} == {line[1] for line in lines if line}
    return Run(told, found, made)


@pytest.fixture(scope="module")
def refused(
    docs2sdk: Command, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, Run, Run]:
    """Return a run over harmless pages, and two over what became of them."""
    before, again = (tmp_path_factory.mktemp("refused") / name for name in "ab")
    trees.write(before / "specs", pages(REFUSED, hostile=False))
    fine = generated(docs2sdk, before, "0")
    trees.write(before / "specs", pages(REFUSED, hostile=True))
    shutil.copytree(before, again)
    first, second = (
        generated(docs2sdk, folder, seed)
        for folder, seed in zip((before, again), SEEDS, strict=True)
    )
    return fine, first, second


def both(
    rows: Mapping[str, Row], docs2sdk: Command, root: Path
) -> tuple[Run, Run, Run]:
    """Return a run over harmless pages, and two over hostile ones, each into an empty folder."""
    for name, hostile in (("fine", False), ("first", True), ("second", True)):
        trees.write(root / name / "specs", pages(rows, hostile))
    fine, first, second = (
        generated(docs2sdk, root / name, seed)
        for name, seed in zip(("fine", "first", "second"), ("0", *SEEDS), strict=True)
    )
    return fine, first, second


@pytest.fixture(scope="module")
def safe(
    docs2sdk: Command, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, Run, Run]:
    return both(SAFE, docs2sdk, tmp_path_factory.mktemp("safe"))


@pytest.fixture(scope="module")
def mended(
    docs2sdk: Command, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, Run, Run]:
    return both(MENDED, docs2sdk, tmp_path_factory.mktemp("mended"))


@pytest.fixture(params=["refused", "safe", "mended"])
def runs(request: pytest.FixtureRequest) -> tuple[Run, Run, Run]:
    found: tuple[Run, Run, Run] = request.getfixturevalue(request.param)
    return found


def test_harmless_pages_have_no_fault(runs: tuple[Run, Run, Run]) -> None:
    assert [home for home, _ in runs[0].found if home.startswith("row")] == []


def test_the_hash_seed_does_not_matter(runs: tuple[Run, Run, Run]) -> None:
    _, first, second = runs
    assert first == second


def test_nothing_forges_a_line_or_moves_a_cursor(runs: tuple[Run, Run, Run]) -> None:
    for line in runs[1].told:
        assert not line.startswith("::")
        assert hidden(line) == []


def test_nothing_hides_in_the_output(runs: tuple[Run, Run, Run]) -> None:
    found = {path: hidden(text) for path, text in runs[1].made.items()}
    assert {path: chars for path, chars in found.items() if chars} == {}


def hidden(text: str) -> list[str]:
    """Return the characters that cannot be seen."""
    return [
        char
        for char in text
        if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs")
    ]


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_page_is_told(name: str, refused: tuple[Run, Run, Run]) -> None:
    codes = refused[1].codes(folders(REFUSED)[name])
    assert codes == REFUSED[name].codes.split()


def test_refused_pages_change_nothing(refused: tuple[Run, Run, Run]) -> None:
    fine, first, _ = refused
    assert first.made == fine.made


@pytest.mark.parametrize("name", SAFE)
def test_a_safe_text_changes_texts_only(name: str, safe: tuple[Run, Run, Run]) -> None:
    folder = folders(SAFE)[name]
    fine, hostile = (run.of(python_naming.package_name(folder)) for run in safe[:2])
    assert safe[1].codes(folder) == []
    if SAFE[name].make is not parameter:
        assert {path: shape(text) for path, text in hostile.items()} == {
            path: shape(text) for path, text in fine.items()
        }


def test_safe_titles_change_texts_only_in_the_client(
    safe: tuple[Run, Run, Run],
) -> None:
    fine, hostile = (run.made["ucloud_client/client.py"] for run in safe[:2])
    assert fine != hostile
    assert shape(fine) == shape(hostile)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_titles_are_no_markup_in_the_readmes(
    safe: tuple[Run, Run, Run], readme: str
) -> None:
    html = MarkdownIt("commonmark").render(safe[1].made[readme])
    assert "javascript:y" in html
    # The only link is that to the README in the other language.
    assert re.findall(r"<(?:a|img|em|script)\b", html) == ["<a"]
    assert re.findall(r'href="([^"]*)"', html)[0].startswith("README")


def shape(text: str) -> str:
    """Return the syntax tree of a module without what its strings and fractions say."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, float)):
            node.value = type(node.value)()
    return ast.dump(tree)


@pytest.mark.parametrize(
    "name", [name for name, row in SAFE.items() if row.make in PROSE]
)
def test_a_safe_text_is_said_as_it_stands(
    name: str, safe: tuple[Run, Run, Run]
) -> None:
    row, files = SAFE[name], safe[1].of(python_naming.package_name(folders(SAFE)[name]))
    prose = "\n".join(text for file in files.values() for text in strings(file))
    # What is between two tags is not Markdown.
    read = str if row.make is navigation else cells.read_text
    for location in (
        "Title",
        "About",
        "Note",
        "Warning",
        "Parameter",
        "Field",
        "Inner",
    ):
        if location in row.make("x", "y"):
            for paragraph in f"{location} {row.text}".split("\n\n"):
                assert bare(read(paragraph)) in bare(prose)


def strings(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def bare(text: str) -> str:
    """Return a text without its white space, which docstrings may change."""
    return "".join(text.split())


@pytest.mark.parametrize("name", MENDED)
def test_what_is_mended_is_told(name: str, mended: tuple[Run, Run, Run]) -> None:
    folder = folders(MENDED)[name]
    assert mended[1].codes(folder) == MENDED[name].codes.split()
    assert mended[1].of(python_naming.package_name(folder))


def test_no_file_is_called_like_a_device(mended: tuple[Run, Run, Run]) -> None:
    device = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
    parts = {part for path in mended[1].made for part in path.split("/")}
    assert [part for part in sorted(parts) if device.fullmatch(part)] == []
    assert "con_.py" in parts


RESOLVED = """
import importlib, pathlib, typing
for path in sorted(pathlib.Path("ucloud_client").rglob("[!_]*.py")):
    if "runtime" in path.parts:  # imports some types for type checkers only
        continue
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    for name in getattr(module, "__all__", []):
        thing = getattr(module, name)
        if isinstance(thing, type):
            typing.get_type_hints(thing)
"""


@pytest.mark.slow
@pytest.mark.parametrize("rows", ["safe", "mended"])
def test_what_is_made_works(
    rows: str,
    docs2sdk: Command,
    tmp_path: Path,
) -> None:
    trees.write(
        tmp_path / "specs", pages({"safe": SAFE, "mended": MENDED}[rows], hostile=True)
    )
    generated(docs2sdk, tmp_path, "0")
    for arguments in (
        ["-W", "error", "-X", "dev", "-c", RESOLVED],
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"],
        ["-m", "mypy", "--strict", "ucloud_client"],
    ):
        result = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path / "generated",
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_other_rows_have_tests(name: str, root: Path) -> None:
    for test in ELSEWHERE[name].split():
        file, _, function = test.partition("::")
        assert f"def {function}(" in (root / "tests" / file).read_text("utf-8")


@pytest.mark.parametrize("name", [".docs2sdk.json"])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["a pipe", "a folder"])
def test_what_a_run_left_is_read_if_it_is_a_file(
    name: str,
    make: Callable[[Path], None],
    docs2sdk: Command,
    documentation: Path,
    tmp_path: Path,
) -> None:
    (tmp_path / "generated").mkdir()
    make(tmp_path / "generated" / name)
    result = docs2sdk("generate", "--jobs", "1", cwd=tmp_path)
    assert result.returncode == 2
    assert f"{name} is a folder, pipe, socket or device" in result.stderr
