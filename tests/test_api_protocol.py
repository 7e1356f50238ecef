"""What the generator knows of the wire protocol; the runtime, which cannot import it, must hold the same."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from docs2sdk import protocol
from runtime import settings


@pytest.mark.parametrize(
    ("action", "is_reading"),
    [
        ("DescribeUHostInstance", True),
        ("GetISMSSendReceipt", True),
        ("CheckUDomain", True),
        ("IsAllowed", True),
        ("IssueCertificate", False),
        ("GetawayThing", False),
        ("CreateUHostInstance", False),
    ],
)
def test_actions_read_by_their_verb(action: str, is_reading: bool) -> None:
    assert protocol.is_reading(action) is is_reading


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        ("Password", True),
        ("Disks.0.KmsPasswd", True),
        ("UserData", True),
        ("MsgSignature", False),
        ("Name", False),
    ],
)
def test_values_are_secret_by_their_name(name: str, is_secret: bool) -> None:
    assert protocol.is_secret(name) is is_secret


def test_the_runtime_has_the_same_rules(root: Path) -> None:
    constants = {
        node.value
        for module in (root / "templates" / "runtime").rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert protocol.READING_VERBS.pattern in constants
    # A request also carries its own signature, which is no parameter of any action.
    assert f"{protocol.SECRET_WORDS.pattern}|signature" in constants


def test_the_runtime_takes_the_same_parameters_from_settings() -> None:
    assert settings.PARAMETERS_FROM_SETTINGS == protocol.PARAMETERS_FROM_SETTINGS
