"""Where examples contradict tables: codes D403 to D412, each exactly at its place in the page.

A request example may have parameters that no table has, miss required ones, have a literal ``.N``, repeat a key or name another
action; a response example may have fields too many, values of another type, or miss required fields.  null may stand anywhere,
an integer for a float.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
from docs2sdk.pages import page_parser
from docs2sdk.pages.page_sources import Source, read_source_tree
from docs2sdk.schema import Action
from docs2sdk.validation import examples as example_validation
from docs2sdk.validation import response as response_validation
from docs2sdk.values import example_values
from hypothesis import given
from hypothesis import strategies as st
from small_pages import RET_CODE, modern, row

PATH = "a-api/do_thing.md"

REQUEST = [
    row("Region", required="**Yes**"),
    row("Limit", "int"),
    row("Rate", "float"),
    row("Dry", "bool"),
    row("Ids.N"),
    row("Disks.N.Size", "int", required="**Yes**"),
    row("Disks.N.Type"),
    row("Net.Name"),
]
RESPONSE = [
    RET_CODE,
    row("Count", "int"),
    row("Rate", "float"),
    row("Name", required="**Yes**"),
    row("Tags", "array[string]"),
    row("Set", "array[[*Host*](#Host)]"),
    row("Any", "object"),
]
MODELS = [("Host", [row("Id", required="**Yes**"), row("Size", "int")])]
START = "https://api.ucloud.cn/?Action=DoThing\n&Region=cn\n&Disks.0.Size=1"


def page(request: str = START, response: str = '{"RetCode": 0, "Name": ""}') -> str:
    return modern(
        REQUEST,
        RESPONSE,
        response_models=MODELS,
        request_example=f"```\n{request}\n```",
        response_example=f"```json\n{response}\n```",
    )


def action_of(text: str) -> Action:
    action = page_parser.parse_page(Source(PATH, text)).action
    assert action
    return action


def find(text: str) -> list[tuple[str, str, str]]:
    """Return code, message and what stands at the place, up to the end of the line."""
    lines = text.split("\n")
    return [
        (
            finding.code,
            finding.message,
            lines[finding.location.line - 1][finding.location.column - 1 :],
        )
        for finding in example_validation.check_examples(action_of(text), text)
    ]


REQUESTS: list[Any] = [
    pytest.param(START, [], id="an example that keeps to the table"),
    pytest.param(
        f"{START}\n&Colour=red",
        [("D403", 'the table has no "Colour"', "Colour=red")],
        id="a parameter that the table lacks",
    ),
    pytest.param(
        f"{START}&Colour=red&Limit=1",
        [("D403", 'the table has no "Colour"', "Colour=red&Limit=1")],
        id="the same in a line with others",
    ),
    pytest.param(
        f"{START}\n&Disks.0.Colour=red",
        [("D403", 'the table has no "Disks.N.Colour"', "Disks.0.Colour=red")],
        id="one inside a group",
    ),
    pytest.param(
        f"{START}\n&limit=1",
        [("D403", 'the table has no "limit"; did you mean "Limit"?', "limit=1")],
        id="a parameter in another spelling",
    ),
    pytest.param(
        START.replace("Region", "region"),
        [("D403", 'the table has no "region"; did you mean "Region"?', "region=cn")],
        id="a required one in another spelling is not missing as well",
    ),
    pytest.param(
        START.replace("&Region=cn\n", ""),
        [
            (
                "D404",
                '"Region" is required but missing from the example',
                "https://api.ucloud.cn/?Action=DoThing",
            )
        ],
        id="a required parameter that is missing",
    ),
    pytest.param(
        f"{START}\n&Disks.1.Type=x",
        [
            (
                "D404",
                '"Disks.N.Size" is required but missing from the example',
                "Disks.1.Type=x",
            )
        ],
        id="a required part that an element lacks",
    ),
    pytest.param(
        f"{START}\n&Limit=1\n&Limit=2",
        [("D405", '"Limit" is given twice', "Limit=2")],
        id="a parameter that is given twice",
    ),
    pytest.param(
        f"{START}\n&Ids.N=a\n&Ids.N=b",
        [("D406", '"Ids.N" has a letter where an index belongs', "Ids.N=a")],
        id="a letter for an index, which may stand twice",
    ),
    pytest.param(
        START.replace("Disks.0", "Disks.n"),
        [
            (
                "D406",
                '"Disks.n.Size" has a letter where an index belongs',
                "Disks.n.Size=1",
            )
        ],
        id="a small letter in the middle",
    ),
    pytest.param(
        START.replace("DoThing", "DoOther"),
        [
            (
                "D407",
                'the example calls "DoOther", the page describes "DoThing"',
                "Action=DoOther",
            )
        ],
        id="another action",
    ),
    pytest.param(
        f"{START}\n&Limit=many",
        [("D408", 'the value of "Limit" is not an int', "Limit=many")],
        id="a word for a number",
    ),
    pytest.param(
        f"{START}\n&Limit=1.5",
        [("D408", 'the value of "Limit" is not an int', "Limit=1.5")],
        id="a fraction for an integer",
    ),
    pytest.param(
        f"{START}\n&Limit=",
        [("D408", 'the value of "Limit" is not an int', "Limit=")],
        id="nothing for a number",
    ),
    pytest.param(
        f"{START}\n&Dry=maybe",
        [("D408", 'the value of "Dry" is not a bool', "Dry=maybe")],
        id="a word for a bool",
    ),
    pytest.param(
        f"{START}\n&Ids=a",
        [("D408", '"Ids" is a list: its first element is called "Ids.0"', "Ids=a")],
        id="one value for a list",
    ),
    pytest.param(
        f"{START}\n&Net=a",
        [("D408", 'the value of "Net" is not an object', "Net=a")],
        id="one value for a group",
    ),
    pytest.param(
        f"{START}\n&Limit= 25\n&Rate=1e-3\n&Dry=TRUE\n&Dry2=",
        [("D403", 'the table has no "Dry2"', "Dry2=")],
        id="values that fit however they are written",
    ),
    pytest.param(
        f"{START}\n&Limit={'9' * 30}\n&Rate=12345678901234567890.12345678901",
        [],
        id="numbers that no test could send",
    ),
    pytest.param(
        f"{START}\n&PublicKey=k\n&Signature=s",
        [],
        id="the parameters that every request has",
    ),
    pytest.param("no parameters here", [], id="no parameters at all"),
    pytest.param(
        '{"Action": "DoThing", "Region": "cn", "Disks": [{"Size": 1},\n {"Colour": 1}]}',
        [
            ("D403", 'the table has no "Disks.N.Colour"', '"Colour": 1}]}'),
            (
                "D404",
                '"Disks.N.Size" is required but missing from the example',
                '{"Colour": 1}]}',
            ),
        ],
        id="a JSON body: exactly where it stands inside",
    ),
    pytest.param(
        '{"Action": "DoThing", "Region": 1, "Disks": null, "Limit": "7", "Ids": ["a", 1]}',
        [
            ("D408", 'the value of "Ids.N" is not a string', "1]}"),
            (
                "D408",
                'the value of "Region" is not a string',
                '1, "Disks": null, "Limit": "7", "Ids": ["a", 1]}',
            ),
        ],
        id="a JSON body: values of another type, and null",
    ),
    pytest.param(
        'curl https://api.ucloud.cn -d \'{\n  "Action": "DoThing",\n  "Disks": []}\'',
        [
            (
                "D404",
                '"Region" is required but missing from the example',
                "curl https://api.ucloud.cn -d '{",
            )
        ],
        id="a JSON body in a command",
    ),
]


@pytest.mark.parametrize(("example", "contradictions"), REQUESTS)
def test_a_request_example_against_the_table(
    example: str, contradictions: list[tuple[str, str, str]]
) -> None:
    assert sorted(find(page(request=example))) == contradictions


ANSWERS: list[Any] = [
    pytest.param(
        '{"RetCode": 0, "Action": "DoThingResponse", "Message": "", "Name": "n",\n'
        ' "Count": 1, "Rate": 1, "Set": [{"Id": "a", "Size": null}], "Tags": null}',
        [],
        id="an answer that keeps to the tables",
    ),
    pytest.param(
        '{"RetCode": 0, "Name": "",\n "Colour": "red"}',
        [("D409", 'the tables have no "Colour"', '"Colour": "red"}')],
        id="a field that the tables lack",
    ),
    pytest.param(
        '{"RetCode": 0, "Name": "", "Set": [\n  {"Id": "a"},\n  {"Id": "b", "Colour": 1},\n  {"Id": "c", "Colour": 1}]}',
        [("D409", 'the tables have no "Set.Colour"', '"Colour": 1},')],
        id="one inside elements, said at the first",
    ),
    pytest.param(
        '{"RetCode": 0, "Name": "",\n "Count": "1"}',
        [("D410", '"Count" is a string, but an int in the tables', '"1"}')],
        id="a string for a number",
    ),
    pytest.param(
        '{"RetCode": 0, "Name": "",\n "Set": ["host"]}',
        [("D410", '"Set" is a string, but an object in the tables', '"host"]}')],
        id="a string for a model",
    ),
    pytest.param(
        '{"RetCode": 0, "Name": "",\n "Tags": {}}',
        [("D410", '"Tags" is an object, but an array in the tables', "{}}")],
        id="an object for a list",
    ),
    pytest.param(
        '{"RetCode": 0, "Name": true, "Any": [],\n "Rate": false, "Count": 1.0}',
        [
            ("D410", '"Any" is an array, but an object in the tables', "[],"),
            ("D410", '"Count" is a float, but an int in the tables', "1.0}"),
            (
                "D410",
                '"Name" is a bool, but a string in the tables',
                'true, "Any": [],',
            ),
            (
                "D410",
                '"Rate" is a bool, but a float in the tables',
                'false, "Count": 1.0}',
            ),
        ],
        id="other kinds of values",
    ),
    pytest.param(
        '\n  {"RetCode": 0}',
        [
            (
                "D411",
                '"Name" is required but missing from the response',
                '{"RetCode": 0}',
            )
        ],
        id="a required field that is missing",
    ),
    pytest.param(
        '{"RetCode": 0, "Name": "", "Set": [{"Id": ""},\n {}]}',
        [("D411", '"Set.Id" is required but missing from the response', "{}]}")],
        id="one that an element lacks",
    ),
    pytest.param(
        '{"RetCode": 0,\n "name": "n"}',
        [("D412", 'the key "name" is "Name" in the tables', '"name": "n"}')],
        id="another spelling",
    ),
    pytest.param(
        '{"RetCode": 0, "Name": "", "Set": [{"Id": "", "SIZE": 1}]}',
        [("D412", 'the key "SIZE" is "Set.Size" in the tables', '"SIZE": 1}]}')],
        id="another spelling inside elements",
    ),
    pytest.param(
        '{"RetCode": 0, "Name": "",\n "\\u0043olour": 1}',
        [("D409", 'the tables have no "Colour"', '"\\u0043olour": 1}')],
        id="a key that is written with escapes",
    ),
    pytest.param(
        '{"RetCode": 230, "Message": "no", "Colour": 1}',
        [],
        id="an API error, which need not have the fields",
    ),
    pytest.param('{"RetCode": 0', [], id="not JSON"),
    pytest.param("[]", [], id="no object"),
    pytest.param("{" * 100_000, [], id="nested without end"),
]


@pytest.mark.parametrize(("example", "contradictions"), ANSWERS)
def test_a_response_example_against_the_tables(
    example: str, contradictions: list[tuple[str, str, str]]
) -> None:
    assert sorted(find(page(response=example))) == contradictions


def test_an_answer_from_elsewhere_says_the_same_as_the_example() -> None:
    text = page(response='{"RetCode": 0, "name": 1, "Set": [{}]}')
    action = action_of(text)
    answer = example_values.read_response(action.response_example)
    assert answer
    contradictions = response_validation.find_contradictions(action, answer)
    assert [contradiction[:2] for contradiction in contradictions] == [
        finding[:2] for finding in find(text)
    ]


@pytest.mark.parametrize("indent", ["", " ", "   "])
def test_the_columns_of_an_indented_example(indent: str) -> None:
    fence = '```json\n{"RetCode": 0,\n  "Name": 1}\n```'
    text = modern(
        REQUEST,
        RESPONSE,
        response_models=MODELS,
        request_example=f"```\n{START}\n```",
        response_example=textwrap.indent(fence, indent),
    )
    assert find(text) == [
        ("D410", '"Name" is an int, but a string in the tables', "1}")
    ]


def test_an_example_that_is_only_indented() -> None:
    text = page().replace("```\n" + START + "\n```", textwrap.indent(START, "    "))
    text = text.replace("&Region=cn", "&Region=cn&Colour=1")
    assert find(text) == [("D403", 'the table has no "Colour"', "Colour=1")]


@given(request=st.text(), response=st.text())
def test_no_example_is_too_odd(request: str, response: str) -> None:
    text = page()
    action = action_of(text)
    assert action.request_example
    assert action.response_example
    for example, given_text in (
        (action.request_example, request),
        (action.response_example, response),
    ):
        object.__setattr__(example, "text", given_text)
    for finding in example_validation.check_examples(action, text):
        assert finding.location.line >= 1
        assert finding.location.column >= 1


# What stands where a finding points, by code; {} is the last part of the name that its message quotes first.
POINTED_AT = {
    "D403": r'(.*\.)?"?{}\b',
    "D405": "(.*\\.)?{}=",
    "D406": "(.*\\.)?{}=",
    "D407": "Action=",
    "D409": '"{}"',
    "D411": r"\{{",
    "D412": '"{}"',
}


@pytest.mark.slow
def test_every_finding_in_the_published_pages_stands_where_it_says(
    corpus: Path,
) -> None:
    seen = set()
    for source in read_source_tree(corpus).pages:
        action, lines = page_parser.parse_page(source).action, source.text.split("\n")
        for finding in (
            example_validation.check_examples(action, source.text) if action else ()
        ):
            name = re.findall('"([^"]+)"', finding.message)[0].rpartition(".")[2]
            pattern = POINTED_AT.get(finding.code, "").format(re.escape(name))
            line = lines[finding.location.line - 1][finding.location.column - 1 :]
            # A long name is cut, a letter stands for any index.
            if "…" not in name and name != "N":
                assert re.match(pattern, line), f"{finding}: {line}"
                seen.add(finding.code)
    assert seen >= POINTED_AT.keys()
