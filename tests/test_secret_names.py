"""Which values of the published API are hidden: these, and no others."""

from __future__ import annotations

import base64
import importlib
import json
import secrets
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import sample_trees
from docs2sdk.build.run_report import RunReport
from docs2sdk.python.class_plan import plan_classes
from docs2sdk.python_literals import JSON
from docs2sdk.python_naming import package_name
from docs2sdk.schema import Action

HIDDEN = {
    *("AccessKeySecret", "AdminPassword", "CertificateKey", "DiskPassword", "EtcdKey"),
    *("IKEPreSharedKey", "InitScript", "Password", "Plaintext", "Policy", "PrivateKey"),
    *("PrivateKeyBody", "PrivateKeyCiphertextBlob", "PrivateKeyPlaintext"),
    *("SSLContent", "SecurityToken", "ServicePasswd", "UserData", "VncPassword"),
}


def list_hidden(report: RunReport) -> Iterator[str]:
    assert report.catalog
    for service in report.catalog.services:
        for action in service.actions:
            for cls in plan_classes(action):
                yield from (
                    each.field.name for each in cls.attributes if each.is_secret
                )


@pytest.mark.slow
def test_the_values_of_the_published_api_that_are_hidden(whole: RunReport) -> None:
    assert {*list_hidden(whole)} == HIDDEN


class Drawn:
    """Random texts in place of those of a tree: which must not be seen, and which should be."""

    def __init__(self) -> None:
        self.hidden: list[str] = []
        self.visible: list[str] = []

    def replace(self, value: JSON, name: str = "") -> JSON:
        """Return the tree with other texts; the key above each says whether it must be hidden."""
        if isinstance(value, dict):
            return {key: self.replace(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self.replace(item, name) for item in value]
        if not isinstance(value, str):
            return value
        text = f"{name}-{secrets.token_hex(12)}"
        (self.hidden if name in HIDDEN else self.visible).append(text)
        return text

    def assert_hidden(self, shown: str, where: str) -> None:
        """Check that no secret is in a text, as it is or in base64."""
        for text in self.hidden:
            assert text not in shown, where
            assert base64.b64encode(text.encode()).decode() not in shown, where

    def assert_visible(self, shown: str, where: str) -> None:
        """Check that all else is in a text."""
        for text in self.visible:
            assert text in shown, where


def seen(error: BaseException) -> str:
    """Return an error as it is printed, and the local variables that it carries."""
    locals_ = [
        repr(value)
        for frame, _ in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename != __file__
        for value in frame.f_locals.values()
    ]
    return "".join((*traceback.format_exception(error), repr(vars(error)), *locals_))


@pytest.fixture
def published(whole: RunReport, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the client of the published API."""
    monkeypatch.syspath_prepend(whole.out)
    return importlib.import_module("published")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_secret_of_the_published_api_is_seen_anywhere(
    whole: RunReport,
    published: Any,
    caplog: pytest.LogCaptureFixture,
    tell: Callable[[str], None],
) -> None:
    caplog.set_level(1)
    assert whole.catalog
    counts = [
        check_action(published, service.folder, action, caplog)
        for service in whole.catalog.services
        for action in service.actions
    ]
    tell(
        f"{len(counts)} actions: {sum(hidden for hidden, _ in counts)} secrets nowhere in repr, errors, frames, "
        f"logs, hooks and the fake; {sum(visible for _, visible in counts)} other texts in repr"
    )


def check_action(
    published: Any, folder: str, action: Action, caplog: pytest.LogCaptureFixture
) -> tuple[int, int]:
    """Call an action with random texts, and check all that is shown; return how many of those were hidden, and were not."""
    drawn = Drawn()
    classes = plan_classes(action)
    package = importlib.import_module(f"published.{package_name(folder)}")
    tree = sample_trees.make_request(action.request)
    request = getattr(package, classes.request.name).from_dict(
        drawn.replace(tree or {})
    )
    drawn.assert_visible(repr(request), action.name)
    shown: list[Any] = [request]
    shown += call(published, request, drawn, shown)
    answered = Drawn()
    response = answered.replace(
        sample_trees.make_response(action.response, action.name)
    )
    decoded = getattr(package, classes.response.name).from_dict(response)
    answered.assert_visible(repr(decoded), action.name)
    answered.assert_hidden(repr(decoded), action.name)
    logged = [f"{record.getMessage()}{vars(record)}" for record in caplog.records]
    caplog.clear()
    drawn.assert_hidden(f"{shown!r}{''.join(logged)}", action.name)
    counts = [(len(each.hidden), len(each.visible)) for each in (drawn, answered)]
    return sum(hidden for hidden, _ in counts), sum(visible for _, visible in counts)


def call(
    published: Any, request: Any, drawn: Drawn, events: list[Any]
) -> Iterator[str]:
    """Yield what is seen of an API error that quotes the request, and of what the fake received."""
    transport = importlib.import_module("published.runtime.transport")

    def quote(sent: Any) -> Any:
        quoted = f"{sent.body.decode()} {' '.join(drawn.hidden)}"
        body = json.dumps({"RetCode": 8039, "Message": quoted, quoted: quoted})
        return transport.HTTPResponse(
            200, {"x-ucloud-request-uuid": quoted}, body.encode()
        )

    keys = {"public_key": "public", "private_key": f"key-{secrets.token_hex(12)}"}
    drawn.hidden.append(keys["private_key"])
    hooks = {f"on_{name}": events.append for name in ("request", "error")}
    settings = {"region": "r", "zone": "z", "project_id": "p"}
    client = published.Client(transport=quote, **keys, **hooks, **settings)
    with pytest.raises(published.NotFoundError) as caught:
        client.send(request)
    yield f"{client!r}{client.settings}{seen(caught.value)}"
    fake = importlib.import_module("published.testing").FakeAPI()
    with suppress(published.UCloudError):
        published.Client(transport=fake, **keys, **settings).send(request)
    yield repr(fake.requests())
