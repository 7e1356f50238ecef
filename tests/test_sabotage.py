"""The generated tests are worth something: each of these mistakes in the client makes one of them fail.

They must not only agree with the code beside them, made from the same page by the same program: what the page says, and
what the wire takes, is written down in them apart.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow

TESTS = "tests/isms/test_get_isms_send_receipt.py"
MODULE = "ucloud_client/isms/get_isms_send_receipt.py"
SERVICE = "ucloud_client/isms/_service.py"
RUNTIME = "ucloud_client/runtime"

MISTAKES = [
    # What the page says.
    pytest.param(
        MODULE, 'str] = "GetISMSSend', 'str] = "GetISMS', id="the action's name"
    ),
    pytest.param(
        MODULE, 'param("TaskIdSet"', 'param("TaskIds"', id="a parameter's wire name"
    ),
    pytest.param(
        MODULE, 'param("Zone", ', 'param("zone", ', id="the case of a wire name"
    ),
    pytest.param(
        MODULE,
        "task_id_set: list[str] = field(",
        "task_id_set: list[str] | None = field(default=None, ",
        id="a required parameter is optional",
    ),
    pytest.param(
        MODULE,
        'param("Region", required=True)',
        'param("Region")',
        id="a required setting is optional",
    ),
    pytest.param(
        MODULE,
        "task_id_set: list[str]",
        "task_id_set: list[int]",
        id="a parameter's type",
    ),
    pytest.param(
        MODULE, 'param("ReqUuid")', 'param("RequestUuid")', id="a field's wire name"
    ),
    pytest.param(
        MODULE, 'param("Phone")', 'param("phone")', id="the case of a nested field"
    ),
    pytest.param(
        MODULE,
        'param("SessionId")',
        'param("Session")',
        id="a nested field's wire name",
    ),
    pytest.param(
        MODULE,
        '    req_uuid: str = field(metadata=param("ReqUuid"))\n',
        "",
        id="a field is missing",
    ),
    pytest.param(
        MODULE,
        '    receipt_time: int = field(metadata=param("ReceiptTime"))\n',
        "",
        id="a nested field is missing",
    ),
    pytest.param(MODULE, "receipt_time: int", "receipt_time: str", id="a field's type"),
    pytest.param(
        MODULE,
        "receipt_set: list[ReceiptPerPhone]",
        "receipt_set: ReceiptPerPhone",
        id="one instead of many",
    ),
    pytest.param(
        MODULE,
        "data: list[ReceiptPerTask]",
        "data: list[ReceiptPerPhone]",
        id="another model",
    ),
    pytest.param(
        MODULE,
        "return GetISMSSendReceiptResponse",
        "return Response  # type: ignore[return-value]",
        id="another response",
    ),
    pytest.param(
        SERVICE,
        '"get_isms_send_receipt": "GetISMSSendReceipt",',
        '"get_isms_send_receipt": "GetISMSSendReceiptResponse",',
        id="another class behind the method",
    ),
    # What the wire takes.
    pytest.param(
        f"{RUNTIME}/encoding.py",
        '_flatten(flat, f"{key}.{index}", item)',
        '_flatten(flat, f"{key}.{index + 1}", item)',
        id="lists begin at 1",
    ),
    pytest.param(
        f"{RUNTIME}/codegen.py",
        'yield f"S{index}(SELF, {field.name})"',
        'yield f"S{index}(SELF, None)"',
        id="constructors that set nothing",
    ),
    pytest.param(f"{RUNTIME}/protocol.py", "sha1", "sha256", id="another digest"),
    pytest.param(
        f"{RUNTIME}/protocol.py",
        "keys = sorted(parameters)",
        "keys = list(parameters)",
        id="unsorted in the signature",
    ),
    pytest.param(
        f"{RUNTIME}/protocol.py",
        " + private_key",
        "",
        id="no private key in the signature",
    ),
    pytest.param(
        f"{RUNTIME}/protocol.py", "if code != 0:", "if False:", id="RetCode is ignored"
    ),
    pytest.param(
        f"{RUNTIME}/protocol.py",
        "error.request_id = request_id",
        "error.request_id = None",
        id="the request id is lost",
    ),
    pytest.param(
        f"{RUNTIME}/protocol.py",
        "raise error_for_code(text, code",
        'raise error_for_code("failed", code',
        id="the server's message is lost",
    ),
    pytest.param(
        f"{RUNTIME}/protocol.py",
        "parameters[wire] = value",
        "pass",
        id="settings are not filled in",
    ),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what is committed; its tests pass."""
    copy = tmp_path_factory.mktemp("sabotage") / "generated"
    shutil.copytree(
        ROOT / "generated", copy, ignore=shutil.ignore_patterns("__pycache__")
    )
    result = its_tests(copy)
    assert result.returncode == 0, result.stdout
    return copy


def its_tests(package: Path) -> subprocess.CompletedProcess[str]:
    """Run the tests of the action."""
    return subprocess.run(
        [
            sys.executable,
            "-B",
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            TESTS,
        ],
        cwd=package,
        # The plugins of this environment cost more time than the tests.
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("file", "old", "new"), MISTAKES)
def test_a_mistake_makes_a_generated_test_fail(
    file: str, old: str, new: str, package: Path
) -> None:
    text = (package / file).read_text("utf-8")
    assert old in text, "the mistake is out of date"
    try:
        (package / file).write_text(text.replace(old, new), "utf-8")
        result = its_tests(package)
    finally:
        (package / file).write_text(text, "utf-8")
    assert result.returncode == 1, result.stdout
    assert "1 failed" in result.stdout
