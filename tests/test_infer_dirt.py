"""Recordings as they come: what ``infer`` reads from requests and responses with all kinds of dirt."""

from __future__ import annotations

import base64
import gzip
import json
from contextlib import suppress
from typing import Any, NamedTuple

import pytest
from docs2sdk.authoring.page_writer import write_page
from docs2sdk.inference import draft
from docs2sdk.pages import page_parser
from docs2sdk.pages.page_sources import Source
from docs2sdk.traffic import samples
from docs2sdk.traffic.bounded_files import InvalidRecording
from docs2sdk.traffic.samples import Samples
from hypothesis import given
from hypothesis import strategies as st
from synthetic_samples import describe, required_paths

URL = "https://api.ucloud.cn/?Action=GetBox"
BACKSLASH = "\\"


def entry(url: str = URL, answer: Any = None, **changes: Any) -> dict[str, Any]:
    """Return an entry of a HAR file; ``body`` is posted, ``content`` replaces the content of the response."""
    posted = {"postData": {"text": changes["body"]}} if "body" in changes else {}
    text = json.dumps({"RetCode": 0} if answer is None else answer)
    return {
        "request": {"method": "POST" if posted else "GET", "url": url} | posted,
        "response": {
            "status": changes.get("status", 200),
            "content": changes.get("content", {"text": text}),
        },
    }


def har(*entries: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


def respond(*responses: Any) -> str:
    """Return responses of the action as JSON lines."""
    return "\n".join(json.dumps({"RetCode": 0} | each) for each in responses)


def encode(text: str, compress: bool = False) -> dict[str, str]:
    data = gzip.compress(text.encode()) if compress else text.encode()
    return {"text": base64.b64encode(data).decode(), "encoding": "base64"}


def chunked(text: str) -> str:
    pieces = [text[at : at + 7] for at in range(0, len(text), 7)]
    lines = [f"{len(piece.encode()):x}\r\n{piece}\r\n" for piece in pieces]
    return "".join([*lines, "0\r\n\r\n"])


class Dirt(NamedTuple):
    """The text of a recording, the rows that it gives (``Name type``, ``!`` if required), and what is left out."""

    text: str
    request: str = ""
    response: str = ""
    skipped: str = ""


A_BOX = '{"RetCode": 0, "BoxId": "b"}'
NAMELESS = "parameters with a name that no row can have 1"
DIRT = {
    "a list from 0": Dirt(f"{URL}&Ids.0=a&Ids.1=b", "Ids string[]!"),
    "a list from 1": Dirt(f"{URL}&Ids.1=a&Ids.2=b", "Ids string[]!"),
    "a list with a gap": Dirt(f"{URL}&Ids.3=a&Ids.900000=b", "Ids string[]!"),
    "a list with a letter for an index": Dirt(f"{URL}&Ids.N=a", "Ids string[]!"),
    "a list in brackets": Dirt(
        f"{URL}&Ids[0]=a&Disks[0][Size]=7",
        "Ids string[]!; Disks object[]!; Disks.Size int!",
    ),
    "a list in empty brackets": Dirt(f"{URL}&Ids[]=a", "Ids string[]!"),
    "a list whose elements have different parts": Dirt(
        f"{URL}&Disks.0.Size=7&Disks.1.Size=8&Disks.1.Type=SSD",
        "Disks object[]!; Disks.Size int!; Disks.Type string",
    ),
    "groups in groups": Dirt(
        f"{URL}&Net.0.Eip.0.Width=2&Net.0.Eip.0.Pay.Mode=Hour",
        "Net object[]!; Net.Eip object[]!; Net.Eip.Width int!; Net.Eip.Pay object!; Net.Eip.Pay.Mode string!",
    ),
    "a value beside its parts": Dirt(f"{URL}&A=1&A.0=x&A.1=y", "A string[]!"),
    "a repeated key": Dirt(f"{URL}&Size=x&Size=7", "Size int!"),
    "a repeated key in JSON": Dirt(
        '{"RetCode": 0, "Size": "x", "Size": 7}', response="Size int!"
    ),
    "a parameter in one request only": Dirt(
        f"{URL}&Size=7\n{URL}\n{URL}&Size=8", "Size int"
    ),
    "an empty value in a form": Dirt(f"{URL}&Size=\n{URL}&Size=7", "Size int!"),
    "an int, a float and a bool in a form": Dirt(
        f"{URL}&A=7&B=7.5&C=true\n{URL}&A=-1&B=2&C=False",
        "A int!; B float!; C bool!",
    ),
    "digits that are no number": Dirt(
        f"{URL}&A=007&B=99999999999999999999", "A string!; B string!"
    ),
    "a number once and a word once": Dirt(f"{URL}&A=7\n{URL}&A=all", "A string!"),
    "numbers as strings in JSON": Dirt(respond({"A": "7"}), response="A string!"),
    "null": Dirt(
        respond({"A": None, "B": 1}, {"A": 1, "B": None}), response="A int; B int"
    ),
    "nothing but null": Dirt(respond({"A": None}), response="A string"),
    "empty lists": Dirt(
        respond({"A": [], "B": []}, {"A": [1], "B": []}),
        response="A int[]!; B list!",
    ),
    "an empty object": Dirt(respond({"A": {}}), response="A object!"),
    "an object that PHP writes as a list": Dirt(
        respond({"A": []}, {"A": {"B": 1}}), response="A object!; A.B int!"
    ),
    "an int once and a float once": Dirt(
        respond({"A": 1}, {"A": 1.5}), response="A float!"
    ),
    "mixed types": Dirt(respond({"A": 1}, {"A": "x"}), response="A string!"),
    "mixed types in a list": Dirt(respond({"A": [1, "x"]}), response="A string[]!"),
    "an object once and a text once": Dirt(
        respond({"A": "x"}, {"A": {"B": 1}}), response="A object!; A.B int!"
    ),
    "lists in lists": Dirt(respond({"A": [[1], [2]]}), response="A int[][]!"),
    "a list of objects and null": Dirt(
        respond({"A": [{"B": 1}, None]}), response="A object[]!; A.B int!"
    ),
    "an object whose keys are values": Dirt(
        respond({"A": {"uhost-1": {"B": 1}, "uhost-2": {"B": 1}}}),
        response="A object!",
    ),
    "JSON inside a string": Dirt(
        respond({"A": '{"B": [1, 2]}'}), response="A string!"
    ),
    "base64 in a string": Dirt(
        respond({"A": base64.b64encode(b"#!/bin/sh\n").decode()}),
        response="A string!",
    ),
    "objects too deep for a page": Dirt(
        respond({"A": json.loads('{"B":' * 60 + "1" + "}" * 60)}),
        response="; ".join(f"A{'.B' * depth} object!" for depth in range(7)),
    ),
    "a number of 5,000 digits": Dirt(
        '{"RetCode": 0, "A": ' + "9" * 5000 + "}",
        skipped="unreadable: a number out of range 1",
    ),
    "a huge number": Dirt(
        respond({"A": 10**300}) + '\n{"RetCode": 0, "A": 1e999}',
        response="A int!",
        skipped="unreadable: a number out of range 1",
    ),
    "API errors among successes": Dirt(
        har(
            entry(f"{URL}&Wrong=1", {"RetCode": 160, "Message": "m"}),
            entry(f"{URL}&Size=1", {"RetCode": 0, "A": 1}),
        ),
        "Size int!",
        "A int!",
        "API errors 1",
    ),
    "a gateway's error": Dirt(
        har(entry(content={"text": "<html>"}, status=502), entry(f"{URL}&Size=1")),
        "Size int!",
        skipped="unreadable: the response is not JSON 1",
    ),
    "requests of other hosts": Dirt(
        har(
            entry("https://stat.example.com/p?Action=GetBox&Page=1"),
            entry(f"{URL}&Size=1"),
            entry(f"{URL}&Size=2"),
            entry("https://cdn.example.com/logo.png"),
        ),
        "Size int!",
        skipped="requests to other hosts 1, requests without an action 1",
    ),
    "samples of other actions": Dirt(
        har(entry(URL.replace("GetBox", "DropBox")), entry(f"{URL}&Size=1")),
        "Size int!",
        skipped="samples of other actions 1",
    ),
    "a compressed response": Dirt(
        har(entry(content=encode(A_BOX, compress=True))), response="BoxId string!"
    ),
    "a response in base64": Dirt(
        har(entry(content=encode(A_BOX))), response="BoxId string!"
    ),
    "a response in chunks": Dirt(
        har(entry(content={"text": chunked(A_BOX)})), response="BoxId string!"
    ),
    "a body that explodes when decompressed": Dirt(
        har(entry(content=encode(" " * 20_000_000, compress=True)), entry()),
        skipped="unreadable: the body is damaged or too large 1",
    ),
    "bodies that explode together": Dirt(
        har(*[entry(content=encode(f"{A_BOX}{' ' * 5_000_000}", compress=True))] * 5),
        response="BoxId string!",
        skipped="unreadable: the body is damaged or too large 2",
    ),
    "a damaged body": Dirt(
        har(entry(content={"text": "H4sIAAAA", "encoding": "base64"}), entry()),
        skipped="unreadable: the body is damaged or too large 1",
    ),
    "entries of other forms": Dirt(
        har(None, 7, {"request": [], "response": "x"}, entry(f"{URL}&Size=1")),
        "Size int!",
        skipped="requests without an action 3",
    ),
    "an address that is none": Dirt(
        har(entry("https://[x/?Action=GetBox"), entry(f"{URL}&Size=1")),
        "Size int!",
        skipped="unreadable: the address is malformed 1",
    ),
    "a form in the body": Dirt(
        har(entry("https://api.ucloud.cn/", body="Action=GetBox&Ids.0=a%26b+c")),
        "Ids string[]!",
    ),
    "parameters in the address and in the body": Dirt(
        har(entry(f"{URL}&A=1", body="B=2")), "A int!; B int!"
    ),
    "a query in a list of its own": Dirt(
        har(
            {
                "request": {
                    "url": "https://api.ucloud.cn/",
                    "queryString": [
                        {"name": "Action", "value": "GetBox"},
                        {"name": "Size", "value": "7"},
                    ],
                }
            }
        ),
        "Size int!",
    ),
    "JSON in the body": Dirt(
        har(
            entry(
                "https://api.ucloud.cn/",
                body='{"Action": "GetBox", "Disks": [{"Size": 7}], "Ids.0": "a"}',
            )
        ),
        "Disks object[]!; Disks.Size int!; Ids string[]!",
    ),
    "a body in several parts": Dirt(
        har(
            {
                "request": {
                    "url": URL,
                    "postData": {
                        "text": "--x\r\nContent-Disposition: form-data",
                        "params": [{"name": "Size", "value": "7"}],
                    },
                }
            }
        ),
        "Size int!",
    ),
    "a body that is neither": Dirt(
        har(entry(body="<xml/>"), entry(f"{URL}&Size=1")),
        "Size int!",
        skipped="unreadable: the body is neither a form nor JSON 1",
    ),
    "percent-encoded names and Chinese": Dirt(
        f"{URL}&Ids%2E0=%E4%B8%AD&Name=%ff", "Ids string[]!; Name string!"
    ),
    "names that no row can have": Dirt(f"{URL}&a-b=1&Size=1", "Size int!", "", NAMELESS),
    "names that are nested too deep": Dirt(
        f"{URL}&{'.'.join('abcdefghijk')}=1&Size=1", "Size int!", "", NAMELESS
    ),
    "who calls": Dirt(
        f"{URL}&PublicKey=k&Signature=s&SecurityToken=t&Size=1", "Size int!"
    ),
    "an example as on a page": Dirt(
        f"{URL}\n&Ids.0=a\n  &Size=7\n\n# a comment\n{URL}\n&Ids.0=b",
        "Ids string[]!; Size int",
    ),
    "a form without an address": Dirt("Action=GetBox&Size=7", "Size int!"),
    "lines of an access log": Dirt(f"GET /?{URL[23:]}&Size=7 HTTP/1.1", "Size int!"),
    "curl": Dirt(f"$ curl -sS '{URL}&Size=7' -H 'Cookie: a=b'", "Size int!"),
    "curl with several data": Dirt(
        "curl -XPOST https://api.ucloud.cn -d Action=GetBox -d 'Ids.0=a&Size=7'",
        "Ids string[]!; Size int!",
    ),
    "curl with a value of an unknown option": Dirt(
        f"curl --limit-rate 100k '{URL}&Size=7'", "Size int!"
    ),
    "curl over several lines": Dirt(
        "curl --request POST \\\n  --url https://api.ucloud.cn/ \\\n"
        "  --data-raw '{\n \"Action\": \"GetBox\",\n \"Size\": 7\n}'\n"
        f"{URL}",
        "Size int",
    ),
    "curl with -G and encoded data": Dirt(
        "curl -G https://api.ucloud.cn/ --data-urlencode 'Action=GetBox' --data-urlencode 'A=x&y=1'",
        "A string!",
    ),
    "curl of bash with escapes": Dirt(
        f"curl {URL}{BACKSLASH}&Size=7 --data-raw $'Name=it{BACKSLASH}'s'",
        "Size int!; Name string!",
    ),
    "curl of cmd.exe": Dirt(
        'curl ^"https://api.ucloud.cn/^" ^\r\n  -H ^"Accept: */*^" ^\r\n'
        '  --data-raw ^"^{^\\^"Action^\\^":^\\^"GetBox^\\^",^\\^"Size^\\^":7^}^"\r\n',
        "Size int!",
    ),
    "curl with doubled quotes": Dirt(
        'curl.exe https://api.ucloud.cn/ ^\n -d "{""Action"": ""GetBox"", ""Size"": 7}"',
        "Size int!",
    ),
    "curl of PowerShell": Dirt(
        "PS C:\\> curl.exe 'https://api.ucloud.cn/' `\n  -d 'Action=GetBox&Size=7'",
        "Size int!",
    ),
    "curl whose body is in a file": Dirt(
        f"curl {URL} -d @/etc/passwd\ncurl '{URL}&Size=7' --data-raw '@x=y'",
        "Size int!",
        skipped="parameters with a name that no row can have 1, unreadable: the body is in another file 1",
    ),
    "a quote that is not closed": Dirt(
        f"curl '{URL}&Size=7\n", skipped="unreadable: a quote is not closed 1"
    ),
    "lines that are nothing": Dirt(
        f"HTTP/1.1 200 OK\nServer: x\n\n{A_BOX}\n",
        response="BoxId string!",
        skipped="unreadable: neither a request nor a response 2",
    ),
    "a last line that is cut off": Dirt(
        f'{A_BOX}\n{{"RetCode": 0, "Bo',
        response="BoxId string!",
        skipped="unreadable: not JSON 1",
    ),
    "JSON over several lines, one after the other": Dirt(
        f"{json.dumps(json.loads(A_BOX), indent=2)}\n" * 2, response="BoxId string!"
    ),
    "requests with their responses": Dirt(
        json.dumps(
            [
                {"action": "GetBox", "request": {"Size": 7}, "response": {"RetCode": 0, "A": 1}},
                {"request": f"{URL}&Size=8", "response": {"RetCode": 1}},
                {"Action": "GetBox", "Name": "x"},
                7,
            ]
        ),
        "Size int; Name string",
        "A int!",
        "API errors 1, unreadable: not a JSON object 1",
    ),
}  # fmt: skip


def read(text: str) -> Samples:
    return samples.read_samples([("recording", text)], "GetBox")


@pytest.mark.parametrize("dirt", DIRT.values(), ids=DIRT)
def test_a_recording_gives_the_rows_that_it_shows(dirt: Dirt) -> None:
    sampled = read(dirt.text)
    action = draft.draft_action("GetBox", "t", "", sampled, draft.gather_wordings([]))
    shown = [] if sampled.requests else ["Region", "Zone", "ProjectId"]
    assert rows(action.request, shown) == dirt.request
    assert rows(action.response, ["RetCode", "Action", "Message"]) == dirt.response
    skipped = sorted(f"{reason} {n}" for reason, n in sampled.skipped.items() if n)
    assert ", ".join(skipped) == dirt.skipped


def rows(payload: Any, without: list[str]) -> str:
    required = required_paths(payload)
    return "; ".join(
        f"{path} {type_}{'!' * (path in required)}"
        for path, type_ in describe(payload).items()
        if path not in without
    )


def test_a_host_can_be_chosen() -> None:
    text = f"{URL}&A=1\n{URL}&A=1\nhttps://api.example.com/?Action=GetBox&B=1"
    sampled = samples.read_samples([("x", text)], "GetBox", "api.example.com")
    assert [{*request} for request in sampled.requests] == [{"B"}]


# What a parser may stumble over, in any order.
PIECES = [
    *("curl", " ", "\n", "'", '"', "\\", "^", "`", "$'", "\\u12", "-d", "-G", "--data-urlencode"),
    *(URL, "&A.0=", "&A.N.B=1", "&[]=", "&A[", "%", "%ff", "=", "[", "]", "{", "}", ":", ","),
    *('"Action"', '"GetBox"', '"RetCode"', "0", "1e999", "-", '"\\ud800"', "null", '{"log":{"entries":['),
    *('"request"', '"response"', '"url"', '"content"', '"text"', '"encoding":"base64"', "\x00", "字"),
]  # fmt: skip
VALUES = st.recursive(
    st.sampled_from([None, True, 0, -1.5, "", "x", URL, "\ud800", "H4sI", "1\r\n"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["log", "entries", "request", "response", "url", "status"])
        | st.sampled_from(["postData", "content", "text", "encoding", "params", "name"])
        | st.sampled_from(["Action", "RetCode", "A", "a-b", "\ud800", "A.0"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)


@given(
    text=st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
    | VALUES.map(json.dumps)
    | st.lists(VALUES, max_size=3).map(lambda entries: har(*entries))
)
def test_any_recording_is_read_or_refused(text: str) -> None:
    with suppress(InvalidRecording):
        sampled = read(text)
        words = draft.gather_wordings([])
        action = draft.draft_action("GetBox", "t", "", sampled, words)
        page = page_parser.parse_page(Source("x-api/x.md", write_page(action)))
        errors = [each for each in page.diagnostics if each.severity == "error"]
        assert errors == []
