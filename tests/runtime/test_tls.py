"""TLS without a network: which authorities are trusted, and what a stream makes of the bytes of a server."""

from __future__ import annotations

import ssl
import sys
import types
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from certificates import certified, needs_openssl
from runtime import tls
from runtime.steps import HandshakeError, PlainStream, Steps
from runtime.tls import TLSStream, create_context

pytestmark = needs_openssl


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Return the context of a server whose certificate the environment trusts."""
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    return certified(tmp_path)


class Server:
    """The other side, in memory."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.received = b""

    def carry_out(self, steps: Steps[Any], *, most: int = 10**6) -> Any:
        """Carry out the steps of a client, handing on so many bytes at a time; return their result."""
        try:
            data = next(steps)
            while True:
                if data is not None:
                    self.incoming.write(data)
                    data = steps.send(b"")
                    continue
                if not self.outgoing.pending:
                    self.work()
                data = steps.send(self.outgoing.read(most))
        except StopIteration as result:
            return result.value

    def work(self) -> None:
        """Shake hands, or read."""
        try:
            self.tls.do_handshake()
            self.received += self.tls.read()
        except ssl.SSLWantReadError:
            pass


def connect(server: Server, host: str = "127.0.0.1", most: int = 10**6) -> TLSStream:
    stream = TLSStream(PlainStream(), create_context(), host)
    server.carry_out(stream.handshake(), most=most)
    return stream


@pytest.mark.parametrize("most", [1, 10**6], ids=["bytes", "whole"])
def test_what_is_sent_arrives_and_the_other_way_round(
    context: ssl.SSLContext, most: int
) -> None:
    server = Server(context)
    stream = connect(server, most=most)
    server.carry_out(stream.send(b"request"))
    server.work()
    assert server.received == b"request"
    server.tls.write(b"answer" * 20_000)
    answer = b""
    while part := server.carry_out(stream.receive(), most=most * 1000):
        answer += part
        if len(answer) == 120_000:
            break
    assert answer == b"answer" * 20_000
    assert stream.is_idle()


def test_a_certificate_for_another_host_is_refused(context: ssl.SSLContext) -> None:
    with pytest.raises(HandshakeError, match="Hostname mismatch"):
        connect(Server(context), "a.example")


def test_the_server_is_told_why(context: ssl.SSLContext) -> None:
    server = Server(context)
    with pytest.raises(HandshakeError):
        connect(server, "a.example")
    with pytest.raises(ssl.SSLError, match="ALERT"):
        server.tls.read()


def test_a_server_that_hangs_up_in_the_handshake(context: ssl.SSLContext) -> None:
    class Silent(Server):
        """Sends nothing but its end."""

        def work(self) -> None:
            """Do nothing."""

    with pytest.raises(HandshakeError, match="EOF"):
        connect(Silent(context))


def test_only_http_1_1_is_spoken(context: ssl.SSLContext) -> None:
    context.set_alpn_protocols(["h2", "http/1.1"])
    server = Server(context)
    connect(server)
    assert server.tls.selected_alpn_protocol() == "http/1.1"


def end_with_notice(server: Server) -> bytes:
    with pytest.raises(ssl.SSLWantReadError):
        server.tls.unwrap()
    return server.outgoing.read()


def end_without_notice(server: Server) -> bytes:
    return b""


@pytest.mark.parametrize("end", [end_with_notice, end_without_notice])
def test_the_end_of_the_stream(context: ssl.SSLContext, end: Any) -> None:
    server = Server(context)
    stream = connect(server)
    steps: Generator[Any, Any, Any] = stream.receive()
    assert next(steps) is None
    # The keys for another session, which the server sends at first.
    server.work()
    assert steps.send(server.outgoing.read()) is None
    with pytest.raises(StopIteration) as result:
        steps.send(end(server))
    assert result.value.value == b""


@pytest.mark.parametrize("more", ["end", "data", "nothing"])
def test_what_came_behind_an_answer_makes_a_connection_unusable(
    context: ssl.SSLContext, more: str
) -> None:
    server = Server(context)
    stream = connect(server)
    server.tls.write(b"answer")
    sent = server.outgoing.read()
    if more == "end":
        sent += end_with_notice(server)
    elif more == "data":
        server.tls.write(b"answer")
        sent += server.outgoing.read()
    steps: Generator[Any, Any, Any] = stream.receive()
    next(steps)
    with pytest.raises(StopIteration) as result:
        steps.send(sent)
    assert result.value.value == b"answer"
    assert stream.is_idle() is (more == "nothing")


def test_the_file_of_the_environment_comes_before_the_folder(
    context: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "missing"))
    assert create_context().cert_store_stats()["x509"] == 1


def test_an_openssl_without_authorities_finds_those_of_the_system(
    context: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    (tmp_path / "empty").mkdir()
    nowhere = ("", str(tmp_path / "missing"), "", str(tmp_path / "empty"))
    paths = ssl.DefaultVerifyPaths(None, str(tmp_path / "empty"), *nowhere)  # type: ignore[arg-type]
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    files = (str(tmp_path / "missing.pem"), str(tmp_path / "certificate.pem"))
    monkeypatch.setattr(tls, "_SYSTEM_FILES", files)
    assert create_context().cert_store_stats()["x509"] == 1
    connect(Server(context))


def test_authorities_of_the_system_are_verified_against(
    context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    ours = create_context()
    assert ours.verify_mode is ssl.CERT_REQUIRED
    assert ours.check_hostname
    with pytest.raises(HandshakeError, match="CERTIFICATE_VERIFY_FAILED"):
        connect(Server(context))


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_systems_without_files_of_authorities_are_asked_themselves(
    context: ssl.SSLContext, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Context(ssl.SSLContext):
        """Stands for that of truststore."""

    library: Any = types.ModuleType("truststore")
    library.SSLContext = Context
    monkeypatch.setitem(sys.modules, "truststore", library)
    monkeypatch.setattr(sys, "platform", platform)
    assert type(create_context()) is not Context
    monkeypatch.delenv("SSL_CERT_FILE")
    assert type(create_context()) is Context
