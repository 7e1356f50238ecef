"""Encoding of the form: what the standard library does, in less time."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime.serialize import encode_form

# Surrogates never get this far: they have no UTF-8.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.dictionaries(TEXTS, TEXTS))
def test_any_form_is_what_urlencode_gives(parameters: dict[str, str]) -> None:
    assert encode_form(parameters) == urlencode(parameters).encode()


@pytest.mark.parametrize(
    "value",
    ["", "cn-bj2-04", "a b", "a+b", "a&b=c", "~_.-", "é", "中文", "%41", "\n", "x\n"],
)
def test_a_form_is_what_urlencode_gives(value: str) -> None:
    parameters = {"Action": "DoThing", "Tags.0": value}
    assert encode_form(parameters) == urlencode(parameters).encode()
