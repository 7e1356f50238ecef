"""A proxy on loopback that opens tunnels, and keeps the heads of the requests for them."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class TunnelProxy:
    """Answers ``CONNECT`` with ``status`` and, if that is 200, connects to what was asked for."""

    def __init__(self, status: int, context: ssl.SSLContext | None) -> None:
        self.heads: list[str] = []
        self._status = status
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        if context is not None:
            self._listener = context.wrap_socket(self._listener, server_side=True)
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except ssl.SSLError:
                continue
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(65536)
            self.heads.append(head.decode("ascii"))
            client.sendall(f"HTTP/1.1 {self._status} Whatever\r\n\r\n".encode())
            if self._status == 200:
                host, _, port = head.split()[1].decode().rpartition(":")
                with socket.create_connection((host, int(port))) as server:
                    back = threading.Thread(target=_pump, args=(server, client))
                    back.start()
                    _pump(client, server)
                    back.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes until the end of it."""
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


@contextmanager
def tunnel_proxy(
    status: int = 200, context: ssl.SSLContext | None = None
) -> Iterator[TunnelProxy]:
    """Give a proxy, and stop it."""
    proxy = TunnelProxy(status, context)
    try:
        yield proxy
    finally:
        proxy.stop()
