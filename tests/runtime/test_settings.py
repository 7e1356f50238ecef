"""Arguments and environment to settings: which comes first, and what can't work is refused at once."""

from __future__ import annotations

import copy
import math
import pickle
from dataclasses import replace
from typing import Any

import pytest
from runtime.errors import ConfigurationError
from runtime.options import resolve
from runtime.settings import BASE_URL, TIMEOUT, Settings

ENVIRONMENT = {
    "UCLOUD_PUBLIC_KEY": "public",
    "UCLOUD_PRIVATE_KEY": "private",
    "UCLOUD_SECURITY_TOKEN": "token",
    "UCLOUD_PROJECT_ID": "org-1",
    "UCLOUD_REGION": "cn-bj2",
    "UCLOUD_ZONE": "cn-bj2-04",
    "UCLOUD_API_BASE_URL": "https://api.example.com/v1",
    "UCLOUD_TIMEOUT_SECOND": "2.5",
}
SETTINGS = Settings(
    public_key="public",
    private_key="private",
    security_token="token",
    project_id="org-1",
    region="cn-bj2",
    zone="cn-bj2-04",
    base_url="https://api.example.com/v1",
    timeout=2.5,
)


@pytest.mark.parametrize(
    ("explicit", "environment", "settings"),
    [
        pytest.param({}, {}, Settings(), id="defaults"),
        pytest.param({}, ENVIRONMENT, SETTINGS, id="every variable"),
        pytest.param(
            {}, dict.fromkeys(ENVIRONMENT, ""), Settings(), id="empty variables"
        ),
        pytest.param(
            {"zone": "z", "timeout": 1},
            ENVIRONMENT,
            replace(SETTINGS, zone="z", timeout=1),
            id="arguments come first",
        ),
        pytest.param(
            dict.fromkeys(("zone", "timeout", "public_key", "strict", "base_url")),
            ENVIRONMENT,
            SETTINGS,
            id="None is not given",
        ),
        pytest.param(
            {"public_key": "", "zone": ""},
            ENVIRONMENT,
            replace(SETTINGS, public_key="", zone=""),
            id="an empty text is given",
        ),
        pytest.param(
            {"public_key": "\tp \r\n", "private_key": " q\u00a0"},
            {"UCLOUD_SECURITY_TOKEN": "\u3000t\n"},
            Settings(public_key="p", private_key="q", security_token="t"),
            id="white space around keys",
        ),
        pytest.param(
            {"strict": True, "allow_http": True},
            {},
            Settings(strict=True, allow_http=True),
            id="flags",
        ),
    ],
)
def test_where_settings_come_from(
    explicit: dict[str, Any], environment: dict[str, str], settings: Settings
) -> None:
    assert resolve(explicit, environment) == settings


def test_the_defaults_are_the_published_ones() -> None:
    assert (BASE_URL, TIMEOUT) == ("https://api.ucloud.cn", 30.0)
    assert (Settings().base_url, Settings().timeout) == (BASE_URL, TIMEOUT)


@pytest.mark.parametrize("variable", ENVIRONMENT)
def test_the_process_environment_is_read(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, ENVIRONMENT[variable])
    assert resolve({}) == resolve({}, {variable: ENVIRONMENT[variable]})
    assert resolve({}) != Settings()


@pytest.mark.parametrize(
    ("url", "allow_http"),
    [
        pytest.param("https://api.ucloud.cn", False, id="https"),
        pytest.param("HTTPS://API.UCloud.CN/", False, id="capitals"),
        pytest.param("https://api.ucloud.cn:8443/a/b%20c/", False, id="port and path"),
        pytest.param("https://api.ucloud.cn:65535", False, id="the highest port"),
        pytest.param("https://10.0.0.1", False, id="an address"),
        pytest.param("https://[2001:db8::1]:443", False, id="an IPv6 address"),
        pytest.param("https://my_host.internal.", False, id="underscore, final dot"),
        pytest.param("http://127.0.0.1:8080/v1", False, id="http to loopback"),
        pytest.param("http://127.1.2.3", False, id="http to another loopback"),
        pytest.param("http://[::1]:8080", False, id="http to IPv6 loopback"),
        pytest.param("HTTP://LocalHost", False, id="http to localhost"),
        pytest.param("http://api.ucloud.cn", True, id="http when it is allowed"),
    ],
)
def test_a_base_url_is_kept_as_it_is(url: str, allow_http: bool) -> None:
    assert Settings(base_url=url, allow_http=allow_http).base_url == url


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="nothing"),
        pytest.param("api.ucloud.cn", id="no scheme"),
        pytest.param("//api.ucloud.cn", id="no scheme but slashes"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("ftp://api.ucloud.cn", id="another scheme"),
        pytest.param("https:api.ucloud.cn", id="no slashes"),
        pytest.param("https://", id="no host"),
        pytest.param("https:///path", id="no host but a path"),
        pytest.param("https://user@api.ucloud.cn", id="a user name"),
        pytest.param("https://user:word@api.ucloud.cn", id="a password"),
        pytest.param("https://@api.ucloud.cn", id="an empty user name"),
        pytest.param("https://api.ucloud.cn/?a=b", id="a query"),
        pytest.param("https://api.ucloud.cn?", id="an empty query"),
        pytest.param("https://api.ucloud.cn/#a", id="a fragment"),
        pytest.param("https://api.ucloud.cn/#", id="an empty fragment"),
        pytest.param("https://api.ucloud.cn:port", id="a port in letters"),
        pytest.param("https://api.ucloud.cn:65536", id="a port that is too high"),
        pytest.param("https://api..ucloud.cn", id="an empty label"),
        pytest.param(f"https://{'a' * 64}.cn", id="a label that is too long"),
        pytest.param("https://api.ucloud.cn\\@x.cn", id="a backslash"),
        pytest.param("https://api ucloud.cn", id="a blank"),
        pytest.param("https://[1::2::3]", id="no address"),
        pytest.param(" https://api.ucloud.cn", id="a blank before"),
        pytest.param("https://api.ucloud.cn/\r\nHost: x", id="a line break"),
        pytest.param("https://api.ucloud.cn\n", id="a line break at the end"),
        pytest.param("https://api.ucloud．cn", id="a full-width dot"),
        pytest.param("http://api.ucloud.cn", id="http"),
        pytest.param("http://127.0.0.1.example.com", id="http to what looks loopback"),
        pytest.param("http://localhost.example.com", id="http to what looks local"),
        pytest.param("http://128.0.0.1", id="http to another address"),
        pytest.param("http://0.0.0.0", id="http to every address"),
    ],
)
def test_a_base_url_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^base_url "):
        Settings(base_url=url)


def test_http_says_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match=r"use https, or pass allow_http=True"):
        Settings(base_url="http://api.ucloud.cn")


@pytest.mark.parametrize(
    ("explicit", "environment", "problem"),
    [
        pytest.param(
            {"public_key": "a\r\nb"},
            {},
            "public_key holds a control character",
            id="CR and LF in a key",
        ),
        pytest.param(
            {},
            {"UCLOUD_PRIVATE_KEY": "a\x1bb"},
            "private_key (environment UCLOUD_PRIVATE_KEY) holds a control character",
            id="ESC in a key",
        ),
        pytest.param(
            {"security_token": "a\u202eb"},
            {},
            "security_token holds a control character",
            id="a bidi override in a token",
        ),
        pytest.param(
            {"region": "a\nb"},
            {},
            "region holds a control character",
            id="LF in a region",
        ),
        pytest.param(
            {"project_id": "a\ud800"},
            {},
            "project_id holds a control character",
            id="half of a surrogate pair",
        ),
        pytest.param(
            {"private_key": b"canary"},
            {},
            "private_key must be str, not bytes",
            id="a key of bytes",
        ),
        pytest.param({"zone": 4}, {}, "zone must be str, not int", id="a number"),
        pytest.param({"base_url": 4}, {}, "base_url must be str, not int", id="no URL"),
        pytest.param(
            {"timeout": "3"}, {}, "timeout must be float, not str", id="a text"
        ),
        pytest.param(
            {"strict": "no"}, {}, "strict must be bool, not str", id="a flag as text"
        ),
        pytest.param(
            {"allow_http": 1}, {}, "allow_http must be bool, not int", id="a flag as 1"
        ),
        pytest.param(
            {},
            {"UCLOUD_TIMEOUT_SECOND": "canary"},
            "UCLOUD_TIMEOUT_SECOND must be a number of seconds",
            id="a timeout that is no number",
        ),
        *(
            pytest.param({name: value}, {}, f"{name} {problem}", id=f"{name}: {kind}")
            for kind, name, value, problem in (
                ("a flag", "timeout", True, "must be float, not bool"),
                ("a flag", "max_retries", True, "must be int, not bool"),
                ("a fraction", "max_retries", 1.5, "must be int, not float"),
                ("less than zero", "max_retries", -1, "must be from 0 to 100"),
                ("too many", "max_retries", 101, "must be from 0 to 100"),
                ("a text", "read_timeout", "1", "must be float, not str"),
                ("CR and LF", "user_agent", "a\r\nb", "holds a control character"),
                ("Chinese", "user_agent", "客户端", "must be printable ASCII"),
                ("a list", "headers", ["a"], "must be Mapping, not list"),
            )
        ),
        *(
            pytest.param(
                {f"{kind}_timeout": 0},
                {},
                f"{kind}_timeout must be above 0 and at most 86400 seconds",
                id=f"{kind} timeout of zero",
            )
            for kind in ("connect", "read", "write")
        ),
        *(
            pytest.param({"headers": headers}, {}, problem, id=f"a header: {kind}")
            for kind, headers, problem in (
                (
                    "CR and LF",
                    {"X-A": "a\r\nb"},
                    "headers: X-A must be printable ASCII text",
                ),
                ("a number", {"X-A": 1}, "headers: X-A must be printable ASCII text"),
                (
                    "a name with LF",
                    {"X\nA": "a"},
                    "headers has a name that HTTP does not allow",
                ),
                ("no name", {"": "a"}, "headers has a name that HTTP does not allow"),
                ("the host", {"Host": "a"}, "headers must leave Host to the client"),
                (
                    "a length",
                    {"content-length": "1"},
                    "headers must leave content-length to the client",
                ),
            )
        ),
        *(
            pytest.param(
                {"timeout": timeout},
                {},
                "timeout must be above 0 and at most 86400 seconds",
                id=f"a timeout of {name}",
            )
            for name, timeout in {
                "zero": 0,
                "less than zero": -1.5,
                "infinity": math.inf,
                "no number": math.nan,
                "ages": 10**400,
            }.items()
        ),
        pytest.param(
            {},
            {"UCLOUD_TIMEOUT_SECOND": "inf"},
            "timeout (environment UCLOUD_TIMEOUT_SECOND) must be above 0 and at most 86400 seconds",
            id="infinity in the environment",
        ),
    ],
)
def test_what_cannot_work_is_refused(
    explicit: dict[str, Any], environment: dict[str, str], problem: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolve(explicit, environment)
    assert str(caught.value) == problem
    assert "canary" not in repr(caught.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError):
        SETTINGS.base_url = "https://elsewhere"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Settings("pub", "pri")  # type: ignore[call-arg]
    assert not hasattr(SETTINGS, "__dict__")


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(TypeError, match="'regoin'"):
        resolve({"regoin": "cn-bj2"}, {})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param(
            Settings(private_key="k"),
            "no public_key: pass public_key=… to the client, set UCLOUD_PUBLIC_KEY, "
            "or keep it in a profile (no profile was read)",
            id="public",
        ),
        pytest.param(
            Settings(public_key="k"),
            "no private_key: pass private_key=… to the client, set UCLOUD_PRIVATE_KEY, "
            "or keep it in a profile (no profile was read)",
            id="private",
        ),
    ],
)
def test_a_missing_key_says_what_was_looked_for(
    settings: Settings, message: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings.credentials()
    assert str(caught.value) == message


def test_both_keys_are_credentials() -> None:
    assert SETTINGS.credentials() == ("public", "private")


@pytest.mark.parametrize("show", [repr, str, "{}".format], ids=["repr", "str", "f"])
def test_nothing_secret_is_shown(show: Any) -> None:
    shown = show(Settings(public_key="pub", private_key="PRIV", security_token="TOK"))
    assert "pub" in shown
    assert "PRIV" not in shown
    assert "TOK" not in shown


@pytest.mark.parametrize(
    "take_away", [pickle.dumps, copy.copy, copy.deepcopy], ids=lambda it: it.__name__
)
def test_settings_are_not_taken_elsewhere(take_away: Any) -> None:
    with pytest.raises(TypeError, match="not pickled or copied"):
        take_away(SETTINGS)
