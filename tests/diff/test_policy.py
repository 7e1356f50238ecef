"""What a project makes of changes: levels, accepted findings, what it fails on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docs2sdk.config import BadSettings
from docs2sdk.diff import accepted_changes, comparison, policy
from docs2sdk.diff.accepted_changes import BadAcceptedChanges
from docs2sdk.diff.changes import Change
from docs2sdk.diff.policy import Policy, PolicyResult
from docs2sdk.reports import changes_json, changes_text
from pages import page, snapshot

PATH = "thing-api/do_thing.md"
OLD = snapshot({PATH: page(request=["A | int | a | No", "B | int | b | No"])})
NEW = snapshot({PATH: page(request=["A | int | a | Yes", "B | int | c | No"])})
COMPARED = comparison.compare_snapshots(OLD, NEW)
BREAKING, DOCS = COMPARED.changes
TODAY = date(2026, 11, 23)


def entry(fingerprint: str, reason: str = '"looked at"', more: str = "") -> str:
    return f'[[accepted]]\nfingerprint = "{fingerprint}"\nreason = {reason}\n{more}\n'


def apply(tmp_path: Path, *entries: str, **settings: Any) -> PolicyResult:
    file = tmp_path / "accepted.toml"
    file.write_text("".join(entries), "utf-8")
    rules = policy.load_policy(
        tmp_path / "pyproject.toml",
        {"accepted": "accepted.toml"} | settings,
        None,
        None,
    )
    return policy.apply_policy(COMPARED, rules, TODAY)


def test_nothing_is_judged_without_a_policy() -> None:
    result = policy.apply_policy(COMPARED, Policy(), TODAY)
    assert result.comparison == COMPARED
    assert (result.failing, result.accepted, result.unused) == ((), (), ())


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        ("breaking", (BREAKING,)),
        ("risky", (BREAKING,)),
        ("additive", (BREAKING,)),
        ("docs", (BREAKING, DOCS)),
        ("any", (BREAKING, DOCS)),
        ("", ()),
    ],
)
def test_what_is_as_bad_fails(
    tmp_path: Path, fail_on: str, failing: tuple[object, ...]
) -> None:
    assert apply(tmp_path, fail_on=fail_on).failing == failing


def test_the_command_line_comes_before_the_settings(tmp_path: Path) -> None:
    read = policy.load_policy(
        tmp_path / "pyproject.toml", {"fail_on": "any"}, "breaking", None
    )
    assert read.fail_on == "breaking"


def test_a_rule_has_the_level_that_the_settings_give_it(tmp_path: Path) -> None:
    levels = {"description-changed": "breaking", BREAKING.rule.id: "docs"}
    result = apply(tmp_path, levels=levels, fail_on="breaking")
    assert [change.rule for change in result.failing] == [DOCS.rule]
    assert [change.level for change in result.comparison.changes] == [
        "breaking",
        "docs",
    ]


def test_what_is_accepted_counts_no_longer(tmp_path: Path) -> None:
    result = apply(tmp_path, entry(BREAKING.fingerprint), fail_on="breaking")
    assert result.comparison.changes == (DOCS,)
    assert [(change, accepted.reason) for change, accepted in result.accepted] == [
        (BREAKING, "looked at")
    ]
    assert result.failing == ()


@pytest.mark.parametrize(
    ("day", "is_valid"),
    [("2026-11-22", False), ("2026-11-23", True), ("2026-11-24", True)],
    ids=["yesterday", "today", "tomorrow"],
)
def test_an_entry_holds_to_the_end_of_its_day(
    tmp_path: Path, day: str, is_valid: bool
) -> None:
    text = entry(BREAKING.fingerprint, more=f"expires = {day}")
    result = apply(tmp_path, text, fail_on="breaking")
    assert bool(result.failing) != is_valid
    assert bool(result.expired) != is_valid
    assert result.unused == ()


def test_an_entry_that_accepts_nothing_is_reported(tmp_path: Path) -> None:
    result = apply(tmp_path, entry("0" * 16), entry(BREAKING.fingerprint))
    assert [unused.fingerprint for unused in result.unused] == ["0" * 16]
    assert result.unused[0].location.line == 1


OTHER = "0" * 16
AT_THE_PLACE = {
    "of an earlier version": (f"{BREAKING.fingerprint[:8]}{'1' * 8}", (BREAKING,)),
    "of another change there": (f"{BREAKING.fingerprint[:8]}{OTHER}", (BREAKING,)),
    "of no place": (f"{'0' * 8}{OTHER}", ()),
}


@pytest.mark.parametrize(
    ("fingerprint", "changes"), AT_THE_PLACE.values(), ids=AT_THE_PLACE
)
def test_an_entry_says_what_it_would_be_now(
    tmp_path: Path, fingerprint: str, changes: tuple[Change, ...]
) -> None:
    result = apply(tmp_path, entry(fingerprint), fail_on="breaking")
    assert result.failing == (BREAKING,)
    assert result.successors == {fingerprint: changes}
    (line,) = changes_text.render_warnings(result)
    (unused,) = changes_json.build_document(result)["unused"]
    assert unused["now"] == [change.fingerprint for change in changes]
    assert ("A: optional → required" in line) == bool(changes)
    assert ("matches no change; remove it" in line) == (not changes)


def test_a_page_of_which_nobody_can_tell_can_be_accepted(tmp_path: Path) -> None:
    broken = snapshot({PATH: page(request=["A | strng | a | No"])})
    changed = comparison.compare_snapshots(OLD, broken)
    (change,) = changed.changes
    assert policy.apply_policy(changed, Policy(), TODAY).has_unparsable_page
    (tmp_path / "a.toml").write_text(entry(change.fingerprint), "utf-8")
    accepted = accepted_changes.load_accepted_changes(tmp_path / "a.toml")
    assert not policy.apply_policy(
        changed, Policy(accepted=accepted), TODAY
    ).has_unparsable_page


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("accepted = 1", 'only "[[accepted]]" tables are allowed'),
        ("[other]", 'only "[[accepted]]" tables are allowed'),
        ("[[accepted", "Expected"),
        ("accepted = [1]", ':1:1: write "[[accepted]]"'),
        ('# a\n[[accepted]]\nreason = "r"', ':2:1: "fingerprint" must be'),
        (entry("0" * 15), '"fingerprint" must be the 24 digits'),
        (entry("0" * 20), '"fingerprint" must be the 24 digits'),
        (entry("0" * 16, '" "'), '"reason" must say why'),
        (entry("0" * 16, more="expires = 1"), '"expires" must be a day'),
        (
            entry("0" * 16, more="expires = 2026-01-01T10:00:00"),
            '"expires" must be a day',
        ),
        (entry("0" * 16, more="expire = 2026-01-01"), 'unknown key "expire"'),
        (entry("0" * 16) * 2, ":5:1: 0000000000000000 is already accepted in line 1"),
    ],
    ids=[
        "no list of tables",
        "another table",
        "no TOML",
        "no table in the list",
        "no fingerprint",
        "a short fingerprint",
        "a cut fingerprint",
        "an empty reason",
        "no day",
        "a time",
        "an unknown key",
        "twice",
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "a.toml").write_text(text, "utf-8")
    with pytest.raises(BadAcceptedChanges) as refused:
        accepted_changes.load_accepted_changes(tmp_path / "a.toml")
    assert str(tmp_path / "a.toml") in str(refused.value)
    assert says in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadAcceptedChanges, match="cannot read the file"):
        accepted_changes.load_accepted_changes(tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"fail": "any"}, "fail: unknown key; the keys are fail_on, accepted, levels"),
        ({"fail_on": "all"}, "fail_on: must be one of breaking, risky"),
        ({"fail_on": 1}, "fail_on: must be one of"),
        ({"accepted": 1}, "accepted: must be a string"),
        ({"levels": 1}, "levels: must be a table"),
        ({"levels": {"no-rule": "docs"}}, "levels: no-rule: no such rule"),
        ({"levels": {"action-added": "bad"}}, "action-added: must be one of"),
        ({"levels": {"action-added": ["docs"]}}, "action-added: must be one of"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_settings_that_cannot_be_used_are_refused(
    tmp_path: Path, table: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadSettings) as refused:
        policy.load_policy(tmp_path / "pyproject.toml", table, None, None)
    where = f"{tmp_path / 'pyproject.toml'}: [tool.docs2sdk.diff] "
    assert str(refused.value).startswith(where)
    assert says in str(refused.value)
