"""Changes in every format; text of pages is inert in each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docs2sdk.diagnostics import escape_unprintable
from docs2sdk.diff import comparison, policy
from docs2sdk.diff.policy import Policy, PolicyResult
from docs2sdk.reports import (
    changes_findings,
    changes_json,
    changes_junit,
    changes_markdown,
    changes_text,
    github_annotations,
    sarif,
)
from markdown_it import MarkdownIt
from pages import page, snapshot

PATH = "thing-api/do_thing.md"
TODAY = policy.date(2026, 11, 23)
HOSTILE = [
    "</code><script>alert(1)</script>",
    "``` `x` ```",
    "@everyone [a](javascript:x) <img src=x onerror=y>",
    "::error::x%0A\x1b[31m\u202e",
    "{0.__class__} ]]> \ufffe\uffff &amp;",
    "a | b || c",
]


# What the report itself is made of.
INERT = {*["h2", "h3", "table", "thead", "tbody", "tr", "th", "td", "code", "br"]}


def compare(old: str, new: str, fail_on: str = "") -> PolicyResult:
    changed = comparison.compare_snapshots(snapshot({PATH: old}), snapshot({PATH: new}))
    return policy.apply_policy(changed, Policy(fail_on=fail_on), TODAY)


def hostile(text: str) -> PolicyResult:
    """Return a deprecation in a page's own words, which every format shows."""
    escaped = text.replace("|", r"\|")
    note = f"Does.\n\n!> 该接口已废弃，请使用{escaped}"
    return compare(page(), page(intro=note), "any")


ONE = compare(page(request=["A | int | a | No"]), page(request=["A | int | a | Yes"]))
BOTH = compare(
    page(request=["A | int | a | No"]),
    page(request=["A | int | b | Yes"]),
    "breaking",
)
NONE = compare(page(), page())


def rendered(result: PolicyResult) -> str:
    return MarkdownIt("gfm-like", {"linkify": False}).render(
        changes_markdown.render(result.comparison)
    )


def test_markdown_has_a_row_a_change_and_folds_documentation() -> None:
    text = changes_markdown.render(BOTH.comparison)
    assert text.startswith(
        "## API documentation: 2 changes in 1 service (1 breaking, 1 docs)\n"
    )
    assert (
        "| ❌ breaking | `DoThing` | `A: optional → required`<br>`thing-api/do_thing.md:23` |"
        in text
    )
    assert "<summary>1 change of documentation only</summary>" in text
    assert rendered(BOTH).count("<tr>") == 4


def test_markdown_of_nothing_says_so() -> None:
    assert (
        changes_markdown.render(NONE.comparison)
        == "## API documentation: no change in meaning\n"
    )


def test_markdown_fits_into_a_comment() -> None:
    rows = [f"A{at} | int | a{at} | No" for at in range(2000)]
    text = changes_markdown.render(compare(page(), page(request=rows)).comparison)
    assert len(text) < 65_536
    shown = text.count("| ➕ additive |")
    assert 100 < shown < 2000
    assert f"… and {2000 - shown} changes more." in text


def test_junit_fails_what_the_policy_fails_on() -> None:
    root = ElementTree.fromstring(changes_junit.render(BOTH))
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    (failed,) = (case for case in root.iter("testcase") if len(case.findall("failure")))
    assert failed.get("classname") == "thing-api.DoThing"
    assert (
        failed.get("name")
        == "request-parameter-became-required: A: optional → required"
    )
    assert (failed.get("file"), failed.get("line")) == (PATH, "23")


def test_junit_of_nothing_is_a_test_that_passed() -> None:
    root = ElementTree.fromstring(changes_junit.render(NONE))
    (case,) = root.iter("testcase")
    assert (root.get("tests"), case.get("name")) == ("1", "no change in meaning")


def test_other_formats_know_the_levels() -> None:
    findings = tuple(changes_findings.convert_changes(BOTH.comparison))
    assert [finding.level for finding in findings] == ["error", "note"]
    assert [finding.fingerprint for finding in findings] == [
        change.fingerprint for change in BOTH.comparison.changes
    ]
    assert len(sarif.dump_log(findings, "diff")["runs"][0]["results"]) == 2
    assert next(github_annotations.format_annotations(findings)).startswith(
        "::error file=thing-api/do_thing.md,line=23,col=3,title=request-parameter-became-required"
    )


def test_text_has_fingerprints_only_if_it_is_asked_for() -> None:
    fingerprint = f" ({ONE.comparison.changes[0].fingerprint})"
    _, verbose, _ = changes_text.render(ONE, is_verbose=True)
    _, plain, _ = changes_text.render(ONE)
    assert verbose == f"{plain}{fingerprint}"


def test_text_has_the_changes_of_an_action_together() -> None:
    names = ("GetThing", "DoThing")
    paths = [f"thing-api/{name}.md" for name in names]
    old = {
        path: page(
            title=f"t - {name}", request=["A | int | a | No", "B | int | b | No"]
        )
        for path, name in zip(paths, names, strict=True)
    }
    rows = (
        ["A | int | c | No", "B | int | b | Yes"],
        ["A | int | a | Yes", "B | int | d | No"],
    )
    new = {
        path: page(title=f"t - {name}", request=after)
        for path, name, after in zip(paths, names, rows, strict=True)
    }
    changed = comparison.compare_snapshots(snapshot(old), snapshot(new))
    result = policy.apply_policy(changed, Policy(), TODAY)
    lines = [line.split("] ")[-1][:9] for line in changes_text.render(result)]
    assert lines[:-1] == [
        *("thing-api DoThing"[:9], "request: ", "request: "),
        *("thing-api GetThing"[:9], "request: ", "request: "),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_a_page_are_inert_in_markdown(text: str) -> None:
    html = rendered(hostile(text))
    assert {*re.findall(r"</?(\w+)", html)} == INERT
    assert html.count("<tr>") == 2
    assert html.count("<td>") == 4


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_a_page_are_inert_in_every_machine_format(text: str) -> None:
    result = hostile(text)
    root = ElementTree.fromstring(changes_junit.render(result))
    assert len(list(root.iter("testcase"))) == 1
    findings = tuple(changes_findings.convert_changes(result.comparison))
    (line,) = github_annotations.format_annotations(findings)
    assert "\n" not in line
    assert "\x1b" not in line
    _, line, _ = changes_text.render(result)
    assert line == escape_unprintable(line)
    for document in (
        changes_json.build_document(result),
        sarif.dump_log(findings, "diff"),
    ):
        assert json.loads(json.dumps(document)) == document


def test_every_key_of_the_json_is_documented(root: Path) -> None:
    about = (root / "docs" / "diff.md").read_text("utf-8")
    document = changes_json.build_document(BOTH)
    locations = [change["new"] for change in document["changes"]]
    objects = [document, *document["changes"], *locations, document["old"]]
    for key in {key for item in objects for key in item}:
        assert f"`{key}`" in about, key
