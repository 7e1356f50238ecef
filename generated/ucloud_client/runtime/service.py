"""A service of the client: its actions as methods, each imported when it is first used.

For type checkers a generated service class lists ``name = Method(RequestClass)``, which makes the method's parameters
those of the request's constructor.  At run time ``__getattr__`` makes the same objects from ``ACTIONS``.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, ParamSpec, TypeVar

from .client import AsynchronousClient, SyncClient
from .lazy import unknown
from .models import Request, Response

P = ParamSpec("P")
R = TypeVar("R", bound=Response)


class _Described(Generic[P, R]):
    """Looks like its request's constructor to ``help()``, ``inspect.signature`` and completion."""

    def __init__(
        self, request: Callable[P, Request[R]], client: Any = None, name: str = ""
    ) -> None:
        self._request = request
        self._client = client
        self.__name__ = name
        self.__doc__ = request.__doc__

    @property
    def __signature__(self) -> inspect.Signature:
        request: Any = self._request
        signature = inspect.signature(request, eval_str=True)
        return signature.replace(return_annotation=request.response_type())

    def __repr__(self) -> str:
        return f"<{self.__name__}{self.__signature__}>"

    if not TYPE_CHECKING:

        def __get__(self, instance, owner=None):
            """Look like a function's descriptor: pydoc shows a signature only for these."""
            return self


class Method(_Described[P, R]):
    """An action of a sync client: call it with the request's parameters, get the response."""

    _client: SyncClient

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._client.send(self._request(*args, **kwargs))


class AsyncMethod(_Described[P, R]):
    """An action of an async client: call it with the request's parameters, await the response."""

    _client: AsynchronousClient

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._client.send(self._request(*args, **kwargs))


class _Actions:
    """Attribute access to the actions of a service package."""

    ACTIONS: ClassVar[dict[str, str]]
    PACKAGE: ClassVar[str | None]
    _METHOD: ClassVar[type[Any]]

    def __init__(self, client: Any) -> None:
        self._client = client

    def _method(self, name: str) -> Any:
        if name not in self.ACTIONS:
            raise unknown(f"{type(self).__name__} has no action", name, self.ACTIONS)
        module = importlib.import_module(f".{name}", self.PACKAGE)
        method = self._METHOD(getattr(module, self.ACTIONS[name]), self._client, name)
        setattr(self, name, method)
        return method

    if not TYPE_CHECKING:
        # Type checkers know the actions, and are to complain of any other name.
        __getattr__ = _method

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.ACTIONS})


class Service(_Actions):
    """Base of the sync services."""

    _METHOD = Method


class AsyncService(_Actions):
    """Base of the async services."""

    _METHOD = AsyncMethod
