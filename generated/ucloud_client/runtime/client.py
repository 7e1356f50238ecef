"""The clients' common part: settings, a transport, and ``send``.  The generated clients add the services."""

from __future__ import annotations

from types import TracebackType
from typing import ClassVar, Self, TypeVar, Unpack

from .attempts import Attempts, Pace
from .errors import UCloudError
from .models import Request, Response
from .settings import Options, Settings, resolve
from .transport import (
    AsyncPooledTransport,
    AsyncTransport,
    PooledTransport,
    Transport,
)

R = TypeVar("R", bound=Response)


class BaseClient:
    """Settings and their defaults; see ``settings`` for where values come from."""

    PRODUCT: ClassVar[str]
    PACE: ClassVar[Pace] = Pace()

    def __init__(self, options: Options) -> None:
        self.settings: Settings = resolve(options)

    def _attempts(self, request: Request[R]) -> Attempts[R]:
        return Attempts(request, self.settings, self.PRODUCT, self.PACE)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.settings!r})"


class SyncClient(BaseClient):
    """Sends requests and waits for the answers.

    ``transport`` is any function from HTTPRequest to HTTPResponse; by default connections are pooled with httpx2.
    """

    def __init__(
        self, *, transport: Transport | None = None, **options: Unpack[Options]
    ) -> None:
        super().__init__(options)
        self._own = PooledTransport()
        self._transport: Transport = self._own if transport is None else transport

    def send(self, request: Request[R]) -> R:
        """Send a request and return its typed response; errors are those of ``errors``."""
        attempts = self._attempts(request)
        while True:
            try:
                return attempts.receive(self._transport(attempts.next()))
            except UCloudError as error:
                pause = attempts.pause(error)
            self.PACE.sleep(pause)

    def close(self) -> None:
        """Close the connections that the client itself opened."""
        self._own.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsynchronousClient(BaseClient):
    """The same, awaited."""

    def __init__(
        self, *, transport: AsyncTransport | None = None, **options: Unpack[Options]
    ) -> None:
        super().__init__(options)
        self._own = AsyncPooledTransport()
        self._transport: AsyncTransport = self._own if transport is None else transport

    async def send(self, request: Request[R]) -> R:
        """Send a request and return its typed response; errors are those of ``errors``."""
        attempts = self._attempts(request)
        while True:
            try:
                return attempts.receive(await self._transport(attempts.next()))
            except UCloudError as error:
                pause = attempts.pause(error)
            await self.PACE.async_sleep(pause)

    async def aclose(self) -> None:
        """Close the connections that the client itself opened."""
        await self._own.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
