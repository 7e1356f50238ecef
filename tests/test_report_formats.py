"""Findings in the formats of other programs: SARIF for code scanning, workflow commands for annotations.

What is wanted of SARIF: the OASIS standard 2.1.0, and GitHub's documentation ("SARIF support for code scanning"), whose
tables of required properties stand here as ``WANTED``.  Of workflow commands: GitHub's toolkit, ``command.ts``.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from docs2sdk.lint.findings import Finding, FindingRule
from docs2sdk.locations import Location
from docs2sdk.reports import (
    findings_junit,
    findings_markdown,
    github_annotations,
    sarif,
)
from hypothesis import given
from hypothesis import strategies as st

RULE = FindingRule("D203", "The type is unknown.", "Use a type of the grammar.")
OTHER = FindingRule("D101", "A REST page.", "Nothing: it is not generated.")


def finding(message: str = "m", path: str = "a-api/x.md", **changes: Any) -> Finding:
    location = Location(path, changes.pop("line", 41), changes.pop("column", 14))
    return Finding(location, RULE, "error", message, "f1")._replace(**changes)


def run_of(*findings: Finding) -> dict[str, Any]:
    document = sarif.dump_log(findings, "lint")
    run: dict[str, Any] = json.loads(json.dumps(document))["runs"][0]
    return run


def test_a_log_says_what_it_is_and_who_wrote_it() -> None:
    document = sarif.dump_log([], "lint")
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("/sarif-schema-2.1.0.json")
    assert [run["tool"]["driver"]["name"] for run in document["runs"]] == ["docs2sdk"]
    assert document["runs"][0]["results"] == []


def test_runs_of_several_commands_are_kept_apart() -> None:
    ids = {
        sarif.dump_log([], command)["runs"][0]["automationDetails"]["id"]
        for command in ("lint", "diff")
    }
    assert ids == {"docs2sdk-lint/", "docs2sdk-diff/"}


def test_a_finding_is_a_result_of_its_rule() -> None:
    run = run_of(finding(), finding("n", rule=OTHER, level="note", fingerprint="f2"))
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["D101", "D203"]
    assert [
        (
            result["ruleId"],
            result["ruleIndex"],
            result["level"],
            result["message"]["text"],
        )
        for result in run["results"]
    ] == [("D203", 1, "error", "m"), ("D101", 0, "note", "n")]


def test_a_rule_says_what_it_means_and_what_to_do() -> None:
    (rule,) = run_of(finding(), finding())["tool"]["driver"]["rules"]
    assert rule == {
        "id": "D203",
        "shortDescription": {"text": RULE.meaning},
        "fullDescription": {"text": "The type is unknown. Use a type of the grammar."},
        "help": {"text": RULE.remedy, "markdown": RULE.remedy},
    }


# From a result on, a step for each level; what GitHub's tables call required.
WANTED = [
    "ruleId",
    "message.text",
    "partialFingerprints.primaryLocationLineHash",
    "locations.0.physicalLocation.artifactLocation.uri",
    "locations.0.physicalLocation.region.startLine",
    "locations.0.physicalLocation.region.startColumn",
    "locations.0.physicalLocation.region.endLine",
    "locations.0.physicalLocation.region.endColumn",
]


@pytest.mark.parametrize("path", WANTED)
def test_a_result_has_what_github_wants(path: str) -> None:
    value = run_of(finding())["results"][0]
    for step in path.split("."):
        value = value[int(step) if step.isdigit() else step]
    assert value


def test_a_result_points_at_one_character_counted_in_code_points() -> None:
    run = run_of(finding(line=7, column=3))
    where = run["results"][0]["locations"][0]["physicalLocation"]
    region = {"startLine": 7, "startColumn": 3, "endLine": 7, "endColumn": 4}
    assert where["region"] == region
    assert run["columnKind"] == "unicodeCodePoints"


PATHS = ["a-api/x.md", "产品-api/y z.md", "a:b/x%20.md", "../docs/a-api/x#1?.md"]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_a_relative_reference(path: str) -> None:
    (result,) = run_of(finding(path=path))["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uriBaseId"] == "%SRCROOT%"
    assert re.fullmatch(r"[A-Za-z0-9%./_~-]+", location["uri"])
    assert unquote(location["uri"]) == path


FORGED_MESSAGES = [
    pytest.param("[here](https://evil)", r"\[here](https://evil)", id="a link"),
    pytest.param("array[x] [y]", "array[x] [y]", id="brackets that are no link"),
    pytest.param("{0}", "{{0}}", id="a placeholder"),
    pytest.param("a\nb\x1b[31m", r"a\u000ab\u001b[31m", id="control characters"),
    pytest.param("\u202eabc", r"\u202eabc", id="a reversal of the line"),
]


@pytest.mark.parametrize(("message", "shown"), FORGED_MESSAGES)
def test_text_of_a_page_is_plain_text_in_a_message(message: str, shown: str) -> None:
    assert run_of(finding(message))["results"][0]["message"]["text"] == shown


LINES = [
    pytest.param(
        finding('no type: "x"'),
        '::error file=a-api/x.md,line=41,col=14,title=D203 The type is unknown.::no type: "x"%0AUse a type of the grammar.',
        id="an error",
    ),
    pytest.param(
        finding(level="warning"),
        "::warning file=a-api/x.md,line=41,col=14,title=D203 The type is unknown.::m%0AUse a type of the grammar.",
        id="a warning",
    ),
    pytest.param(
        finding(rule=OTHER, level="note", line=1, column=1),
        "::notice file=a-api/x.md,line=1,col=1,title=D101 A REST page.::m%0ANothing: it is not generated.",
        id="a note",
    ),
    pytest.param(
        finding(
            "100%, a:b", path="a,b:c%/x.md", rule=FindingRule("D1", "A, b: c.", "100%")
        ),
        "::error file=a%2Cb%3Ac%25/x.md,line=41,col=14,title=D1 A%2C b%3A c.::100%25, a:b%0A100%25",
        id="signs that commands use",
    ),
    pytest.param(
        finding("a\r\n::error::b", path="a\n::error::/x.md"),
        r"::error file=a\u000a%3A%3Aerror%3A%3A/x.md,line=41,col=14,title=D203 The type is unknown.::a\u000d\u000a::error::b%0AUse a type of the grammar.",
        id="text that would be a command of its own",
    ),
]


@pytest.mark.parametrize(("finding", "line"), LINES)
def test_a_finding_is_a_workflow_command(finding: Finding, line: str) -> None:
    assert list(github_annotations.format_annotations([finding])) == [line]


@given(message=st.text(), path=st.text(min_size=1))
def test_no_text_of_a_page_makes_a_second_command(message: str, path: str) -> None:
    (line,) = github_annotations.format_annotations([finding(message, path)])
    assert len(line.splitlines()) == 1
    # The runner ends a command's properties at the second pair of colons.
    command, _, properties = line.removeprefix("::").partition("::")[0].partition(" ")
    assert command == "error"
    keys = [pair.partition("=")[0] for pair in properties.split(",")]
    assert keys == ["file", "line", "col", "title"]


def test_the_worst_findings_are_the_first_annotations() -> None:
    findings = [finding("a", level="note"), finding("b"), finding("c", level="warning")]
    lines = github_annotations.format_annotations(findings)
    assert [line.partition(" ")[0] for line in lines] == [
        "::error",
        "::warning",
        "::notice",
    ]


def test_a_finding_of_a_failing_level_is_a_failed_test() -> None:
    findings = [finding("a"), finding("b", level="warning", path="b-api/y.md")]
    root = ElementTree.fromstring(findings_junit.render(findings, "lint", ["error"]))
    assert root.attrib == {"name": "docs2sdk lint", "tests": "2", "failures": "1"}
    assert [suite.get("name") for suite in root] == ["a-api", "b-api"]
    failed, passed = root.iter("testcase")
    assert (failed.get("file"), failed.get("line")) == ("a-api/x.md", "41")
    (failure,) = failed
    assert failure.attrib == {"type": "error", "message": "a"}
    assert failure.text == (
        "a-api/x.md:41:14: error[D203] a. The type is unknown. Use a type of the grammar."
    )
    assert [child.tag for child in passed] == ["system-out"]


def test_no_finding_is_a_passed_test() -> None:
    root = ElementTree.fromstring(findings_junit.render([], "lint", ["error"]))
    assert root.attrib["failures"] == "0"
    assert [case.get("name") for case in root.iter("testcase")] == ["no finding"]


def test_markdown_counts_by_code_and_lists_the_worst_first() -> None:
    text = findings_markdown.render(
        [finding("a|b", rule=OTHER, level="note"), finding("`x`")], "docs2sdk lint"
    )
    assert text.startswith("## docs2sdk lint: 1 error, 1 note\n")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert "| 1 | D203 | The type is unknown. | Use a type of the grammar. |" in rows
    assert rows[-2:] == [
        "| ❌ error | `a-api/x.md:41` | D203 `` `x` `` |",
        r"| 📝 note | `a-api/x.md:41` | D101 `a\|b` |",
    ]


def test_markdown_fits_into_a_comment() -> None:
    text = findings_markdown.render([finding("m" * 100)] * 1000, "docs2sdk lint")
    assert len(text) < 65_536
    shown = text.count("| ❌ error |")
    assert text.endswith(f"\n… and {1000 - shown} more findings.\n")
