"""Overlays: corrections with a reason, and an error for each that does not hold (any more)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import building
import pytest
import trees
from click.testing import Result
from docs2sdk.build.run_report import RunReport
from docs2sdk.catalog import catalog
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.overlays import apply_catalog, overlay_files
from docs2sdk.pages.input_files import TreeScope
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source, SourceTree
from docs2sdk.schema import Action
from small_pages import modern, row

TODAY = date(2026, 11, 23)
HEAD = '[[correction]]\naction = "GetThing"\n'
WHY = 'reason = "measured"\n'

# What a correction says, and what becomes of the field or action.
HOLDS: dict[str, tuple[str, Callable[[Action], object], object]] = {
    "a type": (
        'parameter = "Size"\ntype = "string"\n',
        lambda action: getattr(action.request.fields[1].type, "type", None),
        "string",
    ),
    "required": (
        'parameter = "Size"\nrequired = true\n',
        lambda action: action.request.fields[1].required,
        True,
    ),
    "base64": (
        'parameter = "ThingId"\ncontent_encoding = "base64"\n',
        lambda action: action.request.fields[0].content_encoding,
        "base64",
    ),
    "a name": (
        'parameter = "ThingId"\npython_name = "thing"\n',
        lambda action: action.request.fields[0].python_name,
        "thing",
    ),
    "hidden": (
        'parameter = "Size"\nhidden = true\n',
        lambda action: [field.name for field in action.request.fields],
        ["ThingId", "Tags"],
    ),
    "a field of the response": (
        'field = "Count"\ntype = "float"\n',
        lambda action: getattr(action.response.fields[2].type, "type", None),
        "float",
    ),
    "the action": ("read_only = false\n", lambda action: action.read_only, False),
}

REFUSED = {
    "an action that is not there": (
        '[[correction]]\naction = "GetNothing"\nread_only = true\n' + WHY,
        "D601",
    ),
    "a parameter that is not there": (
        HEAD + 'parameter = "Nowhere"\nrequired = true\n' + WHY,
        "D601",
    ),
    "what the page says itself": (
        HEAD + 'parameter = "Size"\ntype = "int"\n' + WHY,
        "D602",
    ),
    "an expired one": (
        HEAD + 'parameter = "Size"\nrequired = true\nexpires = 2026-11-22\n' + WHY,
        "D603",
    ),
    "no reason": (HEAD + 'parameter = "Size"\nrequired = true\n', "D604"),
    "an unknown key": (HEAD + 'parameter = "Size"\ncolour = "red"\n' + WHY, "D604"),
    "no TOML": ("[[correction\n", "D604"),
}


@pytest.fixture
def corrected(documentation: Path, tmp_path: Path) -> Callable[[str], RunReport]:
    """Return a run over the small documentation with this overlay for its first product."""

    def run(text: str) -> RunReport:
        trees.write(documentation, {"overlays/alpha.toml": text})
        settings = Settings((documentation,), tmp_path / "out")
        return building.generate(settings, today=TODAY)

    return run


def thing(report: RunReport) -> Action:
    assert report.catalog
    actions = (item for service in report.catalog.services for item in service.actions)
    return next(item for item in actions if item.name == "GetThing")


@pytest.mark.parametrize(("text", "look", "expected"), HOLDS.values(), ids=HOLDS)
def test_a_correction_holds(
    text: str,
    look: Callable[[Action], object],
    expected: object,
    corrected: Callable[[str], RunReport],
) -> None:
    report = corrected(HEAD + text + WHY)
    assert not report.errors, report.diagnostics
    assert look(thing(report)) == expected


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED)
def test_a_correction_that_does_not_hold_is_an_error(
    text: str, code: str, corrected: Callable[[str], RunReport]
) -> None:
    report = corrected(text)
    (error,) = (item for item in report.diagnostics if item.severity == "error")
    assert (error.location.path, error.code) == ("overlays/alpha.toml", code)


def ref(model: str) -> str:
    return f"[*{model}*](#{model})"


def endless_page(first: str, second: str) -> str:
    """Return a page with three models: Box holds a Lid, and a Lid a Box; each field is required or not."""
    box = [row("Lid", ref("Lid"), required=first), row("Tag", ref("Tag"))]
    lid = [row("Box", ref("Box"), required=second), row("Note")]
    models = [("Box", box), ("Lid", lid), ("Tag", [row("Name"), row("Box", "string")])]
    return modern(
        [*trees.THING, row("Box", ref("Box"))],
        request_models=models,
        title="标题 - GetThing",
    )


def about(parameter: str, *lines: str) -> str:
    return (
        HEAD
        + "".join(f"{line}\n" for line in (f'parameter = "{parameter}"', *lines))
        + WHY
    )


SIZE = about("Size", "required = true")
TAG = about("Box.Tag", "required = true")
BOX, LID = about("Box.Lid.Box", "required = true"), about("Box.Lid", "required = true")
OLD_BOX = about("Box.Lid.Box", 'deprecated = "no longer used"')
NAME = about("Box.Tag.Box", 'type = "Box"', "required = true")

# Which rows require, the corrections, and which of them are to blame.
ENDLESS: dict[str, tuple[str, str, list[str], list[int]]] = {
    "the second, after one elsewhere": ("Yes", "No", [SIZE, BOX], [1]),
    "the last, after one of the same model": ("Yes", "No", [TAG, BOX], [1]),
    "the first": ("No", "Yes", [LID, SIZE], [0]),
    "the second, after another change of the same row": (
        "Yes",
        "No",
        [OLD_BOX, BOX],
        [1],
    ),
    "two together": ("No", "No", [LID, SIZE, BOX], [0, 2]),
    "a type and what it needs": ("No", "No", [NAME, SIZE, TAG], [0, 2]),
    "none, since one end stays optional": ("No", "No", [SIZE, TAG, BOX], []),
}


@pytest.mark.parametrize(
    ("first", "second", "texts", "guilty"), ENDLESS.values(), ids=ENDLESS
)
def test_the_corrections_that_make_a_model_require_itself_are_blamed(
    first: str,
    second: str,
    texts: list[str],
    guilty: list[int],
    corrected: Callable[[str], RunReport],
    documentation: Path,
) -> None:
    required = {"Yes": "**Yes**", "No": "No"}
    page = endless_page(required[first], required[second])
    trees.write(documentation, {"alpha-api/get_thing.md": page})
    report = corrected("".join(texts))
    errors = [item for item in report.diagnostics if item.severity == "error"]
    starts = [sum(text.count("\n") for text in texts[:at]) for at in range(len(texts))]
    blamed = {starts[at] + 4 for at in guilty}
    assert {item.location.line for item in errors} == blamed
    assert len(errors) == len(guilty)
    for item in errors:
        assert item.code == "D604"
        assert "requires itself, and no request can be made" in item.message


SIZE_HEAD, COUNT_HEAD = HEAD + 'parameter = "Size"\n', HEAD + 'field = "Count"\n'

# A malformed correction; line and message of the fault.
PROBLEMS: dict[str, tuple[str, int, str]] = {
    "a key of parameters for a field": (
        COUNT_HEAD + "max_items = 3\n",
        4,
        '"max_items" cannot be set for a field',
    ),
    "a key of fields for an action": (
        HEAD + "required = true\n",
        3,
        '"required" cannot be set for an action',
    ),
    "a key of actions for a parameter": (
        SIZE_HEAD + "read_only = true\n",
        4,
        '"read_only" cannot be set for a parameter',
    ),
    "a key of fields for a page": (
        '[[correction]]\npage = "alpha-api/x.md"\nhidden = true\ntype = "int"\n',
        4,
        '"type" cannot be set for a page',
    ),
    "an action beside a page": (
        '[[correction]]\npage = "alpha-api/x.md"\nhidden = true\naction = "A"\n',
        4,
        'it is about a "page" already; leave out "action"',
    ),
    "a misspelled key": (
        SIZE_HEAD + "know_values = []\n",
        4,
        'there is no key "know_values"; did you mean "known_values"?',
    ),
    "an encoding that there is not": (
        SIZE_HEAD + 'content_encoding = "hex"\n',
        4,
        '"content_encoding" must be "base64" or "none"',
    ),
    "too many items": (
        SIZE_HEAD + "max_items = 1000001\n",
        4,
        '"max_items" must be a number of elements, or 0 for: no limit',
    ),
    "a value twice": (
        SIZE_HEAD + 'known_values = ["a", "a"]\n',
        4,
        '"known_values" must be a list of different texts, or [] for: not enumerated',
    ),
    "a name that is a keyword": (
        SIZE_HEAD + 'python_name = "class"\n',
        4,
        '"class" means something else in generated classes',
    ),
    "no target": (
        "[[correction]]\nread_only = true\n",
        1,
        'it has no "action"',
    ),
    "a parameter and a field": (
        SIZE_HEAD + 'field = "Count"\nrequired = true\n',
        4,
        'it is about a "parameter" already; write two corrections',
    ),
}
# Keys of earlier versions are unknown keys.
OLD_KEYS = {
    "format": ('"base64"', 'there is no key "format"'),
    "enum": ('["a"]', 'there is no key "enum"'),
    "limit": ("3", 'there is no key "limit"'),
    "name": ('"size"', 'there is no key "name"'),
}


def faults(text: str) -> list[tuple[int, str]]:
    overlay = overlay_files.parse_overlay(Source("overlays/alpha.toml", text))
    assert not overlay.corrections
    return [
        (item.diagnostic.location.line, item.diagnostic.message)
        for item in overlay.faults
    ]


@pytest.mark.parametrize(("text", "line", "message"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_malformed_correction_is_reported_at_its_key(
    text: str, line: int, message: str
) -> None:
    assert (line, message) in faults(text + WHY)


@pytest.mark.parametrize("key", OLD_KEYS)
def test_a_key_of_earlier_versions_is_unknown(key: str) -> None:
    value, message = OLD_KEYS[key]
    reported = faults(f"{SIZE_HEAD}{key} = {value}\n{WHY}")
    assert [line for line, _ in reported] == [4]
    assert reported[0][1].startswith(message)


QUOTED = {
    "plain": "required",
    "in double quotes": '"required"',
    "in single quotes": "'required'",
}


@pytest.mark.parametrize("key", QUOTED.values(), ids=QUOTED)
def test_a_wrong_value_is_reported_at_its_key_however_that_is_quoted(
    key: str, corrected: Callable[[str], RunReport]
) -> None:
    report = corrected(f'{HEAD}parameter = "Size"\n  {key} = 7\n{WHY}')
    (error,) = (item for item in report.diagnostics if item.severity == "error")
    assert error.message == '"required" must be true or false'
    assert (error.location.line, error.location.column) == (4, 3)


def test_an_action_whose_correction_fails_keeps_its_last_good_output(
    corrected: Callable[[str], RunReport], tmp_path: Path
) -> None:
    text = (
        HEAD
        + 'parameter = "ThingId"\ncontent_encoding = "base64"\nexpires = {}\n'
        + WHY
    )
    corrected(text.format("2027-01-01"))
    before = trees.snapshot(tmp_path / "out/ucloud_client/alpha")
    report = corrected(text.format("2026-01-01"))
    assert report.retained == ("GetThing",)
    assert trees.snapshot(tmp_path / "out/ucloud_client/alpha") == before


# A page that cannot be read, and names an action or none, beside the good pages of ``trees``.
LOST = trees.page("Lost").partition("### 响应字段")[0]
NAMELESS = LOST.replace(" - Lost", "")
TWIN = LOST.replace("Lost", "GetThing")
NO_TEXT = Diagnostic(Location("alpha-api/bytes.md", 1), "D002", "no text")
OLD = {"alpha-api/nameless.md": "OldName", "alpha-api/bytes.md": "Bytes"}


def hide(
    text: str,
    pages: dict[str, str],
    scope: TreeScope = "checkout",
    file: str = "alpha",
) -> Catalog:
    """Return the catalog of the small documentation with these pages, corrected by an overlay for ``file``."""
    every = trees.PAGES | pages
    read = tuple(Source(path, page) for path, page in sorted(every.items()))
    tree = SourceTree(PageFolders(Path()), read, (NO_TEXT,), scope)
    overlay = overlay_files.parse_overlay(Source(f"overlays/{file}.toml", text))
    result = catalog.build_catalog(tree, map(parse_page, read))
    return apply_catalog.correct_catalog(result, tree, [overlay], TODAY, OLD)


def hiding(target: str, *lines: str) -> str:
    return "\n".join(("[[correction]]", target, "hidden = true", *lines, WHY))


LOST_AND_BYTES = {"alpha-api/lost.md": LOST, "alpha-api/nameless.md": NAMELESS}
BYTES, GONE = "alpha-api/bytes.md", 'page = "alpha-api/{}.md"'

# What an overlay hides, and the pages that are hidden then.
HIDDEN: dict[str, tuple[str, dict[str, str], list[tuple[str, str | None]]]] = {
    "by the name in the title": (
        hiding('action = "Lost"'),
        LOST_AND_BYTES,
        [("alpha-api/lost.md", "Lost")],
    ),
    "by the name in the last output": (
        hiding('action = "OldName"'),
        LOST_AND_BYTES,
        [("alpha-api/nameless.md", "OldName")],
    ),
    "a file without text by that name": (
        hiding('action = "Bytes"'),
        {},
        [(BYTES, "Bytes")],
    ),
    "by its path": (
        hiding(GONE.format("lost")),
        LOST_AND_BYTES,
        [("alpha-api/lost.md", "Lost")],
    ),
    "by paths": (
        hiding(GONE.format("[ln]*")),
        LOST_AND_BYTES,
        [("alpha-api/lost.md", "Lost"), ("alpha-api/nameless.md", "OldName")],
    ),
    "by the file's name in whatever folder": (
        hiding('page = "bytes.md"'),
        {},
        [(BYTES, "Bytes")],
    ),
    "a good page by its path": (
        hiding(GONE.format("get_thing")),
        {},
        [("alpha-api/get_thing.md", "GetThing")],
    ),
    "a good page that has a wrong row": (
        hiding('action = "GetThing"'),
        {"alpha-api/get_thing.md": trees.page("GetThing", [row("A", "strng")])},
        [("alpha-api/get_thing.md", "GetThing")],
    ),
    "a good page and its broken twin by their name": (
        hiding('action = "GetThing"'),
        {"alpha-api/old.md": TWIN},
        [("alpha-api/get_thing.md", "GetThing"), ("alpha-api/old.md", "GetThing")],
    ),
    "the broken twin alone": (
        hiding(GONE.format("old")),
        {"alpha-api/old.md": TWIN},
        [("alpha-api/old.md", "GetThing")],
    ),
}


@pytest.mark.parametrize(("text", "pages", "expected"), HIDDEN.values(), ids=HIDDEN)
def test_a_hidden_page_gives_neither_action_nor_findings(
    text: str, pages: dict[str, str], expected: list[tuple[str, str | None]]
) -> None:
    result = hide(text, pages)
    assert [(item.path, item.action) for item in result.hidden] == expected
    assert {item.reason for item in result.hidden} == {"measured"}
    paths = {path for path, _ in expected}
    assert not result.broken & paths
    assert not {item.location.path for item in result.diagnostics} & paths
    left = {action.location.path for item in result.services for action in item.actions}
    good = {path for path in trees.PAGES if not path.endswith("_sidebar.md")}
    assert left == good - paths
    others = ({*LOST_AND_BYTES} & {*pages} | {BYTES}) - paths
    assert result.broken == others
    assert len(result.corrections) == 1


NOT_HIDDEN: dict[str, tuple[str, list[str]]] = {
    "an action that no page has": (hiding('action = "Lots"'), ["D601"]),
    "a path that no page has": (hiding(GONE.format("lots")), ["D601"]),
    "a path of a product that is not there": (hiding('page = "x/y.md"'), ["D601"]),
    "expired": (hiding('action = "Lost"', "expires = 2026-11-22"), ["D603"]),
    "a path, expired": (hiding(GONE.format("lost"), "expires = 2026-11-22"), ["D603"]),
    "another correction of what cannot be read": (
        '[[correction]]\naction = "Lost"\nread_only = true\n' + WHY,
        [],
    ),
    "a page and an action": (hiding(GONE.format("lost"), 'action = "A"'), ["D604"]),
    "no path": (hiding('page = "lost"'), ["D604"]),
    "a type of a page": (hiding(GONE.format("lost"), 'type = "int"'), ["D604"]),
    "a page that is not to be hidden": (
        f"[[correction]]\n{GONE.format('lost')}\n{WHY}",
        ["D604"],
    ),
}


@pytest.mark.parametrize(("text", "codes"), NOT_HIDDEN.values(), ids=NOT_HIDDEN)
def test_what_hides_nothing(text: str, codes: list[str]) -> None:
    result = hide(text, LOST_AND_BYTES)
    assert not result.hidden
    assert {"alpha-api/lost.md", "alpha-api/nameless.md", BYTES} <= result.broken
    of_overlay = [
        item for item in result.diagnostics if item.location.path.endswith(".toml")
    ]
    assert [item.code for item in of_overlay] == codes


def test_a_page_that_is_not_there_is_named_with_the_one_that_was_meant() -> None:
    result = hide(hiding('page = "specs/alpha-api/lost.md"'), LOST_AND_BYTES)
    (error,) = (item for item in result.diagnostics if item.code == "D601")
    assert error.message == (
        'there is no page "specs/alpha-api/lost.md"; did you mean "alpha-api/lost.md"?'
    )
    assert error.location == Location("overlays/alpha.toml", 2, 1)


UNREAD: list[tuple[str, TreeScope, str]] = [
    ('page = "gamma-api/x.md"', "product", "alpha"),
    ('page = "gamma-api/x.md"', "checkout", "gamma"),
    (GONE.format("nothing"), "page", "alpha"),
]


@pytest.mark.parametrize(
    ("target", "scope", "file"),
    UNREAD,
    ids=["another product", "an overlay of another product", "one page"],
)
def test_a_page_that_was_not_read_may_be_there(
    target: str, scope: TreeScope, file: str
) -> None:
    result = hide(hiding(target), {}, scope, file)
    assert {item.code for item in result.diagnostics} == {"D002"}


def test_base64_is_encoded_on_the_way_out(
    corrected: Callable[[str], RunReport], tmp_path: Path
) -> None:
    corrected(HEAD + 'parameter = "ThingId"\ncontent_encoding = "base64"\n' + WHY)
    tests = (tmp_path / "out/tests/alpha/test_get_thing.py").read_text()
    assert "string                  yes      base64" in tests
    assert "&ThingId=VGhpbmdJZC0x" in tests  # ThingId-1


def test_the_overlays_that_are_shipped_hold_over_the_published_pages(
    root: Path, corpus: Path, run: Callable[..., Result]
) -> None:
    output = run(corpus / "uhost-api")
    assert output.exit_code == 0, output.output
    assert not any(code in output.output for code in ("D601", "D602", "D603", "D604"))
