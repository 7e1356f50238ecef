"""Every shared action called through both clients over HTTP, at the one fake server: both take what it answers.

The server answers as the pages say, then as the schemas of the official SDK say, and each client accepts both.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sample_trees
from docs2sdk.build.run_report import RunReport
from loopback import Exchange, servers
from official import comparison
from official.clients import Official, Ours, given
from official.comparison import Shared
from ucloud.core.exc import UCloudException  # type: ignore[import-untyped]
from ucloud.core.typesystem import (  # type: ignore[import-untyped]
    abstract,
    fields,
)

# Deprecated parameters are called like all others here.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

# What the official SDK raises at a type that it does not expect: an error of its own, or whatever comes of it.
REFUSALS = (UCloudException, AttributeError)


@pytest.fixture(scope="module")
def shared(whole: RunReport) -> tuple[Shared, ...]:
    """Return the actions that both clients have, but for those that are sent as another one there."""
    return tuple(comparison.shared_under_one_name(whole.catalog))


class Served:
    """The fake behind a real HTTP server, with both clients pointed at it."""

    def __init__(self, whole: RunReport, url: str, api: Any) -> None:
        self.api = api
        self.response = importlib.import_module(
            "published.runtime.transport"
        ).HTTPResponse
        self.ours = Ours(whole, url)
        self.official = Official(url)

    def answer(self, action: str, values: dict[str, Any]) -> None:
        """Say an answer as it is: the fake takes keys that differ from the page's in a letter for misspelled."""
        self.api.add_response(
            action, self.response(200, {}, json.dumps(values).encode())
        )

    def both(self, one: Shared) -> tuple[Any, Any]:
        """Call an action through both clients."""
        tree = sample_trees.make_request(one.action.request)
        assert tree is not None, one.action.name
        mine = self.ours.called(one, tree)
        return mine, self.official.called(one, given(one, tree))


@pytest.fixture(scope="module")
def served(whole: RunReport) -> Iterator[Served]:
    """Serve the fake of the published API on loopback."""
    with pytest.MonkeyPatch.context() as patch, servers() as start:
        patch.syspath_prepend(whole.out)
        patch.setenv("NO_PROXY", "127.0.0.1")
        transport = importlib.import_module("published.runtime.transport")
        api = importlib.import_module("published.testing").FakeAPI()

        def behave(exchange: Exchange) -> None:
            arrived = exchange.server.arrived.pop()
            headers = {"Content-Type": arrived.headers["content-type"]}
            request = transport.HTTPRequest(arrived.path, headers, arrived.body, 1.0)
            answer = api(request)
            exchange.answer(answer.body, answer.status)

        yield Served(whole, start(behave).url, api)


def test_both_take_answers_as_pages_say(
    shared: tuple[Shared, ...], served: Served, tell: Callable[[str], None]
) -> None:
    contradicted = []
    for one in shared:
        try:
            mine, other = served.both(one)
        except REFUSALS:
            # What page and SDK call by two types cannot be as both say: it is null then.
            contradicted.append(one.action.name)
            default = served.api.default(one.action.name)
            served.api.add_response(one.action.name, nulled(default, two_types(one)))
            mine, other = served.both(one)
        assert mine.deviations == (), one.action.name
        assert in_both(one) <= other.keys(), one.action.name
    tell(
        f"{len(shared)} actions over HTTP: both clients take the page's answer; "
        f"{len(contradicted)} only with null where page and SDK have different types"
    )
    assert len(contradicted) < len(shared) / 100


def test_both_take_answers_as_the_official_schemas_say(
    shared: tuple[Shared, ...], served: Served, tell: Callable[[str], None]
) -> None:
    as_page = 0
    for one in shared:
        schema = getattr(one.call.schemas, f"{one.call.action}ResponseSchema")()
        served.answer(one.action.name, made_up(schema) | {"RetCode": 0})
        mine, other = served.both(one)
        odd = {re.sub(r"\[[0-9]+\]", "", each.path) for each in mine.deviations}
        as_page += not odd
        listed = {each.path for each in comparison.differences(one)}
        assert {path for path in odd if not listed & {*above(path)}} == set()
        assert in_both(one) <= other.keys(), one.action.name
    tell(
        f"{len(shared)} actions over HTTP: both clients take the SDK's answer, "
        f"{as_page} of them without a deviation from the page"
    )


def in_both(one: Shared) -> set[str]:
    """Return the fields of the answer itself that page and SDK have."""
    paths = one.page("response").keys() & one.sdk("response").keys()
    return {path for path in paths if "." not in path}


def two_types(one: Shared) -> set[str]:
    """Return the paths of the answer for which page and SDK have different types."""
    return {
        each.path
        for each in comparison.differences(one)
        if each.half == "response" and each.page and each.sdk
    }


def nulled(item: Any, paths: set[str], prefix: str = "") -> Any:
    """Return an answer with null at the paths."""
    if isinstance(item, list):
        return [nulled(element, paths, prefix) for element in item]
    if not isinstance(item, dict):
        return item
    return {
        key: (
            None if prefix + key in paths else nulled(value, paths, f"{prefix}{key}.")
        )
        for key, value in item.items()
    }


def above(path: str) -> Iterator[str]:
    """Yield a path and those that lead to it."""
    parts = path.split(".")
    yield from (".".join(parts[: end + 1]) for end in range(len(parts)))


def made_up(schema: abstract.Schema, inside: tuple[type, ...] = ()) -> dict[str, Any]:
    """Return an answer with everything that a schema of the official SDK has."""
    return {
        field.load_from or name: value(field, (*inside, type(schema)))
        for name, field in schema.fields.items()
    }


def value(field: Any, inside: tuple[type, ...]) -> Any:
    """Return a value for a field; null for a schema inside itself."""
    if isinstance(field, fields.List):
        item = value(field.item, inside)
        return [] if item is None else [item]
    if isinstance(field, abstract.Schema):
        return None if type(field) in inside else made_up(field, inside)
    plain = {fields.Int: 1, fields.Float: 1.5, fields.Bool: True}
    return plain.get(type(field), "text")
