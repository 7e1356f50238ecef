"""Details of pages and overlays that no other test held: ``make mutants`` found them."""

from __future__ import annotations

import pytest
from small_pages import legacy

from generator.catalog import toml_places
from generator.pages import cells
from generator.pages.cells import Fault
from generator.pages.interpret import interpret
from generator.pages.markdown import parse
from generator.pages.page import recognise
from generator.schema import ListOf, Ref, Scalar

STRING = Scalar("string")

MARKS = {"no mark encloses itself": "***", "two marks enclose nothing": "**"}


@pytest.mark.parametrize("text", MARKS.values(), ids=MARKS)
def test_marks_without_words_are_no_bold_text(text: str) -> None:
    assert cells.shown(text) == text
    fault = cells.name(text)
    assert isinstance(fault, Fault)
    assert (fault.message, fault.offset) == ('a name cannot begin with "*"', 0)


def test_four_marks_enclose_an_empty_text() -> None:
    assert cells.shown("****") == ""


LISTS = {
    "no space": "array[string]",
    "spaces": "array[ string ]",
    "a tab": "array[\tstring]",
    "a space before a list": " array[string]",
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_spaces_around_the_type_of_a_list_mean_nothing(text: str) -> None:
    assert cells.type_(text) == (ListOf(STRING), None)


def test_the_only_vague_row_among_others_means_the_only_model_left() -> None:
    rows = ["|Name|string|the name|No|", "|Parts|array|all|No|"]
    page = legacy(response=rows, response_models=[("Part", [])])
    action = interpret(recognise("a/x.md", parse(page))).action
    assert action
    types = {field.wire: field.type for field in action.response.fields}
    assert types == {"Name": STRING, "Parts": ListOf(Ref("Part"))}


KEYS = {
    "a bare key": "required",
    "a quoted key": '"required"',
    "a literal": "'required'",
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_the_place_of_a_key_is_found_however_it_is_quoted(key: str) -> None:
    text = f"[[correction]]\naction = 'A'\n  {key} = 7\n"
    (places,) = toml_places.of_array(text, "correction")
    assert places["required"] == (3, 3)
