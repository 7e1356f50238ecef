"""The fake API: sample responses, added responses, and received requests."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import json
from typing import Any, ClassVar

import pytest
from runtime import retries, service
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.errors import (
    APIError,
    BadResponseError,
    ConnectError,
    IncompleteResponseError,
    RequestTimeoutError,
    TransportError,
)
from runtime.fake import sample_response
from runtime.fake.api import (
    FakeRequest,
    FakeResponse,
    FakeTransport,
    fake_options,
)
from runtime.fields import param, request_class, response_class
from runtime.models import Response
from runtime.paging import PagedRequest, Paging
from runtime.transport import HTTPResponse
from small_classes import CreateThing, CreateThingResponse, Node, PostThing


class Client(BaseSyncClient):
    PRODUCT = "test/1"


class AsyncClient(BaseAsyncClient):
    PRODUCT = "test/1"


def client(fake: FakeTransport) -> Client:
    return Client(transport=fake, **fake_options({}))


THING = CreateThing(name="n")


def test_by_default_it_returns_a_sample_response() -> None:
    response = client(FakeTransport()).send(THING)
    assert isinstance(response, CreateThingResponse)
    assert response.deviations == ()
    assert response.thing_id == "ThingId-1"
    assert response.names == ["Names-1"]
    assert response.nodes == [Node(node_id=1, twin_id=1, children=[])]
    assert None not in [
        getattr(response, field.name) for field in wire_fields(response)
    ]


def wire_fields(response: Response) -> list[Any]:
    return [item for item in dataclasses.fields(response) if "wire" in item.metadata]


@pytest.mark.parametrize("limit", [None, 1, 20])
def test_a_list_in_parts_has_one_item_and_an_end(limit: int | None) -> None:
    method = service.method(ListThings, client(FakeTransport()))
    assert [thing.node_id for thing in method.items(limit=limit)] == [1]


@response_class
class ListThingsResponse(Response):
    nodes: list[Node] | None = param("Nodes", default=None)


@request_class
class ListThings(PagedRequest[ListThingsResponse, Node]):
    ACTION: ClassVar[str] = "ListThings"
    PAGING: ClassVar[Paging] = Paging(limit="Limit", offset="Offset", items="Nodes")

    limit: int | None = param("Limit", default=None)
    offset: int | None = param("Offset", default=None)


def test_an_unknown_action_gets_an_envelope() -> None:
    assert sample_response.sample_response("NoSuchThing") == {
        "RetCode": 0,
        "Action": "NoSuchThingResponse",
        "Message": "",
    }


def test_answers_come_in_order_and_the_last_one_stays() -> None:
    fake = FakeTransport()
    fake.add_response("CreateThing", {"ThingId": "a"}, {"ThingId": "b"})
    asking = client(fake)
    assert [asking.send(THING).thing_id for _ in range(4)] == ["a", "b", "b", "b"]
    fake.add_response(
        CreateThing, CreateThingResponse(ret_code=0, thing_id="c", names=[])
    )
    assert asking.send(THING).thing_id == "c"


def test_answers_that_are_added_later_queue_behind_the_others() -> None:
    fake = FakeTransport()
    for name in ("a", "b"):
        fake.add_response("CreateThing", {"ThingId": name})
    fake.add_error("CreateThing", 8039)
    fake.add_delay("CreateThing", 0)
    asking = client(fake)
    assert [asking.send(THING).thing_id for _ in range(2)] == ["a", "b"]
    with pytest.raises(APIError):
        asking.send(THING)
    assert asking.send(THING).thing_id == "ThingId-1"
    fake.add_response("CreateThing", {"ThingId": "c"})
    assert asking.send(THING).thing_id == "c", "the last one stays until another comes"


def test_an_answer_may_be_a_function_of_the_request() -> None:
    def respond(request: FakeRequest) -> FakeResponse:
        if request.parameters["Name"] == "bad":
            return {"RetCode": 8039, "Message": "a bad name"}
        return {"ThingId": f"{request.action}-{request.parameters['Name']}"}

    fake = FakeTransport()
    fake.add_response(CreateThing, respond)
    asking = client(fake)
    names = [asking.send(CreateThing(name=name)).thing_id for name in "ab"]
    assert names == ["CreateThing-a", "CreateThing-b"]
    with pytest.raises(APIError, match="a bad name"):
        asking.send(CreateThing(name="bad"))
    fake.add_response(CreateThing, functools.partial(dict, ThingId="p"))
    with pytest.raises(TypeError):
        asking.send(THING)


@pytest.mark.parametrize(
    ("made", "error", "words"),
    [
        pytest.param({"ThinId": "a"}, ValueError, "'ThingId'", id="a key"),
        pytest.param(None, TypeError, "not NoneType", id="nothing"),
    ],
)
def test_what_a_function_makes_is_checked_as_what_is_added(
    made: Any, error: type[Exception], words: str
) -> None:
    fake = FakeTransport()
    fake.add_response(CreateThing, lambda request: made)
    with pytest.raises(error, match=words):
        client(fake).send(THING)


def test_answers_that_nobody_asked_for_are_known() -> None:
    fake = FakeTransport()
    fake.add_response(CreateThing, {"ThingId": "a"}, {"ThingId": "b"})
    fake.add_response(PostThing, {"ThingId": "c"})
    client(fake).send(THING)
    left = [("CreateThing", {"ThingId": "b"}), ("PostThing", {"ThingId": "c"})]
    assert fake.unused_responses() == left
    for request in (THING, THING, PostThing(name="n")):
        client(fake).send(request)
    assert fake.unused_responses() == []


def test_a_reset_fake_is_as_new() -> None:
    fake = FakeTransport()
    fake.add_response(CreateThing, {"ThingId": "a"}, {"ThingId": "b"})
    client(fake).send(THING)
    fake.reset()
    assert (fake.requests(), fake.unused_responses()) == ([], [])
    assert client(fake).send(THING).thing_id == "ThingId-1"


PHASES: list[Any] = [
    pytest.param("before sending", ConnectError, 0, id="before sending"),
    pytest.param("after sending", TransportError, 1, id="after sending"),
    pytest.param("while reading", IncompleteResponseError, 1, id="while reading"),
]


@pytest.mark.parametrize(("phase", "error", "received"), PHASES)
def test_a_connection_fails_in_a_phase(
    phase: Any, error: type[Exception], received: int
) -> None:
    fake = FakeTransport()
    fake.add_failure(CreateThing, phase)
    with pytest.raises(error) as caught:
        client(fake).send(THING)
    assert type(caught.value) is error
    assert len(fake.requests()) == received
    is_repeated = retries.classify_failure(caught.value) is retries.Outcome.NOT_RUN
    assert is_repeated == (phase == "before sending")
    with pytest.raises(error) as again:
        client(fake).send(THING)
    assert again.value is not caught.value


def test_a_default_can_be_changed_a_little() -> None:
    fake = FakeTransport()
    fake.add_response(CreateThing, fake.default(CreateThing) | {"ThingId": "mine"})
    response = client(fake).send(THING)
    assert (response.thing_id, response.deviations) == ("mine", ())


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param({"RetCode": 8039, "Message": "no"}, APIError, id="a RetCode"),
        pytest.param(TransportError("lost"), TransportError, id="an error"),
        pytest.param(
            HTTPResponse(500, {}, b"<html>"),
            BadResponseError,
            id="no answer of the API",
        ),
    ],
)
def test_failures_can_be_scripted(answer: Any, error: type[Exception]) -> None:
    fake = FakeTransport()
    fake.add_response("CreateThing", answer, fake.default("CreateThing"))
    with pytest.raises(error):
        client(fake).send(THING)
    assert client(fake).send(THING).ret_code == 0


def test_an_error_has_its_code_and_message() -> None:
    fake = FakeTransport()
    fake.add_error(CreateThing, 8039, "no quota")
    with pytest.raises(APIError, match="no quota") as caught:
        client(fake).send(THING)
    assert caught.value.code == 8039


def test_requests_are_kept_without_the_keys() -> None:
    fake = FakeTransport()
    asking = Client(transport=fake, **fake_options({"security_token": "t"}))
    asking.send(CreateThing(name="é", tags=["a", "b"], region="r"))
    asking.send(PostThing(name="n", is_open=True))
    flat = {"Name": "é", "Tags.0": "a", "Tags.1": "b", "Region": "r"}
    body = {"Name": "n", "Open": True, "ProjectId": "org-fake"}
    assert fake.requests() == [
        FakeRequest("CreateThing", flat | {"Zone": "cn-bj2-04"}),
        FakeRequest("PostThing", body),
    ]
    assert fake.requests(PostThing) == [FakeRequest("PostThing", body)]


def test_delays_are_slept_and_no_more() -> None:
    slept: list[float] = []

    async def later(seconds: float) -> None:
        slept.append(-seconds)

    fake = FakeTransport(sleep=slept.append, async_sleep=later)
    fake.add_delay("CreateThing", 2.5)
    fake.add_response("PostThing", {}, delay=1.5)
    client(fake).send(THING)

    async def asynchronous() -> None:
        async with AsyncClient(transport=fake.awaited, **fake_options({})) as asking:
            await asking.send(PostThing(name="n"))

    asyncio.run(asynchronous())
    assert slept == [2.5, -1.5]


PATIENCE = [
    pytest.param({"timeout": 1}, 1, id="the call's"),
    pytest.param({"timeout": 9, "read_timeout": 2}, 2, id="reading's"),
    pytest.param({"timeout": 1, "read_timeout": 2}, 1, id="the call's, the shorter"),
]


@pytest.mark.parametrize(("options", "slept"), PATIENCE)
def test_a_delay_ends_with_the_timeout(options: Any, slept: float) -> None:
    spent: list[float] = []

    async def later(seconds: float) -> None:
        spent.append(seconds)

    fake = FakeTransport(sleep=spent.append, async_sleep=later)
    fake.add_delay("CreateThing", 100)
    with pytest.raises(RequestTimeoutError, match="in time"):
        client(fake).send(THING, **options)

    async def asynchronous() -> None:
        async with AsyncClient(transport=fake.awaited, **fake_options({})) as asking:
            await asking.send(THING, **options)

    with pytest.raises(RequestTimeoutError, match="in time"):
        asyncio.run(asynchronous())
    assert spent == [slept, slept]


def test_a_delay_as_long_as_the_timeout_is_in_time() -> None:
    fake = FakeTransport(sleep=lambda _: None)
    fake.add_delay("CreateThing", 3)
    assert client(fake).send(THING, timeout=3).ret_code == 0


MISTAKES: list[Any] = [
    pytest.param(
        lambda f: f.add_response("CreateThing"), "one response", id="no response"
    ),
    pytest.param(
        lambda f: f.add_failure("CreateThing", "sending"),
        "in one of 'before sending', 'after sending', 'while reading', not 'sending'",
        id="a phase",
    ),
    pytest.param(lambda f: f.add_error(CreateThing, 0), "not 0$", id="a success"),
    pytest.param(lambda f: f.add_error(CreateThing, "8039"), "int", id="code as text"),
    pytest.param(
        lambda f: f.add_error(CreateThing, True), "int", id="truth for a code"
    ),
    pytest.param(lambda f: f.add_delay(CreateThing, -1), "0 seconds", id="negative"),
    pytest.param(
        lambda f: f.add_delay(CreateThing, float("nan")), "0 seconds", id="no number"
    ),
    pytest.param(
        lambda f: f.add_response(CreateThing, {"ThinId": "a"}), "'ThingId'", id="a key"
    ),
    pytest.param(
        lambda f: f.add_response(CreateThing, {"thing_id": "a"}),
        "thing_id; did you mean 'ThingId'",
        id="a key as in Python",
    ),
    pytest.param(
        lambda f: f.add_response(CreateThing, {"Root": {"Children": [{"NdeID": 1}]}}),
        r"Root.Children.0.NdeID; did you mean 'Node",
        id="a key inside",
    ),
]


@pytest.mark.parametrize(("add", "problem"), MISTAKES)
def test_a_mistake_is_an_error_where_it_is_added(add: Any, problem: str) -> None:
    fake = FakeTransport()
    with pytest.raises(ValueError, match=problem):
        add(fake)
    assert client(fake).send(THING).thing_id == "ThingId-1"


ODD = [
    pytest.param({"Weather": "fine"}, id="what no page says"),
    pytest.param({"thingid": "a"}, id="another case"),
    pytest.param({"ThingId": "a", "ThingIds": ["a"]}, id="like one that is there"),
    pytest.param({"Extra": {"ThinId": 1}, "Root": None}, id="open objects, and null"),
]


@pytest.mark.parametrize("answer", ODD)
def test_answers_may_hold_what_no_page_says(answer: dict[str, Any]) -> None:
    fake = FakeTransport()
    fake.add_response(CreateThing, answer)
    assert client(fake).send(THING).raw.items() >= answer.items()


def test_a_key_that_is_no_text_becomes_one_as_in_json() -> None:
    fake = FakeTransport()
    fake.add_response(CreateThing, {1: 2})  # type: ignore[dict-item]
    assert client(fake).send(THING).raw["1"] == 2


def test_an_answer_of_another_kind_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="not type"):
        FakeTransport().add_response(CreateThing, TransportError)  # type: ignore[arg-type]


def wide(depth: int) -> type:
    """Return a class that holds eight lists of one that holds eight lists …"""
    inner: Any = str
    for level in range(depth):
        fields = [(f"f{index}", list[inner], param(f"F{index}")) for index in range(8)]
        inner = dataclasses.make_dataclass(f"Level{level}", fields, slots=True)
    cls: type = inner
    return cls


def test_models_that_fan_out_come_to_an_end() -> None:
    made = sample_response._Sampler().build_object(wide(8))
    assert len(json.dumps(made)) < 200_000
    assert made["F0"][0]["F0"][0]["F7"] is not None
