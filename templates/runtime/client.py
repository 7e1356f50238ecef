"""The clients' common part: settings, a transport, and ``send``.  The generated clients add the services."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar, Unpack, cast

from .errors import ConfigurationError, UCloudError
from .lazy import hint, unknown
from .models import Request, Response
from .options import CallOptions, ClientOptions, Hooks, changed, resolve
from .pace import Pace
from .pool import AsyncPooledTransport, Closing, PooledTransport
from .settings import Settings

if TYPE_CHECKING:
    import httpx2

    from .attempts import Attempts
    from .transport import AsyncTransport, Transport
    from .untyped import UntypedResponse

R = TypeVar("R", bound=Response)


class BaseClient:
    """Settings and their defaults; see ``options`` for where values come from."""

    PRODUCT: ClassVar[str]
    PACE: ClassVar[Pace] = Pace()

    def __init__(self, options: ClientOptions, own: Closing) -> None:
        _refuse_unknown(type(self), options)
        settings = {**options}
        hooks = {name: settings.pop(name, None) for name in Hooks.__annotations__}
        self._hooks = cast(Hooks, hooks)
        self.settings: Settings = resolve(settings)
        """All settings; printed, each stands with where it comes from."""
        self._closing = own

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return a view of this client with other settings, which costs next to nothing.

        It shares the connections: closing either closes both.
        """
        kind = type(self)
        view = kind.__new__(kind)
        for name, value in vars(self).items():
            # The services that have been used are this client's own.
            if not isinstance(getattr(kind, name, None), cached_property):
                setattr(view, name, value)
        view.settings = changed(self.settings, options)
        return view

    def _attempts(self, request: Request[R], options: CallOptions) -> Attempts[R]:
        from .attempts import Attempts

        self._closing.check_open()
        if not isinstance(request, Request):
            raise _no_request(request)
        settings = changed(self.settings, options) if options else self.settings
        return Attempts(request, settings, self.PRODUCT, self.PACE, self._hooks)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.settings!r})"

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            """Say which name was meant; type checkers know the services, and complain by themselves."""
            known = [one for one in dir(type(self)) if not one.startswith("_")]
            raise unknown(f"{type(self).__name__} has no", name, known)


def _refuse_unknown(client: type, options: Mapping[str, object]) -> None:
    known = {*ClientOptions.__annotations__, "transport", "http_client"}
    for name in options.keys() - known:
        near = hint(name, known)
        raise TypeError(f"{client.__name__}() has no argument {name!r}{near}")


def _no_request(given: object) -> TypeError:
    """Return the error for those who send dictionaries, as with the official SDK."""
    what = "the class itself" if isinstance(given, type) else type(given).__name__
    return TypeError(
        f"send takes a request, like GetThing(…), not {what}; for wire names there is "
        'client.call("GetThing", {"Name": …}), or GetThing.from_dict({"Name": …})'
    )


def _only_one(transport: object, http_client: object) -> None:
    if transport is not None and http_client is not None:
        raise ConfigurationError(
            "transport or http_client, not both: which to send with?"
        )


class SyncClient(BaseClient):
    """Sends requests and waits for the answers; threads may share it.

    By default connections are pooled with httpx2.  ``http_client`` is an httpx2 client of your own to send with, which
    you close yourself; ``transport`` is any function from HTTPRequest to HTTPResponse.
    """

    def __init__(
        self,
        *,
        transport: Transport | None = None,
        http_client: httpx2.Client | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        _only_one(transport, http_client)
        self._own = PooledTransport(http_client)
        super().__init__(options, self._own)
        self._transport: Transport = self._own if transport is None else transport

    def send(self, request: Request[R], **options: Unpack[CallOptions]) -> R:
        """Send a request and return its typed response.

        Errors are those of ``errors``, and RuntimeError if the client is closed.
        """
        attempts = self._attempts(request, options)
        while True:
            try:
                return attempts.receive(self._transport(attempts.next()))
            except UCloudError as error:
                pause = attempts.pause(error)
            self.PACE.sleep(pause)

    def call(
        self,
        action: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        encoding: Literal["form", "json"] = "form",
        **options: Unpack[CallOptions],
    ) -> UntypedResponse:
        """Call an action that has no method here: wire names in, wire names out.

        ``client.call("DescribeUHostInstance", {"Limit": 10})["UHostSet"]``.  Signing, settings, retries and errors are
        those of every call.
        """
        from . import untyped

        return self.send(untyped.request(action, parameters, encoding), **options)

    def close(self) -> None:
        """Close the connections that the client itself opened; whatever is sent afterwards is a RuntimeError."""
        self._own.close()

    def __enter__(self) -> Self:
        self._closing.check_open()
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
        self,
        *,
        transport: AsyncTransport | None = None,
        http_client: httpx2.AsyncClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        _only_one(transport, http_client)
        self._own = AsyncPooledTransport(http_client)
        super().__init__(options, self._own)
        self._transport: AsyncTransport = self._own if transport is None else transport

    async def send(self, request: Request[R], **options: Unpack[CallOptions]) -> R:
        """Send a request and return its typed response.

        Errors are those of ``errors``, and RuntimeError if the client is closed.
        """
        attempts = self._attempts(request, options)
        while True:
            try:
                return attempts.receive(await self._transport(attempts.next()))
            except UCloudError as error:
                pause = attempts.pause(error)
            await self.PACE.async_sleep(pause)

    async def call(
        self,
        action: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        encoding: Literal["form", "json"] = "form",
        **options: Unpack[CallOptions],
    ) -> UntypedResponse:
        """Call an action that has no method here: wire names in, wire names out; see the sync client's."""
        from . import untyped

        return await self.send(untyped.request(action, parameters, encoding), **options)

    async def aclose(self) -> None:
        """Close the connections that the client itself opened; whatever is sent afterwards is a RuntimeError."""
        await self._own.aclose()

    async def __aenter__(self) -> Self:
        self._closing.check_open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
