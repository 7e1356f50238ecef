"""Samples become rows with words: models named after fields, notes on what the samples show, words of other pages."""

from __future__ import annotations

from typing import Any

import pytest
from docs2sdk.inference import draft, shapes
from docs2sdk.inference.payload_inference import infer_models
from docs2sdk.pages import page_parser
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Action, ListOf, Payload, Ref, Scalar
from docs2sdk.traffic.samples import Samples
from small_pages import RET_CODE, modern, row

MARK = "（待确认）"


def infer(*responses: dict[str, Any]) -> Payload:
    words = draft.gather_wordings([]).response
    return infer_models(shapes.observe_objects(responses), words)


def models(payload: Payload) -> dict[str, list[str]]:
    return {
        model.name: [field.name + "!" * field.required for field in model.fields]
        for model in payload.models
    }


MODELS: dict[str, tuple[list[dict[str, Any]], dict[str, list[str]]]] = {
    "named after the field": ([{"Data": {"A": 1}}], {"Data": ["A!"]}),
    "named after one of many": (
        [{"UHostSet": [{"A": 1}], "DiskList": [{"B": 1}], "Boxes": [{"C": 1}], "Addresses": [{"D": 1}], "Status": [{"E": 1}]}],
        {"UHost": ["A!"], "Disk": ["B!"], "Box": ["C!"], "Address": ["D!"], "Status": ["E!"]},
    ),
    "two that are equal are one, which requires what both do": (
        [{"Source": {"Id": "a", "Port": 1}, "Target": {"Port": 2, "Id": "b"}}, {"Source": {"Id": "c"}, "Target": {"Port": 2, "Id": "b"}}],
        {"Source": ["Id!", "Port"]},
    ),
    "two of one name that differ": (
        [{"Item": {"A": 1}, "Box": {"Item": {"B": 1}}}],
        {"Item": ["A!"], "Box": ["Item!"], "BoxItem": ["B!"]},
    ),
    "three of one name that differ": (
        [{"Item": {"A": 1, "Item": {"B": 1, "Item": {"C": 1}}}}],
        {"Item2": ["A!", "Item!"], "ItemItem": ["B!", "Item!"], "Item": ["C!"]},
    ),
    "a model in a model comes after it": (
        [{"A": {"B": {"C": 1}}, "D": {"E": 1}}],
        {"A": ["B!"], "D": ["E!"], "B": ["C!"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("responses", "expected"), MODELS.values(), ids=MODELS)
def test_an_object_has_a_model(
    responses: list[dict[str, Any]], expected: dict[str, list[str]]
) -> None:
    found = models(infer(*responses))
    assert found == expected
    assert [*found] == [*expected]


NOTES: dict[str, tuple[list[Any], str]] = {
    "words that repeat": (["Running", "Running", "Stopped", "Running"], "样本中的值：Running、Stopped"),
    "words in a list": ([["TCP", "UDP"], ["TCP"], ["UDP", "TCP"]], "样本中的值：TCP、UDP"),
    "words that do not repeat": (["Alice", "Bob", "Carol"], ""),
    "words and other texts": (["Running", "Running", "Running", "x y"], ""),
    "too many words": ([f"{a}{b}able" for a in "abcdef" for b in "aeiou"] * 2, ""),
    "ids": (["uhost-1", "uhost-1", "uhost-1"], ""),
    "several types": ([1, "x"], "样本中的类型：int、string"),
    "a list once": ([[1], "x"], "样本中的类型：array、string"),
    "an int once and a float once": ([1, 1.5], ""),
    "nothing but null": ([None, None], "样本中只有 null"),
}  # fmt: skip


@pytest.mark.parametrize(("values", "note"), NOTES.values(), ids=NOTES)
def test_a_description_notes_what_the_type_does_not_say(
    values: list[Any], note: str
) -> None:
    (field,) = infer(*({"State": value} for value in values)).fields
    assert field.description == f"{note}{MARK}"


def page(rows: list[str]) -> Action:
    action = page_parser.parse_page(
        Source("x-api/x.md", modern(rows, [RET_CODE, row("Id")]))
    ).action
    assert action
    return action


def described(name: str, type_: str, text: str) -> str:
    return f"| **{name}** | {type_} | {text} | No |"


LIMIT = described("Limit", "int", "返回数量")
IDS = described("Ids.N", "string", "编号。最多支持3个")


def draft_request(rows: list[list[str]], *requests: dict[str, Any]) -> dict[str, Any]:
    words = draft.gather_wordings(map(page, rows))
    sampled = Samples(requests=[*requests], posted_json=len(requests))
    action = draft.draft_action("GetBox", "t", "", sampled, words)
    return {field.name: field for field in action.request.fields}


def test_a_row_takes_words_and_type_from_other_pages() -> None:
    fields = draft_request([[LIMIT, IDS], [LIMIT]], {"Limit": 7, "Ids": ["a"]})
    assert fields["Limit"].description == f"返回数量{MARK}"
    assert fields["Ids"].description == f"编号。最多支持3个{MARK}"
    assert fields["Ids"].max_items.value == 3


def test_a_row_takes_the_usual_words_but_no_type_in_which_pages_differ() -> None:
    other = described("Limit", "float", "大小")
    fields = draft_request([[other], [LIMIT], [LIMIT]], {"Limit": 7})
    assert fields["Limit"].description == f"返回数量{MARK}"
    assert fields["Limit"].type == Scalar("int")


def test_a_row_keeps_its_type_where_the_samples_contradict_other_pages() -> None:
    fields = draft_request([[LIMIT]], {"Limit": "all"})
    assert fields["Limit"].type == Scalar("string")
    assert fields["Limit"].description == f"返回数量{MARK}"


def test_words_that_are_not_confirmed_are_not_taken() -> None:
    fields = draft_request([[LIMIT.replace("返回数量", f"猜测{MARK}")]], {"Limit": 7})
    assert fields["Limit"].description == MARK


def test_what_every_action_has_comes_first_and_without_a_mark() -> None:
    fields = draft_request([], {"Size": 1, "Zone": "z", "Region": "r"})
    assert [*fields] == ["Region", "Zone", "Size"]
    marks = [field.description.endswith(MARK) for field in fields.values()]
    assert marks == [False, False, True]


def test_a_list_of_lists_of_objects_has_a_model() -> None:
    (field,) = infer({"Rows": [[{"A": 1}]]}).fields
    assert field.type == ListOf(ListOf(Ref("Row")))


def test_a_field_of_an_object_is_not_that_of_every_response() -> None:
    sampled = Samples(responses=[{"RetCode": 0, "Task": {"Message": "x"}}])
    words = draft.gather_wordings([])
    action = draft.draft_action("GetBox", "t", "", sampled, words)
    (message,) = action.response.model("Task").fields
    assert message.description == MARK


def test_words_are_noted_only_where_the_api_makes_them_up() -> None:
    names = ["State", "DiskTypes", "ChargeModeSet", "UserName", "Remark", "Tags"]
    values = ["Alice", "Bob", "Alice", "Bob", "Alice"]
    fields = infer(*(dict.fromkeys(names, value) for value in values)).fields
    noted = [field.name for field in fields if field.description != MARK]
    assert noted == ["State", "DiskTypes", "ChargeModeSet"]
