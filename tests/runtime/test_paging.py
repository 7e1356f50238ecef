"""Walks through pages: where they end, what they ask for, and what they refuse."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime import service
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.errors import BadResponseError, InvalidRequestError
from runtime.fields import param, request_class, response_class
from runtime.models import Model, Response
from runtime.paging import PagedRequest, Paging, async_items, items, pages

Answer = dict[str, Any]


@response_class
class ListResponse(Response):
    total_count: int | None = param("TotalCount", default=None)
    things: list[Thing] | None = param("Things", default=None)


@response_class
class Thing(Model):
    id: int = param("Id")


@request_class
class List(PagedRequest[ListResponse, Thing]):
    """A page whose numbers are numbers."""

    ACTION: ClassVar[str] = "List"
    PAGING: ClassVar[Paging] = Paging(
        limit="Limit", offset="Offset", items="Things", total="TotalCount"
    )

    limit: int | None = param("Limit", default=None)
    offset: int | None = param("Offset", default=None)


@request_class
class ListInWords(PagedRequest[ListResponse, Thing]):
    """A page whose numbers are strings, and whose answer has no total."""

    ACTION: ClassVar[str] = "ListInWords"
    PAGING: ClassVar[Paging] = Paging(limit="Limit", offset="OffSet", items="Things")

    limit: str | None = param("Limit", default=None)
    offset: str | None = param("OffSet", default=None)


class Server:
    """Answers with parts of a list, and remembers which it was asked for."""

    def __init__(
        self, count: int, *, total: object = None, most: int = 100, **extra: object
    ) -> None:
        self.everything = [{"Id": number} for number in range(count)]
        self.total = total
        self.most = most
        self.extra = extra
        self.asked: list[tuple[object, object]] = []

    def __call__(self, request: Any) -> ListResponse:
        self.asked.append((request.limit, request.offset))
        start = int(request.offset or 0)
        stop = start + min(int(request.limit or 20), self.most)
        answer: Answer = {"RetCode": 0, "Things": self.everything[start:stop]}
        if self.total is not None:
            answer["TotalCount"] = self.total
        return ListResponse.from_dict(answer | self.extra)

    async def awaited(self, request: Any) -> ListResponse:
        return self(request)


def scripted(*answers: Answer) -> Callable[[Any], ListResponse]:
    """Return a server that gives these answers, the last of them again and again, but not forever."""
    script = itertools.chain(answers, itertools.repeat(answers[-1], 5))
    return lambda _: ListResponse.from_dict({"RetCode": 0} | next(script))


def things(*numbers: int) -> list[Answer]:
    return [{"Id": number} for number in numbers]


@pytest.mark.parametrize(
    ("server", "request_", "asked"),
    [
        pytest.param(
            Server(5, total=5),
            List(limit=2),
            [(2, None), (2, 2), (2, 4)],
            id="ends at the total",
        ),
        pytest.param(
            Server(4, total=4),
            List(limit=2),
            [(2, None), (2, 2)],
            id="ends at the total after a full page",
        ),
        pytest.param(
            Server(4, total="4"),
            List(limit=2),
            [(2, None), (2, 2)],
            id="a total may come as a string",
        ),
        pytest.param(
            Server(5),
            List(limit=2),
            [(2, None), (2, 2), (2, 4)],
            id="ends with a short page",
        ),
        pytest.param(
            Server(4),
            List(limit=2),
            [(2, None), (2, 2), (2, 4)],
            id="ends with an empty page",
        ),
        pytest.param(Server(0, total=0), List(), [(None, None)], id="nothing there"),
        pytest.param(
            Server(4, total=9),
            List(limit=2),
            [(2, None), (2, 2), (2, 4)],
            id="ends with an empty page before the total",
        ),
        pytest.param(
            Server(5, total=0),
            List(limit=3),
            [(3, None), (3, 3)],
            id="a total of 0 beside items means nothing",
        ),
        pytest.param(
            Server(25),
            List(),
            [(None, None), (None, 20), (None, 25)],
            id="without a limit only an empty page is the end",
        ),
        pytest.param(
            Server(5, total=5, most=2),
            List(limit=100),
            [(100, None), (100, 2), (100, 4)],
            id="a limit that the server cuts",
        ),
        pytest.param(
            Server(5, total=5),
            List(limit=2, offset=1),
            [(2, 1), (2, 3)],
            id="begins at the caller's offset",
        ),
        pytest.param(
            Server(3),
            ListInWords(limit="2", offset="0"),
            [("2", "0"), ("2", "2")],
            id="numbers that the page declares as strings",
        ),
    ],
)
def test_requests_of_a_walk(
    server: Server, request_: Any, asked: list[tuple[object, object]]
) -> None:
    start = int(request_.offset or 0)
    expected = [Thing(id=item["Id"]) for item in server.everything[start:]]
    assert list(items(server, request_)) == expected
    assert server.asked == asked

    async def awaited() -> list[Thing]:
        return [thing async for thing in async_items(server.awaited, request_)]

    assert asyncio.run(awaited()) == expected
    assert server.asked == asked * 2


@given(
    count=st.integers(0, 30),
    limit=st.none() | st.integers(1, 9),
    offset=st.none() | st.integers(0, 35),
    is_counted=st.booleans(),
    most=st.integers(1, 20),
)
def test_every_item_comes_once(
    count: int, limit: int | None, offset: int | None, is_counted: bool, most: int
) -> None:
    # Without a total, a limit that is cut cannot be told from a short page.
    server = Server(
        count, total=count if is_counted else None, most=most if is_counted else 20
    )
    things = list(items(server, List(limit=limit, offset=offset)))
    assert [thing.id for thing in things] == [*range(offset or 0, count)]


def test_a_page_is_asked_for_when_it_is_wanted() -> None:
    server = Server(6, total=6)
    walk = items(server, List(limit=2))
    assert server.asked == []
    for expected, asked in ((0, 1), (1, 1), (2, 2)):
        assert next(walk).id == expected
        assert len(server.asked) == asked


def test_an_item_that_does_not_fit_counts_for_the_offset() -> None:
    server = Server(4, total=4)
    server.everything[1] = None  # type: ignore[call-overload]
    assert [thing.id for thing in items(server, List(limit=2))] == [0, 2, 3]
    assert server.asked == [(2, None), (2, 2)]


def test_a_key_in_another_case_is_found() -> None:
    send = scripted({"things": things(1, 2)}, {"things": things(3)})
    assert [thing.id for thing in items(send, List(limit=2))] == [1, 2, 3]


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([{"Things": things(1, 2, 3)}], id="all at once"),
        pytest.param(
            [{"Things": things(1, 2)}, {"Things": things(3)}, {"Things": things(1, 2)}],
            id="after the end it begins again",
        ),
    ],
)
def test_a_server_that_begins_again_is_at_its_end(answers: list[Answer]) -> None:
    assert [thing.id for thing in items(scripted(*answers), List())] == [1, 2, 3]


@pytest.mark.parametrize(
    ("answer", "request_"),
    [
        pytest.param({"Things": things(1, 2)}, List(limit=2), id="cut to the limit"),
        pytest.param(
            {"Things": things(1, 2), "TotalCount": 9}, List(), id="short of the total"
        ),
    ],
)
def test_a_repeated_page_that_leaves_a_gap_is_an_error(
    answer: Answer, request_: List
) -> None:
    walk = pages(scripted(answer), request_)
    assert next(walk).things == [Thing(id=1), Thing(id=2)]
    with pytest.raises(BadResponseError, match="List: the page at Offset 2 came"):
        next(walk)


def test_an_offset_that_is_no_number_is_refused_before_anything_is_sent() -> None:
    server = Server(1)
    with pytest.raises(InvalidRequestError, match=r"ListInWords: offset \(OffSet\)"):
        list(items(server, ListInWords(offset="a")))
    assert server.asked == []


def test_a_method_has_items_and_pages() -> None:
    server = Server(3, total=3)
    method = service.method(List, _client(BaseSyncClient, server))
    assert isinstance(method, service.PagedMethod)
    assert [thing.id for thing in method.items(limit=2)] == [0, 1, 2]
    assert [len(page.things or ()) for page in method.pages(limit=2)] == [2, 1]
    with pytest.raises(TypeError, match="limti"):
        method.items(limti=2)  # type: ignore[call-arg]


def test_an_async_method_has_them_too() -> None:
    server = Server(3, total=3)
    client = _client(BaseAsyncClient, server.awaited)
    method = service.async_method(List, client)
    assert isinstance(method, service.AsyncPagedMethod)

    async def walk() -> list[list[Any]]:
        ids = [thing.id async for thing in method.items(limit=2)]
        sizes = [len(page.things or ()) async for page in method.pages(limit=2)]
        return [ids, sizes]

    assert asyncio.run(walk()) == [[0, 1, 2], [2, 1]]


def _client(cls: type[Any], send: Callable[[Any], Any]) -> Any:
    client = cls.__new__(cls)
    client.send = send
    return client
