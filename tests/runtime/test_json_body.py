"""Bodies of responses: which are parsed, and which have more values than a response can need."""

from __future__ import annotations

import pytest
from runtime import json_body
from runtime.json_body import MAX_BODY_BYTES, MAX_CONTAINERS, MAX_VALUES


def listed(item: str, count: int) -> bytes:
    return f'{{"RetCode":0,"A":[{",".join([item] * count)}]}}'.encode()


TEXT = listed('"' + "[{,}]" * MAX_CONTAINERS + '"', 1)


@pytest.mark.parametrize(
    ("body", "is_too_large"),
    [
        pytest.param(b" " * MAX_BODY_BYTES, False, id="as many bytes as there may be"),
        pytest.param(b" " * (MAX_BODY_BYTES + 1), True, id="a byte more"),
        pytest.param(
            listed("{}", MAX_CONTAINERS - 2), False, id="as many objects as may be"
        ),
        pytest.param(listed("{}", MAX_CONTAINERS - 1), True, id="an object more"),
        pytest.param(listed("[]", MAX_CONTAINERS - 1), True, id="an array more"),
        pytest.param(listed("1", MAX_VALUES), False, id="as many numbers as may be"),
        pytest.param(listed("1", MAX_VALUES + 1), True, id="a number more"),
        pytest.param(TEXT, False, id="a text of commas and brackets"),
        pytest.param(
            listed(r'"\"[{,"', MAX_CONTAINERS - 9), False, id="behind escaped quotes"
        ),
        pytest.param(
            listed(r'"\\",{}', MAX_CONTAINERS), True, id="behind escaped backslashes"
        ),
        pytest.param(
            listed('"' + "x" * 99_999 + '",{}', MAX_BODY_BYTES // 100_010),
            False,
            id="long texts",
        ),
        pytest.param(
            listed('"' + "{,}" * 33_333 + '",7', MAX_BODY_BYTES // 100_010),
            False,
            id="long texts of commas and brackets",
        ),
        pytest.param(b"[" * MAX_BODY_BYTES, True, id="deep"),
    ],
)
def test_what_is_too_large(body: bytes, is_too_large: bool) -> None:
    assert json_body.is_too_large(body) == is_too_large


@pytest.mark.parametrize(
    ("body", "values"),
    [
        pytest.param(b'{"A": [1.5, null]}', {"A": [1.5, None]}, id="an object"),
        pytest.param(b'{"A": 1, "A": 2}', {"A": 2}, id="a key twice"),
        pytest.param(b"\xef\xbb\xbf{}", {}, id="a byte order mark"),
        pytest.param(b"[]", None, id="an array"),
        pytest.param(b"", None, id="nothing"),
        pytest.param(b'{"A": NaN}', None, id="NaN"),
        pytest.param(b'{"A": -Infinity}', None, id="Infinity"),
        pytest.param(b'{"A": "\xff"}', None, id="invalid UTF-8"),
        pytest.param(b'{"A": ' + b"1" * 5000 + b"}", None, id="an endless number"),
        pytest.param(b'{"A":' * 100_000, None, id="deep"),
    ],
)
def test_objects(body: bytes, values: object) -> None:
    assert json_body.parse_object(body) == values
