"""No secret of a recording reaches a page or the output, wherever it stands: in values, names, headers, addresses, faults."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.pages import page_parser, page_sources
from docs2sdk.traffic import secrets
from docs2sdk.traffic.bodies import FormText
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

LETTERS = string.ascii_letters + string.digits


def make_shaped(chance: random.Random) -> str:
    """Return a secret that is recognized by its shape, whatever its name is."""

    def word(alphabet: str, least: int, most: int) -> str:
        return "".join(chance.choices(alphabet, k=chance.randint(least, most)))

    digits = f"{chance.choice('3456789')}{word(string.digits, 9, 9)}"
    shapes = [
        word("0123456789abcdef", 32, 64),
        base64.b64encode(chance.randbytes(chance.randint(24, 48))).decode(),
        f"eyJ{word(LETTERS, 10, 30)}.eyJ{word(LETTERS, 10, 30)}.{word(LETTERS, 10, 30)}",
        f"1{digits}",
        f"+86 1{digits}",
        f"{word(string.ascii_lowercase, 4, 9)}@{word(string.ascii_lowercase, 4, 9)}.com",
        f"Bearer {word(LETTERS, 12, 30)}",
        f"https://u:{word(LETTERS, 8, 12)}@example.com/",
        f'{{"password": "{word(LETTERS, 8, 12)}"}}',
        f"-----BEGIN RSA PRIVATE KEY-----\n{word(LETTERS, 8, 40)}\n-----END",
    ]
    return chance.choice(shapes)


shaped = st.integers(0, 2**32).map(lambda seed: make_shaped(random.Random(seed)))
# Recognized by their name only.
plain = st.text(string.ascii_lowercase, min_size=8, max_size=12) | st.sampled_from(
    ["Hunter", "sesame"]
)
# Some of them are called like rows whose words are noted.
NAMES = ["Password", "PhoneState", "AccessTokenType", "SecretMode", "UserEmailState"]  # fmt: skip
HARMLESS = ["Remark", "State", "Value", "Data"]


@st.composite
def recordings(draw: Draw) -> tuple[list[str], str]:
    """Return secrets, and a recording in which they stand wherever something can stand."""
    by_shape = draw(st.lists(shaped, min_size=4, max_size=4))
    by_name = draw(st.lists(plain, min_size=2, max_size=2))
    names = draw(st.permutations(NAMES))
    planted = dict(zip(HARMLESS, by_shape, strict=True))
    planted |= dict(zip(names, by_name, strict=False))
    one = by_shape[0]
    response = {
        "RetCode": 0,
        "Message": one,
        **planted,
        "Box": {names[2]: {"Deep": [by_name[0], by_name[0]]}},
        "Boxes": [planted, planted],
        "Map": {one: 1, by_shape[1]: planted},
        one: planted,
    }
    form = urlencode({"Action": "FindThing", "PublicKey": one} | planted)
    url = f"https://api.ucloud.cn/?{form}&Ids.0={quote(one)}&{quote(one)}=1"
    entries = [*_entries(url, response, one), {"request": {"url": one}}]
    lines = [
        json.dumps({"log": {"entries": entries}}),
        *[url, one, f"curl '{url}' -u {quote(one)} -H 'Cookie: {quote(one)}'"],
        f"https://u:{quote(one)}@[{quote(one)}/?Action=FindThing",
        f"https://{quote(one)}.example.com/?Action=FindThing",
        f"https://api.ucloud.cn/?Action={quote(one)}",
        json.dumps(response),
        json.dumps({"Action": one, "RetCode": 0}),
        f'{{"RetCode": 0, "{names[0]}": "{by_name[0]}',
    ]
    return [*by_shape, *by_name], "\n".join(lines)


def _entries(url: str, response: dict[str, Any], one: str) -> Iterator[dict[str, Any]]:
    content = {"text": json.dumps(response)}
    for _ in range(3):
        yield {
            "request": {"url": url, "headers": [{"name": "Cookie", "value": one}]},
            "response": {"status": 200, "content": content},
        }
    yield {"request": {"url": f"{url}&RetCode=1"}, "response": {"content": one}}


def infer(text: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["infer", *arguments], input=text)


@pytest.mark.slow
@settings(
    max_examples=100,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(recorded=recordings())
def test_no_secret_reaches_a_page_or_the_output(
    documentation: Path, recorded: tuple[list[str], str]
) -> None:
    planted, text = recorded
    specs = ["--specs", str(documentation), "--out", str(documentation.parent / "out")]
    har, rest = text.split("\n", 1)
    page = str(documentation / "alpha-api/get_thing.md")
    for source in (har, rest):
        drafted = infer(source, "alpha", "FindThing", "-", *specs, "--dry-run")
        assert drafted.exit_code == 0, drafted.output
        compared = infer(source.replace("FindThing", "GetThing"), "--update", page, "-")
        assert compared.exit_code == 1, compared.output
        assert "masked" in drafted.stderr
        shown = drafted.output + compared.output
        assert [secret for secret in planted if secret in shown] == []


HIDDEN = {
    "a phone number": ("Remark", "13812345678", "***"),
    "a phone number in a text": ("Remark", "call 138-1234-5678", "***"),
    "a number": ("Phone", 13812345678, 0),
    "a short password": ("Password", "x", "***"),
    "what is below a secret name": ("Credentials", {"A": ["x"]}, {"A": ["***"]}),
    "a number in a form that is secret by its name": ("Token", FormText("7"), "0"),
    "a list of addresses": ("To", ["a@b.cn"], ["***"]),
}


@pytest.mark.parametrize(("name", "value", "masked"), HIDDEN.values(), ids=HIDDEN)
def test_a_value_is_masked(name: str, value: Any, masked: Any) -> None:
    hidden, counts = secrets.mask_values({name: value})
    assert hidden == {name: masked}
    assert counts.total() == 1


SHOWN = {
    "an id": "uhost-4hmkxpzl",
    "a UUID": "0d2b9f9e-3c1a-4f6b-9d5e-0a1b2c3d4e5f",
    "a time": 1589343634,
    "milliseconds": "1589343634000",
    "a path": "/data/releases/2024/current",
    "a name of an image": "CentOS_7.9_64bit_standard",
    "a sentence": "The resource was not found in this region, please try again",
    "a bool": True,
}


@pytest.mark.parametrize("value", SHOWN.values(), ids=SHOWN)
def test_a_harmless_value_is_not_masked(value: Any) -> None:
    assert secrets.mask_values({"Remark": value}) == ({"Remark": value}, {})


def test_what_was_masked_is_told_without_values(tmp_path: Path) -> None:
    specs = trees.write(tmp_path / "specs", trees.PAGES)
    text = json.dumps({"RetCode": 0, "Phones": ["13812345678"] * 2, "Password": "x"})
    out = ["--specs", str(specs), "--out", str(tmp_path / "out"), "--dry-run"]
    told = infer(text, "alpha", "FindThing", "-", *out).stderr
    assert "masked    3 values: Password 1, Phones 2\n" in told


NO_NAMES = {
    "a token": "eyJhbGciOi.eyJzdWIiOi.SflKxw",
    "a key": "AKb81Zq0sWm2TtYc94Lx",
    "a digest": "a8f5f167f44f4964e6c998dee827110c",
    "a digest below a name": "Tags.a8f5f167f44f4964e6c998dee827110c",
}


@pytest.mark.parametrize("key", NO_NAMES.values(), ids=NO_NAMES)
def test_a_secret_in_the_place_of_a_name_is_no_name(key: str) -> None:
    assert not secrets.is_parameter_name(key)


@pytest.mark.slow
def test_every_published_name_is_a_name(corpus: Path) -> None:
    names = {
        field.name
        for source in page_sources.read_source_tree(corpus).pages
        if (action := page_parser.parse_page(source).action)
        for payload in (action.request, action.response)
        for fields in (payload.fields, *(model.fields for model in payload.models))
        for field in fields
    }
    assert len(names) > 1000
    assert [name for name in names if not secrets.is_row_name(name)] == []
