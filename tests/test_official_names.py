"""Methods are called as in the official SDK, so that migrating is a search and replace, but for a list with reasons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from docs2sdk import python_naming
from official import comparison, sdk

CALLS = [call for calls in sdk.calls().values() for call in calls]
EXCEPTIONS = {table["action"]: table for table in comparison.exceptions()["method"]}


def test_every_other_action_has_the_name_of_the_sdk(
    tell: Callable[[str], None],
) -> None:
    assert CALLS
    wrong = [
        (call.action, call.method, python_naming.method_name(call.action))
        for call in CALLS
        if python_naming.method_name(call.action) != call.method
        and call.action not in EXCEPTIONS
    ]
    assert wrong == []
    same, all_of_them = len(sdk.calls()) - len(EXCEPTIONS), len(sdk.calls())
    tell(f"{same} of {all_of_them} actions are methods of the same name as in the SDK")


@pytest.mark.parametrize("action", EXCEPTIONS)
def test_an_exception_is_what_it_says(action: str) -> None:
    table = EXCEPTIONS[action]
    assert table["reason"]
    assert python_naming.method_name(action) == table["ours"] != table["sdk"]
    assert {call.method for call in sdk.calls()[action]} == {table["sdk"]}


@pytest.mark.parametrize("word", python_naming.METHOD_WORDS)
def test_every_word_with_a_spelling_of_its_own_is_in_the_sdk(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spelled = {call.action for call in CALLS if word in call.action}
    before = {action: python_naming.method_name(action) for action in spelled}
    monkeypatch.delitem(python_naming.METHOD_WORDS, word)
    kept = {*python_naming.WORDS, *python_naming.METHOD_WORDS}
    monkeypatch.setattr(
        python_naming, "_METHOD_WORD", python_naming._word_pattern(kept)
    )
    assert any(
        python_naming.method_name(action) != before[action] for action in spelled
    )


@pytest.mark.parametrize(
    ("action", "method"),
    [
        pytest.param("GetUMongoDBThing", "get_umon_go_db_thing", id="a known product"),
        pytest.param("CopyUGA3Rule", "copy_uga_3rule", id="a digit joins what follows"),
        pytest.param("ListUGA3", "list_uga_3", id="a digit that nothing follows"),
        pytest.param("AddEIPIPv6", "add_eip_ip_v6", id="two words that lean together"),
        pytest.param(
            "GetUSnapThing", "get_usnap_thing", id="a product that the SDK lacks"
        ),
        pytest.param(
            "MountUS3Bucket", "mount_us3_bucket", id="a word that is an exception"
        ),
    ],
)
def test_actions_outside_the_sdk_follow(action: str, method: str) -> None:
    assert action not in sdk.calls()
    assert python_naming.method_name(action) == method


def test_attributes_stay_readable() -> None:
    assert python_naming.to_snake_case("IPv6") == "ipv6"
    assert python_naming.to_snake_case("UMongoDBId") == "umongodb_id"
    assert python_naming.to_snake_case("UPhoneId") == "uphone_id"
    assert python_naming.to_snake_case("MySQLVersion") == "mysql_version"
