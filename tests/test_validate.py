"""``docs2sdk validate``: recorded responses against the pages, offline, and the corrections that it proposes.

Given the response examples of the pages as recordings, it finds exactly the contradictions that ``lint`` reports.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.catalog import assembly
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.cli import main
from docs2sdk.config import Settings
from docs2sdk.lint import linter
from docs2sdk.overlays import apply_action, overlay_files
from docs2sdk.pages import page_parser
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Action
from docs2sdk.traffic import bounded_files
from docs2sdk.traffic.bounded_files import InvalidRecording
from docs2sdk.validation import evidence, proposals, recordings, response, run
from docs2sdk.validation.proposals import Proposal, Unresolved
from docs2sdk.validation.recordings import Recording
from docs2sdk.validation.response import ResponseContradiction
from docs2sdk.validation.run import ValidationResult
from docs2sdk.values import example_values
from hypothesis import given
from hypothesis import strategies as st
from small_pages import RET_CODE, modern, row

Validate = Callable[..., Result]

TODAY = date(2026, 1, 1)
PAGE = modern(
    [row("Region", required="**Yes**")],
    [
        RET_CODE,
        row("Count", "int"),
        row("Rate", "float"),
        row("Name", required="**Yes**"),
        row("Tags", "array[string]"),
        row("Set", "array[[*Host*](#Host)]"),
        row("First", "[*Host*](#Host)"),
        row("Any", "object"),
        row("Tree", "[*Node*](#Node)"),
    ],
    response_models=[
        ("Node", [row("Id", "int"), row("Node", "[*Node*](#Node)")]),
        ("Host", [row("Id", required="**Yes**"), row("Size", "int"), row("Host")]),
    ],
    title="标题 - DoThing",
    request_example="```\nhttps://api.ucloud.cn/?Action=DoThing&Region=cn\n```",
    response_example='```json\n{"RetCode": 0, "Name": ""}\n```',
)
OK = {"RetCode": 0, "Action": "DoThingResponse", "Name": ""}


def read_action() -> Action:
    action = page_parser.parse_page(Source("a-api/do_thing.md", PAGE)).action
    assert action
    return action


def record(*answers: dict[str, Any]) -> list[Recording]:
    return [
        Recording("DoThing", OK | answer, f"a.jsonl:{number}")
        for number, answer in enumerate(answers, 1)
    ]


def propose(*answers: dict[str, Any], overlay: str = "") -> list[Proposal | Unresolved]:
    corrections = overlay_files.parse_overlay(
        Source("overlays/a.toml", overlay)
    ).corrections
    gathered = evidence.gather_evidence(read_action(), record(*answers))
    return list(proposals.propose_corrections("a-api", gathered, corrections, TODAY))


PROPOSED: list[Any] = [
    pytest.param(
        [{"Count": "1"}, {"Count": "2"}, {}],
        {"Count": {"type": "string"}},
        2,
        id="another scalar in all",
    ),
    pytest.param(
        [{"Count": 1.5}], {"Count": {"type": "float"}}, 1, id="a float for an int"
    ),
    pytest.param(
        [{"Count": 1}, {"Count": 2.5}],
        {"Count": {"type": "float"}},
        1,
        id="int and float are a float",
    ),
    pytest.param(
        [{"Count": True}, {"Count": None}],
        {"Count": {"type": "bool"}},
        1,
        id="null says nothing",
    ),
    pytest.param(
        [{"Count": [1]}, {"Count": []}],
        {"Count": {"type": "array[int]"}},
        2,
        id="a list of scalars for a scalar",
    ),
    pytest.param(
        [{"Tags": [1, 2.5]}, {"Tags": [None]}],
        {"Tags": {"type": "array[float]"}},
        1,
        id="a list of other scalars",
    ),
    pytest.param(
        [{"Tags": "a"}], {"Tags": {"type": "string"}}, 1, id="a scalar for a list"
    ),
    pytest.param(
        [{"Any": ["a"]}],
        {"Any": {"type": "array[string]"}},
        1,
        id="a list of scalars for an object",
    ),
    pytest.param(
        [{"Set": ["a"]}],
        {"Set": {"type": "array[string]"}},
        1,
        id="scalars for models",
    ),
    pytest.param(
        [{"Set": [{}, {"Id": ""}, {"Size": 1}]}],
        {"Set.Id": {"required": False}},
        1,
        id="a required field that elements lack",
    ),
    pytest.param(
        [{"Set": [{}]}, {"Set": [{"Id": 1}]}],
        {"Set.Id": {"required": False, "type": "int"}},
        2,
        id="two corrections of one field",
    ),
    pytest.param(
        [{"Set": [{"Id": 1}]}, {"First": {"Id": 2}}],
        {"First.Id": {"type": "int"}},
        2,
        id="a model that two fields have is corrected once",
    ),
    pytest.param(
        [{"set": [{"id": 1}]}],
        {"Set.Id": {"type": "int"}},
        1,
        id="values under keys in another case",
    ),
]


@pytest.mark.parametrize(("answers", "changes", "count"), PROPOSED)
def test_a_proposal_resolves_its_contradictions(
    answers: list[dict[str, Any]], changes: dict[str, dict[str, Any]], count: int
) -> None:
    proposed = [item for item in propose(*answers) if isinstance(item, Proposal)]
    by_path = {".".join(proposal.path): proposal.changes for proposal in proposed}
    assert by_path == changes
    assert [proposal.responses for proposal in proposed] == [count]

    text = proposals.write_overlay(proposed, ())
    overlay = overlay_files.parse_overlay(Source("overlays/a.toml", text))
    assert overlay.faults == ()
    responses = "response" if count == 1 else "responses"
    assert {correction.reason for correction in overlay.corrections} == {
        f"observed in {count} recorded {responses}"
    }
    applied = apply_action.correct_action(read_action(), overlay.corrections, TODAY)
    assert applied.diagnostics == ()
    remaining_codes = {
        contradiction.code
        for recording in record(*answers)
        for contradiction in response.find_contradictions(
            applied.action, recording.response
        )
    }
    assert remaining_codes <= {"D412"}


UNRESOLVED: list[Any] = [
    pytest.param(
        [{"Colour": 1}],
        'the tables have no "Colour"',
        "a correction cannot add a row",
        id="an unknown field",
    ),
    pytest.param(
        [{"Set": [{"Id": "", "Id.b[0]": 1}]}],
        'the tables have no "Set.Id.b"',
        "a correction cannot add a row",
        id="an unknown field whose key looks like a path",
    ),
    pytest.param(
        [{"count": 1}],
        'the key "count" is "Count" in the tables',
        "a correction cannot change the case",
        id="another case",
    ),
    pytest.param(
        [{"Count": {}}],
        '"Count" is an object, but an int in the tables',
        "the values are object",
        id="an object",
    ),
    pytest.param(
        [{"Count": [{}, "a"]}],
        '"Count" is an array, but an int in the tables',
        "the values are array[object|string]",
        id="a list of mixed things",
    ),
    pytest.param(
        [{"Count": []}],
        '"Count" is an array, but an int in the tables',
        "the values are array[]",
        id="an empty list, which does not say of what",
    ),
    pytest.param(
        [{"Count": "1"}, {"Count": 1}],
        '"Count" is a string, but an int in the tables',
        "the values are int, string",
        id="different scalars",
    ),
    pytest.param(
        [{"Any": ""}, {"Any": {"a": 1}}],
        '"Any" is a string, but an object in the tables',
        "the values are object, string",
        id="an object, and an empty string where there is none",
    ),
    pytest.param(
        [{"Message": 1}],
        '"Message" is an int, but a string in the tables',
        "is part of every response",
        id="the envelope",
    ),
]


@pytest.mark.parametrize(("answers", "message", "reason"), UNRESOLVED)
def test_what_no_correction_can_express_is_listed_as_a_comment(
    answers: list[dict[str, Any]], message: str, reason: str
) -> None:
    (unresolved,) = propose(*answers)
    assert isinstance(unresolved, Unresolved)
    assert unresolved.message == message
    assert reason in unresolved.reason
    text = proposals.write_overlay((), [unresolved])
    overlay = overlay_files.parse_overlay(Source("overlays/a.toml", text))
    assert (overlay.corrections, overlay.faults) == ((), ())
    assert message in text


def test_what_an_overlay_corrects_already_is_not_proposed_again() -> None:
    overlay = '[[correction]]\naction = "DoThing"\nfield = "Count"\ntype = "float"\nreason = "r"\n'
    (unresolved,) = propose({"Count": "1"}, overlay=overlay)
    assert isinstance(unresolved, Unresolved)
    assert unresolved.reason == "overlays/a.toml:4 corrects it already"


def test_what_an_overlay_cannot_apply_is_not_proposed() -> None:
    tree: dict[str, Any] = {"Id": "1"}
    for _ in range(8):
        tree = {"Node": tree}
    (unresolved,) = propose({"Tree": tree})
    assert isinstance(unresolved, Unresolved)
    assert "levels" in unresolved.reason
    (proposed,) = propose({"Tree": tree}, {"Tree": {"Node": {"Id": "2"}}})
    assert isinstance(proposed, Proposal)
    assert proposed.path == ("Tree", "Node", "Id")


@given(st.text())
def test_no_text_of_an_answer_becomes_a_correction(text: str) -> None:
    proposed = propose({text: 1}, {"Set": [{text: 1}]})
    unresolved = [item for item in proposed if isinstance(item, Unresolved)]
    written = proposals.write_overlay((), unresolved)
    overlay = overlay_files.parse_overlay(Source("overlays/a.toml", written))
    assert (overlay.corrections, overlay.faults) == ((), ())


# Files


def read(folder: Path, data: bytes) -> list[Recording]:
    file = folder / "answers.json"
    file.write_bytes(data)
    return list(recordings.read_recordings([file]))


FORMS: list[Any] = [
    pytest.param('{"Action": "AResponse", "RetCode": 0}', {"": "A"}, id="an answer"),
    pytest.param(
        '\ufeff{"Action": "A", "RetCode": 0}',
        {"": "A"},
        id="with a byte-order mark, named without Response",
    ),
    pytest.param(
        '[{"Action": "AResponse", "RetCode": 0}, {"Action": "B", "RetCode": 0}]',
        {"[0]": "A", "[1]": "B"},
        id="a list of answers",
    ),
    pytest.param(
        '{"Action": "A", "RetCode": 0}\r\n\n{"Action": "B", "RetCode": 0}\n',
        {":1": "A", ":3": "B"},
        id="an answer a line",
    ),
    pytest.param(
        '{"action": "A", "response": {"RetCode": 0, "Action": "Other"}}',
        {"": "A"},
        id="with its action beside it",
    ),
    pytest.param(
        '{"Action": "A", "RetCode": 1, "Action": "B"}',
        {"": "B"},
        id="a key that stands twice: the last counts, as for clients",
    ),
    pytest.param('{"RetCode": 171}', {"": ""}, id="an API error that names no action"),
    pytest.param("[]", {}, id="an empty list"),
    pytest.param("", {}, id="an empty file"),
]


@pytest.mark.parametrize(("text", "actions"), FORMS)
def test_forms_of_recordings(
    text: str, actions: dict[str, str], tmp_path: Path
) -> None:
    by_source = {
        recording.source.partition("answers.json")[2]: recording.action
        for recording in read(tmp_path, text.encode())
    }
    assert by_source == actions


def nested(depth: int) -> str:
    return f'{{"Action": "A", "RetCode": 0, "X": {"[" * depth}{"]" * depth}}}'


HOSTILE: list[Any] = [
    pytest.param(b"\xff{}", "not UTF-8 (byte 0)", id="no UTF-8"),
    pytest.param(b'{"Action": "A",', "answers.json: not JSON: Exp", id="cut off"),
    pytest.param(
        b'{"Action": "A", "RetCode": 0}\n{"Act',
        "answers.json:2: not JSON",
        id="a line that is cut off",
    ),
    pytest.param(b'{"Action": "A", "X": NaN}', "out of range", id="NaN"),
    pytest.param(b'{"Action": "A", "X": -Infinity}', "out of range", id="infinity"),
    pytest.param(b'{"Action": "A", "X": 1e999}', "out of range", id="a huge number"),
    pytest.param(
        b'{"Action": "A", "X": ' + b"9" * 5000 + b"}", "not JSON", id="a long integer"
    ),
    pytest.param(nested(100_000).encode(), "nested too deep", id="100,000 deep"),
    pytest.param(nested(200).encode(), "nested too deep", id="200 deep"),
    pytest.param(b"1", "not a JSON object", id="a number"),
    pytest.param(b"[[]]", "[0]: not a JSON object", id="a list of lists"),
    pytest.param(b'{"RetCode": 0}', '("Action")', id="no action"),
    pytest.param(
        b'{"Action": 5, "RetCode": 0}', '("Action")', id="an action in numbers"
    ),
    pytest.param(b'{"Action": "Response"}', '("Action")', id="an empty action"),
    pytest.param(b'{"response": {"RetCode": 0}}', '("action")', id="none beside it"),
]


@pytest.mark.parametrize(("data", "message"), HOSTILE)
def test_what_is_not_a_recording_is_rejected(
    data: bytes, message: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidRecording, match=re.escape(message)):
        read(tmp_path, data)


def test_the_maximum_depth_is_accepted(tmp_path: Path) -> None:
    (recording,) = read(tmp_path, nested(bounded_files.MAX_DEPTH - 1).encode())
    gathered = evidence.gather_evidence(read_action(), [recording])
    codes = [contradiction.code for contradiction in gathered.contradictions]
    assert codes == ["D409", "D411"]


def test_a_file_is_read_up_to_the_maximum_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_files, "MAX_BYTES", 1 << 20)
    with pytest.raises(InvalidRecording, match="more than 1 MB"):
        read(tmp_path, b" " * (1 << 20) + b" ")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Count", "count", "Set", "Id", "Host", "Action", "Tags"])
            | st.text(),
            inner,
            max_size=4,
        ),
        max_leaves=10,
    )
)
def test_no_answer_is_too_odd(value: Any) -> None:
    for item in propose({"Set": value}, {"Count": value, "count": value}):
        assert item.action == "DoThing"


# The command


@pytest.fixture
def validate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Validate:
    """Return the command in a folder with the page and recordings in ``answers.json``; it must never crash."""
    monkeypatch.chdir(tmp_path)
    trees.write(tmp_path / "specs", {"a-api/do_thing.md": PAGE})

    def run(*arguments: object, answers: Any = ()) -> Result:
        Path("answers.json").write_text(json.dumps(answers))
        command = ["validate", "specs", *arguments, "answers.json"]
        result = CliRunner().invoke(main, [*map(str, command)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_responses_as_documented(validate: Validate) -> None:
    result = validate(answers=[OK, OK | {"RetCode": 8039, "Colour": 1}])
    assert (result.exit_code, result.stdout) == (0, "reported  nothing\n")
    assert "checked   responses 1, actions 1, API errors skipped 1" in result.stderr


def test_a_contradiction_stands_at_its_row_once_with_its_number(
    validate: Validate,
) -> None:
    lines = PAGE.split("\n")
    result = validate(answers=[OK, OK | {"Count": "1"}, OK | {"Count": "2"}])
    assert result.exit_code == 1
    reported = re.match(r"specs/a-api/do_thing\.md:(\d+):\d+: (.*)", result.stdout)
    assert reported
    assert lines[int(reported[1]) - 1].startswith("| **Count** |")
    assert reported[2] == (
        'warning[D410] "Count" is a string, but an int in the tables; '
        "in 2 of 3 recorded responses, first answers.json[1]"
    )
    assert "reported  1 warning" in result.stdout


ROWS: list[Any] = [
    pytest.param({"Colour": 1}, "# 标题 - DoThing", id="an unknown field: the page"),
    pytest.param(
        {"Set": [{"Id": "", "Id.b[0]": 1}]},
        "| **Set** |",
        id="one inside an object: the row of the object",
    ),
    pytest.param({"Set": [{}]}, "| **Id** | string", id="one that is missing: its row"),
    pytest.param(
        {"Message": 1}, "# 标题 - DoThing", id="one that has no row: the page"
    ),
]


@pytest.mark.parametrize(("odd", "line"), ROWS)
def test_where_a_contradiction_stands(
    odd: dict[str, Any], line: str, validate: Validate
) -> None:
    result = validate("--format", "json", answers=[OK | odd])
    (finding,) = json.loads(result.stdout)["findings"]
    assert PAGE.split("\n")[finding["line"] - 1].startswith(line)


COUNTS = {
    "json": lambda text: len(json.loads(text)["findings"]),
    "sarif": lambda text: len(json.loads(text)["runs"][0]["results"]),
    "github": lambda text: len(text.splitlines()),
}


@pytest.mark.parametrize("form", COUNTS)
def test_programs_get_each_contradiction_once(form: str, validate: Validate) -> None:
    odd = OK | {"Count": "1", "Colour": 1}
    result = validate("--format", form, answers=[odd, odd])
    assert (result.exit_code, COUNTS[form](result.stdout)) == (1, 2)


def test_proposals_are_an_overlay(validate: Validate) -> None:
    odd = OK | {"Count": "1", "Colour": "\n[[correction]]"}
    result = validate("--propose", "overlay.toml", answers=[odd])
    assert "proposed  corrections 1, unresolved 1: overlay.toml" in result.stderr
    Path("specs/overlays").mkdir()
    Path("overlay.toml").rename("specs/overlays/a.toml")
    assert validate(answers=[odd]).stdout.count("warning[D409]") == 1
    assert "D410" not in validate(answers=[odd]).stdout


def test_proposals_replace_proposals_and_nothing_else(validate: Validate) -> None:
    odd = OK | {"Count": "1"}
    own = Path("overlay.toml")
    own.write_text("# mine\n")
    refused = validate("--propose", str(own), answers=[odd])
    assert (refused.exit_code, own.read_text()) == (2, "# mine\n")
    assert "overlay.toml exists" in refused.stderr
    own.write_text("")
    for _ in range(2):
        assert validate("--propose", str(own), answers=[odd]).exit_code == 1
        assert own.read_text().startswith(proposals.HEAD)


def test_the_file_of_proposals_does_not_depend_on_the_order_of_recordings(
    validate: Validate,
) -> None:
    odd = [OK | {"Count": "1", "Zed": 1, "Set": [{}]}, OK | {"Tags": [1], "First": {}}]
    for answers in (odd, odd[::-1]):
        validate("--propose", "p.toml", answers=answers)
        assert Path("p.toml").read_text() == """\
# Proposed by docs2sdk validate.  Review each correction, then move it to overlays/<service>.toml.

# a-api

[[correction]]
action = "DoThing"
field = "Count"
type = "string"
reason = "observed in 1 recorded response"

[[correction]]
action = "DoThing"
field = "Tags"
type = "array[int]"
reason = "observed in 1 recorded response"

[[correction]]
action = "DoThing"
field = "First.Id"
required = false
reason = "observed in 2 recorded responses"

# No correction can express these.  Fix the pages.
# a-api DoThing: the tables have no "Zed": a correction cannot add a row
"""


OTHER, API_ERROR = {"Action": "OtherResponse", "RetCode": 0}, {"RetCode": 171}
NOTHING: list[Any] = [
    pytest.param(
        [], "no response was checked: the files contain no response", id="no answer"
    ),
    pytest.param(
        [OTHER, OTHER],
        "no page describes Other; 2 responses not checked\n"
        "docs2sdk infer SERVICE Other answers.json drafts its page; add recorded requests\n"
        "docs2sdk: no response was checked: 2 responses of actions without a page",
        id="responses of actions without a page",
    ),
    pytest.param(
        [API_ERROR],
        "no response was checked: 1 response with an API error",
        id="API errors",
    ),
    pytest.param(
        [API_ERROR, OTHER],
        "1 response of actions without a page and 1 response with an API error",
        id="both",
    ),
]


@pytest.mark.parametrize(("answers", "message"), NOTHING)
def test_a_run_that_checked_nothing_fails(
    answers: list[Any], message: str, validate: Validate
) -> None:
    result = validate("--out", "report", "--propose", "p.toml", answers=answers)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert not Path("report").exists()
    assert not Path("p.toml").exists()


def test_an_empty_file_fails(validate: Validate) -> None:
    Path("specs/empty.json").touch()
    result = CliRunner().invoke(main, ["validate", "specs", "specs/empty.json"])
    assert result.exit_code == 2
    assert "no response was checked: the files contain no response" in result.stderr


def test_an_action_without_a_page_is_reported(validate: Validate) -> None:
    result = validate(answers=[OK, {"Action": "OtherResponse", "RetCode": 0}])
    assert result.exit_code == 0
    assert "no page describes Other; 1 response not checked" in result.stderr


def unreadable(kind: str) -> str:
    if kind == "pipe":
        os.mkfifo("pipe")
    elif kind == "folder":
        Path("folder").mkdir()
    elif kind == "broken":
        Path("broken").write_text("{")
    return kind


@pytest.mark.parametrize("kind", ["nothing", "pipe", "folder", "broken"])
def test_recordings_that_cannot_be_read(kind: str, validate: Validate) -> None:
    result = validate("--propose", "p.toml", unreadable(kind), answers=[OK])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"docs2sdk: {kind}: ")
    assert not Path("p.toml").exists()


# The published pages


@pytest.mark.slow
def test_the_pages_own_examples_give_what_lint_reports(
    corpus: Path, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    settings = Settings((corpus,), tmp_path / "out", jobs=os.cpu_count() or 1)
    lint = linter.lint_pages(settings, lambda *_: None)
    reported = sorted(
        (finding.location.path, finding.rule.id, finding.message)
        for finding in lint.findings
        if finding.rule.id in ("D409", "D410", "D411", "D412")
    )
    file = tmp_path / "examples.jsonl"
    with file.open("w") as lines:
        _, catalog = assembly.read_catalog(settings, lambda *_: None)
        for action in list_actions(catalog):
            answer = example_values.read_response(action.response_example)
            if answer is not None:
                line = {"action": action.name, "response": answer}
                lines.write(json.dumps(line) + "\n")
    result = run.validate(settings, [file], lambda *_: None)
    findings = sorted(
        (finding.location.path, finding.rule.id, finding.message.partition("; in ")[0])
        for finding in result.findings
    )
    assert findings == reported
    assert len(find_remaining(result, catalog)) == len(result.unresolved)
    tell(
        f"validate: {result.responses} examples of {result.actions} actions give {len(reported)} contradictions, as lint; "
        f"{len(result.proposals)} corrections proposed, {len(result.unresolved)} unresolved"
    )


def list_actions(catalog: Catalog) -> Iterator[Action]:
    return (action for service in catalog.services for action in service.actions)


def find_remaining(
    result: ValidationResult, catalog: Catalog
) -> list[ResponseContradiction]:
    """Return what the examples still contradict when every proposal is applied."""
    text = proposals.write_overlay(result.proposals, result.unresolved)
    overlay = overlay_files.parse_overlay(Source("proposed.toml", text))
    assert len(overlay.corrections) == len(result.proposals)
    contradictions: list[ResponseContradiction] = []
    for action in list_actions(catalog):
        corrections = [
            correction
            for correction in overlay.corrections
            if correction.action == action.name
        ]
        applied = apply_action.correct_action(action, corrections, TODAY)
        assert applied.diagnostics == ()
        answer = example_values.read_response(action.response_example)
        if answer is not None:
            contradictions += response.find_contradictions(applied.action, answer)
    return contradictions


def test_a_har_file_is_read_as_far_as_it_names_actions(tmp_path: Path) -> None:
    url = "https://api.ucloud.cn/?Action=DoThing"
    content = {"text": json.dumps({"RetCode": 0, "Size": 1})}
    entries = [
        {"request": {"url": url}, "response": {"status": 200, "content": content}},
        {"request": {"url": "https://example.com/"}, "response": {"content": content}},
        {"request": {"url": url}, "response": {"content": {"text": "<html>"}}},
    ]
    file = tmp_path / "recorded.har"
    file.write_text(json.dumps({"log": {"entries": entries}}), "utf-8")
    assert [*recordings.read_recordings([file])] == [
        Recording("DoThing", {"RetCode": 0, "Size": 1}, f"{file}[0]")
    ]


def test_infer_is_offered_for_an_action_that_can_have_a_page(
    validate: Validate,
) -> None:
    answers = [{"Action": name, "RetCode": 0} for name in ("A; rm -r x", "Other")]
    offered = [
        line
        for line in validate(answers=answers).stderr.splitlines()
        if line.startswith("docs2sdk infer")
    ]
    assert offered == [
        "docs2sdk infer SERVICE Other answers.json drafts its page; add recorded requests"
    ]
