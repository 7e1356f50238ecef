"""Certificates of nobody's, for servers on loopback that speak TLS."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from loopback import Behaviour, Loopback, Servers, agree

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="makes a certificate"
)


def certified(folder: Path) -> ssl.SSLContext:
    """Return what a server needs that calls itself 127.0.0.1; its clients trust ``certificate.pem``, made once a folder."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-newkey", "ec"]
    command += ["-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    if not certificate.exists():
        subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def over_tls(
    serve: Servers, folder: Path, behave: Behaviour = agree
) -> tuple[Loopback, str]:
    """Start a server that speaks TLS, and return it with its URL."""
    server = serve(behave, certified(folder))
    return server, server.url.replace("http:", "https:")
