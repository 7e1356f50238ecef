"""The tree of errors: what each is, what it prints, and that it survives a trip to another process."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime import api_errors, errors
from runtime.errors import (
    APIError,
    Attempt,
    AuthenticationError,
    BadResponseError,
    ConfigurationError,
    ConnectError,
    DeviationError,
    IncompleteResponseError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RedirectError,
    RequestTimeoutError,
    ThrottlingError,
    TLSError,
    TransportError,
    UCloudError,
    UnavailableError,
    UnknownActionError,
)


def test_all_is_every_class_defined() -> None:
    defined = [
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and value.__module__ == errors.__name__
    ]
    assert errors.__all__ == sorted(defined)


PARENTS: dict[type[object], tuple[type[object], ...]] = {
    Attempt: (tuple,),
    UCloudError: (Exception,),
    ConfigurationError: (UCloudError,),
    InvalidRequestError: (UCloudError, ValueError),
    TransportError: (UCloudError,),
    ConnectError: (TransportError,),
    TLSError: (ConnectError,),
    RequestTimeoutError: (TransportError,),
    RedirectError: (TransportError,),
    BadResponseError: (UCloudError,),
    IncompleteResponseError: (BadResponseError,),
    DeviationError: (BadResponseError,),
    APIError: (UCloudError,),
    AuthenticationError: (APIError,),
    PermissionDeniedError: (APIError,),
    ThrottlingError: (APIError,),
    UnavailableError: (APIError,),
    UnknownActionError: (APIError,),
    NotFoundError: (APIError,),
}


def test_the_tree() -> None:
    assert sorted(cls.__name__ for cls in PARENTS) == errors.__all__
    assert {cls: cls.__bases__ for cls in PARENTS} == PARENTS


def test_the_docstring_draws_the_tree() -> None:
    drawn = re.findall(
        r"^[ │├└─]*([A-Z]\w+Error)\b", errors.__doc__ or "", re.MULTILINE
    )
    elsewhere = {"WaitError"}
    assert sorted([*{*drawn} - elsewhere, "Attempt"]) == errors.__all__


def tried(error: UCloudError, *before: str) -> UCloudError:
    """Return the error as it ends a call that had failed before, with these problems, or with one."""
    error.attempts = (
        *(
            Attempt(problem, None, 0.25)
            for problem in before or ["could not connect\x1b"]
        ),
        Attempt(error.problem(), error.request_id, 1.5),
    )
    error.retry_after = 3.0
    return error


KNOWN: dict[str, Any] = {"action": "CreateThing", "request_id": "id-1"}
EVERY = [
    pytest.param(UCloudError("broken", **KNOWN), id="UCloudError"),
    pytest.param(ConfigurationError("no key"), id="ConfigurationError"),
    pytest.param(
        InvalidRequestError("is odd", action="CreateThing", parameter="Disks.0.Size")
        .inside("size")
        .inside("disks"),
        id="InvalidRequestError",
    ),
    pytest.param(TransportError("lost", **KNOWN), id="TransportError"),
    pytest.param(RequestTimeoutError("late"), id="RequestTimeoutError"),
    pytest.param(
        BadResponseError("no JSON", status=502, **KNOWN), id="BadResponseError"
    ),
    pytest.param(DeviationError("odd", status=200, **KNOWN), id="DeviationError"),
    *(
        pytest.param(cls("no", **KNOWN), id=cls.__name__)
        for cls in (ConnectError, TLSError, RedirectError, IncompleteResponseError)
    ),
    *(
        pytest.param(
            tried(cls("no such thing", code=1, meaning="gone", status=200, **KNOWN)),
            id=cls.__name__,
        )
        for cls in (
            *(APIError, AuthenticationError, PermissionDeniedError, ThrottlingError),
            *(UnavailableError, UnknownActionError, NotFoundError),
        )
    ),
]


@pytest.mark.parametrize("error", EVERY)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickled_error_is_the_same(error: UCloudError, protocol: int) -> None:
    assert_same(pickle.loads(pickle.dumps(error, protocol)), error)


@pytest.mark.parametrize("error", EVERY)
def test_a_copied_error_is_the_same(error: UCloudError) -> None:
    assert_same(copy.copy(error), error)
    assert_same(copy.deepcopy(error), error)


def assert_same(copied: UCloudError, error: UCloudError) -> None:
    assert copied is not error
    assert type(copied) is type(error)
    assert vars(copied) == vars(error)
    assert (copied.args, str(copied), repr(copied)) == (
        error.args,
        str(error),
        repr(error),
    )


def test_every_class_is_tried() -> None:
    tried = [type(row.values[0]).__name__ for row in EVERY]
    assert sorted([*tried, "Attempt"]) == errors.__all__


@pytest.mark.parametrize(
    ("error", "text"),
    [
        pytest.param(UCloudError("broken"), "broken", id="a message"),
        pytest.param(
            TransportError("lost", action="Do"), "Do: lost", id="with an action"
        ),
        pytest.param(
            BadResponseError("no JSON", **KNOWN),
            "CreateThing: no JSON (request id id-1)",
            id="with a request id",
        ),
        pytest.param(
            APIError("gone", code=8039),
            "RetCode 8039: gone",
            id="a code",
        ),
        pytest.param(
            APIError("gone", code=8039, **KNOWN),
            "CreateThing: RetCode 8039: gone (request id id-1)",
            id="a code, an action and a request id",
        ),
        pytest.param(
            APIError("gone", code=8039, meaning="主机已被删除", **KNOWN),
            "CreateThing: RetCode 8039: gone — 主机已被删除 (request id id-1)",
            id="a code and its meaning",
        ),
        pytest.param(
            APIError("gone", code=8039, meaning="gone"),
            "RetCode 8039: gone",
            id="a meaning that the server has told",
        ),
        pytest.param(
            APIError("gone", code=8039, meaning=""),
            "RetCode 8039: gone",
            id="an empty meaning",
        ),
        pytest.param(
            InvalidRequestError("is odd", parameter="Disks.0.Size"),
            "Disks.0.Size is odd",
            id="a parameter",
        ),
        pytest.param(
            InvalidRequestError("is odd", parameter="Disks.0.Size")
            .inside("size")
            .inside("disks"),
            "disks.size (Disks.0.Size) is odd",
            id="a parameter and its attribute",
        ),
        pytest.param(
            InvalidRequestError("is odd", action="Do", parameter="Size").inside("size"),
            "Do: size (Size) is odd",
            id="a parameter of an action",
        ),
        pytest.param(InvalidRequestError("is odd"), "is odd", id="no parameter"),
        pytest.param(
            tried(UnavailableError("busy", code=150, **KNOWN)),
            "CreateThing: RetCode 150: busy (request id id-1), "
            r"after 2 attempts: could not connect\x1b; RetCode 150: busy",
            id="every attempt",
        ),
        pytest.param(
            tried(UnavailableError("busy", code=150), "late", "late", "lost", "late"),
            "RetCode 150: busy, "
            "after 5 attempts: 2 × late; lost; late; RetCode 150: busy",
            id="what happens again is told once",
        ),
        pytest.param(
            tried(RequestTimeoutError("late", action="Do"), "late", "late"),
            "Do: late, in each of 3 attempts",
            id="what happens every time is told once",
        ),
        pytest.param(
            ThrottlingError("throttled (HTTP 429)", code=None, action="Do"),
            "Do: throttled (HTTP 429)",
            id="no code",
        ),
    ],
)
def test_what_is_printed(error: UCloudError, text: str) -> None:
    assert str(error) == text


@pytest.mark.parametrize(
    ("char", "escaped"),
    [
        pytest.param("\x1b[2J", r"\x1b[2J", id="ESC"),
        pytest.param("\r\n", r"\r\n", id="CR and LF"),
        pytest.param("\0\x07\b\x7f", r"\x00\x07\x08\x7f", id="other control"),
        pytest.param("\x85\x9b", r"\x85\x9b", id="control of the upper half"),
        pytest.param("\u2028\u2029", r"\u2028\u2029", id="line separators"),
        pytest.param("\u202e\u2066", r"\u202e\u2066", id="bidi overrides"),
        pytest.param("\u200b\ufeff", r"\u200b\ufeff", id="nothing to see"),
        pytest.param("\ud800", r"\ud800", id="half of a surrogate pair"),
        pytest.param("\U000e0041", r"\U000e0041", id="a tag character"),
        pytest.param(
            "资源不存在\u3000（8039）", "资源不存在\u3000（8039）", id="Chinese"
        ),
        pytest.param("\U0001f600 é", "\U0001f600 é", id="what prints"),
    ],
)
def test_servers_text_is_escaped(char: str, escaped: str) -> None:
    error = APIError(f"a{char}b", code=1, action=f"X{char}", request_id=f"i{char}")
    assert str(error) == f"X{escaped}: RetCode 1: a{escaped}b (request id i{escaped})"
    assert error.message == f"a{char}b"
    plain = UCloudError(f"a{char}b", action=char, request_id=char)
    assert str(plain) == f"{escaped}: a{escaped}b (request id {escaped})"
    invalid = InvalidRequestError(char, action=char, parameter=char).inside(char)
    assert str(invalid) == f"{escaped}: {escaped} ({escaped}) {escaped}"


@given(st.text())
def test_any_text_prints_on_one_line(text: str) -> None:
    printed = errors.printable(text)
    printed.encode()
    assert len(f"{printed}.".splitlines()) == 1
    assert "\x1b" not in printed
    assert errors.printable(printed) == printed


@pytest.mark.parametrize(
    ("code", "meaning", "cls"),
    [
        pytest.param(171, "wrong", AuthenticationError, id="signature"),
        pytest.param(172, None, AuthenticationError, id="user"),
        pytest.param(174, "用户不存在", AuthenticationError, id="a token that is none"),
        pytest.param(292, None, PermissionDeniedError, id="project"),
        pytest.param(299, None, PermissionDeniedError, id="IAM"),
        pytest.param(153, None, ThrottlingError, id="too many"),
        pytest.param(110, None, UnavailableError, id="time out"),
        pytest.param(130, None, UnavailableError, id="gateway"),
        pytest.param(150, None, UnavailableError, id="unavailable"),
        pytest.param(160, None, UnknownActionError, id="no action"),
        pytest.param(161, None, UnknownActionError, id="unknown action"),
        pytest.param(8039, None, NotFoundError, id="no resource"),
        pytest.param(17041, "UDisk ID不存在。", NotFoundError, id="by its page"),
        pytest.param(17041, "余额不足", APIError, id="a page that says otherwise"),
        pytest.param(17041, None, APIError, id="no page"),
        pytest.param(1999, "不存在", APIError, id="a code that no product has"),
        pytest.param(-1, None, APIError, id="less than zero"),
    ],
)
def test_a_code_has_its_class(code: int, meaning: str | None, cls: type) -> None:
    error = api_errors.error_for_code("no", code, meaning, 200)
    assert type(error) is cls
    assert (error.code, error.meaning, error.status) == (code, meaning, 200)
