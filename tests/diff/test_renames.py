"""What was renamed is one finding, whatever else changed with it; what only looks alike was removed and added."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import building
import pytest
import trees
from docs2sdk.build import output_folder
from docs2sdk.config import Settings
from docs2sdk.diff import comparison
from docs2sdk.diff.changes import Change
from pages import page, snapshot

Pages = dict[str, str]
DO = "thing-api/do_thing.md"
ROWS = ["ThingId | string | 资源 ID | Yes", "Size | int | 大小 | No"]
FIELDS = ["Name | string | 名称 | No", "State | string | 状态 | No"]
DRINK = "将饮料送到房间"


def find(old: Pages, new: Pages) -> tuple[Change, ...]:
    return comparison.find_changes(snapshot(old), snapshot(new))


def action(name: str, title: str = "处理资源", **parts: Any) -> str:
    """Return a page whose texts have the name of its action wherever pages have it."""
    parts = {"request": ROWS, "response": FIELDS, "intro": "处理一个资源。"} | parts
    example = f"```\nhttps://api.ucloud.cn/?Action={name}&ThingId=a\n```"
    answer = f'```json\n{{"RetCode": 0, "Action": "{name}Response"}}\n```'
    examples = {"request_example": example, "response_example": answer}
    return page(title=f"{title} - {name}", **examples, **parts)


def other(path: str = "thing-api/get_other.md", name: str = "GetOther") -> Pages:
    return {path: action(name, "查询其他", request=["OtherId | string | 其他 | No"])}


def rows(payload: str, *lines: str, **models: list[str]) -> Pages:
    tables = {f"{payload}_models": models} if models else {}
    return {DO: page(**{payload: list(lines)}, **tables)}


def ref(name: str) -> str:
    return f"array[[*{name}*](#{name})]"


MODEL = [
    "Id | string | 编号 | No",
    "Size | int | 大小 | No",
    "Kind | string | 类型 | No",
]
MORE = [*MODEL, "Zone | string | 可用区 | No"]
FIRST, LAST = "First | string | 第一 | No", "Last | string | 最后 | No"

# Pages before and after, the rule of the renaming, and those of the edits that come with it.
RENAMES: dict[str, tuple[Pages, Pages, str, set[str]]] = {
    "an action": (
        {DO: action("DoThing")},
        {DO: action("RunThing")},
        "action-renamed",
        set(),
    ),
    "an action and its page": (
        {DO: action("DoThing")},
        {"thing-api/run_thing.md": action("RunThing")},
        "action-renamed",
        set(),
    ),
    "an action and its page, without an introduction": (
        {DO: action("DoThing", intro="")},
        {"thing-api/run_thing.md": action("RunThing", intro="")},
        "action-renamed",
        set(),
    ),
    "an action and its page, with a row more": (
        {DO: action("DoThing")},
        {
            "thing-api/run_thing.md": action(
                "RunThing", request=[*ROWS, "Zone | string | 可用区 | No"]
            )
        },
        "action-renamed",
        {"request-parameter-added-optional"},
    ),
    "an action and its page, with another type": (
        {DO: action("DoThing")},
        {
            "thing-api/run_thing.md": action(
                "RunThing", request=[ROWS[0], "Size | string | 大小 | No"]
            )
        },
        "action-renamed",
        {"request-parameter-type-changed"},
    ),
    "an action and its page, with another title": (
        {DO: action("DoThing")},
        {"thing-api/run_thing.md": action("RunThing", "运行资源")},
        "action-renamed",
        {"action-description-changed"},
    ),
    "an action and its page, with another introduction": (
        {DO: action("DoThing")},
        {"thing-api/run_thing.md": action("RunThing", intro="运行一个资源。")},
        "action-renamed",
        {"action-description-changed"},
    ),
    "an action and its page, beside others": (
        {DO: action("DoThing")} | other(),
        {"thing-api/run_thing.md": action("RunThing")} | other(),
        "action-renamed",
        set(),
    ),
    "an action and its page, beside one that is new": (
        {DO: action("DoThing")},
        {"thing-api/run_thing.md": action("RunThing")} | other(),
        "action-renamed",
        {"action-added"},
    ),
    "an action on its page, with a row less": (
        {DO: action("DoThing")},
        {DO: action("RunThing", request=ROWS[:1])},
        "action-renamed",
        {"request-parameter-removed"},
    ),
    "an action on its page, with another title": (
        {DO: action("DoThing")},
        {DO: action("RunThing", "运行")},
        "action-renamed",
        {"action-description-changed"},
    ),
    "a page": (
        {DO: action("DoThing")},
        {"thing-api/do.md": action("DoThing")},
        "page-renamed",
        set(),
    ),
    "a page, with an edit": (
        {DO: action("DoThing")},
        {"thing-api/do.md": action("DoThing", request=ROWS[:1])},
        "page-renamed",
        {"request-parameter-removed"},
    ),
    "a folder": (
        {DO: action("DoThing")} | other(),
        {"stuff-api/do_thing.md": action("DoThing")} | other("stuff-api/get_other.md"),
        "service-renamed",
        set(),
    ),
    "a folder while a page changes": (
        {DO: action("DoThing")} | other(),
        {"stuff-api/do_thing.md": action("DoThing", request=ROWS[:1])}
        | other("stuff-api/get_other.md"),
        "service-renamed",
        {"request-parameter-removed"},
    ),
    "a folder while its pages are renamed": (
        {DO: action("DoThing")} | other(),
        {"stuff-api/do.md": action("DoThing")} | other("stuff-api/other.md"),
        "service-renamed",
        set(),
    ),
    "a folder while an action is removed": (
        {DO: action("DoThing")} | other(),
        {"stuff-api/do_thing.md": action("DoThing")},
        "service-renamed",
        {"action-removed"},
    ),
    "a folder while an action is renamed": (
        {DO: action("DoThing")} | other(),
        {"stuff-api/run_thing.md": action("RunThing")}
        | other("stuff-api/get_other.md"),
        "service-renamed",
        {"action-renamed"},
    ),
    "a folder while all its actions are renamed": (
        {DO: action("DoThing")},
        {"stuff-api/run_thing.md": action("RunThing")},
        "service-renamed",
        {"action-renamed"},
    ),
    "a folder while one of three actions moves to another": (
        {DO: action("DoThing")}
        | other()
        | {"thing-api/drink.md": action("GetDrink", "饮料", intro=DRINK)}
        | other("bar-api/get_bar.md", "GetBar"),
        {"stuff-api/do_thing.md": action("DoThing")}
        | other("stuff-api/get_other.md")
        | {"bar-api/drink.md": action("GetDrink", "饮料", intro=DRINK)}
        | other("bar-api/get_bar.md", "GetBar"),
        "service-renamed",
        {"action-moved"},
    ),
    "a model": (
        rows("response", f"Data | {ref('Item')} | 数据 | No", Item=MODEL),
        rows("response", f"Data | {ref('Thing')} | 数据 | No", Thing=MODEL),
        "response-model-renamed",
        set(),
    ),
    "a model, with a row more": (
        rows("response", f"Data | {ref('Item')} | 数据 | No", Item=MODEL),
        rows("response", f"Data | {ref('Thing')} | 数据 | No", Thing=MORE),
        "response-model-renamed",
        {"response-field-added"},
    ),
    "a model that moves to the end of the page": (
        rows(
            "response",
            *(f"Data | {ref('Item')} | 数据 | No", f"Box | {ref('Box')} | 盒 | No"),
            Item=MODEL,
            Box=["X | int | x | No"],
        ),
        rows(
            "response",
            *(f"Data | {ref('Thing')} | 数据 | No", f"Box | {ref('Box')} | 盒 | No"),
            Box=["X | int | x | No"],
            Thing=MODEL,
        ),
        "response-model-renamed",
        set(),
    ),
    "a model and the field that has it": (
        rows("response", FIRST, f"Data | {ref('Item')} | 数据 | No", Item=MODEL),
        rows("response", FIRST, f"List | {ref('Thing')} | 数据 | No", Thing=MORE),
        "response-model-renamed",
        {"response-field-renamed", "response-field-added"},
    ),
    "a model inside a model": (
        rows(
            "response",
            f"Data | {ref('Box')} | 数据 | No",
            Box=[FIRST, f"Items | {ref('Item')} | 内容 | No"],
            Item=MODEL,
        ),
        rows(
            "response",
            f"Data | {ref('Box')} | 数据 | No",
            Box=[FIRST, f"Things | {ref('Thing')} | 内容 | No"],
            Thing=MODEL,
        ),
        "response-model-renamed",
        {"response-field-renamed"},
    ),
    "a parameter": (
        rows("request", FIRST, "Disk | int | 容量 | No", LAST),
        rows("request", FIRST, "Volume | int | 容量 | No", LAST),
        "request-parameter-renamed",
        set(),
    ),
    "a parameter that is named in its description": (
        rows("request", FIRST, "Disk | int | `Disk` 的容量 | No", LAST),
        rows("request", FIRST, "Volume | int | `Volume` 的容量 | No", LAST),
        "request-parameter-renamed",
        {"description-changed"},
    ),
    "a parameter, with an explanation added": (
        rows("request", FIRST, "Disk | int | 容量 | No", LAST),
        rows("request", FIRST, "Volume | int | 容量，按需填写 | No", LAST),
        "request-parameter-renamed",
        {"description-changed"},
    ),
    "a parameter that becomes required, beside one that is new": (
        rows("request", FIRST, "Disk | int | 容量 | No", LAST),
        rows(
            "request",
            *(FIRST, "Volume | int | 容量 | Yes", "Kind | string | 类型 | No", LAST),
        ),
        "request-parameter-renamed",
        {"request-parameter-became-required", "request-parameter-added-optional"},
    ),
    "a field, with other punctuation": (
        rows("response", FIRST, "Disk | int | 容量（GB） | No", LAST),
        rows("response", FIRST, "Volume | int | 容量(GB)。 | No", LAST),
        "response-field-renamed",
        {"description-changed"},
    ),
}


@pytest.mark.parametrize(("old", "new", "rule", "edits"), RENAMES.values(), ids=RENAMES)
def test_what_was_renamed_is_one_finding(
    old: Pages, new: Pages, rule: str, edits: set[str]
) -> None:
    rules = Counter(change.rule.id for change in find(old, new))
    assert rules == Counter([rule, *edits])


BACK = {
    name: case
    for name, case in RENAMES.items()
    if case[2] != "service-renamed" or not case[3] & {"action-moved"}
}


@pytest.mark.parametrize(("old", "new", "rule", "_"), BACK.values(), ids=BACK)
def test_the_way_back_is_the_same_renaming(
    old: Pages, new: Pages, rule: str, _: set[str]
) -> None:
    rules = Counter(change.rule.id for change in find(new, old))
    assert rules[rule] == 1
    assert sum(count for id, count in rules.items() if id.endswith("-moved")) == 0


START = action("StartThing", "启动资源", intro="启动一个资源。")
STOP = action("StopThing", "停止资源", intro="停止一个资源。")
ALIKE: dict[str, tuple[Pages, Pages, str]] = {
    "start and stop": (
        {"thing-api/start_thing.md": START},
        {"thing-api/stop_thing.md": STOP},
        "action",
    ),
    "start and stop, without an introduction": (
        {"thing-api/a.md": action("StartThing", "启动资源", intro="")},
        {"thing-api/b.md": action("StopThing", "停止资源", intro="")},
        "action",
    ),
    "the same introduction and other rows": (
        {DO: action("DoThing")},
        {"thing-api/run.md": action("RunThing", "运行", request=ROWS[:1])},
        "action",
    ),
    "the same title and other tables": (
        {DO: action("DoThing")},
        {
            "thing-api/run.md": action(
                "RunThing", request=["A | int | a | No", "B | int | b | No"]
            )
        },
        "action",
    ),
    "two candidates that are new": (
        {DO: action("DoThing")},
        {
            "thing-api/run.md": action("RunThing"),
            "thing-api/make.md": action("MakeThing"),
        },
        "action",
    ),
    "two candidates that are gone": (
        {DO: action("DoThing"), "thing-api/make.md": action("MakeThing")},
        {"thing-api/run.md": action("RunThing")},
        "action",
    ),
    "the same action in a service that stays": (
        {DO: action("DoThing")} | other() | other("bar-api/get_bar.md", "GetBar"),
        {"bar-api/run.md": action("RunThing")}
        | other()
        | other("bar-api/get_bar.md", "GetBar"),
        "action",
    ),
    "no title and no introduction": (
        {DO: action("DoThing", "", intro="")},
        {"thing-api/run.md": action("RunThing", "", intro="")},
        "action",
    ),
    "another action on the same page": (
        {DO: action("DoThing")},
        {DO: action("GetOther", "查询", intro="查询。", request=[FIRST])},
        "action",
    ),
    "a service whose actions are in no new folder": (
        {DO: action("DoThing")},
        {"stuff-api/get_other.md": action("GetOther", "查询", request=[FIRST])},
        "action",
    ),
    "a model with other fields": (
        rows("response", f"Data | {ref('Item')} | 数据 | No", Item=MODEL),
        rows("response", f"Data | {ref('Cup')} | 数据 | No", Cup=[FIRST, LAST]),
        "type",
    ),
    "a field of two models that could be the old one": (
        rows("response", FIRST, f"Data | {ref('Item')} | 数据 | No", Item=MODEL),
        rows(
            "response",
            *(FIRST, f"List | {ref('Cup')} | 数据 | No", LAST),
            f"More | {ref('Mug')} | 更多 | No",
            Cup=MODEL,
            Mug=MODEL,
        ),
        "row",
    ),
    "a parameter with other words": (
        rows("request", FIRST, "InnerIP | string | 内网IP地址 | No", LAST),
        rows("request", FIRST, "OuterIP | string | 外网IP地址 | No", LAST),
        "row",
    ),
    "a parameter with words in front": (
        rows("request", FIRST, "Id | string | 资源ID | No", LAST),
        rows("request", FIRST, "PeerId | string | 对端资源ID | No", LAST),
        "row",
    ),
    "a parameter whose word goes on": (
        rows("request", FIRST, "Id | string | 资源 | No", LAST),
        rows("request", FIRST, "Kind | string | 资源类型 | No", LAST),
        "row",
    ),
    "a parameter of another type": (
        rows("request", FIRST, "Disk | int | 容量 | No", LAST),
        rows("request", FIRST, "Volume | string | 容量 | No", LAST),
        "row",
    ),
    "a parameter elsewhere": (
        rows("request", "Disk | int | 容量 | No", FIRST, LAST),
        rows("request", FIRST, LAST, "Volume | int | 容量 | No"),
        "row",
    ),
    "a parameter with two candidates": (
        rows("request", FIRST, "Disk | int | 容量 | No", LAST),
        rows(
            "request",
            *(FIRST, "Volume | int | 容量 | No", "Space | int | 容量 | No", LAST),
        ),
        "row",
    ),
    "a parameter with two candidates with an explanation": (
        rows("request", FIRST, "Disk | int | 容量 | No", LAST),
        rows(
            "request",
            *(FIRST, "Volume | int | 容量，大 | No", "Space | int | 容量，小 | No"),
            LAST,
        ),
        "row",
    ),
    "a field without a description": (
        rows("response", FIRST, "Disk | int |  | No", LAST),
        rows("response", FIRST, "Volume | int | 容量 | No", LAST),
        "row",
    ),
    "a field that lists other values": (
        rows("response", FIRST, "State | string | 状态：开、关 | No", LAST),
        rows("response", FIRST, "Kind | string | 状态：大、小 | No", LAST),
        "row",
    ),
}


@pytest.mark.parametrize(("old", "new", "what"), ALIKE.values(), ids=ALIKE)
def test_what_only_looks_alike_was_not_renamed(
    old: Pages, new: Pages, what: str
) -> None:
    for before, after in ((old, new), (new, old)):
        rules = [change.rule.id for change in find(before, after)]
        assert not any(rule.endswith("-renamed") for rule in rules), rules
        if what == "type":
            assert any(rule.endswith("-type-changed") for rule in rules)
        else:
            assert any(rule.endswith("-removed") for rule in rules)
            assert any("-added" in rule for rule in rules)


def test_there_are_twenty_of_each() -> None:
    assert min(len(RENAMES), len(ALIKE)) >= 20


def test_names_that_a_renamed_action_loses_in_python_are_told(tmp_path: Path) -> None:
    trees.write(tmp_path / "old", {DO: action("DoThing")})
    building.generate(Settings((tmp_path / "old",), tmp_path / "generated"))
    module = "ucloud_client/thing/do_thing.py"
    building.rename(tmp_path / "generated", module, "size:", "how_much:")
    names = output_folder.read_output(tmp_path / "generated").names
    old, new = (
        replace(snapshot(pages), names=names)
        for pages in ({DO: action("DoThing")}, {"thing-api/run.md": action("RunThing")})
    )
    first, second = comparison.find_changes(old, new)
    assert (first.rule.id, first.after) == ("action-renamed", "RunThing")
    assert (second.rule.id, second.level) == (
        "request-parameter-python-name-changed",
        "breaking",
    )
    assert second.summary == "Size: Python name how_much → size"
    assert second.python == "DoThing(how_much=…) becomes RunThing(size=…)"
