"""``docs2sdk schema``: what it writes, and where; exit codes and messages."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk import schema_json
from docs2sdk.cli import main
from small_pages import row

Command = Callable[..., "subprocess.CompletedProcess[str]"]

GET = "alpha-api/get_thing.md"
BROKEN = trees.page("GetThing", [row("ThingId", "strng"), row("Size", "int")])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand beside a small documentation."""
    trees.write(tmp_path / "specs", trees.PAGES)
    monkeypatch.chdir(tmp_path)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["schema", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def actions(text: str) -> dict[str, list[str]]:
    services = schema_json.from_json(json.loads(text))
    return {one.folder: [action.name for action in one.actions] for one in services}


ALPHA, BETA = ["DropThing", "GetThing"], ["GetOther", "MakeOther"]
SELECTIONS: list[Any] = [
    pytest.param([], {"alpha-api": ALPHA, "beta-api": BETA}, id="everything"),
    pytest.param(["--service", "alpha"], {"alpha-api": ALPHA}, id="a service"),
    pytest.param(["--service", "alpha-api"], {"alpha-api": ALPHA}, id="its folder"),
    pytest.param(["--action", "GetThing"], {"alpha-api": ["GetThing"]}, id="an action"),
    pytest.param(
        ["--action", "MakeOther", "--action", "GetThing"],
        {"alpha-api": ["GetThing"], "beta-api": ["MakeOther"]},
        id="actions of two services",
    ),
    pytest.param(
        ["--service", "beta", "--action", "GetOther"],
        {"beta-api": ["GetOther"]},
        id="an action of a service",
    ),
    pytest.param(
        ["specs/beta-api"],
        {"beta-api": BETA},
        id="a product's folder",
    ),
    pytest.param([f"specs/{GET}"], {"alpha-api": ["GetThing"]}, id="a page"),
]


@pytest.mark.parametrize(("arguments", "expected"), SELECTIONS)
def test_what_was_asked_for_is_written(
    arguments: list[str], expected: dict[str, list[str]]
) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert actions(result.stdout) == expected


def test_a_file_holds_what_standard_output_does() -> None:
    result = run("--out", "x.json")
    assert (result.exit_code, result.stdout) == (
        0,
        "wrote 4 actions of 2 services to x.json\n",
    )
    assert Path("x.json").read_text("utf-8") == run().stdout
    assert [path.name for path in Path().iterdir() if "x.json" in path.name] == [
        "x.json"
    ]


def test_a_file_is_replaced_where_its_name_leads() -> None:
    Path("kept").mkdir()
    Path("kept/old.json").write_text("old")
    Path("x.json").symlink_to("kept/old.json")
    assert run("--out", "x.json").exit_code == 0
    assert Path("x.json").is_symlink()
    assert actions(Path("kept/old.json").read_text("utf-8"))


def test_a_device_stays_a_device() -> None:
    assert run("--out", os.devnull).exit_code == 0
    assert Path(os.devnull).is_char_device()


MISTAKES: list[Any] = [
    pytest.param(
        ["--service", "alfa"],
        "there is no service 'alfa'; did you mean alpha?",
        id="a service that is nearly right",
    ),
    pytest.param(
        ["--service", "x"],
        "there is no service 'x'; there are: alpha, beta",
        id="a service that is not",
    ),
    pytest.param(
        ["--action", "getthing"],
        "there is no action 'getthing'; did you mean GetThing?",
        id="an action in other case",
    ),
    pytest.param(
        ["--service", "beta", "--action", "GetThing"],
        "there is no action 'GetThing'; ",
        id="an action of another service",
    ),
    pytest.param(
        ["--action", "Zzz"],
        "there are: DropThing, GetOther, GetThing, MakeOther",
        id="an action that is not",
    ),
    pytest.param(
        ["--out", "no/x.json"],
        "cannot write no/x.json: there is no folder no",
        id="no folder",
    ),
    pytest.param(
        ["--out", "specs"], "cannot write specs: it is a folder", id="a folder"
    ),
    pytest.param(["nowhere"], "cannot read nowhere: No such file", id="no pages"),
    pytest.param(["--overlays", "no"], "no", id="no overlays"),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_a_mistake_ends_with_2_and_says_which(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    before = trees.snapshot(tmp_path)
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert trees.snapshot(tmp_path) == before


def test_a_failing_disk_leaves_the_old_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    Path("x.json").write_text("old")
    monkeypatch.setattr(Path, "replace", full)
    result = run("--out", "x.json")
    assert result.exit_code == 2
    assert "cannot write x.json: No space left on device" in result.stderr
    assert Path("x.json").read_text() == "old"
    assert [path.name for path in Path().iterdir() if "part" in path.name] == []


def test_many_names_are_not_all_listed() -> None:
    pages = {f"alpha-api/p{n}.md": trees.page(f"Page{n:02}") for n in range(20)}
    trees.write(Path("specs"), pages)
    assert run("--action", "Q").stderr.rstrip().endswith("and 12 more")


@pytest.mark.parametrize(
    ("arguments", "code", "errors"),
    [
        pytest.param([], 1, 1, id="everything"),
        pytest.param(["--action", "GetThing"], 1, 1, id="its action"),
        pytest.param(["--action", "DropThing"], 0, 0, id="another action"),
        pytest.param(["--service", "beta"], 0, 0, id="another service"),
    ],
)
def test_errors_of_what_was_asked_for_are_printed(
    arguments: list[str], code: int, errors: int
) -> None:
    trees.write(Path("specs"), {GET: BROKEN})
    result = run(*arguments)
    assert result.exit_code == code
    lines = [line for line in result.stderr.splitlines() if ": error[" in line]
    assert len(lines) == errors
    assert all(line.startswith(f"specs/{GET}:") for line in lines)
    assert actions(result.stdout)


def test_overlays_are_applied() -> None:
    correction = """[[correction]]
action = "GetThing"
parameter = "Size"
required = true
reason = "a test"
"""
    trees.write(Path("mine"), {"alpha.toml": correction})
    plain, corrected = (
        json.loads(run("--action", "GetThing", *more).stdout)["services"][0]["actions"]
        for more in ([], ["--overlays", "mine"])
    )
    fields = [
        {f["name"]: f["required"] for f in one[0]["request"]["fields"]}
        for one in (plain, corrected)
    ]
    assert [one["Size"] for one in fields] == [False, True]


def test_the_bytes_do_not_depend_on_the_locale(
    docs2sdk: Command, tmp_path: Path
) -> None:
    plain = docs2sdk("schema", cwd=tmp_path, PYTHONIOENCODING="utf-8")
    latin = docs2sdk("schema", cwd=tmp_path, PYTHONIOENCODING="latin-1", LC_ALL="C")
    assert "产品" in plain.stdout
    assert plain.stdout == latin.stdout


def test_help_names_every_option_and_has_an_example() -> None:
    text = run("--help").stdout
    options = ("[SPECS]", "--service S", "--action A", "--overlays DIR", "--out FILE")
    assert all(name in text for name in options)
    assert "docs2sdk schema ../documentation" in text
