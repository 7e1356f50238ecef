"""Details of pages and overlays that no other test held: ``make mutants`` found them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import trees
from docs2sdk.catalog import catalog
from docs2sdk.locations import Location
from docs2sdk.overlays import apply_catalog, overlay_files, toml_locations
from docs2sdk.pages import cells, page_sources, prose_facts
from docs2sdk.pages.cells import CellFault
from docs2sdk.pages.interpretation import interpret_page
from docs2sdk.pages.markdown import parse_blocks
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.pages.page_structure import read_structure
from docs2sdk.schema import ListOf, Ref, Scalar
from small_pages import legacy, modern, row

STRING = Scalar("string")

MARKS = {"no mark encloses itself": "***", "two marks enclose nothing": "**"}


@pytest.mark.parametrize("text", MARKS.values(), ids=MARKS)
def test_marks_without_words_are_no_bold_text(text: str) -> None:
    assert cells.read_display_text(text) == text
    fault = cells.read_name(text)
    assert isinstance(fault, CellFault)
    assert (fault.message, fault.offset) == ('a name cannot begin with "*"', 0)


def test_four_marks_enclose_an_empty_text() -> None:
    assert cells.read_display_text("****") == ""


LISTS = {
    "no space": "array[string]",
    "spaces": "array[ string ]",
    "a tab": "array[\tstring]",
    "a space before a list": " array[string]",
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_spaces_around_the_type_of_a_list_mean_nothing(text: str) -> None:
    assert cells.read_type(text) == (ListOf(STRING), None)


def test_the_only_vague_row_among_others_means_the_only_model_left() -> None:
    rows = ["|Name|string|the name|No|", "|Parts|array|all|No|"]
    page = legacy(response=rows, response_models=[("Part", [])])
    action = interpret_page(read_structure("a/x.md", parse_blocks(page))).action
    assert action
    types = {field.name: field.type for field in action.response.fields}
    assert types == {"Name": STRING, "Parts": ListOf(Ref("Part"))}


KEYS = {
    "a bare key": "required",
    "a quoted key": '"required"',
    "a literal": "'required'",
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_the_place_of_a_key_is_found_however_it_is_quoted(key: str) -> None:
    text = f"[[correction]]\naction = 'A'\n  {key} = 7\n"
    (locations,) = toml_locations.locate_array_tables(text, "correction")
    assert locations["required"] == (3, 3)


CALLOUTS = {
    "a bare remark above the tables": ("已废弃", True, True),
    "a bare remark below a table": ("已废弃", False, False),
    "the interface named below a table": ("本接口已废弃", False, True),
}


@pytest.mark.parametrize(("text", "opening", "counts"), CALLOUTS.values(), ids=CALLOUTS)
def test_a_callout_below_a_table_must_name_the_interface(
    text: str, opening: bool, counts: bool
) -> None:
    assert prose_facts.is_deprecation_callout(text, opening) == counts


def refused(folder: Path) -> list[tuple[str, int]]:
    """Return code and line of each finding about the overlays of a documentation without other findings."""
    tree = page_sources.read_source_tree(folder)
    overlay = overlay_files.read_overlay_folder(folder / "overlays", folder)
    read = catalog.build_catalog(tree, [parse_page(page) for page in tree.pages])
    diagnostics = apply_catalog.correct_catalog(
        read, tree, overlay, date(2026, 1, 1)
    ).diagnostics
    return [(finding.code, finding.location.line) for finding in diagnostics]


TWICE = """parameter = "Size"
required = true
reason = "so"
[[correction]]
action = "GetThing"
parameter = "Size"
required = true"""
REFUSED = {
    "a required parameter is hidden": ('parameter = "ThingId"\nhidden = true', 4),
    "two corrections of the same": (TWICE, 9),
    "a limit of what is no list": ('parameter = "Size"\nmax_items = 3', 4),
    "base64 of what is no string": (
        'parameter = "Size"\ncontent_encoding = "base64"',
        4,
    ),
    "a part of every answer": ('field = "RetCode"\nrequired = true', 4),
}


@pytest.mark.parametrize(("text", "line"), REFUSED.values(), ids=REFUSED)
def test_a_correction_that_cannot_hold_is_an_error_at_its_key(
    text: str, line: int, documentation: Path
) -> None:
    head = '[[correction]]\naction = "GetThing"\n'
    trees.write(
        documentation, {"overlays/alpha.toml": f'{head}{text}\nreason = "so"\n'}
    )
    assert refused(documentation) == [("D604", line)]


BLAMED = {
    "alone": ([], 4),
    "behind one that changes something else": (["Size"], 9),
    "behind one that requires a model": (["Disk"], 9),
}


@pytest.mark.parametrize(("before", "line"), BLAMED.values(), ids=BLAMED)
def test_the_correction_that_makes_a_model_require_itself_is_blamed(
    before: list[str], line: int, tmp_path: Path
) -> None:
    disk = "[*Disk*](#Disk)"
    page = modern(
        [row("Size"), row("Disk", disk)],
        request_models=[("Disk", [row("Inner", disk)])],
    )
    text = "".join(
        f'[[correction]]\naction = "DoThing"\nparameter = "{path}"\nrequired = true\nreason = "so"\n'
        for path in [*before, "Disk.Inner"]
    )
    trees.write(tmp_path, {"thing-api/do.md": page, "overlays/thing.toml": text})
    assert refused(tmp_path) == [("D604", line)]


def test_a_correction_in_an_inline_array_stands_where_its_file_begins() -> None:
    text = '\ncorrection = [{action = "DoThing", read_only = true, reason = "so"}]\n'
    (correction,) = overlay_files.read_overlay(
        Source("overlays/a.toml", text)
    ).corrections
    assert correction.location == Location("overlays/a.toml", 1, 1)
