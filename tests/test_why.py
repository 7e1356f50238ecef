"""``docs2sdk why``: from names to pages and generated lines, and from those back."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import trees
from click.testing import CliRunner, Result
from conftest import ROOT
from docs2sdk.build import output_folder
from docs2sdk.catalog import assembly
from docs2sdk.cli import main
from docs2sdk.config import Settings
from docs2sdk.python import class_plan, existing_names
from docs2sdk.trace import lookup, printed_names, provenance, source_map, targets
from small_pages import FIRST_ROW, modern, row

RECEIPT = "get_isms_send_receipt"
MODULE = f"generated/ucloud_client/isms/{RECEIPT}.py"
PAGE = f"specs/isms-api/{RECEIPT}.md"
OVERLAY = """
[[correction]]
action = "DoThing"
parameter = "Password"
content_encoding = "base64"
reason = "it travels encoded"
"""


def lines_of(path: str) -> int:
    return len((ROOT / path).read_text("utf-8").splitlines())


_parse_pages = cache(assembly.parse_pages)


@pytest.fixture(autouse=True)
def parse_pages_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests ask about the same pages: each text is parsed once."""
    monkeypatch.setattr(assembly, "parse_pages", _parse_pages)


AskRepository = Callable[..., list[dict[str, Any]]]


def ask(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["why", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def ask_repository(monkeypatch: pytest.MonkeyPatch) -> AskRepository:
    """Return what the repository's own client answers, as JSON."""
    monkeypatch.chdir(ROOT)

    def answers(*arguments: object) -> list[dict[str, Any]]:
        result = ask(*arguments, "--json")
        assert result.exit_code == 0, result.output
        document: list[dict[str, Any]] = json.loads(result.stdout)
        return document

    return answers


def get_fact(answer: dict[str, Any], label: str) -> dict[str, Any]:
    (fact,) = (fact for fact in answer["facts"] if fact["label"] == label)
    assert isinstance(fact, dict)
    return fact


def line_of(location: dict[str, Any]) -> str:
    text = (ROOT / location["path"]).read_text("utf-8")
    return text.split("\n")[location["line"] - 1]


NAMES = {
    "the API's names": (
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
    "an expression": (
        "client.isms.get_isms_send_receipt",
        "# ",
        "class GetISMSSendReceipt(",
    ),
    "a call, as diff prints it": (
        "client.isms.get_isms_send_receipt(…)",
        "# ",
        "class GetISMSSendReceipt(",
    ),
    "a method that lists all items": (
        "`client.isms.query_isms_template.items(…)`",
        "# ",
        "class QueryISMSTemplate(",
    ),
    "an argument, as diff prints it": (
        "GetISMSSendReceipt(task_id_set=…)",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a field of a class, as diff prints it": (
        "isms.ReceiptPerPhone.phone",
        "**Phone**",
        "phone:",
    ),
    "a symbol, as why prints it": (
        "ucloud_client.isms.GetISMSSendReceipt.task_id_set",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "the first line of why": (
        "isms-api GetISMSSendReceipt request TaskIdSet",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "the subject of a change": (
        "GetISMSSendReceipt.request: TaskIdSet",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a class of a service": (
        "ISMSService.get_isms_send_receipt",
        "# ",
        "class GetISMSSendReceipt(",
    ),
    "a fingerprint of diff with its rule": (
        "breaking[request-parameter-became-required] (58af337ba01c079bb693b326)",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a fingerprint of diff": (
        "58af337ba01c079bb693b326",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a fingerprint of an earlier version": (
        "58af337b358b019a",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a page from its folder": (
        "isms-api/get_isms_send_receipt.md",
        "# ",
        "class GetISMSSendReceipt(",
    ),
    "a place of a revision": (
        "HEAD~1:specs/isms-api/get_isms_send_receipt.md:32:3",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a line of diff": (
        (
            "  specs/isms-api/get_isms_send_receipt.md:32:3: breaking[request-parameter-"
            "became-required] request: TaskIdSet: optional → required; in Python: …"
        ),
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a message of diff": (
        "GetISMSSendReceipt.request: TaskIdSet: optional → required",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a row of a test": (
        "generated/tests/isms/test_get_isms_send_receipt.py:12",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a row of a test, from the client's folder": (
        "tests/isms/test_get_isms_send_receipt.py:12",
        "TaskIdSet.N**",
        "task_id_set:",
    ),
    "a row of a test about a model": (
        "tests/isms/test_get_isms_send_receipt.py:21",
        "**Phone**",
        "phone:",
    ),
    "a model in a test": (
        "tests/isms/test_get_isms_send_receipt.py:19:",
        "#### ReceiptPerPhone",
        "class ReceiptPerPhone(",
    ),
    "a test, as pytest names it": (
        "tests/isms/test_get_isms_send_receipt.py::TestPage::test_fields",
        "# ",
        "class GetISMSSendReceipt(",
    ),
    "an action": (
        "isms.GetISMSSendReceipt",
        "# ",
        "class GetISMSSendReceipt(",
    ),
}


@pytest.mark.parametrize(("address", "row", "code"), NAMES.values(), ids=NAMES)
def test_a_name_leads_to_its_page_and_its_line_of_code(
    ask_repository: AskRepository, address: str, row: str, code: str
) -> None:
    (answer,) = ask_repository(address)
    assert row in line_of(get_fact(answer, "page")["location"])
    assert line_of(get_fact(answer, "generated")["location"]).strip().startswith(code)


def test_a_name_of_both_payloads_has_two_answers(tmp_path: Path) -> None:
    page = modern([row("Name")], [row("Name")])
    (tmp_path / "x-api").mkdir()
    (tmp_path / "x-api" / "do_thing.md").write_text(page, "utf-8")
    both = ask("DoThing.Name", "--specs", tmp_path, "--out", tmp_path / "out", "--json")
    assert [answer["payload"] for answer in json.loads(both.stdout)] == [
        "request",
        "response",
    ]
    response = ask(
        *("DoThing.response.Name", "--specs", tmp_path, "--out", tmp_path / "out"),
        "--json",
    )
    assert [answer["payload"] for answer in json.loads(response.stdout)] == ["response"]


def test_an_overlay_is_named_with_its_reason(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    (specs / "x-api").mkdir(parents=True)
    (specs / "overlays").mkdir()
    page = modern([row("Password", doc="at your service")])
    (specs / "x-api" / "do_thing.md").write_text(page, "utf-8")
    (specs / "overlays" / "x.toml").write_text(OVERLAY, "utf-8")
    output = ask(
        "x.DoThing.Password", "--specs", specs, "--out", tmp_path / "out"
    ).stdout
    assert f"do_thing.md:{FIRST_ROW}:" in output
    assert "content_encoding = base64: it travels encoded" in output
    assert "x.toml:2:" in output
    assert "not yet" in output


SERVICES = ["isms", "isms-api", "client.isms", "ucloud_client.isms", "ISMSService"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_lists_its_actions(ask_repository: AskRepository, name: str) -> None:
    (answer,) = ask_repository(name)
    assert (answer["service"], answer["action"]) == ("isms-api", None)
    actions = [fact for fact in answer["facts"] if fact["label"] == "action"]
    assert len(actions) == len(list((ROOT / "specs/isms-api").glob("*_isms_*.md")))
    assert actions[0]["text"] in line_of(actions[0]["location"])
    assert get_fact(answer, "symbol")["text"] == "ucloud_client.isms"
    generated = get_fact(answer, "generated")["location"]
    assert generated["path"] == "generated/ucloud_client/isms/__init__.py"


def test_the_finding_of_a_fingerprint_is_found(
    ask_repository: AskRepository,
) -> None:
    lint = CliRunner().invoke(main, ["lint", "--format", "json"])
    findings = json.loads(lint.stdout)["findings"]
    assert findings
    for finding in findings[:3]:
        (answer,) = ask_repository(f"{finding['code']} {finding['fingerprint']}")
        page = get_fact(answer, "page")["location"]["path"]
        assert page == finding["path"]
    (answer,) = ask_repository(findings[0]["fingerprint"])
    assert get_fact(answer, "page")["location"]["path"] == findings[0]["path"]


EXPLAINED = {
    "D203": "D203 (error)",
    "[D203]": "D203 (error)",
    "action-added": "action-added (additive)",
    "additive[action-added]": "action-added (additive)",
}


@pytest.mark.parametrize(("subject", "begins"), EXPLAINED.items(), ids=EXPLAINED)
def test_a_rule_is_explained(subject: str, begins: str) -> None:
    result = ask(subject)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(begins)


def test_a_correction_leads_to_what_it_corrects(tmp_path: Path) -> None:
    action = '[[correction]]\naction = "DoThing"\nread_only = true\nreason = "so"\n'
    page = '[[correction]]\npage = "x-api/other.md"\nhidden = true\nreason = "so"\n'
    trees.write(
        tmp_path / "specs",
        {
            "x-api/do_thing.md": modern([row("Password"), row("Name")]),
            "x-api/other.md": modern(title="标题 - Other"),
            "overlays/x.toml": f"{OVERLAY}{action}",
            "overlays/y.toml": page,
        },
    )
    specs = ("--specs", tmp_path / "specs", "--out", tmp_path / "out")
    file = tmp_path / "specs/overlays/x.toml"
    for line, path in ((1, ["Password"]), (4, ["Password"]), (8, [])):
        (answer,) = json.loads(ask(f"{file}:{line}", *specs, "--json").stdout)
        assert (answer["action"], answer["path"]) == ("DoThing", path)
    (answer,) = json.loads(ask(file, *specs, "--json").stdout)
    assert answer["path"] == ["Password"]
    result = ask(tmp_path / "specs/overlays/y.toml:1", *specs)
    assert result.exit_code == 2
    assert "overlays/y.toml corrects no action of the client" in result.stderr


def test_a_built_in_correction_leads_to_what_it_corrects(
    ask_repository: AskRepository,
) -> None:
    (answer,) = ask_repository("CreateISMSSignature.File")
    overlays = [fact for fact in answer["facts"] if fact["label"] == "overlay"]
    location = overlays[0]["location"]
    (back,) = ask_repository(f"{location['path']}:{location['line']}")
    assert (back["action"], back["path"]) == ("CreateISMSSignature", ["File"])


@pytest.mark.slow
def test_every_name_that_why_prints_leads_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    settings = Settings((ROOT / "specs",), ROOT / "generated")
    _, catalog = assembly.read_catalog(settings, lambda *_: None)
    output = output_folder.read_output(settings.out)
    count = 0
    for service in catalog.services:
        for action in service.actions:
            names = existing_names.find_action_names(output.names, action)
            whole = targets.TraceTarget(
                service, action, class_plan.plan_classes(action, names)
            )
            for part in (whole, *targets.list_parts(whole)):
                symbol = lookup.name_symbol(part, settings.package, output)
                for printed in (str(part), symbol):
                    address = printed_names.read_address(printed, settings.package)
                    found = lookup.find_by_address(catalog, output, address)
                    # A group of rows is a class and an attribute, in one place.
                    places = {
                        provenance.find_location(each)
                        for each in found
                        if isinstance(each, targets.TraceTarget)
                    }
                    assert provenance.find_location(part) in places, printed
                    count += 1
    assert count > 300


WRONG = {
    "a fingerprint of nothing": ("0" * 24, "nothing in the pages has the fingerprint"),
    "a service that is none": ("ismss", "did you mean isms"),
    "a rule that is none": ("action-aded", 'did you mean "action-added"'),
    "a page that is not there, but nearly": (
        "specs/isms-api/get_isms_send_receit.md",
        'did you mean "isms-api/get_isms_send_receipt.md"?',
    ),
    "a module that is not there, but nearly": (
        "generated/ucloud_client/isms/get_isms_send_receit.py",
        'did you mean "ucloud_client/isms/get_isms_send_receipt.py"?',
    ),
    "a line of a test that is not there": (
        "tests/isms/test_get_isms_send_receipt.py:999",
        "has 28 lines",
    ),
    "an action that is none": ("isms.GetISMSSendReceit", "GetISMSSendReceipt"),
    "a field that is none": ("GetISMSSendReceipt.TaskIdSets", "TaskIdSet"),
    "a field inside of a string": (
        "GetISMSSendReceipt.TaskIdSet.X",
        "no 'TaskIdSet.X'",
    ),
    "a file that is not generated": (
        "tests/conftest.py:3",
        "was not generated from a single page",
    ),
    "a file of many pages": (
        "generated/ucloud_client/client.py:3",
        "not generated from a single page",
    ),
    "the client's README": ("generated/README.md", "not generated from a single page"),
    "a file that is not there": ("generated/x.py", "there is no file generated/x.py"),
    "a page that is not there": (
        "specs/isms-api/x.md:3",
        "no file specs/isms-api/x.md",
    ),
    "a folder": ("specs/isms-api", "specs/isms-api is a folder"),
    "no line of a file": (f"{MODULE}:0", f"{MODULE} has {lines_of(MODULE)} lines"),
    "a line behind a file": (f"{MODULE}:99999", f"has {lines_of(MODULE)} lines"),
    "a line behind a page": (f"{PAGE}:99999", f"{PAGE} has {lines_of(PAGE)} lines"),
    "a page without an action": (
        "specs/isms-api/index.md",
        "isms-api/index.md defines no action of the client",
    ),
}


@pytest.mark.parametrize(("subject", "message"), WRONG.values(), ids=WRONG)
def test_an_unknown_target_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, subject: str, message: str
) -> None:
    monkeypatch.chdir(ROOT)
    result = ask(subject)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_generated_file_leads_back_to_its_page(ask_repository: AskRepository) -> None:
    (answer,) = ask_repository(MODULE)
    assert (
        get_fact(answer, "page")["location"]["path"] == f"specs/isms-api/{RECEIPT}.md"
    )
    (of_test,) = ask_repository(f"generated/tests/isms/test_{RECEIPT}.py:20")
    assert of_test["action"] == "GetISMSSendReceipt"


@pytest.mark.slow
def test_every_generated_line_leads_back_to_itself() -> None:
    settings = Settings((ROOT / "specs",), ROOT / "generated")
    _, catalog = assembly.read_catalog(settings, lambda *_: None)
    output, package = output_folder.read_output(settings.out), settings.package
    files = sorted((settings.out / package).glob("[!r]*/[!_]*.py"))
    assert files
    for file in files:
        for span in source_map.read_spans(file.read_text("utf-8")):
            if span.attribute.isupper():
                continue
            target = lookup.find_in_generated(catalog, output, file, span.first)
            location = lookup.locate_symbol(target, package, output)[1].location
            assert location
            assert (Path(location.path).resolve(), location.line) == (file, span.first)


ROWS = {
    "a row of the request": ("**TaskIdSet.N**", "request", ["TaskIdSet"]),
    "a row of a model": (
        "**ReceiptResult**",
        "response",
        ["ReceiptPerPhone", "ReceiptResult"],
    ),
    "a model": ("#### ReceiptPerPhone", "response", ["ReceiptPerPhone"]),
    "the title": ("# ", None, []),
    "no row": ("## 示例", None, []),
}


@pytest.mark.parametrize(("text", "payload", "path"), ROWS.values(), ids=ROWS)
def test_a_line_of_a_page_leads_to_what_it_gives(
    ask_repository: AskRepository, text: str, payload: str | None, path: list[str]
) -> None:
    lines = (ROOT / PAGE).read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines, 1) if text in line)
    (answer,) = ask_repository(f"{PAGE}:{at}:3")
    assert answer["action"] == "GetISMSSendReceipt"
    assert (answer["payload"], answer["path"]) == (payload, path)
    assert get_fact(answer, "generated")["location"]["path"] == MODULE


def test_a_page_leads_to_its_action_from_its_own_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT / "specs" / "isms-api")
    output = ask(f"{RECEIPT}.md", "--specs", "..", "--out", "../../generated")
    assert output.stdout.startswith("isms-api GetISMSSendReceipt\n")


UNKNOWN = {
    "isms.GetISMSSendReceipt.TaskId": "no 'TaskId'; did you mean ReceiptPerTask.TaskId or",
    "isms.GetISMSSendReceipt.TaskIdSets": "no 'TaskIdSets'; did you mean TaskIdSet",
    "GetISMSSendReceipts": "did you mean GetISMSSendReceipt or",
}


@pytest.mark.parametrize(("address", "says"), UNKNOWN.items(), ids=UNKNOWN)
def test_what_may_have_been_meant_is_said_so_that_it_can_be_asked(
    monkeypatch: pytest.MonkeyPatch, address: str, says: str
) -> None:
    monkeypatch.chdir(ROOT)
    result = ask(address)
    assert result.exit_code == 2
    assert says in result.stderr
    meant = result.stderr.partition("did you mean ")[2].strip("?\n").split(" or ")
    prefix = address.rpartition(".")[0]
    assert {ask(f"{prefix}.{name}".strip(".")).exit_code for name in meant} == {0}


def test_a_page_that_gave_way_says_to_which(tmp_path: Path) -> None:
    trees.write(tmp_path, {"a-api/do.md": modern(), "b-api/do.md": modern()})
    result = ask(tmp_path / "b-api/do.md", "--specs", tmp_path, "--out", tmp_path / "o")
    assert result.exit_code == 2
    assert '"DoThing" is already defined by a-api/do.md' in result.stderr


# What stays of a page that broke.

DO = "x-api/do_thing.md"
WHOLE = modern(
    [row("Zone"), row("Disk.N.Size", "int")],
    [row("Set", "array[[*Host*](#Host)]")],
    response_models=[("Host", [row("State"), row("Id")])],
)
CELLS = {
    "a row": row("Zone"),
    "a nested row": row("Disk.N.Size", "int"),
    "a row of a model": row("State"),
}
TITLE = "# 标题 - DoThing\n"
LOST: list[Any] = [
    pytest.param(
        CELLS["a row"], "x.DoThing.Zone", "request", ["Zone"], "zone:", id="a row"
    ),
    pytest.param(
        CELLS["a row"],
        "do_thing.request.zone",
        "request",
        ["Zone"],
        "zone:",
        id="a row, by Python names",
    ),
    pytest.param(
        CELLS["a nested row"],
        "DoThing.Disk.0.Size",
        "request",
        ["Disk", "Size"],
        "size:",
        id="a nested row",
    ),
    pytest.param(
        CELLS["a nested row"],
        "DoThing.Disk",
        "request",
        ["Disk"],
        "disk",
        id="a group of which all rows are lost",
    ),
    pytest.param(
        CELLS["a row of a model"],
        "DoThing.Set.State",
        "response",
        ["Host", "State"],
        "state:",
        id="a row of a model",
    ),
    pytest.param(
        TITLE,
        "x-api.DoThing.Zone",
        "request",
        ["Zone"],
        "zone:",
        id="the title, a field",
    ),
    pytest.param(
        TITLE,
        "DoThing.Host",
        "response",
        ["Host"],
        "class Host(",
        id="the title, a model",
    ),
    pytest.param(
        TITLE, "DoThing", None, [], "class DoThing(", id="the title, the action"
    ),
    pytest.param(
        TITLE,
        "DoThing.request",
        "request",
        [],
        "class DoThing(",
        id="the title, the request",
    ),
]


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Return what breaks the line of a page from which a client was made in ``generated``, and says which line it was."""
    monkeypatch.chdir(tmp_path)
    trees.write(
        Path("specs"), {DO: WHOLE, "x-api/other.md": modern(title="标题 - Other")}
    )
    assert CliRunner().invoke(main, ["generate"]).exit_code == 0

    def breaks(line: str) -> int:
        at = WHOLE[: WHOLE.index(line)].count("\n") + 1
        wrong = (
            "# x\n"
            if line == TITLE
            else line.rpartition("|")[0].rpartition("|")[0] + "|"
        )
        trees.write(Path("specs"), {DO: WHOLE.replace(line, wrong)})
        assert CliRunner().invoke(main, ["generate"]).exit_code == 1
        return at

    return breaks


@pytest.mark.parametrize(("line", "address", "payload", "path", "code"), LOST)
def test_what_is_retained_of_a_broken_page_is_shown_with_its_errors(
    broken: Callable[[str], int],
    line: str,
    address: str,
    payload: str | None,
    path: list[str],
    code: str,
) -> None:
    at = broken(line)
    result = ask(address, "--json")
    assert result.exit_code == 0, result.output
    (answer,) = json.loads(result.stdout)
    assert (answer["service"], answer["action"]) == ("x-api", "DoThing")
    assert (answer["payload"], answer["path"]) == (payload, path)
    assert (
        get_fact(answer, "page")["text"]
        == "has errors, so the last good output is kept"
    )
    faults = [fact for fact in answer["facts"] if fact["label"].startswith("D")]
    assert (faults[0]["location"]["path"], faults[0]["location"]["line"]) == (
        f"specs/{DO}",
        at,
    )
    location = get_fact(answer, "generated")["location"]
    generated = Path(location["path"]).read_text("utf-8").split("\n")
    assert generated[location["line"] - 1].strip().startswith(code)
    (back,) = json.loads(ask(f"{location['path']}:{location['line']}", "--json").stdout)
    assert back["facts"] == answer["facts"]
    assert back["path"] == path


def test_a_broken_row_leads_to_its_action_and_its_fault(
    broken: Callable[[str], int],
) -> None:
    at = broken(CELLS["a row"])
    for address in ("x.DoThing", f"specs/{DO}:{at}"):
        (answer,) = json.loads(ask(address, "--json").stdout)
        assert (answer["action"], answer["path"]) == ("DoThing", [])
        assert get_fact(answer, "D201")["location"]["line"] == at


def test_what_a_page_no_longer_defines_is_shown_until_generate_removes_it(
    broken: Callable[[str], int],
) -> None:
    trees.write(Path("specs"), {DO: WHOLE.replace(f"{row('Zone')}\n", "")})
    output = ask("x.DoThing.Zone").stdout
    assert "no longer defines it; docs2sdk generate would remove it" in output
    assert CliRunner().invoke(main, ["generate"]).exit_code == 0
    result = ask("x.DoThing.Zone")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "DoThing has no 'Zone'" in result.stderr


NEVER = [
    "DoThing.Zonf",
    "DoThing.response.Zone",
    "DoThing.Host.Zone",
    "DoThing.Size",
    "y.DoThing.Zone",
    "Other.Zone",
]


@pytest.mark.parametrize("address", NEVER)
def test_what_never_existed_is_unknown_for_a_broken_page(
    broken: Callable[[str], int], address: str
) -> None:
    broken(CELLS["a row"])
    assert ask(address).exit_code == 2
