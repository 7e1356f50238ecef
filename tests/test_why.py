"""``docs2sdk why``: from names to pages and generated lines, and from generated lines back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from small_pages import FIRST_ROW, modern, row

from generator.cli import main
from generator.config import Settings
from generator.output import pipeline
from generator.trace import tracing, whereabouts
from generator.trace.subjects import Subject

RECEIPT = "get_isms_send_receipt"
MODULE = f"generated/ucloud_client/isms/{RECEIPT}.py"
OVERLAY = """
[[correction]]
action = "DoThing"
parameter = "Password"
format = "base64"
reason = "it travels encoded"
"""

Asked = Callable[..., list[dict[str, Any]]]


def ask(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["why", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return what the repository's own client answers, as JSON."""
    monkeypatch.chdir(ROOT)

    def answers(*arguments: object) -> list[dict[str, Any]]:
        result = ask(*arguments, "--json")
        assert result.exit_code == 0, result.output
        found: list[dict[str, Any]] = json.loads(result.stdout)
        return found

    return answers


def origin(answer: dict[str, Any], label: str) -> dict[str, Any]:
    (found,) = (one for one in answer["origins"] if one["label"] == label)
    assert isinstance(found, dict)
    return found


def line_of(place: dict[str, Any]) -> str:
    text = (ROOT / place["path"]).read_text("utf-8")
    return text.split("\n")[place["line"] - 1]


NAMES = {
    "wire names": (
        "isms.GetISMSSendReceipt.TaskIdSet",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "Python names": (
        "isms.get_isms_send_receipt.task_id_set",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "the folder's name": (
        "isms-api.GetISMSSendReceipt.TaskIdSet",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "no service": ("GetISMSSendReceipt.TaskIdSet", "TaskIdSet.N**", "task_id_set:"),
    "an index": ("GetISMSSendReceipt.TaskIdSet.0", "TaskIdSet.N**", "task_id_set:"),
    "another case": (
        "ISMS.getismssendreceipt.taskidset",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a field of the response": (
        "GetISMSSendReceipt.Data.ReceiptSet.Phone",
        "**Phone**",
        "phone:",
    ),
    "a field of a model": (
        "GetISMSSendReceipt.ReceiptPerPhone.Phone",
        "**Phone**",
        "phone:",
    ),
    "a model": (
        "GetISMSSendReceipt.ReceiptPerPhone",
        "#### ReceiptPerPhone",
        "class ReceiptPerPhone(",
    ),
    "an action": (
        "isms.GetISMSSendReceipt",
        "# ",
        "class GetISMSSendReceipt(",
    ),
}


@pytest.mark.parametrize(("address", "row", "code"), NAMES.values(), ids=NAMES)
def test_a_name_leads_to_its_page_and_its_line_of_code(
    asked: Asked, address: str, row: str, code: str
) -> None:
    (answer,) = asked(address)
    assert row in line_of(origin(answer, "page")["place"])
    assert line_of(origin(answer, "generated")["place"]).strip().startswith(code)


def test_a_name_of_both_sides_has_two_answers(tmp_path: Path) -> None:
    page = modern([row("Name")], [row("Name")])
    (tmp_path / "x-api").mkdir()
    (tmp_path / "x-api" / "do_thing.md").write_text(page, "utf-8")
    both = ask("DoThing.Name", "--specs", tmp_path, "--out", tmp_path / "out", "--json")
    assert [one["side"] for one in json.loads(both.stdout)] == ["request", "response"]
    one = ask(
        *("DoThing.response.Name", "--specs", tmp_path, "--out", tmp_path / "out"),
        "--json",
    )
    assert [one["side"] for one in json.loads(one.stdout)] == ["response"]


def test_an_overlay_is_named_with_its_reason(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    (specs / "x-api").mkdir(parents=True)
    (specs / "overlays").mkdir()
    page = modern([row("Password", doc="at your service")])
    (specs / "x-api" / "do_thing.md").write_text(page, "utf-8")
    (specs / "overlays" / "x.toml").write_text(OVERLAY, "utf-8")
    told = ask("x.DoThing.Password", "--specs", specs, "--out", tmp_path / "out").stdout
    assert f"do_thing.md:{FIRST_ROW}:" in told
    assert "format = base64: it travels encoded" in told
    assert "x.toml:2:" in told
    assert "not yet" in told


WRONG = {
    "an action that is none": ("isms.GetISMSSendReceit", "GetISMSSendReceipt"),
    "a field that is none": ("GetISMSSendReceipt.TaskIdSets", "TaskIdSet"),
    "a field inside of a string": (
        "GetISMSSendReceipt.TaskIdSet.X",
        "no 'TaskIdSet.X'",
    ),
    "a file that is not generated": ("tests/conftest.py:3", "came from no single page"),
    "a file of many pages": ("generated/ucloud_client/client.py:3", "no single page"),
    "a file that is not there": ("generated/x.py", "no single page"),
}


@pytest.mark.parametrize(("subject", "message"), WRONG.values(), ids=WRONG)
def test_what_is_not_there_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, subject: str, message: str
) -> None:
    monkeypatch.chdir(ROOT)
    result = ask(subject)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_generated_file_leads_back_to_its_page(asked: Asked) -> None:
    (answer,) = asked(MODULE)
    assert origin(answer, "page")["place"]["path"] == f"specs/isms-api/{RECEIPT}.md"
    (of_test,) = asked(f"generated/tests/isms/test_{RECEIPT}.py:20")
    assert of_test["action"] == "GetISMSSendReceipt"


def test_every_generated_line_leads_back_to_itself() -> None:
    settings = Settings(ROOT / "specs", ROOT / "generated")
    _, catalog = pipeline.read(settings, lambda *_: None)
    files = sorted((settings.out / settings.package).glob("[!r]*/[!_]*.py"))
    assert files
    for file in files:
        for spot in whereabouts.spots(file.read_text("utf-8")):
            if spot.attribute.isupper():
                continue
            subject: Subject
            (subject,) = tracing.standing_at(catalog, settings, file, spot.first)
            place = tracing.symbol(subject, settings)[1].place
            assert place
            assert (Path(place.path).resolve(), place.line) == (file, spot.first)
