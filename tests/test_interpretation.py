"""Pages to actions: names, types, groups, models, and every finding at its exact place."""

from __future__ import annotations

import pytest
from docs2sdk.locations import Location
from docs2sdk.pages import cells
from docs2sdk.pages.cells import CellFault, NameSegment
from docs2sdk.pages.interpretation import ParsedPage, interpret_page
from docs2sdk.pages.markdown import parse_blocks
from docs2sdk.pages.page_structure import read_structure
from docs2sdk.schema import (
    Action,
    Example,
    Field,
    ListOf,
    Model,
    Payload,
    Ref,
    Scalar,
    Type,
    Untyped,
)
from hypothesis import example, given
from hypothesis import strategies as st
from small_pages import FIRST_ROW, Models, legacy, modern, row

STRING, INT, FLOAT, BOOL = (Scalar(kind) for kind in ("string", "int", "float", "bool"))
ANY, LIST, OBJECT = Untyped("any"), Untyped("list"), Untyped("object")


def read(text: str) -> ParsedPage:
    return interpret_page(read_structure("a/x.md", parse_blocks(text)))


def action(text: str) -> Action:
    parsed = read(text).action
    assert parsed
    return parsed


def findings(text: str) -> list[str]:
    """Return ``line:column code`` with lines counted from the first row of the request table."""
    return [
        f"{finding.location.line - FIRST_ROW}:{finding.location.column} {finding.code}"
        for finding in read(text).diagnostics
    ]


def types(fields: tuple[Field, ...]) -> dict[str, Type]:
    return {field.name: field.type for field in fields}


def models(side: Payload) -> dict[str, dict[str, Type]]:
    return {model.name: types(model.fields) for model in side.models}


A, AN, B, BN = (
    NameSegment("A", False),
    NameSegment("A", True),
    NameSegment("B", False),
    NameSegment("B", True),
)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        pytest.param("**A**", [A], id="bold"),
        pytest.param("A", [A], id="bare"),
        pytest.param("**A.N**", [AN], id="list"),
        pytest.param("A.n", [AN], id="small index"),
        pytest.param("A.N.B", [AN, B], id="list of groups"),
        pytest.param("A.B", [A, B], id="group"),
        pytest.param("A.B.N", [A, BN], id="list in a group"),
        pytest.param("A.N.B.N", [AN, BN], id="list in a list"),
        pytest.param("_a9", [NameSegment("_a9", False)], id="underscore, digits"),
        pytest.param(
            "__class__",
            [NameSegment("__class__", False)],
            id="a hazard of Python is no hazard here",
        ),
        pytest.param(
            "No.Name",
            [NameSegment("No", False), NameSegment("Name", False)],
            id="begins like an index",
        ),
        pytest.param(
            "A" * 128, [NameSegment("A" * 128, False)], id="as long as allowed"
        ),
        pytest.param(
            ".".join("ABCDEFGH"),
            [NameSegment(letter, False) for letter in "ABCDEFGH"],
            id="as deep as allowed",
        ),
    ],
)
def test_names(text: str, steps: list[NameSegment]) -> None:
    assert cells.read_name(text) == tuple(steps)


@pytest.mark.parametrize(
    ("text", "offset", "code"),
    [
        pytest.param("", 0, "D202", id="nothing"),
        pytest.param("****", 2, "D202", id="nothing in bold"),
        pytest.param("A..B", 2, "D202", id="two dots"),
        pytest.param("**A..B**", 4, "D202", id="two dots in bold"),
        pytest.param(".N", 0, "D202", id="dot first"),
        pytest.param("A.N.", 3, "D202", id="dot last"),
        pytest.param("N", 0, "D202", id="an index alone"),
        pytest.param("N.N.N", 0, "D202", id="indexes only"),
        pytest.param("A.N.N", 4, "D202", id="two indexes"),
        pytest.param("-", 0, "D202", id="dash"),
        pytest.param("1abc", 0, "D202", id="digit first"),
        pytest.param("A.0", 2, "D202", id="a number is no index"),
        pytest.param("A=B", 1, "D202", id="equals sign"),
        pytest.param("A&B", 1, "D202", id="ampersand"),
        pytest.param("A%20", 1, "D202", id="percent sign"),
        pytest.param("A.B C", 3, "D202", id="space"),
        pytest.param("**A", 0, "D202", id="bold without an end"),
        pytest.param("A\u2028", 1, "D202", id="line separator"),
        pytest.param("\uff21", 0, "D202", id="full-width letter"),
        pytest.param("\ufb01le", 0, "D202", id="ligature"),
        pytest.param("\u212a", 0, "D202", id="Kelvin sign"),
        pytest.param("Cafe\u0301", 4, "D202", id="combining accent"),
        pytest.param("../../evil", 0, "D202", id="path"),
        pytest.param("A" * 5_000, 0, "D202", id="too long"),
        pytest.param("A.N." * 1_000, 32, "D211", id="too deep"),
    ],
)
def test_names_refused(text: str, offset: int, code: str) -> None:
    fault = cells.read_name(text)
    assert isinstance(fault, CellFault)
    assert (fault.offset, fault.code) == (offset, code)
    assert len(fault.message) < 200


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        pytest.param("string", STRING, id="string"),
        pytest.param("String", STRING, id="capital"),
        pytest.param("int", INT, id="int"),
        pytest.param("Integer", INT, id="integer"),
        pytest.param("float", FLOAT, id="float"),
        pytest.param("bool", BOOL, id="bool"),
        pytest.param("boolean", BOOL, id="boolean"),
        pytest.param("object", OBJECT, id="object"),
        pytest.param("array", LIST, id="array"),
        pytest.param("array[string]", ListOf(STRING), id="list of strings"),
        pytest.param("Array[ int ]", ListOf(INT), id="capital and spaces"),
        pytest.param("\u00a0array[\u3000int\t]", ListOf(INT), id="blanks that pad"),
        pytest.param("array[object]", ListOf(OBJECT), id="list of objects"),
        pytest.param("array[array[int]]", ListOf(ListOf(INT)), id="list of lists"),
        pytest.param("[*Foo*](#Foo)", Ref("Foo"), id="model"),
        pytest.param("[Foo](#Foo)", Ref("Foo"), id="model without emphasis"),
        pytest.param("array[[*Foo*](#Foo)]", ListOf(Ref("Foo")), id="list of models"),
    ],
)
def test_types(text: str, type_: Type) -> None:
    assert cells.read_type(text) == (type_, None)


@pytest.mark.parametrize(
    ("text", "type_", "code", "message"),
    [
        pytest.param(
            "strng",
            ANY,
            "D203",
            'unknown type "strng"; did you mean "string"?',
            id="typing error",
        ),
        pytest.param(
            "array[strng]",
            ListOf(ANY),
            "D203",
            '"strng"; did you mean "string"?',
            id="typing error in a list",
        ),
        pytest.param("Foo", ANY, "D203", 'unknown type "Foo"', id="a word"),
        pytest.param("", ANY, "D204", "missing", id="nothing"),
        pytest.param(
            "\u2003int", ANY, "D204", "\u2003int", id="white space that is text"
        ),
        pytest.param(
            "array[\u2003int]",
            ListOf(ANY),
            "D204",
            '"\u2003int"',
            id="white space that is text in a list",
        ),
        pytest.param(
            "array[int\u2003]",
            ListOf(ANY),
            "D204",
            '"int\u2003"',
            id="white space that is text behind the item",
        ),
        pytest.param("array[]", ListOf(ANY), "D204", "missing", id="list of nothing"),
        pytest.param("array[string]; import os", ANY, "D204", "import os", id="code"),
        pytest.param(
            "[*Foo*](javascript:x)", ANY, "D204", "javascript", id="a link elsewhere"
        ),
        pytest.param("[*Foo](#Foo)", ANY, "D204", "Foo", id="half emphasis"),
        pytest.param(
            "[*a b*](#a)", ANY, "D204", "a b", id="a model's name with a space"
        ),
        pytest.param(
            "[*Foo*](#Bar)", Ref("Foo"), "D212", '"Bar"', id="text and anchor differ"
        ),
        pytest.param(
            "array[" * 100_000, ANY, "D204", "array[", id="brackets without end"
        ),
        pytest.param(
            "array[" * 99 + "int" + "]" * 99, ANY, "D211", "8 levels", id="too deep"
        ),
        pytest.param("a" * 100_000, ANY, "D204", "…", id="a long word"),
    ],
)
@pytest.mark.usefixtures("deadline")
def test_types_refused(text: str, type_: Type, code: str, message: str) -> None:
    parsed, fault = cells.read_type(text)
    assert parsed == type_
    assert fault
    assert fault.code == code
    assert message in fault.message
    assert len(fault.message) < 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("**Yes**", True, id="bold yes"),
        pytest.param("Yes", True, id="yes"),
        pytest.param("No", False, id="no"),
        pytest.param("**No**", False, id="bold no"),
        pytest.param("yes", None, id="small"),
        pytest.param("是", True, id="Chinese yes"),
        pytest.param("否*", False, id="Chinese no with a note"),
        pytest.param("条件必填", False, id="on a condition"),
        pytest.param("必须", None, id="another word"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_required(text: str, expected: bool | None) -> None:
    parsed = cells.read_required(text)
    assert (None if isinstance(parsed, CellFault) else parsed) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a<br />b", "a\nb", id="newline"),
        pytest.param("a <br>  b<BR/></br>c", "a\nb\n\nc", id="other spellings"),
        pytest.param(r"1\~8 \[a\] \\", r"1~8 [a] \ ".strip(), id="escapes"),
        pytest.param(
            r"C:\users\N{DASH}", r"C:\users\N{DASH}", id="backslashes before letters"
        ),
        pytest.param(r"`\~<br>` \~", r"`\~<br>` ~", id="code spans stay"),
        pytest.param(
            "24*60*60 <ip-address> __a__",
            "24*60*60 <ip-address> __a__",
            id="nothing is rendered",
        ),
        pytest.param("[x](a/b) {{ 7*7 }}", "[x](a/b) {{ 7*7 }}", id="links stay"),
        pytest.param(
            "\u3000\t\u00a0a\u3000b\t", "a\u3000b", id="wide blanks at the ends"
        ),
        pytest.param("` a \\~", "` a ~", id="a lone backtick"),
    ],
)
def test_docs(text: str, expected: str) -> None:
    assert cells.read_text(text) == expected


def test_a_page_end_to_end() -> None:
    region = row("Region", doc="where", required="**Yes**")
    text = modern(
        [region, row("Ids.N", doc="which")],
        [row("RetCode", "int", "", "**Yes**"), row("Data", "array[[*Task*](#Task)]")],
        response_models=[("Task", [row("Id", doc="a<br />b")])],
        intro="Does.\n\nMore.\n\n?> note\\~\n\n!> warning",
    )
    parsed = action(text)
    line = text.split("\n").index(region) + 1
    assert (parsed.name, parsed.title, parsed.location) == (
        "DoThing",
        "标题",
        Location("a/x.md", 1, 8),
    )
    assert (parsed.summary, parsed.notes, parsed.warnings) == (
        "Does.\n\nMore.",
        ("note~",),
        ("warning",),
    )
    assert (parsed.dialect, parsed.body, parsed.in_index) == ("modern", "form", True)
    assert parsed.request == Payload(
        (
            Field("Region", STRING, True, "where", Location("a/x.md", line, 3)),
            Field(
                "Ids", ListOf(STRING), False, "which", Location("a/x.md", line + 1, 3)
            ),
        )
    )
    assert types(parsed.response.fields) == {
        "RetCode": INT,
        "Data": ListOf(Ref("Task")),
    }
    (task,) = parsed.response.models
    assert (task.name, task.implicit, [field.description for field in task.fields]) == (
        "Task",
        False,
        ["a\nb"],
    )
    assert (
        text.split("\n")[task.location.line - 1][task.location.column - 1 :] == "Task"
    )
    assert read(text).diagnostics == ()


def test_a_legacy_page_end_to_end() -> None:
    parsed = action(legacy(["|Ids.n|String|which|**Yes**|"]))
    assert (parsed.name, parsed.dialect, parsed.body) == (
        "DoThing",
        "legacy",
        "form",
    )
    assert types(parsed.request.fields) == {"Ids": ListOf(STRING)}
    assert types(parsed.response.fields) == {"RetCode": INT}


def test_examples_keep_their_text_and_place() -> None:
    text = modern(
        request_example="```\na\n b\n```", response_example="```json\n暂无\n```"
    )
    parsed = action(text)
    line = text.split("\n").index("a") + 1
    assert parsed.request_example == Example("a\n b\n", Location("a/x.md", line))
    assert parsed.response_example is None


def group(wire: str, **fields: Type) -> tuple[str, dict[str, Type]]:
    return wire, fields


@pytest.mark.parametrize(
    ("names", "fields", "grouped"),
    [
        pytest.param(
            ["Disks.N.Size", "Disks.N.Type"],
            {"Disks": ListOf(Ref("Disks.N"))},
            [group("Disks.N", Size=STRING, Type=STRING)],
            id="list of groups",
        ),
        pytest.param(
            ["A.B", "A.C.N"],
            {"A": Ref("A")},
            [group("A", B=STRING, C=ListOf(STRING))],
            id="group",
        ),
        pytest.param(
            ["Nodes.N.Net.N.EIP.Band", "Nodes.N.Name"],
            {"Nodes": ListOf(Ref("Nodes.N"))},
            [
                group("Nodes.N", Net=ListOf(Ref("Nodes.N.Net.N")), Name=STRING),
                group("Nodes.N.Net.N", EIP=Ref("Nodes.N.Net.N.EIP")),
                group("Nodes.N.Net.N.EIP", Band=STRING),
            ],
            id="groups in groups",
        ),
        pytest.param(
            ["A.X.I", "B.X.J"],
            {"A": Ref("A"), "B": Ref("B")},
            [
                group("A", X=Ref("A.X")),
                group("A.X", I=STRING),
                group("B", X=Ref("B.X")),
                group("B.X", J=STRING),
            ],
            id="same name below two parents",
        ),
        pytest.param(
            ["B.X", "A", "B.Y"],
            {"B": Ref("B"), "A": STRING},
            [group("B", X=STRING, Y=STRING)],
            id="first row decides",
        ),
        pytest.param(
            ["UHostID", "UHostId"],
            {"UHostID": STRING, "UHostId": STRING},
            [],
            id="case variants",
        ),
    ],
)
def test_groups(
    names: list[str],
    fields: dict[str, Type],
    grouped: list[tuple[str, dict[str, Type]]],
) -> None:
    side = action(modern([row(name) for name in names])).request
    assert types(side.fields) == fields
    assert list(types(side.fields)) == list(fields)
    assert list(models(side).items()) == grouped
    assert all(model.implicit for model in side.models)


def test_a_group_is_required_if_one_of_its_rows_is_and_stands_at_its_first() -> None:
    rows = [row("Z"), row("A.N.B"), row("A.N.C.D", required="**Yes**"), row("E.F")]
    side = action(modern(rows)).request
    assert {field.name: field.required for field in side.fields} == {
        "Z": False,
        "A": True,
        "E": False,
    }
    assert (
        side.fields[1].location
        == side.model("A.N").location
        == Location("a/x.md", FIRST_ROW + 1, 3)
    )
    assert side.model("A.N.C").location == Location("a/x.md", FIRST_ROW + 2, 3)


@pytest.mark.parametrize(
    ("name", "type_", "expected"),
    [
        pytest.param("A.N", "string", ListOf(STRING), id="the cell names the item"),
        pytest.param(
            "A.N", "array[string]", ListOf(STRING), id="the cell names the list"
        ),
        pytest.param("A", "array[string]", ListOf(STRING), id="no index"),
        pytest.param("A.N", "object", ListOf(OBJECT), id="list of objects"),
        pytest.param("A.N", "array", LIST, id="list of anything"),
    ],
)
def test_lists(name: str, type_: str, expected: Type) -> None:
    assert types(action(modern([row(name, type_)])).request.fields) == {"A": expected}


def test_dotted_rows_of_models_and_responses_are_groups_too() -> None:
    text = modern(
        response=[row("Data.N.Id"), row("M", "[*M*](#M)")],
        response_models=[("M", [row("Disks.N.Size"), row("Name")])],
    )
    assert models(action(text).response) == {
        "Data.N": {"Id": STRING},
        "M": {"Disks": ListOf(Ref("M.Disks.N")), "Name": STRING},
        "M.Disks.N": {"Size": STRING},
    }


@pytest.mark.parametrize(
    ("rows", "expected", "left"),
    [
        pytest.param([row("A"), row("A.B")], ["1:3 D208"], ["A"], id="value and group"),
        pytest.param([row("A.B"), row("A")], ["1:3 D208"], ["A"], id="group and value"),
        pytest.param(
            [row("A.N"), row("A.N.B")],
            ["1:3 D208"],
            ["A"],
            id="list and list of groups",
        ),
        pytest.param([row("A"), row("A.N")], ["1:3 D208"], ["A"], id="value and list"),
        pytest.param(
            [row("A.B"), row("A.N.B")],
            ["1:3 D208"],
            ["A"],
            id="group and list of groups",
        ),
        pytest.param(
            [row("F"), row("F.N"), row("F.Bar")],
            ["1:3 D208", "2:3 D208"],
            ["F"],
            id="three ways",
        ),
        pytest.param(
            [row("A.B.C"), row("A.B"), row("D")], ["1:3 D208"], ["A", "D"], id="deeper"
        ),
        pytest.param([row("A", "int"), row("A")], ["1:3 D208"], ["A"], id="two types"),
        pytest.param(
            [row("A"), row("A", required="Yes")],
            ["1:3 D207"],
            ["A"],
            id="required and not",
        ),
        pytest.param([row("A"), row("A")], ["1:3 D207"], ["A"], id="twice"),
        pytest.param(
            [row("A.N.B"), row("A.N.B", doc="x")],
            ["1:3 D207"],
            ["A"],
            id="twice in a group",
        ),
        pytest.param(
            [row("A"), row("Signature"), row("PublicKey")],
            ["1:3 D213", "2:3 D213"],
            ["A"],
            id="the client's",
        ),
        pytest.param(
            [row("Action"), row("Action.N")],
            ["0:3 D213", "1:3 D213"],
            [],
            id="the client's, as a list",
        ),
        pytest.param([row("B C"), row("A")], ["0:6 D202"], ["A"], id="bad name"),
        pytest.param(
            ["| | string | | No |", row("A")], ["0:2 D202"], ["A"], id="no name"
        ),
        pytest.param([row("A.N." * 99)], ["0:37 D211"], [], id="too deep"),
        pytest.param([row("A", "strng")], ["0:11 D203"], ["A"], id="bad type"),
        pytest.param(
            [row("A", "array[string]; x")], ["0:11 D204"], ["A"], id="no type"
        ),
        pytest.param([row("A", "array")], ["0:11 D210"], ["A"], id="bare array"),
        pytest.param([row("A", "object")], [], ["A"], id="an object is of the grammar"),
        pytest.param(
            [row("A", required="x")], ["0:23 D209"], ["A"], id="neither yes nor no"
        ),
        pytest.param(
            ["| A | string | x |", row("B")], ["0:1 D201"], ["B"], id="too few cells"
        ),
        pytest.param(
            ["| A | string | a | b | No |", row("B")],
            ["0:1 D201"],
            ["B"],
            id="too many cells",
        ),
        pytest.param(
            [row("A"), "text"], ["1:1 D201"], ["A"], id="text below the table"
        ),
        pytest.param(
            [row("A", "[*M*](#M)")], ["0:11 D205"], ["A"], id="undefined model"
        ),
    ],
)
def test_findings_about_rows(
    rows: list[str], expected: list[str], left: list[str]
) -> None:
    assert findings(modern(rows)) == expected
    assert list(types(action(modern(rows)).request.fields)) == left


def test_a_bad_row_leaves_its_field_optional_and_untyped() -> None:
    fields = action(
        modern([row("A", "strng", required="?"), row("B", "array[[*M*](#M)]")])
    ).request.fields
    assert types(fields) == {"A": ANY, "B": ListOf(OBJECT)}
    assert not fields[0].required


def test_what_the_client_sets_may_be_answered() -> None:
    text = modern(response=[row("Action"), row("Signature")])
    assert read(text).diagnostics == ()


M_REF, N_REF = "[*M*](#M)", "[*N*](#N)"
YES = "**Yes**"


@pytest.mark.parametrize(
    ("rows", "named", "codes", "left"),
    [
        pytest.param(
            [row("A", M_REF)],
            [("M", [row("X", f"array[{N_REF}]")]), ("N", [])],
            [],
            ["M", "N"],
            id="nested",
        ),
        pytest.param([row("A")], [("M", [])], ["D206"], [], id="unused"),
        pytest.param(
            [row("A")],
            [("M", [row("X", M_REF)])],
            ["D206"],
            [],
            id="used by itself only",
        ),
        pytest.param(
            [row("A")],
            [("M", [row("X", N_REF)]), ("N", [])],
            ["D206", "D206"],
            [],
            id="used by an unused one",
        ),
        pytest.param(
            [row("A", M_REF)],
            [("M", [row("X")]), ("M", [row("Y")])],
            ["D215"],
            ["M"],
            id="defined twice",
        ),
        pytest.param(
            [row("A", M_REF)], [("M", [row("X", M_REF)])], [], ["M"], id="optional self"
        ),
        pytest.param(
            [row("A", M_REF)],
            [("M", [row("X", f"array[{M_REF}]", required=YES)])],
            [],
            ["M"],
            id="list of self",
        ),
        pytest.param(
            [row("A", M_REF)],
            [("M", [row("X", M_REF, required=YES)])],
            ["D214"],
            ["M"],
            id="required self",
        ),
        pytest.param(
            [row("A", M_REF)],
            [
                ("M", [row("X", N_REF, required=YES)]),
                ("N", [row("Y", M_REF, required=YES)]),
            ],
            ["D214"],
            ["M", "N"],
            id="two that require each other",
        ),
        pytest.param(
            [row("A", M_REF)],
            [("M", [row("X", N_REF, required=YES)]), ("N", [row("Y", M_REF)])],
            [],
            ["M", "N"],
            id="a circle with an optional step",
        ),
        pytest.param(
            [row("A", M_REF)],
            [("M x", []), ("M", [])],
            ["D202"],
            ["M"],
            id="unusable name",
        ),
        pytest.param(
            [row("M.B")], [("M", [row("X")])], ["D215"], ["M"], id="called like a group"
        ),
    ],
)
def test_request_models(
    rows: list[str], named: Models, codes: list[str], left: list[str]
) -> None:
    parsed = read(modern(rows, request_models=named))
    assert [finding.code for finding in parsed.diagnostics] == codes
    assert parsed.action
    assert [model.name for model in parsed.action.request.models] == left


def test_a_group_takes_the_name_of_a_model() -> None:
    rows = [row("M.B"), row("A", M_REF)]
    text = modern(rows, request_models=[("M", [row("X")])])
    assert [finding.code for finding in read(text).diagnostics] == ["D205", "D215"]
    assert models(action(text).request) == {"M": {"B": STRING}}
    assert types(action(text).request.fields)["A"] == OBJECT


def test_a_page_past_a_limit_has_that_finding_only() -> None:
    parsed = read(modern([row("A", "strng")]) + "b" * 300_000)
    assert [finding.code for finding in parsed.diagnostics] == ["D211"]


def test_an_answer_may_require_itself() -> None:
    text = modern(
        response=[row("A", M_REF)],
        response_models=[("M", [row("X", M_REF, required=YES)])],
    )
    assert read(text).diagnostics == ()


def test_the_first_of_two_definitions_counts() -> None:
    text = modern(
        [row("A", M_REF)], request_models=[("M", [row("X")]), ("M", [row("Y")])]
    )
    assert models(action(text).request) == {"M": {"X": STRING}}


def test_a_model_belongs_to_its_side() -> None:
    text = modern(
        [row("A", M_REF)],
        [row("B", M_REF)],
        request_models=[("M", [row("X")])],
        response_models=[("M", [row("Y")])],
    )
    parsed = action(text)
    assert (models(parsed.request), models(parsed.response)) == (
        {"M": {"X": STRING}},
        {"M": {"Y": STRING}},
    )


def test_a_model_heading_without_a_table() -> None:
    text = modern([row("A", M_REF)]).replace(
        "### 响应字段", "#### M\n\ntext\n\n### 响应字段"
    )
    assert [finding.code for finding in read(text).diagnostics] == ["D102"]


def test_models_that_fan_out_are_there_once_each() -> None:
    rows = [row(f"F{index}", "array[[*L0*](#L0)]") for index in range(10)]
    levels = [
        (
            f"L{level}",
            [
                row(f"F{index}", f"array[[*L{level + 1}*](#L{level + 1})]")
                for index in range(10)
            ],
        )
        for level in range(10)
    ]
    side = action(
        modern(response=rows, response_models=[*levels, ("L10", [])])
    ).response
    assert [model.name for model in side.models] == [f"L{level}" for level in range(11)]


@pytest.mark.parametrize(
    ("rows", "named", "fields", "codes"),
    [
        pytest.param(
            ["|A|array|见 Foo|No|"],
            [("Foo", [])],
            {"A": ListOf(Ref("Foo"))},
            [],
            id="named",
        ),
        pytest.param(
            ["|A|object|见Foo。|No|"],
            [("Foo", []), ("Bar", [])],
            {"A": Ref("Foo")},
            ["D206"],
            id="object",
        ),
        pytest.param(
            ["|A|array|all|No|"],
            [("Foo", [])],
            {"A": ListOf(Ref("Foo"))},
            [],
            id="the only one left",
        ),
        pytest.param(
            ["|A|array|all|No|"],
            [("Foo", []), ("Bar", [])],
            {"A": LIST},
            ["D210", "D206", "D206"],
            id="two models left",
        ),
        pytest.param(
            ["|A|array|a|No|", "|B|array|b|No|"],
            [("Foo", [])],
            {"A": LIST, "B": LIST},
            ["D210", "D210", "D206"],
            id="two rows left",
        ),
        pytest.param(
            ["|A|array|Foo or Bar|No|"],
            [("Foo", []), ("Bar", [])],
            {"A": LIST},
            ["D210", "D206", "D206"],
            id="two named",
        ),
        pytest.param(
            ["|A|array|FooSet|No|", "|B|array|b|No|"],
            [("Foo", [])],
            {"A": LIST, "B": LIST},
            ["D210", "D210", "D206"],
            id="part of a word names nothing",
        ),
        pytest.param(
            ["|A|array|all|No|"],
            [("Foo", ["|Ids|array|ids|No|"])],
            {"A": ListOf(Ref("Foo"))},
            ["D210"],
            id="a model's own rows cannot be the ones that refer to it",
        ),
        pytest.param(
            ["|A|string|见 Foo|No|"],
            [("Foo", [])],
            {"A": STRING},
            ["D206"],
            id="a scalar means no model",
        ),
        pytest.param(
            ["|A|array|ids|No|"], [], {"A": LIST}, ["D210"], id="no model at all"
        ),
        pytest.param(
            ["|A|object|x|No|"],
            [],
            {"A": OBJECT},
            ["D210"],
            id="object without a model",
        ),
    ],
)
def test_bare_types_of_legacy_pages(
    rows: list[str], named: Models, fields: dict[str, Type], codes: list[str]
) -> None:
    parsed = read(legacy(response=rows, response_models=named))
    assert parsed.action
    assert types(parsed.action.response.fields) == fields
    assert [finding.code for finding in parsed.diagnostics] == codes


CURL = "```\ncurl 'https://x' \\\n--data '{}'\n```"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(modern([row("A.N.B")]), "form", id="dotted names"),
        pytest.param(modern([row("A", "array[string]")]), "form", id="list of strings"),
        pytest.param(
            modern([row("A", M_REF)], request_models=[("M", [])]), "json", id="model"
        ),
        pytest.param(
            modern([row("G.A", M_REF)], request_models=[("M", [])]),
            "json",
            id="model in a group",
        ),
        pytest.param(
            modern([row("A", f"array[{M_REF}]")], request_models=[("M", [])]),
            "json",
            id="list of models",
        ),
        pytest.param(modern(request_example=CURL), "json", id="curl with a body"),
        pytest.param(
            modern(request_example="```\ncurl https://x?a=b\n```"),
            "form",
            id="curl without a body",
        ),
        pytest.param(
            modern(request_example="```\n{} --data '{\n```"), "form", id="no curl"
        ),
        pytest.param(
            modern(response=[row("A", M_REF)], response_models=[("M", [])]),
            "form",
            id="model in the answer",
        ),
    ],
)
def test_encoding(text: str, encoding: str) -> None:
    assert action(text).body == encoding


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(modern(title="标题"), "1:3 D103", id="no action in the title"),
        pytest.param(modern(title="a - "), "1:3 D103", id="nothing behind the dash"),
        pytest.param(modern().split("\n", 1)[1], "1:1 D103", id="no title"),
        pytest.param(modern(title="a - ../../evil"), "1:7 D104", id="path"),
        pytest.param(modern(title="a - /etc/passwd"), "1:7 D104", id="absolute path"),
        pytest.param(modern(title="a - C:\\x"), "1:8 D104", id="drive"),
        pytest.param(modern(title="a - ..%2fevil"), "1:7 D104", id="escaped path"),
        pytest.param(modern(title="a - ．．／evil"), "1:7 D104", id="full-width path"),
        pytest.param(
            modern(title="a - Get\u2028Foo"), "1:10 D104", id="line separator"
        ),
        pytest.param(modern(title="a - Get_Foo"), "1:10 D104", id="underscore"),
        pytest.param(modern(title="a - 1Get"), "1:7 D104", id="digit first"),
        pytest.param(modern(title="a - " + "A" * 5_000), "1:7 D104", id="too long"),
        pytest.param(
            modern().replace("### 请求参数\n", ""), "1:1 D102", id="no request section"
        ),
        pytest.param(
            modern().replace("### 响应字段\n", ""), "1:1 D102", id="no response section"
        ),
        pytest.param(
            legacy().replace("# Response Elements\n", ""),
            "1:1 D102",
            id="no response section in a legacy page",
        ),
        pytest.param(modern() + "b" * 300_000, "D211", id="past a limit"),
    ],
)
def test_pages_refused(text: str, expected: str) -> None:
    parsed = read(text)
    assert parsed.action is None
    assert expected in [
        f"{finding.location.line}:{finding.location.column} {finding.code}"[
            -len(expected) :
        ]
        for finding in parsed.diagnostics
    ]
    assert all(len(str(finding)) < 300 for finding in parsed.diagnostics)


def test_a_section_whose_table_has_other_columns_is_reported_at_the_table() -> None:
    text = modern().replace("### 响应字段\n\n| 字段名 |", "### 响应字段\n\n| 名 |")
    line = text.split("\n").index("### 响应字段") + 3
    parsed = read(text)
    assert parsed.action is None
    columns = "名, 类型, 描述信息, 必填; expected 字段名, 类型, 描述信息, 必填"
    message = f"a/x.md:{line}:3: error[D109] the columns are {columns}"
    assert list(map(str, parsed.diagnostics)) == [message]


def test_a_section_without_a_table_is_reported_at_its_heading() -> None:
    lines = modern().split("\n")
    heading = lines.index("### 响应字段") + 1
    parsed = read("\n".join([*lines[:heading], "", *lines[heading + 5 :]]))
    assert parsed.action is None
    assert [
        (finding.location.line, finding.location.column, finding.code)
        for finding in parsed.diagnostics
    ] == [(heading, 5, "D102")]


NAMES = st.sampled_from(
    ["A", "A.N", "A.B", "A.N.B", "A.N.B.N.C", "N", "A..B", "Action", "", "a|b"]
) | st.text(max_size=8)
TYPES = st.sampled_from(
    ["string", "array", "strng", "array[int]", M_REF, f"array[{N_REF}]", "object"]
) | st.text(max_size=8)
REQUIRED = st.sampled_from(["No", "**Yes**", "x"])
ROWS = st.lists(
    st.builds(row, NAMES, TYPES, st.text(max_size=8), REQUIRED) | st.text(max_size=20),
    max_size=6,
)
NAMED = st.lists(st.tuples(st.sampled_from(["M", "N", "A", "x y"]), ROWS), max_size=3)
PAGES = st.builds(
    lambda *sides: modern(
        sides[0], sides[1], request_models=sides[2], response_models=sides[3]
    ),
    ROWS,
    ROWS,
    NAMED,
    NAMED,
)
LEGACY_PAGES = st.builds(
    lambda *sides: legacy(sides[0], sides[1], response_models=sides[2]),
    ROWS,
    ROWS,
    NAMED,
)


@given(PAGES | LEGACY_PAGES | st.text())
@example("### 请求参数\n\n|参数名|类型|描述信息|必填|\n|-|-|-|-|\n||\n|\n")
def test_no_page_raises_and_all_places_are_inside_it(text: str) -> None:
    parsed = read(text)
    lines = text.split("\n")
    locations = [finding.location for finding in parsed.diagnostics]
    if parsed.action:
        locations += [field.location for field in fields_of(parsed.action)]
    for location in locations:
        assert 1 <= location.line <= len(lines)
        assert 1 <= location.column <= len(lines[location.line - 1]) + 1


@given(PAGES | LEGACY_PAGES)
def test_every_type_of_an_action_resolves(text: str) -> None:
    parsed = read(text).action
    if parsed:
        for side in (parsed.request, parsed.response):
            wires = [model.name for model in side.models]
            assert len(wires) == len(set(wires))
            for fields in (side.fields, *(model.fields for model in side.models)):
                assert all(
                    reference in wires
                    for field in fields
                    for reference in references(field.type)
                )
                assert len({field.name for field in fields}) == len(fields)


def references(type_: Type) -> list[str]:
    from docs2sdk.schema import references

    return list(references(type_))


def fields_of(parsed: Action) -> list[Field]:
    sides: list[Model | Payload] = [
        parsed.request,
        parsed.response,
        *parsed.request.models,
        *parsed.response.models,
    ]
    return [field for side in sides for field in side.fields]
