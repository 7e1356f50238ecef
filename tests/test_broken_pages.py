"""Broken pages cost what they say wrongly, no more: the rest is made, works, and nothing that was there is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from click.testing import Result
from small_pages import row
from trees import page, snapshot

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
Told = tuple["subprocess.CompletedProcess[str]", Path]

HARD = 'say """ or C:\\new\\N{DASH} or {{ 7*7 }} \\'
RESPONSE_TABLE = page("X").partition("### 响应字段")[2].partition("## 示例")[0]

# What broke in a page, the page, and where: the text at the start of the place that is to be named.
BROKEN = {
    "alpha-api/bad_row.md": (
        page("BadRow", [row("ThingId"), "| **Size** | int | a | b | No |"]),
        ("| **Size**", "error[D201] 5 cells instead of 4"),
    ),
    "alpha-api/bad_type.md": (
        page("BadType", [row("ThingId"), row("Size", "strng")]),
        ("strng", 'error[D203] unknown type "strng"; did you mean "string"?'),
    ),
    "alpha-api/no_table.md": (
        page("NoTable").replace(RESPONSE_TABLE, "\n\n"),
        ("响应字段", "error[D102] the response section has no table of parameters"),
    ),
}
ODD = {
    "alpha-api/hard_text.md": page("HardText", [row("ThingId", doc=HARD)]),
    "alpha-api/keyword.md": page("Keyword", [row("class"), row("None"), row("self")]),
}
MADE = {"bad_row", "bad_type", "hard_text", "keyword", "get_thing", "drop_thing"}


def location(text: str, mark: str) -> str:
    """Return the line and column of the first place where a page says this."""
    before = text[: text.index(mark)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def its_tests(out: Path, *arguments: str) -> str:
    """Run the tests of a generated package, and return pytest's last line."""
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=out,
        # The plugins of this environment cost more time than the tests.
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    return result.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def told(
    docs2sdk: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Told:
    """Return what a run over good, odd and broken pages says, and where its output is."""
    folder = tmp_path_factory.mktemp("broken")
    broken = {path: text for path, (text, _) in BROKEN.items()}
    trees.write(folder / "specs", trees.PAGES | broken | ODD)
    return docs2sdk("generate", cwd=folder), folder / "generated"


def test_the_run_ends_with_1_and_points_at_every_fault(
    told: Told,
) -> None:
    result, _ = told
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    errors = [line for line in result.stderr.splitlines() if ": error[" in line]
    assert errors == [
        f"specs/{path}:{location(text, mark)}: {message}"
        for path, (text, (mark, message)) in sorted(BROKEN.items())
    ]
    assert (
        'specs/alpha-api/keyword.md:19:3: warning[D301] "class" is called "class_"'
        in result.stderr
    )


def test_everything_else_is_made_and_its_tests_pass(
    told: Told,
) -> None:
    _, out = told
    modules = {path.stem for path in (out / "ucloud_client/alpha").glob("[a-z]*.py")}
    assert modules == MADE
    assert "passed" in its_tests(out)


def test_hard_text_is_said_as_it_stands(
    told: Told,
) -> None:
    _, out = told
    program = (
        "from ucloud_client.alpha import HardText, Keyword\n"
        "print(HardText.__doc__)\n"
        "print(Keyword(class_='a', none='b', self_='c').to_params())"
    )
    command = [sys.executable, "-X", "utf8", "-c", program]
    said = subprocess.run(command, cwd=out, capture_output=True, text=True, check=True)
    assert HARD in said.stdout
    assert (
        "{'Action': 'Keyword', 'class': 'a', 'None': 'b', 'self': 'c'}" in said.stdout
    )


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(page("GetThing", [row("ThingId", "strng")]), id="a type"),
        pytest.param(page("GetThing", ["| a | b |"]), id="a row"),
        pytest.param(page("GetThing").replace(RESPONSE_TABLE, "\n\n"), id="a table"),
        pytest.param(page("Get Thing"), id="the title"),
        pytest.param(page("GetThing") + "\0", id="a NUL"),
    ],
)
def test_the_last_good_output_of_a_page_that_breaks_stays(
    broken: str, run: Run, documentation: Path, tmp_path: Path
) -> None:
    run(documentation)
    before = snapshot(tmp_path / "generated")
    trees.write(documentation, {"alpha-api/get_thing.md": broken})
    result = run(documentation)
    assert result.exit_code == 1
    assert "retained  1 action: GetThing" in result.stderr
    assert snapshot(tmp_path / "generated") == before
    trees.write(documentation, trees.PAGES)
    assert run(documentation).exit_code == 0
    assert snapshot(tmp_path / "generated") == before


def test_what_stays_still_works_beside_what_is_made_anew(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    run(documentation)
    out = tmp_path / "generated"
    bad = page("GetThing", [row("ThingId", "strng")])
    more = page("AddThing", [row("Name", required="**Yes**")])
    trees.write(
        documentation,
        {"alpha-api/get_thing.md": bad, "alpha-api/add_thing.md": more},
    )
    (documentation / "alpha-api/drop_thing.md").unlink()
    assert run(documentation).exit_code == 1
    program = (
        "from ucloud_client import Client\n"
        "from ucloud_client.alpha import AddThing, GetThing\n"
        "client = Client(public_key='a', private_key='b')\n"
        "print(*(name for name in dir(client.alpha) if 'thing' in name))\n"
        "print(client.alpha.get_thing, client.alpha.add_thing)\n"
        "print(GetThing(thing_id='t', size=1).to_params())"
    )
    command = [sys.executable, "-c", program]
    said = subprocess.run(command, cwd=out, capture_output=True, text=True, check=True)
    lines = said.stdout.splitlines()
    assert lines[0] == "add_thing get_thing"
    assert lines[2] == "{'Action': 'GetThing', 'ThingId': 't', 'Size': '1'}"
    assert "passed" in its_tests(out, "tests/alpha")


def test_pages_that_are_all_broken_give_no_package(run: Run, tmp_path: Path) -> None:
    broken = page("X").replace(RESPONSE_TABLE, "\n")
    trees.write(tmp_path / "specs", {"alpha-api/x.md": broken})
    result = run("specs")
    assert result.exit_code == 2
    assert "1 page was read, and none gives an action" in result.stderr
    assert "alpha-api/x.md:" in result.stderr
    assert "error[D102]" in result.stderr
    assert not (tmp_path / "generated").exists()


def test_a_page_that_was_never_good_is_not_kept_once_it_is_gone(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    bad = page("BadType", [row("ThingId", "strng")])
    path = (
        trees.write(documentation, {"alpha-api/bad_type.md": bad})
        / "alpha-api/bad_type.md"
    )
    assert run(documentation).exit_code == 1
    module = tmp_path / "generated/ucloud_client/alpha/bad_type.py"
    assert module.exists()
    path.write_text(page("BadType").replace(RESPONSE_TABLE, "\n\n"), "utf-8")
    assert run(documentation).exit_code == 1
    assert module.exists()
    path.unlink()
    assert run(documentation).exit_code == 0
    assert not module.exists()
