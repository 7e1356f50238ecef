"""RetCode to meaning: whose tables are read, and in which order."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from runtime import api_errors

TABLES = {
    "sdk._errors": {110: "late", 2000: "common", 299: "no permission"},
    "sdk.alpha._errors": {2000: "alpha's own", 299: "alpha forbids"},
    "sdk.beta._errors": {3000: "beta's own"},
    "sdkother.alpha._errors": {2000: "of another package"},
}


@pytest.fixture(autouse=True)
def package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the runtime part of a package ``sdk`` in which two of three services have codes."""
    monkeypatch.setattr(api_errors, "_PACKAGE", "sdk")
    for name in ("sdk", "sdk.alpha", "sdk.beta", "sdk.gamma", "sdkother", *TABLES):
        module = ModuleType(name)
        if name in TABLES:
            vars(module)["CODES"] = TABLES[name]
        else:
            module.__path__ = []
        monkeypatch.setitem(sys.modules, name, module)


def request_of(module: str, *bases: type[object]) -> type[object]:
    return type("DoThing", bases, {"__module__": module})


ALPHA = request_of("sdk.alpha.do_thing")
BETA = request_of("sdk.beta.do_thing")
GAMMA = request_of("sdk.gamma.do_thing")


@pytest.mark.parametrize(
    ("code", "request_class", "expected"),
    [
        pytest.param(2000, ALPHA, "alpha's own", id="the service's own"),
        pytest.param(299, ALPHA, "alpha forbids", id="the service before the common"),
        pytest.param(110, ALPHA, "late", id="the common"),
        pytest.param(3000, ALPHA, None, id="another service's"),
        pytest.param(2000, BETA, "common", id="common, though another has its own"),
        pytest.param(110, GAMMA, "late", id="a service without codes"),
        pytest.param(4000, GAMMA, None, id="in no table"),
        pytest.param(
            3000, request_of("my.code", BETA), "beta's own", id="a user's subclass"
        ),
        pytest.param(110, request_of("my.code"), "late", id="a class of the user's"),
        pytest.param(2000, request_of("sdkother.alpha.x"), "common", id="alike name"),
    ],
)
def test_whose_codes_are_asked(
    code: int, request_class: type[object], expected: str | None
) -> None:
    assert api_errors.find_meaning(code, request_class) == expected


def test_without_any_codes_there_is_no_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TABLES:
        monkeypatch.delitem(sys.modules, name)
    assert api_errors.find_meaning(110, ALPHA) is None
