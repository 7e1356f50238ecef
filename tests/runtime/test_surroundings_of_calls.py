"""What surrounds a call: proxies and certificates of the environment, and a machine that has no descriptors left."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from certificates import certified, needs_openssl, over_tls
from loopback import Servers, nobody
from runtime.errors import ConfigurationError, ConnectError, TLSError
from tunnels import tunnel_proxy
from wire_clients import BOTH, REQUEST, Client, Send, options

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("error")]

# "some@one:can:ary"
CREDENTIALS = "some%40one:can%3Aary"
AUTHORIZATION = "Proxy-Authorization: Basic c29tZUBvbmU6Y2FuOmFyeQ=="


@needs_openssl
@BOTH
def test_a_proxy_opens_one_tunnel_for_several_calls(
    send: Send, serve: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, url = over_tls(serve, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with tunnel_proxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{CREDENTIALS}@{proxy.address}")
        assert len(send(f"{url}/v1", times=3)) == 3
    (head,) = proxy.heads
    target = url.removeprefix("https://")
    assert head.splitlines()[:2] == [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    assert AUTHORIZATION in head.splitlines()
    assert [arrival.path for arrival in server.arrived] == ["/v1"] * 3
    assert "proxy-authorization" not in server.arrived[0].headers


@needs_openssl
@BOTH
def test_a_proxy_that_speaks_tls_itself(
    send: Send, serve: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, url = over_tls(serve, tmp_path)
    context = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with tunnel_proxy(context=context) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"https://{proxy.address}")
        assert len(send(url, times=2)) == 2
    assert len(proxy.heads) == 1
    assert len(server.arrived) == 2


@BOTH
@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_that_refuses_a_tunnel(
    send: Send, serve: Servers, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tunnel_proxy(status) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{CREDENTIALS}@{proxy.address}")
        with pytest.raises(ConnectError) as caught:
            send("https://api.example.com")
    assert len(proxy.heads) == 3
    text = f"could not connect (the proxy answered HTTP {status}); nothing was sent"
    assert text in str(caught.value)
    assert "ary" not in str(caught.value)


@BOTH
def test_a_proxy_of_the_environment_gets_the_whole_url_and_its_password(
    send: Send, serve: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve()
    address = proxy.url.removeprefix("http://")
    monkeypatch.setenv("HTTP_PROXY", f"http://{CREDENTIALS}@{address}")
    send("http://api.example.com/v1", allow_http=True, times=2)
    first, second = proxy.arrived
    assert first.path == "http://api.example.com/v1"
    assert first.headers["host"] == "api.example.com"
    assert first.headers["proxy-authorization"] == AUTHORIZATION.split(": ")[1]
    assert first.port == second.port


@BOTH
@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("allow_http", [True, False])
def test_what_is_sent_in_clear_text_to_loopback_goes_through_no_proxy(
    send: Send,
    serve: Servers,
    name: str,
    allow_http: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, proxy = serve(), serve()
    monkeypatch.setenv(name, proxy.url)
    send(server.url, allow_http=allow_http)
    assert proxy.arrived == []
    assert len(server.arrived) == 1


@BOTH
def test_hosts_of_no_proxy_are_reached_directly(
    send: Send, serve: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, proxy = serve(), serve()
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.0/8")
    with pytest.raises(TLSError):
        send(server.url.replace("http:", "https:"))
    assert proxy.arrived == []


@BOTH
@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        pytest.param(
            "SSL_CERT_FILE", "missing.pem", "No such file or directory", id="no file"
        ),
        pytest.param("SSL_CERT_FILE", "text.pem", "holds no certificate", id="text"),
        pytest.param("SSL_CERT_FILE", ".", "Is a directory", id="a folder"),
        pytest.param(
            "SSL_CERT_DIR", "missing", "No such file or directory", id="no folder"
        ),
        pytest.param("SSL_CERT_DIR", "text.pem", "Not a directory", id="a file"),
    ],
)
def test_certificates_that_cannot_be_read_are_told_by_their_variable(
    send: Send,
    serve: Servers,
    name: str,
    value: str,
    problem: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "text.pem").write_text("no certificate")
    monkeypatch.setenv(name, str(tmp_path / value))
    server = serve()
    with pytest.raises(ConfigurationError, match=f"{name} .*: .*{problem}") as caught:
        send(server.url.replace("http:", "https:"))
    assert len(caught.value.attempts) == 1


@needs_openssl
@BOTH
def test_a_folder_of_certificates_is_trusted(
    send: Send, serve: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, url = over_tls(serve, tmp_path)
    certificate = tmp_path / "certificate.pem"
    command = ["openssl", "x509", "-noout", "-hash", "-in", str(certificate)]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    trusted = tmp_path / "trusted"
    trusted.mkdir()
    certificate.rename(trusted / f"{name.strip()}.0")
    monkeypatch.setenv("SSL_CERT_DIR", str(trusted))
    assert send(url)[0].thing_id == "thing-1"


@contextmanager
def no_descriptors() -> Iterator[None]:
    """Leave this process no descriptor to open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    opened = [os.dup(0)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(opened[0] + 1, 64), hard))
    try:
        while True:
            opened.append(os.dup(0))
    except OSError:
        pass
    try:
        yield
    finally:
        for descriptor in opened:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("host", ["127.0.0.1", "api.example.com"])
def test_too_many_open_files_are_called_by_their_name(
    serve: Servers, host: str
) -> None:
    server = serve()
    with Client(**options(server.url)) as client:
        client.send(REQUEST)
        url = server.url.replace("127.0.0.1", host)
        other = Client(**options(url), allow_http=True)
        with no_descriptors(), pytest.raises(ConnectError) as caught:
            other.send(REQUEST)
    assert "could not connect ([Errno 24] Too many open files)" in str(caught.value)
    assert len(server.arrived) == 1


@needs_openssl
def test_certificates_that_lack_a_descriptor_are_read_later(
    serve: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, url = over_tls(serve, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with Client(**options(url)) as client:
        # A first attempt imports what is imported then.
        with pytest.raises(ConnectError), nobody() as unused:
            Client(**options(unused.replace("http:", "https:"))).send(REQUEST)
        with no_descriptors(), pytest.raises(ConfigurationError, match="Too many open"):
            client.send(REQUEST)
        assert client.send(REQUEST).thing_id == "thing-1"
