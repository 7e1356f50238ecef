"""Quick fixes: each mends its diagnostic and changes nothing else.

A case is a page with one fault and the page that a fix makes of it, to the byte.  The second has no fault.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import NamedTuple

import damages
import pytest
from conftest import ROOT
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.editor import page_edits, quick_fixes
from docs2sdk.editor.page_edits import QuickFix
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import Source
from docs2sdk.validation import examples
from small_pages import HEADER, RESPONSE_HEADER, RET_CODE, legacy, modern, row

PATH = "things-api/do_thing.md"
_LOCATION = re.compile(r"Location\(path='[^']*', line=\d+, column=\d+\)")
ITEM = ("Item", [row("Id")])
LINK = "[*Item*](#Item)"
ITEMS = row("Items", f"array[{LINK}]")


class Case(NamedTuple):
    """A page with a fault, and what one of its fixes makes of it; ``choice`` is the number of that fix."""

    code: str
    wrong: str
    right: str
    choice: int = 0


def of_row(code: str, wrong: str, right: str, choice: int = 0) -> Case:
    """Return a case in which a row of the request is wrong."""
    rows = [row("A"), wrong, row("Z")], [row("A"), right, row("Z")]
    return Case(code, modern(rows[0]), modern(rows[1]), choice)


def of_response_row(code: str, wrong: str, right: str) -> Case:
    """Return a case in which a row of the response is wrong, which has the model Item."""
    pages = [
        modern(
            [],
            [RET_CODE, ITEMS, one],
            response_models=[ITEM],
            response_example="暂无",
        )
        for one in (wrong, right)
    ]
    return Case(code, *pages)


def of_part(code: str, page: str, wrong: str, right: str) -> Case:
    """Return a case in which a part of a page is wrong."""
    assert page.count(right) == 1
    return Case(code, page.replace(right, wrong), page)


def of_request_example(code: str, rows: list[str], wrong: str, right: str) -> Case:
    """Return a case in which a request example is wrong, after its ``Action=DoThing``."""
    url = "```\nhttps://api.ucloud.cn/?Action=DoThing"
    pages = [modern(rows, request_example=f"{url}{one}\n```") for one in (wrong, right)]
    return Case(code, *pages)


MODELS = modern([], [RET_CODE, ITEMS], response_models=[ITEM])
REQUIRED = HEADER.split("\n", 1)[0]
TABLE = modern([row("A", doc="甲"), row("B", "int", "", "**Yes**")]).replace(
    "Action=DoThing", "Action=DoThing&B=1"
)

NAMED = modern(
    [],
    [RET_CODE, row("Name")],
    response_example='```json\n{"RetCode": 0, "Name": "😀"}\n```',
)
COMMENT = modern(intro="Does a thing.\n\n<!-- more\n-->")
ELEMENT = modern(intro="Does a thing.\n\n<pre>\nmore\n</pre>")

CASES = {
    "a misspelled type": of_row("D203", row("B", "strng"), row("B", "string")),
    "a misspelled type of a list": of_row(
        "D203", row("B", "array[ Strng ]"), row("B", "array[ string ]")
    ),
    "the name of a model instead of a link": of_response_row(
        "D203", row("B", "array[item]"), row("B", f"array[{LINK}]")
    ),
    "a type in code marks": of_row("D204", row("B", "`int`"), row("B", "int")),
    "a type with full-width brackets": of_row(
        "D204", row("B", "array［int］"), row("B", "array[int]")
    ),
    "a lower-case no": of_row("D209", row("B", required="no"), row("B")),
    "another word, meant as yes": of_response_row(
        "D209", row("B", required="maybe"), row("B", required="**Yes**")
    ),
    "another word, meant as no": of_row(
        "D209", row("B", required="maybe"), row("B"), 1
    ),
    "an empty cell": of_row(
        "D209", "| **B** | int |  | |", "| **B** | int |  | No|", 1
    ),
    "a link with another anchor": of_response_row(
        "D212", row("B", "[*Item*](#item)"), row("B", LINK)
    ),
    "pipes in a description": of_row(
        "D201", row("B", doc="a | b|c"), row("B", doc="a \\| b\\|c")
    ),
    "a row that occurs twice": Case(
        "D207", modern([row("A"), row("B"), row("A")]), modern([row("A"), row("B")])
    ),
    "a parameter that the client sets": Case(
        "D213",
        modern([row("A"), row("Signature"), row("B")]),
        modern([row("A"), row("B")]),
    ),
    "a misspelled heading": of_part("D102", TABLE, "### 请求參数", "### 请求参数"),
    "two misspelled headings": Case(
        "D102",
        TABLE.replace("### 请求参数", "### 请求叁数").replace(
            "### 响应字段", "#### 响应字段"
        ),
        TABLE,
    ),
    "a misspelled heading of a legacy page": of_part(
        "D102", legacy(), "# Request Paramters", "# Request Parameters"
    ),
    "a misspelled heading of an example": of_part(
        "D115", TABLE, "### 响应事例", "### 响应示例"
    ),
    "a misspelled heading of a model": of_part(
        "D205", MODELS, "#### Itme", "#### Item"
    ),
    "a heading of a model on a lower level": of_part(
        "D112", MODELS, "##### Item", "#### Item"
    ),
    "a heading of a model on a higher level": of_part(
        "D112", MODELS, "### Item", "#### Item"
    ),
    "a code block without an end": of_part(
        "D114", TABLE, "B=1\n\n### 响应", "B=1\n```\n\n### 响应"
    ),
    "a comment without an end": of_part(
        "D114", COMMENT, "<!-- more\n\n##", "<!-- more\n-->\n\n##"
    ),
    "an element without an end": of_part(
        "D114", ELEMENT, "<pre>\nmore\n\n##", "<pre>\nmore\n</pre>\n\n##"
    ),
    "a missing column for required": Case(
        "D109",
        modern(["MARK"]).replace(
            f"{HEADER}MARK",
            "|参数名|类型|描述信息|\n|---|---|---|\n|A|string|a\\|b|\n|B|string||",
        ),
        modern(["| A | string | a\\|b | No |", "| B | string |  | No |"]),
    ),
    "columns in another order, without descriptions": Case(
        "D109",
        modern([], ["MARK"]).replace(
            f"{RESPONSE_HEADER}MARK", "|必填|类型|字段名|\n|-|-|-|\n|No|int|RetCode|"
        ),
        modern([], ["| RetCode | int |  | No |"]),
    ),
    "a blank line in a table": of_part(
        "D216",
        TABLE,
        f"甲 | No |\n\n{row('B', 'int')[:6]}",
        f"甲 | No |\n{row('B', 'int')[:6]}",
    ),
    "rows after list marks": Case(
        "D216",
        modern([row("A"), f"- {row('B')}", f"- {row('C')}"]),
        modern([row("A"), row("B"), row("C")]),
    ),
    "an indented row without a pipe before it": Case(
        "D216",
        modern([row("A"), "", "    **B** | int | b | No |"]),
        modern([row("A"), "| **B** | int | b | No |"]),
    ),
    "a table in a quotation": Case(
        "D216",
        modern(["MARK"]).replace(
            f"{HEADER}MARK",
            "".join(f"> {one}\n" for one in f"{HEADER}{row('A')}".split("\n")),
        ),
        modern(["MARK"]).replace(f"{HEADER}MARK", f"{HEADER}{row('A')}\n"),
    ),
    "a key of a request in another case": of_request_example(
        "D403", [row("ProjectId")], "&Projectid=a", "&ProjectId=a"
    ),
    "letters for indices": of_request_example(
        "D406",
        [row("A.N.B"), row("A.N.C")],
        "&A.N.B=a&A.N.B=b&A.1.C=c",
        "&A.0.B=a&A.1.B=b&A.1.C=c",
    ),
    "a list without an index": of_request_example(
        "D408", [row("A.N")], "&A=a", "&A.0=a"
    ),
    "the name of another action": of_part(
        "D407", TABLE, "Action=DoThings&", "Action=DoThing&"
    ),
    "a key of a response in another case": of_part(
        "D412", NAMED, '"name": "', '"Name": "'
    ),
}


def find_diagnostics(text: str) -> list[Diagnostic]:
    pages = parse_pages(Source(PATH, text))
    diagnostics = {diagnostic for page in pages for diagnostic in page.diagnostics}
    for page in pages:
        if page.action:
            diagnostics |= {*examples.check_examples(page.action, text)}
    return sorted(diagnostics)


def find_fixes(text: str, diagnostic: Diagnostic) -> list[QuickFix]:
    return list(quick_fixes.find_fixes(PATH, text.split("\n"), diagnostic))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_fix_mends_its_diagnostic_and_changes_nothing_else(case: Case) -> None:
    (diagnostic,) = find_diagnostics(case.wrong)
    assert diagnostic.code == case.code
    fix = find_fixes(case.wrong, diagnostic)[case.choice]
    fixed = page_edits.apply_edits(case.wrong.split("\n"), fix.edits)
    assert fixed == case.right
    assert find_diagnostics(fixed) == []


def test_every_kind_of_fix_has_a_case_and_is_in_the_guide() -> None:
    assert {case.code for case in CASES.values()} == {*quick_fixes.PROPOSERS}
    guide = (ROOT / "docs/guide/editors.md").read_text("utf-8")
    listed = re.findall(r"^\| (D\d.*?) \|", guide, re.MULTILINE)
    assert {*", ".join(listed).split(", ")} == {*quick_fixes.PROPOSERS}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_fix_that_mends_nothing_is_not_offered(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proposal counts only by what it makes of the page."""
    useless = QuickFix("Nothing", (page_edits.replace_in_line(1, 0, 0, ""),))
    proposers = {case.code: lambda *_: iter([useless])}
    monkeypatch.setattr(quick_fixes, "PROPOSERS", proposers)
    (diagnostic,) = find_diagnostics(case.wrong)
    assert find_fixes(case.wrong, diagnostic) == []


# Faults without a certain remedy: the diagnostic stays for a person.
UNCERTAIN = {
    "a type like no other": modern([row("A", "geometry")]),
    "prose in a type cell": modern([row("A", "see below")]),
    "a model that the page does not have": modern([], [RET_CODE, ITEMS]),
    "a row of three cells": modern(["| A | int | No |"]),
    "pipes in a row without a type": modern(["| A | number | a | b | No |"]),
    "rows with text between them": modern([row("A"), "", "text", row("B")]),
    "a column of another kind": modern(["MARK"]).replace(
        f"{HEADER}MARK", "|参数名|类型|默认值|必填|\n|-|-|-|-|\n|A|int|1|No|"
    ),
    "a table without types": modern(["MARK"]).replace(
        f"{HEADER}MARK", "|参数名|必填|\n|-|-|\n|A|No|"
    ),
    "two letters of one index": modern(
        [row("A.N"), row("B")],
        request_example="```\nhttps://x/?Action=DoThing&A.N=1&A.0=2\n```",
    ),
    "a heading of prose above a table": modern(
        intro="a\n\n## 其他 说明\n\n" + HEADER + row("A")
    ),
}


@pytest.mark.parametrize("text", UNCERTAIN.values(), ids=UNCERTAIN)
def test_a_fault_without_a_certain_remedy_has_no_fix(text: str) -> None:
    diagnostics = find_diagnostics(text)
    assert diagnostics
    assert [find_fixes(text, diagnostic) for diagnostic in diagnostics] == [
        [] for _ in diagnostics
    ]


def read_action(text: str) -> str:
    """Return the action of a page as text, without its locations."""
    action = parse_pages(Source(PATH, text))[0].action
    return _LOCATION.sub("", repr(action))


@pytest.mark.slow
def test_a_fix_of_a_damaged_page_gives_its_action_back() -> None:
    offered = 0
    for path in sorted((ROOT / "specs").glob("*-api/*.md"))[:6]:
        page = path.read_text("utf-8")
        own = {diagnostic[1:] for diagnostic in find_diagnostics(page)}
        for damaged in filter(attrgetter("line"), damages.damage(page)):
            for diagnostic in find_diagnostics(damaged.text):
                if diagnostic[1:] in own:
                    continue
                for fix in find_fixes(damaged.text, diagnostic):
                    lines = damaged.text.split("\n")
                    fixed = page_edits.apply_edits(lines, fix.edits)
                    assert read_action(fixed) == read_action(page), damaged.way
                    offered += 1
    assert offered > 200
