"""Parameters to signatures: the published vectors, and the rule for JSON bodies."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime.serialize import sign

PUBLIC_KEY = "ucloudsomeone@example.com1296235120854146120"
PRIVATE_KEY = "46f09bb9fab4f12dfc160dae12273d5332b5debe"

CREATE = {
    "Action": "CreateUHostInstance",
    "CPU": 2,
    "ChargeType": "Month",
    "DiskSpace": 10,
    "ImageId": "f43736e1-65a5-4bea-ad2e-8a46e18883c2",
    "LoginMode": "Password",
    "Memory": 2048,
    "Name": "Host01",
    "Password": "VUNsb3VkLmNu",
    "Quantity": 1,
    "Region": "cn-bj2",
    "Zone": "cn-bj2-04",
}
BACKENDS = {f"Backends.{index}": ("foo", "bar", "42")[index % 3] for index in range(12)}


@pytest.mark.parametrize(
    ("parameters", "signature"),
    [
        pytest.param(
            {"Action": "DescribeUHostInstance", "Region": "cn-bj2", "Limit": 10},
            "cba5cf5ec4d4233d206b1b54951e3787350a642f",
            id="a few parameters",
        ),
        pytest.param(
            CREATE,
            "4f9ef5df2abab2c6fccd1e9515cb7e2df8c6bb65",
            id="many parameters",
        ),
        pytest.param(
            CREATE | {"SecurityToken": "some_stoken"},
            "170c480ad176a247b324eb92a2cfe536aacfbd04",
            id="a token is signed as well",
        ),
        pytest.param(
            {"Action": "AllocateBackendBatch"} | BACKENDS,
            "6bc32642779f8cb0bb3d3f128b1c0688abf9a1a3",
            id="ten comes before two",
        ),
    ],
)
def test_published_vectors(parameters: dict[str, Any], signature: str) -> None:
    assert sign(parameters | {"PublicKey": PUBLIC_KEY}, PRIVATE_KEY) == signature


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        pytest.param({}, "", id="nothing but the key"),
        pytest.param({"A": ""}, "A", id="an empty value"),
        pytest.param({"B": "2", "A": "1"}, "A1B2", id="another order of the arguments"),
        pytest.param(
            {"a": "1", "B": "2", "_": "3", "10": "4", "9": "5"},
            "104" "95" "B2" "_3" "a1",
            id="code points, not letters",
        ),
        pytest.param(
            {"\U00010000": "1", "\uff21": "2"},
            "\uff21" "2" "\U00010000" "1",
            id="code points, not UTF-16 units",
        ),
        pytest.param(
            {"Name": "名 字&=+"}, "Name名 字&=+", id="text before URL encoding"
        ),
        pytest.param({"A": "1", "Signature": "x"}, "A1", id="never its own signature"),
        pytest.param({"A": True, "B": False}, "AtrueBfalse", id="truth values"),
        pytest.param({"A": 42.0, "B": 1e-05}, "A42B0.00001", id="floats as sent"),
        pytest.param({"A": ["y", "x", 1]}, "Ayx1", id="a list in its own order"),
        pytest.param({"A": {"C": 1, "B": 2}}, "AB2C1", id="an object by its keys"),
        pytest.param(
            {"B": [{"D": 1, "C": [True, "x"]}, {}], "A": {"Signature": "in"}},
            "ASignatureinBCtruexD1",
            id="objects in lists in objects",
        ),
    ],
)
def test_what_is_signed(parameters: dict[str, Any], text: str) -> None:
    digest = hashlib.sha1(f"{text}{PRIVATE_KEY}".encode()).hexdigest()
    assert sign(parameters, PRIVATE_KEY) == digest


def test_nothing_is_changed() -> None:
    parameters = {"A": [{"B": 1}], "Signature": "x"}
    sign(parameters, PRIVATE_KEY)
    assert parameters == {"A": [{"B": 1}], "Signature": "x"}


def flat(value: Any) -> str:
    """Written apart from the runtime, after the page on signatures."""
    if isinstance(value, dict):
        return "".join(key + flat(item) for key, item in sorted(value.items()))
    if isinstance(value, list):
        return "".join(flat(item) for item in value)
    return {True: "true", False: "false"}[value] if value in (True, False) else value


TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    TEXT | st.booleans(),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXT.filter(lambda key: key != "Signature"), VALUES), TEXT)
def test_any_tree_is_signed_by_the_rule(values: dict[str, Any], key: str) -> None:
    assert sign(values, key) == hashlib.sha1((flat(values) + key).encode()).hexdigest()
