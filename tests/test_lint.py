"""``docs2sdk lint`` and ``docs2sdk explain`` as people meet them.

A finding has a code, the place of its cell (``path:line:column``) and what to do, and examples are compared with tables.  Many
equal findings are one line with a count and the first three places; JSON and SARIF have them all.  With a baseline only new
findings fail, and its entries that no longer occur are reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from typing import Any

import building
import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.config import Settings
from docs2sdk.diagnostics import CODES
from docs2sdk.lint import baseline, remedies
from docs2sdk.lint.code_examples import PLACES, load_examples
from small_pages import FIRST_ROW, row
from trees import snapshot

Lint = Callable[..., Result]

GET, OTHER = "alpha-api/get_thing.md", "beta-api/get_other.md"
BAD_TYPE = row("Width", "strng")
BROKEN = trees.page("GetThing", [*trees.THING, BAD_TYPE])
# The examples of this page have no ThingId.
WARNED = trees.page("GetOther", [row("Size", "int")])
LINE, COLUMN = FIRST_ROW + 3, 15
AT = f"specs/{GET}:{LINE}:{COLUMN}"
UNKNOWN = 'unknown type "strng"; did you mean "string"?'


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, documentation: Path) -> Lint:
    """Return the command in a folder of the test's own, over ``specs``; it must never crash."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, command: str = "lint") -> Result:
        result = CliRunner().invoke(main, [command, *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_pages_without_faults(lint: Lint, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    result = lint()
    assert (result.exit_code, result.stdout) == (0, "reported  nothing\n")
    assert snapshot(tmp_path) == before


def test_text_has_places_messages_and_what_to_do(
    lint: Lint, documentation: Path
) -> None:
    trees.write(documentation, {GET: BROKEN, OTHER: WARNED})
    result = lint()
    lines = result.stdout.splitlines()
    assert lines[0] == f"{AT}: error[D203] {UNKNOWN}"
    assert re.fullmatch(
        rf'specs/{OTHER}:\d+:\d+: warning\[D403\] the table has no "ThingId"', lines[1]
    )
    assert lines[2:] == [
        f"D203 1 × {CODES['D203'].meaning} {CODES['D203'].remedy}",
        f"D403 1 × {CODES['D403'].meaning} {CODES['D403'].remedy}",
        "reported  1 error, 1 warning",
    ]
    assert result.exit_code == 1


def many(count: int) -> dict[str, str]:
    return {
        f"alpha-api/p{number}.md": trees.page(
            f"Do{number}", [*trees.THING, row("Old.N"), row("Old.N")]
        )
        for number in range(count)
    }


@pytest.mark.parametrize(
    ("count", "tail"),
    [
        pytest.param(1, "", id="one"),
        pytest.param(2, r" \(2 times; also specs/alpha-api/p1\.md:\d+:\d+\)", id="two"),
        pytest.param(
            5,
            r" \(5 times; also specs/alpha-api/p1\.md:\d+:\d+, specs/alpha-api/p2\.md:\d+:\d+, …\)",
            id="more than three",
        ),
    ],
)
def test_equal_findings_are_one_line(
    count: int, tail: str, lint: Lint, documentation: Path
) -> None:
    trees.write(documentation, many(count))
    first, *_ = lint().stdout.splitlines()
    assert re.fullmatch(
        rf'specs/alpha-api/p0\.md:\d+:\d+: warning\[D207\] "Old\.N" stands in line \d+ already{tail}',
        first,
    )


FINDINGS = {
    "json": lambda text: json.loads(text)["findings"],
    "sarif": lambda text: json.loads(text)["runs"][0]["results"],
    "github": str.splitlines,
}


@pytest.mark.parametrize("form", FINDINGS)
def test_programs_get_every_finding(form: str, lint: Lint, documentation: Path) -> None:
    trees.write(documentation, many(7))
    assert len(FINDINGS[form](lint("--format", form).stdout)) == 7


def test_json_has_a_version_and_everything_about_a_finding(
    lint: Lint, documentation: Path
) -> None:
    trees.write(documentation, {GET: BROKEN})
    document = json.loads(lint("--format", "json").stdout)
    mark = document["findings"][0].pop("fingerprint")
    assert re.fullmatch("[0-9a-f]{16}", mark)
    assert document == {
        "version": 1,
        "counts": {"D203": 1},
        "adopted": 0,
        "rules": {
            "D203": {"meaning": CODES["D203"].meaning, "remedy": CODES["D203"].remedy}
        },
        "findings": [
            {
                "path": f"specs/{GET}",
                "line": LINE,
                "column": COLUMN,
                "severity": "error",
                "code": "D203",
                "message": UNKNOWN,
            }
        ],
        "gone": [],
    }


def test_sarif_and_github_have_the_place_from_where_the_user_stands(
    lint: Lint, documentation: Path
) -> None:
    trees.write(documentation, {GET: BROKEN})
    (result,) = FINDINGS["sarif"](lint("--format", "sarif").stdout)
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == f"specs/{GET}"
    (line,) = lint("--format", "github").stdout.splitlines()
    at = f"file=specs/{GET},line={LINE},col={COLUMN}"
    assert line.startswith(f"::error {at},title=D203 ")


def test_findings_go_to_a_file(lint: Lint, tmp_path: Path, documentation: Path) -> None:
    trees.write(documentation, {GET: BROKEN})
    result = lint("--format", "json", "--out", "found.json")
    assert (result.exit_code, result.stdout) == (1, "")
    saved = (tmp_path / "found.json").read_text("utf-8")
    assert saved == lint("--format", "json").stdout


def test_a_report_replaces_reports_but_no_page(lint: Lint, tmp_path: Path) -> None:
    page = tmp_path / "specs" / GET
    before = page.read_bytes()
    assert lint("--out", f"specs/{GET}").exit_code == 2
    assert page.read_bytes() == before
    for _ in range(2):
        assert lint("--out", "report.txt").exit_code == 0


EXITS: list[Any] = [
    pytest.param({}, [], 0, id="nothing found"),
    pytest.param({OTHER: WARNED}, [], 0, id="a warning"),
    pytest.param({OTHER: WARNED}, ["--fail-on", "warning"], 1, id="a warning counts"),
    pytest.param({GET: BROKEN}, [], 1, id="an error"),
    pytest.param({GET: BROKEN}, ["--fail-on", "warning"], 1, id="an error counts more"),
    pytest.param({GET: BROKEN}, ["--service", "beta"], 0, id="an error elsewhere"),
    pytest.param({GET: BROKEN}, ["--service", "alpha"], 1, id="an error there"),
    pytest.param({}, ["--service", "gamma"], 2, id="no such service"),
    pytest.param({}, ["--update-baseline"], 2, id="no file for the baseline"),
    pytest.param({}, ["--baseline", "no.json"], 2, id="no such baseline"),
    pytest.param({}, ["--format", "xml"], 2, id="no such format"),
    pytest.param({}, ["--out", "no/such/folder"], 2, id="no such folder"),
    pytest.param({}, ["nowhere"], 2, id="no such pages"),
    pytest.param({}, [""], 2, id="pages that a script forgot to name"),
]


@pytest.mark.parametrize(("pages", "arguments", "code"), EXITS)
def test_the_exit_code(
    pages: dict[str, str],
    arguments: list[str],
    code: int,
    lint: Lint,
    documentation: Path,
) -> None:
    trees.write(documentation, pages)
    assert lint(*arguments).exit_code == code


def test_a_baseline_from_first_to_last(lint: Lint, documentation: Path) -> None:
    held = ("--baseline", "known.json", "--fail-on", "warning")
    trees.write(documentation, {GET: BROKEN, OTHER: WARNED})
    adopted = lint(*held, "--update-baseline")
    assert (adopted.exit_code, adopted.stdout) == (
        0,
        "known.json: 2 findings, 2 new (1 error, 1 warning), 0 gone\n",
    )
    again = lint(*held)
    assert (again.exit_code, again.stdout) == (0, "reported  nothing, 2 adopted\n")

    trees.write(documentation, {GET: BROKEN.replace("Tags.N", "Tags..N")})
    more = lint(*held)
    assert more.exit_code == 1
    assert "error[D202]" in more.stdout
    assert "D203" not in more.stdout
    assert "reported  1 error, 2 adopted" in more.stdout

    trees.write(documentation, {GET: trees.PAGES[GET]})
    mended = lint(*held)
    assert mended.exit_code == 0
    assert (
        f"known.json: {GET}: [D203] {UNKNOWN}: no longer found; --update-baseline removes it"
        in mended.stderr
    )
    document = json.loads(lint(*held, "--format", "json").stdout)
    assert [entry["code"] for entry in document["gone"]] == ["D203"]

    renewed = lint(*held, "--update-baseline")
    assert renewed.stdout == "known.json: 1 finding, 0 new, 1 gone\n"
    assert "no longer" not in lint(*held).stderr


SHIFTS: list[Any] = [
    pytest.param(BROKEN, id="the same page"),
    pytest.param(BROKEN.replace("## 简介\n", "## 简介\n\n\n\n"), id="lines above"),
    pytest.param(
        BROKEN.replace("| strng |  |", "|   strng | Of late. |"), id="another text"
    ),
    pytest.param(
        BROKEN.replace(trees.THING[0], row("New") + "\n" + trees.THING[0]),
        id="another row",
    ),
]


@pytest.mark.parametrize("page", SHIFTS)
def test_an_adopted_finding_is_known_again(
    page: str, lint: Lint, documentation: Path
) -> None:
    trees.write(documentation, {GET: BROKEN})
    lint("--baseline", "known.json", "--update-baseline")
    trees.write(documentation, {GET: page})
    result = lint("--baseline", "known.json")
    assert (result.exit_code, result.stderr.count("gone")) == (0, 0)
    assert "1 adopted" in result.stdout


NEW: list[Any] = [
    pytest.param(
        {GET: BROKEN.replace("Width", "Height")}, id="the fault in another row"
    ),
    pytest.param({GET: BROKEN.replace("strng", "stringg")}, id="another fault"),
    pytest.param(
        {GET: BROKEN, "alpha-api/drop_thing.md": BROKEN.replace("GetT", "DropT")},
        id="the fault in another page",
    ),
    pytest.param(
        {GET: BROKEN.replace(BAD_TYPE, f"{BAD_TYPE}\n{BAD_TYPE}")},
        id="the fault once more",
    ),
]


@pytest.mark.parametrize("pages", NEW)
def test_what_is_new_is_not_adopted(
    pages: dict[str, str], lint: Lint, documentation: Path
) -> None:
    trees.write(documentation, {GET: BROKEN})
    lint("--baseline", "known.json", "--update-baseline")
    trees.write(documentation, pages)
    assert lint("--baseline", "known.json").exit_code == 1


def test_what_was_not_read_is_neither_gone_nor_dropped(
    lint: Lint, documentation: Path, tmp_path: Path
) -> None:
    trees.write(documentation, {GET: BROKEN, OTHER: WARNED})
    lint("--baseline", "known.json", "--update-baseline")
    before = (tmp_path / "known.json").read_text("utf-8")
    for part in (["--service", "beta"], ["specs/beta-api"], [f"specs/{OTHER}"]):
        assert lint(*part, "--baseline", "known.json").stderr.count("gone") == 0
        assert "no longer" not in lint(*part, "--baseline", "known.json").stderr
        lint(*part, "--baseline", "known.json", "--update-baseline")
        assert (tmp_path / "known.json").read_text("utf-8") == before


def settled(folder: Path, text: str = 'baseline = "ci/known.json"') -> None:
    (folder / "ci").mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text(f"[tool.docs2sdk.lint]\n{text}\n", "utf-8")


def test_a_baseline_in_the_settings(
    lint: Lint, documentation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(tmp_path)
    trees.write(documentation, {GET: BROKEN, OTHER: WARNED})
    missing = lint()
    assert missing.exit_code == 2
    assert "there is no such baseline; docs2sdk lint --update-baseline writes it" in (
        missing.stderr
    )
    adopted = lint("--update-baseline")
    assert adopted.stdout == (
        "ci/known.json: 2 findings, 2 new (1 error, 1 warning), 0 gone\n"
    )
    assert (lint().exit_code, lint().stdout) == (0, "reported  nothing, 2 adopted\n")
    monkeypatch.chdir(tmp_path / "ci")
    assert lint().exit_code == 0
    assert lint("--baseline", "other.json", "--update-baseline").stdout.startswith(
        "other.json: 2 findings, 2 new"
    )
    trees.write(documentation, {GET: trees.PAGES[GET]})
    assert "known.json: alpha-api/get_thing.md: [D203]" in lint().stderr


def test_a_baseline_has_to_be_named(lint: Lint) -> None:
    result = lint("--update-baseline")
    assert result.exit_code == 2
    assert "needs --baseline FILE, or baseline in [tool.docs2sdk.lint]" in result.stderr


# A page with a warning that an error hides, since nothing but the error can be found then.
WARNED_THING = trees.page("GetThing", [*trees.THING, row("Old.N"), row("Old.N")])
CUT = WARNED_THING.partition("### 响应字段")[0].replace("Old.N", "New.N", 1)
BROKEN_NOW: dict[str, tuple[dict[str, str | None], int]] = {
    "read without errors": ({GET: trees.PAGES[GET]}, 1),
    "broken now": ({GET: CUT}, 0),
    "gone": ({GET: None}, 1),
    "broken, and another one is mended": ({GET: CUT, OTHER: trees.PAGES[OTHER]}, 1),
}


@pytest.mark.parametrize(("change", "gone"), BROKEN_NOW.values(), ids=BROKEN_NOW)
def test_what_was_adopted_of_a_page_that_is_broken_now_stays(
    change: dict[str, str | None],
    gone: int,
    lint: Lint,
    documentation: Path,
    tmp_path: Path,
) -> None:
    held = ("--baseline", "known.json")
    trees.write(documentation, {GET: WARNED_THING, OTHER: WARNED})
    assert "2 findings" in lint(*held, "--update-baseline").stdout
    for path, text in change.items():
        if text is None:
            (documentation / path).unlink()
        else:
            trees.write(documentation, {path: text})
    assert lint(*held).stderr.count("no longer found") == gone
    before = baseline.load(tmp_path / "known.json")
    assert f", {gone} gone" in lint(*held, "--update-baseline").stdout
    after = baseline.load(tmp_path / "known.json")
    assert len({*before} - {*after}) == gone
    if change.get(GET):
        trees.write(documentation, {GET: WARNED_THING, OTHER: WARNED})
        assert lint(*held, "--fail-on", "warning").exit_code == int(gone > 0)


def test_the_baseline_of_lint_adopts_what_other_runs_find(
    lint: Lint, documentation: Path, tmp_path: Path
) -> None:
    pages = many(3) | {GET: BROKEN, OTHER: WARNED}
    pages["beta-api/class.md"] = trees.page("GetIt", [row("Class"), row("Class.N")])
    trees.write(documentation, pages)
    lint("--baseline", "known.json", "--update-baseline")
    entries = baseline.load(tmp_path / "known.json")
    settings = Settings((documentation,), tmp_path / "out")
    diagnostics = building.generate(settings).diagnostics
    assert {"error", "warning"} == {diagnostic.severity for diagnostic in diagnostics}
    assert baseline.split_adopted(diagnostics, entries, pages) == ((), diagnostics)
    assert baseline.split_adopted(diagnostics, (), {}) == (diagnostics, ())
    some = [entry for entry in entries if entry.path != GET]
    new, adopted = baseline.split_adopted(diagnostics, some, pages)
    assert [(diagnostic.location.path, diagnostic.code) for diagnostic in new] == [
        (GET, "D203")
    ]
    assert {*new, *adopted} == {*diagnostics}


def test_lint_says_how_to_go_on_without_what_is_broken(
    lint: Lint, documentation: Path
) -> None:
    trees.write(documentation, {GET: BROKEN, OTHER: WARNED})
    line = (
        'to go on without it: exclude = ["alpha-api/get_thing.md"] in [tool.docs2sdk]'
    )
    assert f"{line}; to adopt what is found: --baseline FILE --update-baseline\n" in (
        lint().stderr
    )
    lint("--baseline", "known.json", "--update-baseline")
    assert "to go on" not in lint("--baseline", "known.json").stderr


SHOWS = "docs2sdk lint {} shows what is wrong{}; to go on without {}: exclude = [{}] in [tool.docs2sdk]"
X, Y = '"a-api/x.md"', '"b-api/y.md"'
# Broken pages, and what is said: the page to look at, that it is one of several, how many, and the patterns.
REMEDIES: dict[str, tuple[list[str], list[tuple[str, str, str, str]]]] = {
    "nothing": ([], []),
    "an overlay, and a folder": (["overlays/a.toml", "a-api"], []),
    "a page, twice": (
        ["a-api/x.md", "a-api/x.md"],
        [("here/a-api/x.md", "", "it", X)],
    ),
    "pages, by path": (
        ["b-api/y.md", "a-api/x.md"],
        [("here/a-api/x.md", " with this one", "these 2 pages", f"{X}, {Y}")],
    ),
    "a name that is a pattern, and needs quotes": (
        ['a-api/[x] "y".md'],
        [("'here/a-api/[x] \"y\".md'", "", "it", r'"a-api/[[]x] \"y\".md"')],
    ),
}


@pytest.mark.parametrize(("broken", "expected"), REMEDIES.values(), ids=REMEDIES)
def test_remedies(broken: list[str], expected: list[tuple[str, str, str, str]]) -> None:
    lines = remedies.suggest_remedies(broken, lambda path: f"here/{path}")
    assert lines == [SHOWS.format(*parts) for parts in expected]


def test_remedies_name_a_few_of_many_pages() -> None:
    (line,) = remedies.suggest_remedies((f"a/{at:02}.md" for at in range(12)), str)
    assert "without these 12 pages" in line
    assert '"a/09.md", …] in' in line


def test_a_line_of_remedies_works(lint: Lint, documentation: Path) -> None:
    odd = "alpha-api/[odd] page.md"
    trees.write(documentation, {odd: BROKEN.replace("GetThing", "Odd"), GET: BROKEN})
    assert lint().exit_code == 1
    line = (
        remedies.suggest_exclusion([GET, odd]).partition(": ")[2].partition(" in [")[0]
    )
    text = f"[tool.docs2sdk]\n{line}\n"
    (documentation.parent / "pyproject.toml").write_text(text, "utf-8")
    assert lint().exit_code == 0
    assert "reported  nothing" in lint().stdout


BASELINES: list[Any] = [
    pytest.param("", "is no JSON", id="nothing"),
    pytest.param("[]", "is no baseline of version 1", id="something else"),
    pytest.param('{"version": 2}', "is no baseline of version 1", id="a later version"),
    pytest.param('{"version": 1}', "entry 1 is no finding", id="without findings"),
    pytest.param(
        '{"version": 1, "findings": [{"path": 1}]}', "entry 1 is no finding", id="odd"
    ),
    pytest.param("[" * 100_000, "is no", id="nested without end"),
]


@pytest.mark.parametrize(("text", "message"), BASELINES)
@pytest.mark.parametrize("update", [[], ["--update-baseline"]], ids=["read", "renewed"])
def test_a_baseline_that_cannot_be_used(
    text: str, message: str, update: list[str], lint: Lint, tmp_path: Path
) -> None:
    (tmp_path / "known.json").write_text(text)
    result = lint("--baseline", "known.json", *update)
    assert result.exit_code == 2
    assert message in result.stderr
    assert (tmp_path / "known.json").read_text() == text


HOSTILE = [
    "\x1b[31mred",
    "\u202eabc",
    "]0;title\x07",
    "::error::forged",
    "##[error]forged",
    "a%0A::error::forged",
    "[here](https://evil)",
    "{0}",
    "\u2028::error::x",
]


@pytest.mark.parametrize("form", ["text", *FINDINGS])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_findings(
    text: str, form: str, lint: Lint, documentation: Path
) -> None:
    page = trees.page("GetThing", [*trees.THING, row("Width", text)])
    page = page.replace('"Count": 1', '"Count": 1, ' + json.dumps(text) + ": 1")
    trees.write(documentation, {GET: page})
    out = lint("--format", form, "--fail-on", "warning").stdout
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e\u2028]", out)
    assert not [line for line in out.splitlines() if line.startswith("##[")]
    if form == "github":
        assert len(out.splitlines()) == out.count("::warning file=") > 0
    elif form == "text":
        assert not [line for line in out.splitlines() if line.startswith("::")]
        assert "##[" not in out
    else:
        assert FINDINGS[form](out)


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str, lint: Lint) -> None:
    result = lint(code.lower(), command="explain")
    explanation, example = CODES[code], load_examples()[code]
    assert result.exit_code == 0
    first, remedy, _, wrong, _, *examples, _, link = result.stdout.splitlines()
    assert first == f"{code} ({explanation.severity}): {explanation.meaning}"
    assert remedy == f"What to do: {explanation.remedy}"
    assert wrong == f"Wrong, {PLACES[example.place]}:"
    assert "\n".join(examples) == "\n\nRight:\n\n".join(
        indent(piece, "    ") for piece in (example.wrong, example.right)
    )
    assert link == f"The format of pages: {example.link}"


@pytest.mark.parametrize("code", CODES)
def test_an_explanation_is_made_of_sentences(code: str) -> None:
    assert re.fullmatch(r"D[0-9]{3}", code)
    for text in (CODES[code].meaning, CODES[code].remedy):
        assert text[0].isupper()
        assert text.endswith(".")


def test_all_codes_are_listed(lint: Lint) -> None:
    result = lint(command="explain")
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(CODES)


UNKNOWN_CODES = {
    "no code": ("D999", "there is no code 'D999'; `docs2sdk explain` lists them all"),
    "a rule of diff": ("action-added", "`docs2sdk rules` lists them"),
    "a rule as diff prints it": ("[action-added]", "`docs2sdk rules` lists them"),
}


@pytest.mark.parametrize(
    ("code", "says"), UNKNOWN_CODES.values(), ids=UNKNOWN_CODES.keys()
)
def test_an_unknown_code(code: str, says: str, lint: Lint) -> None:
    result = lint(code, command="explain")
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
