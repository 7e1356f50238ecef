"""Iterates over long lists page by page.

Iteration ends when the total of the response is reached, at a page that is shorter than the limit (if the response has no
total), and at an empty page.  A server that repeats a page, since it ignores the offset, is not asked again: if its page
can have been the whole list, iteration ends, otherwise that is an error.
"""

# isort: skip_file
from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from .errors import BadResponseError, InvalidRequestError
from .fields import Text, WireField, fields_of
from .models import Request, Response

R = TypeVar("R", bound=Response)
T = TypeVar("T")


class Paging(NamedTuple):
    """The API's names of two parameters, of the list in the response, and of the total number of items."""

    limit: str
    offset: str
    items: str
    total: str | None = None


class PagedRequest(Request[R], Generic[R, T]):
    """A request for a part of a list of ``T``."""

    __slots__ = ()

    PAGING: ClassVar[Paging]


def pages(send: Callable[[Any], R], request: PagedRequest[R, T]) -> Iterator[R]:
    """Yield the responses from this request on; each is requested when it is needed."""
    pager = _Pager(request)
    while pager.request is not None:
        response = send(pager.request)
        if pager.is_new(response):
            yield response


async def async_pages(
    send: Callable[[Any], Awaitable[R]], request: PagedRequest[R, T]
) -> AsyncIterator[R]:
    """Yield the same in an async client."""
    pager = _Pager(request)
    while pager.request is not None:
        response = await send(pager.request)
        if pager.is_new(response):
            yield response


def items(send: Callable[[Any], R], request: PagedRequest[R, T]) -> Iterator[T]:
    """Yield the items of all pages."""
    for response in pages(send, request):
        yield from _items_of(request, response)


async def async_items(
    send: Callable[[Any], Awaitable[R]], request: PagedRequest[R, T]
) -> AsyncIterator[T]:
    """Yield the same in an async client."""
    async for response in async_pages(send, request):
        for item in _items_of(request, response):
            yield item


class _Pager(Generic[R, T]):
    """The state of an iteration; ``request`` is the next one, None at the end."""

    def __init__(self, request: PagedRequest[R, T]) -> None:
        self.request: PagedRequest[R, T] | None = request
        self._action = request.ACTION
        self._paging = request.PAGING
        self._limit = _parse_count(_value(request, self._paging.limit))
        self._offset = _parse_offset(request)
        self._seen: set[int] = set()

    def is_new(self, response: R) -> bool:
        """Whether a page is no repetition; sets the next request."""
        request, self.request = self.request, None
        total = _parse_count(_value(response, self._paging.total))
        page = _raw_page(response, self._paging.items)
        mark = hash(repr(page))
        if page and mark in self._seen:
            self._check_gap(page, total, response)
            return False
        self._seen.add(mark)
        self._offset += len(page)
        if request and page and not self._is_last(page, total):
            self.request = _with_offset(request, self._offset)
        return True

    def _is_last(self, page: list[Any], total: int | None) -> bool:
        # A total is more reliable than a short page: servers reduce limits that are too high.
        return self._offset >= total if total else len(page) < (self._limit or 0)

    def _check_gap(self, page: list[Any], total: int | None, response: R) -> None:
        """Raise BadResponseError if a repeated page cannot be the whole list: there is a total, or the page is full."""
        if total or len(page) == self._limit:
            offset = self._paging.offset
            raise BadResponseError(
                f"the page at {offset} {self._offset} came before: the server seems to ignore {offset}",
                action=self._action,
                request_id=response.request_id,
            )


def _items_of(request: PagedRequest[Any, T], response: Response) -> list[T]:
    decoded: list[T] | None = _value(response, request.PAGING.items)
    return decoded or []


def _raw_page(response: Response, wire: str) -> list[Any]:
    """Return the list before decoding: an item that cannot be decoded counts for the offset, too."""
    raw = response.raw.get(wire)
    page = raw if isinstance(raw, list) else _value(response, wire)
    return page or []


def _field(value: Request[Any] | Response, wire: str) -> WireField:
    return next(field for field in fields_of(type(value)) if field.wire == wire)


def _value(value: Request[Any] | Response, wire: str | None) -> Any:
    return None if wire is None else getattr(value, _field(value, wire).name)


def _parse_count(value: object) -> int | None:
    """Return a number, which many pages declare as a string; None for anything else."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) else None


def _parse_offset(request: PagedRequest[Any, Any]) -> int:
    value = _value(request, request.PAGING.offset)
    offset = 0 if value is None else _parse_count(value)
    if offset is None:
        field = _field(request, request.PAGING.offset)
        raise InvalidRequestError(
            "must be a number, so that pages can follow",
            action=request.ACTION,
            parameter=field.wire,
        ).inside(field.name)
    return offset


def _with_offset(request: PagedRequest[R, T], offset: int) -> PagedRequest[R, T]:
    field = _field(request, request.PAGING.offset)
    value = str(offset) if isinstance(field.shape, Text) else offset
    return dataclasses.replace(request, **{field.name: value})  # type: ignore[type-var]
