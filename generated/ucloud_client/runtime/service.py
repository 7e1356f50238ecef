"""The services of a client: their actions as methods, each imported when it is first used.

For type checkers a generated service class lists ``name = method(RequestClass)``, which makes the method's parameters
those of the request's constructor.  At run time ``__getattr__`` makes the same objects from ``_ACTIONS``.
"""

# isort: skip_file
from __future__ import annotations

import importlib
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    ParamSpec,
    Self,
    TypeVar,
    Unpack,
    overload,
)

from . import paging
from .client import BaseAsyncClient, BaseSyncClient
from .lazy import unknown_name_error
from .models import Request, Response
from .options import CallOptions
from .paging import PagedRequest

P = ParamSpec("P")
R = TypeVar("R", bound=Response)
T = TypeVar("T")


class _Described(Generic[P, R]):
    """Has the signature of its request's constructor for ``help()``, ``inspect.signature`` and completion."""

    def __init__(
        self, request: Callable[P, Request[R]], client: Any = None, name: str = ""
    ) -> None:
        self._request = request
        self._client = client
        self.__name__ = name
        self.__doc__ = request.__doc__

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return the same method with other settings: ``method.with_options(timeout=5)(…)``."""
        view = self._client.with_options(**options)
        return type(self)(self._request, view, self.__name__)

    @property
    def __signature__(self) -> inspect.Signature:
        request: Any = self._request
        signature = inspect.signature(request, eval_str=True)
        return signature.replace(return_annotation=request.response_type())

    def __repr__(self) -> str:
        return f"<{self.__name__}{self.__signature__}>"

    def _build_request(self, args: Any, kwargs: Any) -> Request[R]:
        """Return the request; empties the keyword arguments, since errors carry the frame of the caller of this method."""
        constructor: Any = self._request
        try:
            request: Request[R] = constructor(*args, **kwargs)
            return request
        except TypeError:
            from .argument_errors import describe_arguments

            method = self._name_in_client()
            problem = describe_arguments(method, self._request, args, kwargs)
            if problem is None:
                raise
        finally:
            kwargs.clear()
        raise TypeError(problem)

    def _name_in_client(self) -> str:
        """Return ``client.uhost.describe_uhost_instance``."""
        modules = self._request.__module__.split(".")
        return ".".join(["client", *modules[-2:-1], self.__name__])

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            """Raise AttributeError, which for ``items`` explains why there are none; type checkers report both themselves."""
            if name in ("items", "pages"):
                problem = "returns no part of a list, so it has no"
                raise AttributeError(f"{self.__name__} {problem} {name!r}", name=name)
            problem = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(problem, name=name, obj=self)

        def __get__(self, instance, owner=None):
            """Return self; pydoc shows a signature only for descriptors, which functions are, too."""
            return self


class Method(_Described[P, R]):
    """An action of a sync client: call it with the request's parameters to get the response."""

    _client: BaseSyncClient

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._client.send(self._build_request(args, kwargs))


class AsyncMethod(_Described[P, R]):
    """An action of an async client: call it with the request's parameters and await the response."""

    _client: BaseAsyncClient

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._client.send(self._build_request(args, kwargs))


class PagedMethod(Method[P, R], Generic[P, R, T]):
    """An action that returns a part of a list; ``items`` and ``pages`` iterate over the whole list."""

    if TYPE_CHECKING:

        def __init__(
            self,
            request: Callable[P, PagedRequest[R, T]],
            client: Any = None,
            name: str = "",
        ) -> None: ...

    def items(self, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        """Yield every item from the offset on; each page is requested when its first item is needed."""
        request: Any = self._build_request(args, kwargs)
        return paging.items(self._client.send, request)

    def pages(self, *args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        """Yield the responses of the pages; ``limit`` is the size of a page."""
        request: Any = self._build_request(args, kwargs)
        return paging.pages(self._client.send, request)


class AsyncPagedMethod(AsyncMethod[P, R], Generic[P, R, T]):
    """An action of an async client that returns a part of a list; ``items`` and ``pages`` are for ``async for``."""

    if TYPE_CHECKING:

        def __init__(
            self,
            request: Callable[P, PagedRequest[R, T]],
            client: Any = None,
            name: str = "",
        ) -> None: ...

    def items(self, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        """Yield every item from the offset on; each page is requested when its first item is needed."""
        request: Any = self._build_request(args, kwargs)
        return paging.async_items(self._client.send, request)

    def pages(self, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[R]:
        """Yield the responses of the pages; ``limit`` is the size of a page."""
        request: Any = self._build_request(args, kwargs)
        return paging.async_pages(self._client.send, request)


@overload
def method(
    request: Callable[P, PagedRequest[R, T]], client: Any = None, name: str = ""
) -> PagedMethod[P, R, T]: ...
@overload
def method(
    request: Callable[P, Request[R]], client: Any = None, name: str = ""
) -> Method[P, R]: ...
def method(request: Any, client: Any = None, name: str = "") -> Any:
    """Return the method for a request class: one with ``items`` if its action returns parts of a list."""
    cls = PagedMethod if issubclass(request, PagedRequest) else Method
    return cls(request, client, name)


@overload
def async_method(
    request: Callable[P, PagedRequest[R, T]], client: Any = None, name: str = ""
) -> AsyncPagedMethod[P, R, T]: ...
@overload
def async_method(
    request: Callable[P, Request[R]], client: Any = None, name: str = ""
) -> AsyncMethod[P, R]: ...
def async_method(request: Any, client: Any = None, name: str = "") -> Any:
    """Return the same for an async client."""
    cls = AsyncPagedMethod if issubclass(request, PagedRequest) else AsyncMethod
    return cls(request, client, name)


class _Actions:
    """Attribute access to the actions of a service package: completion shows these, and nothing else."""

    if TYPE_CHECKING:

        def __init__(self, client: Any) -> None: ...

    else:
        _ACTIONS: ClassVar[dict[str, str]]
        _PACKAGE: ClassVar[str]
        _MAKE: ClassVar[Callable[[Any, Any, str], Any]]

        def __init__(self, client):
            self._client = client

        def __getattr__(self, name):
            """Import an action, or raise AttributeError with the nearest name."""
            if name not in self._ACTIONS:
                problem = f"{type(self).__name__} has no action"
                raise unknown_name_error(problem, name, self._ACTIONS)
            module = importlib.import_module(f".{name}", self._PACKAGE)
            request = getattr(module, self._ACTIONS[name])
            action = type(self)._MAKE(request, self._client, name)
            setattr(self, name, action)
            return action

        def __call__(self, *args, **kwargs):
            """Refuse the call by which clients of the official SDK give a service."""
            name = self._PACKAGE.rpartition(".")[2]
            remedy = f"leave out the brackets: client.{name}.{min(self._ACTIONS)}(…)"
            raise TypeError(f"client.{name} is no function; {remedy}")

        def __dir__(self):
            """Return the names of the actions."""
            return sorted(self._ACTIONS)


class Service(_Actions):
    """Base of the sync services."""

    if not TYPE_CHECKING:
        _MAKE = staticmethod(method)


class AsyncService(_Actions):
    """Base of the async services."""

    if not TYPE_CHECKING:
        _MAKE = staticmethod(async_method)
