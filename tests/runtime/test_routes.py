"""Where requests go: the host of the URL, or a proxy of the environment."""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from runtime.errors import ConfigurationError
from runtime.routes import Proxy, find_route

HTTPS = "https://api.example.com"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Start without proxies."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.delenv("REQUEST_METHOD", raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(
            HTTPS,
            (True, "api.example.com", 443, "api.example.com", "/"),
            id="https",
        ),
        pytest.param(
            "HTTP://API.example.com:8080/v1/x",
            (False, "API.example.com", 8080, "API.example.com:8080", "/v1/x"),
            id="port and path",
        ),
        pytest.param(
            "https://a:65535",
            (True, "a", 65535, "a:65535", "/"),
            id="the last port",
        ),
        pytest.param(
            "https://a:443/", (True, "a", 443, "a", "/"), id="the port of the scheme"
        ),
        pytest.param(
            "http://[::1]:80", (False, "::1", 80, "[::1]", "/"), id="an IPv6 address"
        ),
    ],
)
def test_a_url_says_where_to_go(url: str, expected: tuple[Any, ...]) -> None:
    route = find_route(url)
    assert (route.is_tls, route.host, route.port, route.authority, route.target) == (
        expected
    )
    assert route.proxy is None


@pytest.mark.parametrize(
    "url",
    ["ftp://a", "a", "https://", "https://u:p@a", "https://a b", "https://a:65536"],
)
def test_what_is_no_url_of_a_host_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        find_route(url)


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        pytest.param({"HTTPS_PROXY": "http://p:1"}, HTTPS, "p:1", id="HTTPS_PROXY"),
        pytest.param({"https_proxy": "http://p:1"}, HTTPS, "p:1", id="https_proxy"),
        pytest.param({"ALL_PROXY": "http://p:1"}, HTTPS, "p:1", id="ALL_PROXY"),
        pytest.param({"HTTP_PROXY": "http://p:1"}, HTTPS, None, id="another scheme's"),
        pytest.param({"HTTP_PROXY": "http://p:1"}, "http://a", "p:1", id="HTTP_PROXY"),
        pytest.param(
            {"HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"},
            "http://a",
            None,
            id="a header that a CGI server passed on",
        ),
        pytest.param(
            {"https_proxy": "http://p:1", "HTTPS_PROXY": "http://q:2"},
            HTTPS,
            "p:1",
            id="lower case counts",
        ),
        pytest.param(
            {"https_proxy": "", "HTTPS_PROXY": "http://q:2"}, HTTPS, None, id="none"
        ),
        pytest.param(
            {"ALL_PROXY": "http://p:1", "HTTPS_PROXY": "http://q:2"},
            HTTPS,
            "q:2",
            id="the scheme's counts",
        ),
        pytest.param({"HTTPS_PROXY": "p:1"}, HTTPS, "p:1", id="no scheme"),
        pytest.param({"HTTPS_PROXY": "http://p/"}, HTTPS, "p:80", id="no port"),
        pytest.param({"HTTPS_PROXY": "https://p"}, HTTPS, "p:443", id="over TLS"),
        pytest.param({"HTTPS_PROXY": "p:65535"}, HTTPS, "p:65535", id="the last port"),
        pytest.param({"HTTPS_PROXY": "http://[::2]:1"}, HTTPS, "::2:1", id="IPv6"),
        pytest.param({"TRAVIS_APT_PROXY": "p:1"}, HTTPS, None, id="another program's"),
        *(
            pytest.param({name: "http://p:1"}, url, None, id=f"{name} for {url}")
            for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY")
            for url in ("http://127.0.0.1:80", "http://[::1]", "http://localhost")
        ),
    ],
)
def test_a_proxy_of_the_environment(
    variables: Mapping[str, str],
    url: str,
    proxy: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    used = find_route(url).proxy
    assert (used and f"{used.host}:{used.port}") == proxy
    assert used is None or used.is_tls == (used.port == 443)


@pytest.mark.parametrize(
    ("exceptions", "url", "is_exempt"),
    [
        pytest.param("*", HTTPS, True, id="all"),
        pytest.param("x, *", HTTPS, True, id="all among others"),
        pytest.param("api.example.com", HTTPS, True, id="the host"),
        pytest.param("API.Example.COM", HTTPS, True, id="in capitals"),
        pytest.param("example.com", HTTPS, True, id="a domain"),
        pytest.param(".example.com", HTTPS, True, id="a domain with a dot"),
        pytest.param("*.example.com", HTTPS, True, id="a domain with a star"),
        pytest.param("*example.com", HTTPS, True, id="a star without a dot"),
        pytest.param("ample.com", HTTPS, False, id="half a domain"),
        pytest.param(".api.example.com", HTTPS, False, id="below the host only"),
        pytest.param("api.example.com:443", HTTPS, True, id="its port"),
        pytest.param("api.example.com:444", HTTPS, False, id="another port"),
        pytest.param("https://api.example.com", HTTPS, True, id="its scheme"),
        pytest.param("http://api.example.com", HTTPS, False, id="another scheme"),
        pytest.param(" , a ,api.example.com,", HTTPS, True, id="blanks"),
        pytest.param("10.0.0.1", "https://10.0.0.1", True, id="an address"),
        pytest.param("10.0.0.1", "https://10.0.0.11", False, id="another address"),
        pytest.param("10.0.0.0/8", "https://10.9.9.9", True, id="a network"),
        pytest.param("10.0.0.1/8", "https://10.9.9.9", True, id="a network's host"),
        pytest.param("10.0.0.0/8", "https://11.9.9.9", False, id="another network"),
        pytest.param("10.0.0.0/8", HTTPS, False, id="a network for a name"),
        pytest.param("10.0.0.1:443", "https://10.0.0.1", True, id="address and port"),
        pytest.param("10.0.0.1:1", "https://10.0.0.1", False, id="address, other port"),
        pytest.param("fd00::1", "https://[fd00::1]", True, id="IPv6"),
        pytest.param("[fd00::1]", "https://[fd00::1]", True, id="IPv6 in brackets"),
        pytest.param("[fd00::1]:443", "https://[fd00::1]", True, id="IPv6 and port"),
        pytest.param("[fd00::1]:1", "https://[fd00::1]", False, id="IPv6, other port"),
        pytest.param("fd00::/8", "https://[fd00::1]", True, id="IPv6 network"),
        pytest.param("[fd00::]/8", "https://[fd00::1]", True, id="network in brackets"),
        pytest.param("10.0.0.0/99", "https://10.0.0.1", False, id="nonsense"),
        pytest.param("[::1", HTTPS, False, id="half an address"),
    ],
)
def test_hosts_that_no_proxy_is_used_for(
    exceptions: str, url: str, is_exempt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://p:1")
    monkeypatch.setenv("NO_PROXY", exceptions)
    assert (find_route(url).proxy is None) == is_exempt


def test_a_proxy_is_given_the_whole_url_and_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://some%40one:can%3Aary@p:1")
    route = find_route("http://a.example:8080/v1")
    assert route.target == "http://a.example:8080/v1"
    assert route.proxy is not None
    kind, token = route.proxy.headers["Proxy-Authorization"].split()
    assert (kind, base64.b64decode(token)) == ("Basic", b"some@one:can:ary")
    assert token not in repr(route)


def test_a_tunnel_leads_to_the_path_of_the_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://p:1")
    route = find_route(f"{HTTPS}/v1")
    assert (route.target, route.proxy) == ("/v1", Proxy(False, "p", 1, {}))


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize(
    ("address", "problem"),
    [
        pytest.param("http://u:canary@[::1", "is no valid", id="half an address"),
        pytest.param("http://u:canary@p:65536", "is no valid", id="no port"),
        pytest.param("http://u:canary@p:x", "is no valid", id="a word as port"),
        pytest.param("http://u:canary@", "is no valid", id="no host"),
        pytest.param("http://canary p", "is no valid", id="a blank"),
        pytest.param("gopher://u:canary@p", "is no valid", id="another scheme"),
        pytest.param("socks5://u:canary@p:1", "is a SOCKS proxy", id="SOCKS"),
    ],
)
def test_a_broken_address_of_a_proxy_is_told_by_its_variable(
    name: str, address: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, address)
    with pytest.raises(ConfigurationError, match=f"{name} {problem}") as caught:
        find_route(HTTPS)
    assert "canary" not in str(caught.value)


def test_proxies_of_the_system_count_where_there_are_such(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("urllib.request.getproxies", lambda: {"https": "p:1"})
    monkeypatch.setattr(sys, "platform", "darwin")
    assert find_route(HTTPS).proxy == Proxy(False, "p", 1, {})
