"""How long the text of an example may be."""

from __future__ import annotations

import pytest
from docs2sdk.values import example_text
from docs2sdk.values.example_text import MAX_LENGTH

URL = "https://api.ucloud.cn/?Action=DoThing&Name="
BODY = '{"Name": "%s"}'


def padded(text: str, length: int) -> str:
    """Return a text with one placeholder, which is filled so that the whole is as long as this."""
    return text % ("x" * (length - len(text) + len("%s")))


@pytest.mark.parametrize(
    ("length", "is_read"),
    [
        pytest.param(MAX_LENGTH, True, id="exactly the longest"),
        pytest.param(MAX_LENGTH + 1, False, id="one character longer"),
    ],
)
def test_an_example_is_read_up_to_its_greatest_length(
    length: int, is_read: bool
) -> None:
    posted = padded(BODY, length)
    assert len(posted) == length
    assert (example_text.parse_json(posted) is not None) == is_read
    assert (example_text.find_body(posted) is not None) == is_read
    assert bool(example_text.parse_parameters(posted)) == is_read
    assert bool(example_text.parse_parameters(padded(f"{URL}%s", length))) == is_read
