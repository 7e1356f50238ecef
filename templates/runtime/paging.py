"""Long lists, page by page: which request follows a page, and when there is none.

A walk ends where the answer's total is reached, with a page that is shorter than was asked for (where the answer has no
total), and with an empty page.  A server that sends a page again, since it ignores the offset, is never asked a third
time: if its page was all there is, the walk ends, and if it cannot have been, that is an error.
"""

# isort: skip_file
from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from .errors import BadResponseError, InvalidRequestError
from .models import Request, Response
from .wire import Text, WireField, fields_of

R = TypeVar("R", bound=Response)
T = TypeVar("T")


class Paging(NamedTuple):
    """Wire names of what takes part: two parameters, the list in the answer, and how many items there are in all."""

    limit: str
    offset: str
    items: str
    total: str | None = None


class PagedRequest(Request[R], Generic[R, T]):
    """A request for a part of a list whose items are ``T``."""

    __slots__ = ()

    PAGING: ClassVar[Paging]


def pages(send: Callable[[Any], R], request: PagedRequest[R, T]) -> Iterator[R]:
    """Yield the responses from this request on; each is asked for when it is wanted."""
    walk = _Walk(request)
    while walk.request is not None:
        response = send(walk.request)
        if walk.is_new(response):
            yield response


async def async_pages(
    send: Callable[[Any], Awaitable[R]], request: PagedRequest[R, T]
) -> AsyncIterator[R]:
    """Yield the same, awaited."""
    walk = _Walk(request)
    while walk.request is not None:
        response = await send(walk.request)
        if walk.is_new(response):
            yield response


def items(send: Callable[[Any], R], request: PagedRequest[R, T]) -> Iterator[T]:
    """Yield the items of all pages."""
    for response in pages(send, request):
        yield from _listed(request, response)


async def async_items(
    send: Callable[[Any], Awaitable[R]], request: PagedRequest[R, T]
) -> AsyncIterator[T]:
    """Yield the same, awaited."""
    async for response in async_pages(send, request):
        for item in _listed(request, response):
            yield item


class _Walk(Generic[R, T]):
    """Where a walk stands; ``request`` is the next one, None at the end."""

    def __init__(self, request: PagedRequest[R, T]) -> None:
        self.request: PagedRequest[R, T] | None = request
        self._action = request.ACTION
        self._paging = request.PAGING
        self._limit = _count(_value(request, self._paging.limit))
        self._offset = _offset(request)
        self._seen: set[int] = set()

    def is_new(self, response: R) -> bool:
        """Whether a page has not come before; decides on the next request."""
        request, self.request = self.request, None
        total = _count(_value(response, self._paging.total))
        page = _as_it_came(response, self._paging.items)
        mark = hash(repr(page))
        if page and mark in self._seen:
            self._refuse_gap(page, total, response)
            return False
        self._seen.add(mark)
        self._offset += len(page)
        if request and page and not self._ends(page, total):
            self.request = _from(request, self._offset)
        return True

    def _ends(self, page: list[Any], total: int | None) -> bool:
        # A total says more than a short page: servers cut limits that they find too high.
        return self._offset >= total if total else len(page) < (self._limit or 0)

    def _refuse_gap(self, page: list[Any], total: int | None, response: R) -> None:
        """A page that was not cut to the limit was the whole list; any other leaves a gap."""
        if total or len(page) == self._limit:
            offset = self._paging.offset
            raise BadResponseError(
                f"the page at {offset} {self._offset} came before: the server seems to ignore {offset}",
                action=self._action,
                request_id=response.request_id,
            )


def _listed(request: PagedRequest[Any, T], response: Response) -> list[T]:
    found: list[T] | None = _value(response, request.PAGING.items)
    return found or []


def _as_it_came(response: Response, wire: str) -> list[Any]:
    """Return the list undecoded: an item that does not fit its page counts for the offset, too."""
    raw = response.raw.get(wire)
    page = raw if isinstance(raw, list) else _value(response, wire)
    return page or []


def _field(value: Request[Any] | Response, wire: str) -> WireField:
    return next(field for field in fields_of(type(value)) if field.wire == wire)


def _value(value: Request[Any] | Response, wire: str | None) -> Any:
    return None if wire is None else getattr(value, _field(value, wire).name)


def _count(value: object) -> int | None:
    """Many pages declare their numbers as strings."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) else None


def _offset(request: PagedRequest[Any, Any]) -> int:
    value = _value(request, request.PAGING.offset)
    offset = 0 if value is None else _count(value)
    if offset is None:
        field = _field(request, request.PAGING.offset)
        raise InvalidRequestError(
            "must be a number, so that pages can follow",
            action=request.ACTION,
            parameter=field.wire,
        ).inside(field.name)
    return offset


def _from(request: PagedRequest[R, T], offset: int) -> PagedRequest[R, T]:
    field = _field(request, request.PAGING.offset)
    value = str(offset) if isinstance(field.shape, Text) else offset
    return dataclasses.replace(request, **{field.name: value})  # type: ignore[type-var]
