"""Base classes of the clients: settings, a transport, and ``send``.  The generated clients add the services."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar, Unpack, cast

from .clock import Clock
from .errors import ConfigurationError, UCloudError
from .lazy import suggest, unknown_name_error
from .models import Request, Response
from .options import CallOptions, ClientOptions, Hooks, override, resolve
from .pool import Closable
from .settings import Settings
from .socket_transport import AsyncSocketTransport, SocketTransport

if TYPE_CHECKING:
    import httpx2

    from .call import Call
    from .raw_request import RawResponse
    from .transport import AsyncTransport, Transport

R = TypeVar("R", bound=Response)

# Of the official SDK's clients, with what takes their place.
_OFFICIAL_NAMES = {
    "invoke": 'an action is called by its name with client.call("GetThing", {"Name": …})',
    "config": "it has settings",
}


class BaseClient:
    """Settings and hooks; see ``options`` for where the values come from."""

    PRODUCT: ClassVar[str]
    CLOCK: ClassVar[Clock] = Clock()

    def __init__(self, options: Any, pool: Closable) -> None:
        _check_names(type(self), options)
        settings = {**options}
        hooks = {name: settings.pop(name, None) for name in Hooks.__annotations__}
        self._hooks = cast(Hooks, hooks)
        try:
            self.settings: Settings = resolve(settings)
            """All settings; ``print`` shows each with its origin."""
        except ConfigurationError as error:
            raise error.with_traceback(None) from None
        finally:
            # Errors carry these frames, and keys are secrets.
            settings.clear()
            options.clear()
        self._closable = pool

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return a cheap view of this client with other settings.

        Both share the connections: closing either closes both.
        """
        cls = type(self)
        view = cls.__new__(cls)
        for name, value in vars(self).items():
            # Services hold their client, so the view makes its own.
            if not isinstance(getattr(cls, name, None), cached_property):
                setattr(view, name, value)
        view.settings = self._override(options)
        return view

    def _override(self, options: Any) -> Settings:
        """Return the settings with these options, and empty those: errors carry the caller's frame, and headers are secrets."""
        try:
            return override(self.settings, options) if options else self.settings
        except ConfigurationError as error:
            raise error.with_traceback(None) from None
        finally:
            options.clear()

    def _start_call(self, request: Request[R], options: Any) -> Call[R]:
        from .call import Call

        self._closable.check_open()
        if not isinstance(request, Request):
            raise _not_a_request_error(request)
        settings = self._override(options)
        return Call(request, settings, self.PRODUCT, self.CLOCK, self._hooks)

    def __repr__(self) -> str:
        # Invalid settings raise an error whose traceback has a client without any.
        return f"{type(self).__name__}({vars(self).get('settings')!r})"

    if not TYPE_CHECKING:

        def __new__(cls, *args, **options):
            """Refuse the dictionary of settings that the official SDK takes; type checkers report it themselves."""
            if args:
                remedy = f"{cls.__name__}(**settings) unpacks a dictionary of them"
                problem = f'takes keywords: region="cn-bj2", …; {remedy}'
                raise TypeError(f"{cls.__name__}() {problem}")
            return super().__new__(cls)

        def __getattr__(self, name):
            """Raise AttributeError with the nearest name; type checkers know the services and report others themselves."""
            problem = f"{type(self).__name__} has no"
            if name in _OFFICIAL_NAMES:
                remedy = _OFFICIAL_NAMES[name]
                raise AttributeError(f"{problem} {name!r}; {remedy}", name=name)
            names = [item for item in dir(type(self)) if not item.startswith("_")]
            raise unknown_name_error(problem, name, names)


def _check_names(client: type, options: Mapping[str, object]) -> None:
    names = {*ClientOptions.__annotations__, "transport", "http_client"}
    for name in sorted(options.keys() - names):
        suggestion = suggest(name, names)
        raise TypeError(f"{client.__name__}() has no argument {name!r}{suggestion}")


def _not_a_request_error(value: object) -> TypeError:
    """Return the error for sending something else, such as a dictionary, which the official SDK takes."""
    kind = "the class itself" if isinstance(value, type) else type(value).__name__
    return TypeError(
        f"send takes a request, like GetThing(…), not {kind}; for the API's names there is "
        'client.call("GetThing", {"Name": …}), or GetThing.from_dict({"Name": …})'
    )


def _check_one_transport(transport: object, http_client: object) -> None:
    if transport is not None and http_client is not None:
        raise ConfigurationError(
            "transport or http_client, not both: which to send with?"
        )


class BaseSyncClient(BaseClient):
    """Sends requests and waits for the responses; threads may share it.

    ``http_client`` is an httpx2 client of your own to send with, which you close yourself; ``transport`` is any function from
    HTTPRequest to HTTPResponse.
    """

    def __init__(
        self,
        *,
        transport: Transport | None = None,
        http_client: httpx2.Client | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        _check_one_transport(transport, http_client)
        self._pool = SocketTransport()
        super().__init__(options, self._pool)
        if any(self._hooks.values()):
            from .hooks import refuse_async_hooks

            refuse_async_hooks(self._hooks)
        self._transport: Transport = self._pool if transport is None else transport
        if http_client is not None:
            from .httpx_transport import HTTPXTransport

            self._transport = HTTPXTransport(http_client)

    def send(self, request: Request[R], **options: Unpack[CallOptions]) -> R:
        """Send a request and return its typed response.

        Errors are those of ``errors``, and RuntimeError if the client is closed.
        """
        return self._run(self._start_call(request, options))

    def _run(self, call: Call[R]) -> R:
        try:
            response = self._attempt(call)
        except BaseException as error:
            call.settle(error)
            raise
        call.settle(None)
        return response

    def _attempt(self, call: Call[R]) -> R:
        while True:
            try:
                return call.receive(self._transport(call.next_request()))
            except UCloudError as error:
                pause = call.pause(error)
            self.CLOCK.sleep(pause)

    def call(
        self,
        action: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        encoding: Literal["form", "json"] = "form",
        **options: Unpack[CallOptions],
    ) -> RawResponse:
        """Call an action by its name; parameters and response are under the API's names.

        ``client.call("DescribeUHostInstance", {"Limit": 10})["UHostSet"]`` works for actions without a method, too.  Signing,
        settings, retries and errors are those of every call.
        """
        from .raw_request import build_raw_request

        try:
            request = build_raw_request(action, parameters, encoding)
        finally:
            del parameters
        return self._run(self._start_call(request, options))

    def close(self) -> None:
        """Close the connections that the client itself opened; further requests raise RuntimeError."""
        self._pool.close()

    def __enter__(self) -> Self:
        self._closable.check_open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class BaseAsyncClient(BaseClient):
    """Sends requests and awaits the responses."""

    def __init__(
        self,
        *,
        transport: AsyncTransport | None = None,
        http_client: httpx2.AsyncClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        _check_one_transport(transport, http_client)
        self._pool = AsyncSocketTransport()
        super().__init__(options, self._pool)
        self._transport: AsyncTransport = self._pool if transport is None else transport
        if http_client is not None:
            from .httpx_transport import AsyncHTTPXTransport

            self._transport = AsyncHTTPXTransport(http_client)

    async def send(self, request: Request[R], **options: Unpack[CallOptions]) -> R:
        """Send a request and return its typed response.

        Errors are those of ``errors``, and RuntimeError if the client is closed.
        """
        return await self._run(self._start_call(request, options))

    async def _run(self, call: Call[R]) -> R:
        try:
            response = await self._attempt(call)
        except BaseException as error:
            call.settle(error)
            await call.finish_hooks()
            raise
        call.settle(None)
        if call.has_pending_hooks():
            await call.finish_hooks()
        return response

    async def _attempt(self, call: Call[R]) -> R:
        while True:
            try:
                request = call.next_request()
                if call.has_pending_hooks():
                    await call.finish_hooks()
                return call.receive(await self._transport(request))
            except UCloudError as error:
                pause = call.pause(error)
            if call.has_pending_hooks():
                await call.finish_hooks()
            await self.CLOCK.async_sleep(pause)

    async def call(
        self,
        action: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        encoding: Literal["form", "json"] = "form",
        **options: Unpack[CallOptions],
    ) -> RawResponse:
        """Call an action by its name; parameters and response are under the API's names, as in the sync client."""
        from .raw_request import build_raw_request

        try:
            request = build_raw_request(action, parameters, encoding)
        finally:
            del parameters
        return await self._run(self._start_call(request, options))

    async def aclose(self) -> None:
        """Close the connections that the client itself opened; further requests raise RuntimeError."""
        await self._pool.aclose()

    async def __aenter__(self) -> Self:
        self._closable.check_open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
