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
        *((name, True) for name in ("SecurityToken", "IKEPreSharedKey", "SSLContent")),
        *((name, True) for name in ("CertificateKey", "PrivateKeyBody", "Policy")),
        *((name, False) for name in ("PolicyId", "SecurityPolicyType", "NextToken")),
        *(
            (name, False)
            for name in ("MaxPasswordAge", "TokenId", "RolePolicyDocument")
        ),
        ("Keys.0.PrivateKey.1", True),
        ("Password", True),
        ("Disks.0.KmsPasswd", True),
        ("UserData", True),
        ("MsgSignature", False),
        ("Name", False),
    ],
)
def test_values_are_secret_by_their_name(name: str, is_secret: bool) -> None:
    assert protocol.is_secret(name) is is_secret


@pytest.mark.parametrize(
    ("description", "is_secret"),
    [
        ("箱子的私钥内容（PEM）", True),
        ("解密后的明文，Base64 编码", True),
        ("登录密码", True),
        ("登录方式。密码：Password", False),
        ("是否设置密码", False),
        ("公钥（明文）", False),
        ("状态：设置密码失败", False),
        ("密钥编号", False),
    ],
)
def test_values_are_secret_by_their_description(
    description: str, is_secret: bool
) -> None:
    assert protocol.is_secret("Box", description) is is_secret


def test_the_runtime_has_the_same_rules(root: Path) -> None:
    constants = {
        node.value
        for module in (root / "templates" / "runtime").rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert protocol.READING_VERBS.pattern in constants
    # A request also carries its own signature, which is no parameter of any action.
    pattern = rf"{protocol.SECRET_WORDS.pattern}|(?:\A|\.)signature\Z"
    assert pattern in constants


def test_the_runtime_takes_the_same_parameters_from_settings() -> None:
    assert settings.PARAMETERS_FROM_SETTINGS == protocol.PARAMETERS_FROM_SETTINGS
