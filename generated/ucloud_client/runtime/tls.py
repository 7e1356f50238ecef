"""Makes the TLS context of the environment, and encrypts what connections send, without any I/O.

``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` name the authorities to trust instead of those of the system.
"""

# isort: skip_file
from __future__ import annotations

import os
import ssl
import sys
from contextlib import suppress

from .errors import ConfigurationError
from .steps import HandshakeError, Steps, Stream

# Where Linux distributions keep their authorities, for an OpenSSL that was built to look elsewhere.
_SYSTEM_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_RECORD_BYTES = 64 * 1024


def create_context() -> ssl.SSLContext:
    """Return a context that trusts what the environment says; ConfigurationError if that cannot be read."""
    context = _trust_environment() or _trust_system()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _trust_environment() -> ssl.SSLContext | None:
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file:
        return _trust("SSL_CERT_FILE", file, None)
    return _trust("SSL_CERT_DIR", None, folder) if folder else None


def _trust_system() -> ssl.SSLContext:
    if sys.platform in ("win32", "darwin"):
        # Their authorities are not in files.
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    paths = ssl.get_default_verify_paths()
    file, folder = paths.cafile, paths.capath
    if file is None and not (folder and os.listdir(folder)):
        file = next(filter(os.path.isfile, _SYSTEM_FILES), None)
    return _trust("the file of the system's certificates", file, folder)


def _trust(source: str, file: str | None, folder: str | None) -> ssl.SSLContext:
    try:
        if folder:
            # OpenSSL does not mind a folder that does not exist.
            os.listdir(folder)
        return ssl.create_default_context(cafile=file, capath=folder)
    except ssl.SSLError:
        problem = "it holds no certificate"
    except OSError as error:
        problem = error.strerror or type(error).__name__
    raise ConfigurationError(f"{source} cannot be read: {problem}")


class TLSStream:
    """Sends and receives over another stream, encrypted."""

    def __init__(self, below: Stream, context: ssl.SSLContext, host: str) -> None:
        self._below = below
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=host
        )

    def handshake(self) -> Steps[None]:
        """Agree on keys; HandshakeError if the server's certificate is not trusted, or if it speaks no TLS."""
        problem = ""
        while not problem:
            try:
                self._tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                yield from self._flush()
                yield from self._fill()
            except ssl.SSLError as error:
                problem = str(error)
        if problem:
            with suppress(OSError):
                # Tells the server why.
                yield from self._flush()
            raise HandshakeError(problem)
        yield from self._flush()

    def send(self, data: bytes) -> Steps[None]:
        """Send all bytes."""
        self._tls.write(data)
        yield from self._flush()

    def receive(self) -> Steps[bytes]:
        """Return the next bytes, b"" at the end."""
        while True:
            try:
                return self._tls.read(_RECORD_BYTES)
            except ssl.SSLWantReadError:
                # TLS may have an answer of its own to what came, such as new keys.
                yield from self._flush()
                yield from self._fill()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""

    def is_idle(self) -> bool:
        """Whether nothing waits to be read of what came already, neither data nor the end."""
        try:
            self._tls.read(1)
        except ssl.SSLWantReadError:
            return self._below.is_idle()
        except ssl.SSLError:
            pass
        return False

    def _flush(self) -> Steps[None]:
        if self._outgoing.pending:
            yield from self._below.send(self._outgoing.read())

    def _fill(self) -> Steps[None]:
        data = yield from self._below.receive()
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()
