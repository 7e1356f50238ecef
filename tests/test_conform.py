"""``docs2sdk conform``: recorded answers against the pages, offline, and the corrections that it proposes.

From the issue: "``docs2sdk conform SPECS recorded/*.json`` does the same for recorded responses, offline, and proposes the
overlay entry"; "with ``conform`` the pages' own response examples give exactly the contradictions that lint reports".
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
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
from docs2sdk.conform import conforming, evidence, proposals, recordings
from docs2sdk.conform.conforming import Conformity
from docs2sdk.conform.proposals import Left, Proposal
from docs2sdk.conform.recordings import BadRecording, Recording
from docs2sdk.lint import linting
from docs2sdk.overlays import apply_action as corrected
from docs2sdk.overlays import overlay_files as overlays
from docs2sdk.pages import reading
from docs2sdk.pages.sources import Source
from docs2sdk.schema import Action
from docs2sdk.values import answer_contradictions, examples
from docs2sdk.values.answer_contradictions import Contradiction
from hypothesis import given
from hypothesis import strategies as st
from small_pages import RET_CODE, modern, row

Conform = Callable[..., Result]

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


def action() -> Action:
    found = reading.read_page(Source("a-api/do_thing.md", PAGE)).action
    assert found
    return found


def recorded(*answers: dict[str, Any]) -> list[Recording]:
    return [
        Recording("DoThing", OK | answer, f"a.jsonl:{number}")
        for number, answer in enumerate(answers, 1)
    ]


def judged(*answers: dict[str, Any], overlay: str = "") -> list[Proposal | Left]:
    there = overlays.parse(Source("overlays/a.toml", overlay)).corrections
    about = evidence.of(action(), recorded(*answers))
    return list(proposals.of("a-api", about, there, TODAY))


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


@pytest.mark.parametrize(("answers", "wanted", "count"), PROPOSED)
def test_a_proposal_makes_its_contradictions_go(
    answers: list[dict[str, Any]], wanted: dict[str, dict[str, Any]], count: int
) -> None:
    found = [one for one in judged(*answers) if isinstance(one, Proposal)]
    assert {".".join(one.path): one.changes for one in found} == wanted
    assert [one.answers for one in found] == [count]

    read = overlays.parse(Source("overlays/a.toml", proposals.document(found, ())))
    assert read.faults == ()
    responses = "response" if count == 1 else "responses"
    assert {one.reason for one in read.corrections} == {
        f"answered so in {count} recorded {responses}"
    }
    done = corrected.corrected(action(), read.corrections, TODAY)
    assert done.diagnostics == ()
    left = {
        contradiction.code
        for one in recorded(*answers)
        for contradiction in answer_contradictions.contradictions(
            done.action, one.answer
        )
    }
    assert left <= {"D412"}


WORDS: list[Any] = [
    pytest.param(
        [{"Colour": 1}],
        'the tables have no "Colour"',
        "no correction adds a row",
        id="an unknown field",
    ),
    pytest.param(
        [{"Set": [{"Id": "", "Id.b[0]": 1}]}],
        'the tables have no "Set.Id.b"',
        "no correction adds a row",
        id="an unknown field whose key looks like a path",
    ),
    pytest.param(
        [{"count": 1}],
        'the key "count" is "Count" in the tables',
        "no correction spells",
        id="another case",
    ),
    pytest.param(
        [{"Count": {}}],
        '"Count" is an object, an int in the tables',
        "it came as object",
        id="an object",
    ),
    pytest.param(
        [{"Count": [{}, "a"]}],
        '"Count" is an array, an int in the tables',
        "it came as array[object|string]",
        id="a list of mixed things",
    ),
    pytest.param(
        [{"Count": []}],
        '"Count" is an array, an int in the tables',
        "it came as array[]",
        id="an empty list, which does not say of what",
    ),
    pytest.param(
        [{"Count": "1"}, {"Count": 1}],
        '"Count" is a string, an int in the tables',
        "it came as int, string",
        id="different scalars",
    ),
    pytest.param(
        [{"Any": ""}, {"Any": {"a": 1}}],
        '"Any" is a string, an object in the tables',
        "it came as object, string",
        id="an object, and an empty string where there is none",
    ),
    pytest.param(
        [{"Message": 1}],
        '"Message" is an int, a string in the tables',
        "belongs to every answer",
        id="the envelope",
    ),
]


@pytest.mark.parametrize(("answers", "message", "why"), WORDS)
def test_what_no_overlay_says_is_said_in_words(
    answers: list[dict[str, Any]], message: str, why: str
) -> None:
    (left,) = judged(*answers)
    assert isinstance(left, Left)
    assert left.message == message
    assert why in left.why
    text = proposals.document((), [left])
    read = overlays.parse(Source("overlays/a.toml", text))
    assert (read.corrections, read.faults) == ((), ())
    assert message in text


def test_what_an_overlay_corrects_already_is_not_proposed_again() -> None:
    overlay = '[[correction]]\naction = "DoThing"\nfield = "Count"\ntype = "float"\nreason = "r"\n'
    (left,) = judged({"Count": "1"}, overlay=overlay)
    assert isinstance(left, Left)
    assert left.why == "overlays/a.toml:4 corrects it already"


def test_what_an_overlay_cannot_carry_out_is_not_proposed() -> None:
    tree: dict[str, Any] = {"Id": "1"}
    for _ in range(8):
        tree = {"Node": tree}
    (left,) = judged({"Tree": tree})
    assert isinstance(left, Left)
    assert "levels" in left.why
    (proposed,) = judged({"Tree": tree}, {"Tree": {"Node": {"Id": "2"}}})
    assert isinstance(proposed, Proposal)
    assert proposed.path == ("Tree", "Node", "Id")


@given(st.text())
def test_no_text_of_an_answer_becomes_a_correction(text: str) -> None:
    left = [
        one for one in judged({text: 1}, {"Set": [{text: 1}]}) if isinstance(one, Left)
    ]
    written = proposals.document((), left)
    read = overlays.parse(Source("overlays/a.toml", written))
    assert (read.corrections, read.faults) == ((), ())


# Files


def read(folder: Path, data: bytes) -> list[Recording]:
    file = folder / "answers.json"
    file.write_bytes(data)
    return list(recordings.read([file]))


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
    pytest.param('{"RetCode": 171}', {"": ""}, id="a refusal that names no action"),
    pytest.param("[]", {}, id="an empty list"),
    pytest.param("", {}, id="an empty file"),
]


@pytest.mark.parametrize(("text", "wanted"), FORMS)
def test_forms_of_recordings(text: str, wanted: dict[str, str], tmp_path: Path) -> None:
    found = {
        one.kept.partition("answers.json")[2]: one.action
        for one in read(tmp_path, text.encode())
    }
    assert found == wanted


def nested(depth: int) -> str:
    return f'{{"Action": "A", "RetCode": 0, "X": {"[" * depth}{"]" * depth}}}'


HOSTILE: list[Any] = [
    pytest.param(b"\xff{}", "not UTF-8 (byte 0)", id="no UTF-8"),
    pytest.param(b'{"Action": "A",', "answers.json: no JSON: Exp", id="cut off"),
    pytest.param(
        b'{"Action": "A", "RetCode": 0}\n{"Act',
        "answers.json:2: no JSON",
        id="a line that is cut off",
    ),
    pytest.param(b'{"Action": "A", "X": NaN}', "out of range", id="NaN"),
    pytest.param(b'{"Action": "A", "X": -Infinity}', "out of range", id="infinity"),
    pytest.param(b'{"Action": "A", "X": 1e999}', "out of range", id="a huge number"),
    pytest.param(
        b'{"Action": "A", "X": ' + b"9" * 5000 + b"}", "no JSON", id="a long integer"
    ),
    pytest.param(nested(100_000).encode(), "nested too deep", id="100,000 deep"),
    pytest.param(nested(200).encode(), "nested too deep", id="200 deep"),
    pytest.param(b"1", "no object", id="a number"),
    pytest.param(b"[[]]", "[0]: no object", id="a list of lists"),
    pytest.param(b'{"RetCode": 0}', '("Action")', id="no action"),
    pytest.param(
        b'{"Action": 5, "RetCode": 0}', '("Action")', id="an action in numbers"
    ),
    pytest.param(b'{"Action": "Response"}', '("Action")', id="an empty action"),
    pytest.param(b'{"response": {"RetCode": 0}}', '("action")', id="none beside it"),
]


@pytest.mark.parametrize(("data", "message"), HOSTILE)
def test_what_is_no_recording_is_refused(
    data: bytes, message: str, tmp_path: Path
) -> None:
    with pytest.raises(BadRecording, match=re.escape(message)):
        read(tmp_path, data)


def test_as_deep_as_is_allowed_is_held(tmp_path: Path) -> None:
    (one,) = read(tmp_path, nested(recordings.DEEPEST - 1).encode())
    assert [said.code for said in evidence.of(action(), [one]).said] == ["D409", "D411"]


def test_a_file_is_read_no_further_than_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "MOST_BYTES", 1 << 20)
    with pytest.raises(BadRecording, match="more than 1 MB"):
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
    for one in judged({"Set": value}, {"Count": value, "count": value}):
        assert one.action == "DoThing"


# The command


@pytest.fixture
def conform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Conform:
    """Return the command in a folder with the page and recordings in ``answers.json``; it must never crash."""
    monkeypatch.chdir(tmp_path)
    trees.write(tmp_path / "specs", {"a-api/do_thing.md": PAGE})

    def run(*arguments: object, answers: Any = ()) -> Result:
        Path("answers.json").write_text(json.dumps(answers))
        given = ["conform", "specs", *arguments, "answers.json"]
        result = CliRunner().invoke(main, [*map(str, given)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_answers_that_conform(conform: Conform) -> None:
    result = conform(answers=[OK, OK | {"RetCode": 8039, "Colour": 1}])
    assert (result.exit_code, result.stdout) == (0, "reported  nothing\n")
    assert (
        "held      answers 1, actions 1, refusals that say nothing 1" in result.stderr
    )


def test_a_contradiction_stands_at_its_row_once_with_its_number(
    conform: Conform,
) -> None:
    lines = PAGE.split("\n")
    result = conform(answers=[OK, OK | {"Count": "1"}, OK | {"Count": "2"}])
    assert result.exit_code == 1
    found = re.match(r"specs/a-api/do_thing\.md:(\d+):\d+: (.*)", result.stdout)
    assert found
    assert lines[int(found[1]) - 1].startswith("| **Count** |")
    assert found[2] == (
        'warning[D410] "Count" is a string, an int in the tables; '
        "in 2 of 3 recorded answers, first answers.json[1]"
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
    odd: dict[str, Any], line: str, conform: Conform
) -> None:
    result = conform("--format", "json", answers=[OK | odd])
    (found,) = json.loads(result.stdout)["findings"]
    assert PAGE.split("\n")[found["line"] - 1].startswith(line)


COUNTS = {
    "json": lambda text: len(json.loads(text)["findings"]),
    "sarif": lambda text: len(json.loads(text)["runs"][0]["results"]),
    "github": lambda text: len(text.splitlines()),
}


@pytest.mark.parametrize("form", COUNTS)
def test_programs_get_each_contradiction_once(form: str, conform: Conform) -> None:
    odd = OK | {"Count": "1", "Colour": 1}
    result = conform("--format", form, answers=[odd, odd])
    assert (result.exit_code, COUNTS[form](result.stdout)) == (1, 2)


def test_proposals_are_an_overlay(conform: Conform) -> None:
    odd = OK | {"Count": "1", "Colour": "\n[[correction]]"}
    result = conform("--propose", "overlay.toml", answers=[odd])
    assert "proposed  corrections 1, in words 1: overlay.toml" in result.stderr
    Path("specs/overlays").mkdir()
    Path("overlay.toml").rename("specs/overlays/a.toml")
    assert conform(answers=[odd]).stdout.count("warning[D409]") == 1
    assert "D410" not in conform(answers=[odd]).stdout


def test_proposals_replace_proposals_and_nothing_else(conform: Conform) -> None:
    odd = OK | {"Count": "1"}
    own = Path("overlay.toml")
    own.write_text("# mine\n")
    refused = conform("--propose", str(own), answers=[odd])
    assert (refused.exit_code, own.read_text()) == (2, "# mine\n")
    assert "overlay.toml is there already" in refused.stderr
    own.write_text("")
    for _ in range(2):
        assert conform("--propose", str(own), answers=[odd]).exit_code == 1
        assert own.read_text().startswith(proposals.HEAD)


def test_the_file_of_proposals_does_not_depend_on_the_order_of_recordings(
    conform: Conform,
) -> None:
    odd = [OK | {"Count": "1", "Zed": 1, "Set": [{}]}, OK | {"Tags": [1], "First": {}}]
    for answers in (odd, odd[::-1]):
        conform("--propose", "p.toml", answers=answers)
        assert Path("p.toml").read_text() == """\
# Proposed by docs2sdk conform.  Look at each, and put it into overlays/<service>.toml.

# a-api

[[correction]]
action = "DoThing"
field = "Count"
type = "string"
reason = "answered so in 1 recorded response"

[[correction]]
action = "DoThing"
field = "Tags"
type = "array[int]"
reason = "answered so in 1 recorded response"

[[correction]]
action = "DoThing"
field = "First.Id"
required = false
reason = "answered so in 2 recorded responses"

# What no correction says: mend the page.
# a-api DoThing: the tables have no "Zed": no correction adds a row
"""


OTHER, REFUSAL = {"Action": "OtherResponse", "RetCode": 0}, {"RetCode": 171}
NOTHING: list[Any] = [
    pytest.param([], "nothing was held: the files hold no answer", id="no answer"),
    pytest.param(
        [OTHER, OTHER],
        "no page describes Other; its answers were not held: 2\n"
        "docs2sdk: nothing was held: 2 answers (no page describes what they answer)",
        id="answers of actions without a page",
    ),
    pytest.param(
        [REFUSAL],
        "nothing was held: 1 answer (refusals, which say nothing of the tables)",
        id="refusals",
    ),
    pytest.param(
        [REFUSAL, OTHER],
        "1 answer (no page describes what they answer) and 1 answer (refusals",
        id="both",
    ),
]


@pytest.mark.parametrize(("answers", "says"), NOTHING)
def test_nothing_that_was_held_is_no_success(
    answers: list[Any], says: str, conform: Conform
) -> None:
    result = conform("--out", "report", "--propose", "p.toml", answers=answers)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert not Path("report").exists()
    assert not Path("p.toml").exists()


def test_an_empty_file_is_no_success(conform: Conform) -> None:
    Path("specs/empty.json").touch()
    result = CliRunner().invoke(main, ["conform", "specs", "specs/empty.json"])
    assert result.exit_code == 2
    assert "nothing was held: the files hold no answer" in result.stderr


def test_an_action_without_a_page_is_told(conform: Conform) -> None:
    result = conform(answers=[OK, {"Action": "OtherResponse", "RetCode": 0}])
    assert result.exit_code == 0
    assert "no page describes Other; its answers were not held: 1" in result.stderr


def unreadable(kind: str) -> str:
    if kind == "pipe":
        os.mkfifo("pipe")
    elif kind == "folder":
        Path("folder").mkdir()
    elif kind == "broken":
        Path("broken").write_text("{")
    return kind


@pytest.mark.parametrize("kind", ["nothing", "pipe", "folder", "broken"])
def test_recordings_that_cannot_be_read(kind: str, conform: Conform) -> None:
    result = conform("--propose", "p.toml", unreadable(kind), answers=[OK])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"docs2sdk: {kind}: ")
    assert not Path("p.toml").exists()


# The published pages


@pytest.mark.slow
def test_the_pages_own_examples_give_what_lint_reports(
    corpus: Path, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    settings = Settings(corpus, tmp_path / "out", jobs=os.cpu_count() or 1)
    lint = linting.lint(settings, lambda *_: None)
    reported = sorted(
        (one.place.path, one.rule.id, one.message)
        for one in lint.findings
        if one.rule.id in ("D409", "D410", "D411", "D412")
    )
    file = tmp_path / "examples.jsonl"
    with file.open("w") as lines:
        _, catalog = assembly.read(settings, lambda *_: None)
        for one in (one for service in catalog.services for one in service.actions):
            answer = examples.read_response(one.response_example)
            if answer is not None:
                line = {"action": one.wire, "response": answer}
                lines.write(json.dumps(line) + "\n")
    found = conforming.conform(settings, [file], lambda *_: None)
    messages = [(one, one.message.partition("; in ")) for one in found.findings]
    assert (
        sorted((one.place.path, one.rule.id, m) for one, (m, _, _) in messages)
        == reported
    )
    assert len(remaining(found, catalog)) == len(found.left)
    tell(
        f"conform: {found.held} examples of {found.actions} actions give {len(reported)} contradictions, as lint; "
        f"{len(found.proposed)} corrections proposed, {len(found.left)} left in words"
    )


def remaining(found: Conformity, catalog: Catalog) -> list[Contradiction]:
    """Return what examples contradict when everything that is proposed is carried out."""
    text = proposals.document(found.proposed, found.left)
    read = overlays.parse(Source("proposed.toml", text))
    assert len(read.corrections) == len(found.proposed)
    left: list[Contradiction] = []
    for one in (one for service in catalog.services for one in service.actions):
        about = [each for each in read.corrections if each.action == one.wire]
        done = corrected.corrected(one, about, TODAY)
        assert done.diagnostics == ()
        answer = examples.read_response(one.response_example)
        if answer is not None:
            left += answer_contradictions.contradictions(done.action, answer)
    return left
