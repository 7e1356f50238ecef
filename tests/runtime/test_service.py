"""The generated client as people meet it: light to import, and as if every action were written out."""

from __future__ import annotations

import asyncio
import copy
import importlib
import inspect
import json
import os
import pydoc
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any, ClassVar

import pytest
import ucloud_client
from ucloud_client import AsyncClient, Client, InvalidRequestError
from ucloud_client.isms.get_isms_send_receipt import (
    GetISMSSendReceipt,
    GetISMSSendReceiptResponse,
)
from ucloud_client.runtime.fields import param, request_class
from ucloud_client.runtime.models import Request, Response
from ucloud_client.runtime.service import AsyncService, Service, method
from ucloud_client.runtime.transport import HTTPRequest, HTTPResponse

SERVICES = ("isms", "usms")
KEYS: dict[str, Any] = {"public_key": "pub", "private_key": "pri"}
CLIENTS = [pytest.param(Client, id="sync"), pytest.param(AsyncClient, id="async")]


def run(script: str, root: Path) -> Any:
    """Return what a script prints, as JSON, in an interpreter that has imported nothing yet."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", textwrap.dedent(script)],
        env=os.environ | {"PYTHONPATH": str(root / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


STAGES = """
    import json, sys
    stages = []

    def stage():
        wanted = ("ucloud_client.isms", "ucloud_client.usms", "httpx2", "socket", "ssl", "asyncio", "logging", "ipaddress")
        stages.append(sorted(name for name in sys.modules if name.startswith(wanted)))

    import ucloud_client
    stage()
    client = ucloud_client.Client(public_key="pub", private_key="pri")
    ucloud_client.AsyncClient(public_key="pub", private_key="pri")
    stage()
    service = client.isms
    dir(service)
    stage()
    service.get_isms_send_receipt
    stage()
    from ucloud_client.usms import SendUSMSMessage, SendUSMSMessageResponse
    stage()
    print(json.dumps(stages))
"""


def test_nothing_is_imported_before_it_is_used(root: Path) -> None:
    isms = ["ucloud_client.isms", "ucloud_client.isms._service"]
    action = "ucloud_client.isms.get_isms_send_receipt"
    usms = ["ucloud_client.usms", "ucloud_client.usms.send_usms_message"]
    stages = run(STAGES, root)
    assert stages == [[], [], isms, [*isms, action], [*isms, action, *usms]]


SIGNED = """
    import sys
    before = {*sys.modules}
    import ucloud_client
    from ucloud_client.isms import GetISMSSendReceipt
    from ucloud_client.runtime.protocol import serialize_body

    client = ucloud_client.Client(public_key="pub", private_key="pri", region="r", zone="z")
    serialize_body(GetISMSSendReceipt(task_id_set=["a", "b"]), client.settings)
    news = {*sys.modules} - before
    names = ("hashlib", "json", "urllib", "unicodedata", "logging", "ssl")
    print([int(name in news) for name in names])
"""


def test_a_signed_body_costs_no_import_that_it_does_not_need(root: Path) -> None:
    assert run(SIGNED, root) == [1, 0, 0, 0, 0, 0]


RACE = """
    import json, threading
    import ucloud_client
    from ucloud_client.usms._service import UsmsService

    client = ucloud_client.Client(public_key="pub", private_key="pri")
    barrier = threading.Barrier(16)
    found, failed = [], []

    def use():
        barrier.wait(10)
        try:
            for name in UsmsService._ACTIONS:
                found.append((name, getattr(client.usms, name)._request))
                found.append((name, getattr(ucloud_client.usms, UsmsService._ACTIONS[name])))
        except BaseException as error:
            failed.append(repr(error))

    import ucloud_client.usms
    threads = [threading.Thread(target=use) for _ in range(16)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    print(json.dumps([failed, len(found) // 32, len(set(found))]))
"""


def test_first_use_from_many_threads(root: Path) -> None:
    failed, names, classes = run(RACE, root)
    assert failed == []
    assert names == classes == len(service("usms")._ACTIONS)


def service(name: str, cls: type[Any] = Client) -> Any:
    return getattr(cls(**KEYS), name)


@pytest.mark.parametrize("cls", CLIENTS)
@pytest.mark.parametrize("name", SERVICES)
def test_every_action_is_there_as_if_it_were_written_out(
    cls: type[Any], name: str
) -> None:
    of_client = service(name, cls)
    package = importlib.import_module(f"ucloud_client.{name}")
    assert isinstance(of_client, Service if cls is Client else AsyncService)
    assert len(of_client._ACTIONS) > 5
    assert set(of_client._ACTIONS) <= set(dir(of_client))
    for method_name, action in of_client._ACTIONS.items():
        method = getattr(of_client, method_name)
        request = getattr(package, action)
        signature = inspect.signature(method)
        assert getattr(of_client, method_name) is method
        assert method.__name__ == method_name
        assert method.__doc__ == request.__doc__
        assert list(signature.parameters) == list(request.__slots__)
        assert signature.return_annotation is request.response_type()


@pytest.mark.parametrize("name", SERVICES)
def test_a_package_offers_every_class_it_names(name: str) -> None:
    package = importlib.import_module(f"ucloud_client.{name}")
    assert set(package.__all__) <= set(dir(package))
    assert {"__name__", "__path__"} <= set(dir(package))
    for public in package.__all__:
        assert getattr(package, public).__name__ == public
        assert public in vars(package)


def test_every_public_name_of_the_package_is_there() -> None:
    assert [
        name for name in ucloud_client.__all__ if not hasattr(ucloud_client, name)
    ] == []


@pytest.mark.parametrize("cls", CLIENTS)
def test_the_signature_is_the_page_s(cls: type[Any]) -> None:
    signature = inspect.signature(service("isms", cls).get_isms_send_receipt)
    keyword = inspect.Parameter.KEYWORD_ONLY
    assert signature == inspect.Signature(
        [
            inspect.Parameter("task_id_set", keyword, annotation=list[str]),
            *(
                inspect.Parameter(name, keyword, default=None, annotation=str | None)
                for name in ("region", "zone", "project_id")
            ),
        ],
        return_annotation=GetISMSSendReceiptResponse,
    )


@pytest.mark.parametrize("cls", CLIENTS)
def test_help_shows_the_signature_and_the_page_s_text(cls: type[Any]) -> None:
    method = service("isms", cls).get_isms_send_receipt
    text = pydoc.plain(pydoc.render_doc(method))
    shown = " ".join(text.split())
    assert "get_isms_send_receipt( *, task_id_set: list[str], region: str | None" in (
        shown.replace("(*", "( *")
    )
    assert "GetISMSSendReceiptResponse" in shown
    assert "获取视频短信发送记录的状态回执" in shown
    assert "Page: https://docs.ucloud.cn/api/isms-api/get_isms_send_receipt" in shown


def test_a_method_shows_itself() -> None:
    shown = repr(service("isms").get_isms_send_receipt)
    assert shown.startswith("<get_isms_send_receipt(*, task_id_set: list[str], ")


@pytest.mark.parametrize("cls", CLIENTS)
@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param(
            "get_isms_send_reciept",
            "'get_isms_send_reciept'; did you mean 'get_isms_send_receipt'?",
            id="mistyped",
        ),
        pytest.param(
            "GetISMSSendReceipt",
            "'GetISMSSendReceipt'; did you mean 'get_isms_send_receipt'?",
            id="the wire's spelling",
        ),
        pytest.param("frobnicate", "'frobnicate'", id="nothing like it"),
        pytest.param("__wrapped__", "'__wrapped__'", id="what libraries ask for"),
    ],
)
def test_an_unknown_action_is_named(cls: type[Any], name: str, message: str) -> None:
    of_client = service("isms", cls)
    assert not hasattr(of_client, name)
    with pytest.raises(AttributeError) as caught:
        getattr(of_client, name)
    kind = type(of_client).__name__
    assert str(caught.value) == f"{kind} has no action {message}"
    assert caught.value.name == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param(
            "GetISMSSendReciept",
            "'GetISMSSendReciept'; did you mean 'GetISMSSendReceipt'?",
            id="mistyped",
        ),
        pytest.param("frobnicate", "'frobnicate'", id="nothing like it"),
    ],
)
def test_an_unknown_class_is_named(name: str, message: str) -> None:
    package = importlib.import_module("ucloud_client.isms")
    with pytest.raises(AttributeError) as caught:
        getattr(package, name)
    text = f"module 'ucloud_client.isms' has no attribute {message}"
    assert str(caught.value) == text


SUGGESTED_TWICE = """
    import json, subprocess, sys
    script = "import ucloud_client; ucloud_client.Client().isms.get_isms_send_reciept"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    print(json.dumps(done.stderr.lower().count("did you mean")))
"""


def test_python_does_not_suggest_the_same_again(root: Path) -> None:
    assert run(SUGGESTED_TWICE, root) == 1


def test_an_unknown_service_is_named() -> None:
    with pytest.raises(AttributeError, match="'ismss'"):
        service("ismss")


EVERYTHING = """
    import json, ucloud_client.usms
    from ucloud_client import *
    from ucloud_client.usms import *
    names = {*ucloud_client.__all__, *ucloud_client.usms.__all__}
    print(json.dumps(sorted(names - globals().keys())))
"""


EVERY_MODULE = """
    import importlib, json, pkgutil
    import ucloud_client

    found = pkgutil.walk_packages(ucloud_client.__path__, "ucloud_client.")
    print(json.dumps([importlib.import_module(one.name).__name__ for one in found]))
"""


def test_every_module_imports_without_a_warning(root: Path) -> None:
    modules = run(EVERY_MODULE, root)
    files = (root / "generated" / "ucloud_client").rglob("*.py")
    assert len(modules) + 1 == len(list(files))


def test_everything_can_be_imported_at_once(root: Path) -> None:
    assert run(EVERYTHING, root) == []


def test_the_package_knows_its_own_name() -> None:
    """Warnings point at the first line outside of it."""
    deprecation = importlib.import_module("ucloud_client.runtime.deprecation")
    assert deprecation._PACKAGE == "ucloud_client"


class Wire:
    def __init__(self) -> None:
        self.sent: list[HTTPRequest] = []

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        self.sent.append(request)
        return HTTPResponse(200, {}, b'{"RetCode": 0, "ReqUuid": "id"}')


def test_a_method_sends_its_request_and_gives_the_answer() -> None:
    wire = Wire()
    client = Client(transport=wire, region="r", zone="z", **KEYS)
    response = client.isms.get_isms_send_receipt(task_id_set=["a"])
    assert isinstance(response, GetISMSSendReceiptResponse)
    assert response == client.send(GetISMSSendReceipt(task_id_set=["a"]))
    assert wire.sent[0].body == wire.sent[1].body
    assert client.isms is client.isms


def test_an_async_method_sends_its_request_and_gives_the_answer() -> None:
    wire = Wire()

    async def transport(request: HTTPRequest) -> HTTPResponse:
        return wire(request)

    async def send() -> GetISMSSendReceiptResponse:
        settings = {"region": "r", "zone": "z"} | KEYS
        async with AsyncClient(transport=transport, **settings) as client:
            return await client.isms.get_isms_send_receipt(task_id_set=["a"])

    assert asyncio.run(send()).req_uuid == "id"
    assert len(wire.sent) == 1


@pytest.mark.parametrize(
    ("arguments", "error", "named"),
    [
        pytest.param({"task_id_sets": []}, TypeError, "'task_id_sets'", id="unknown"),
        pytest.param({}, TypeError, "needs task_id_set", id="missing"),
        pytest.param(
            {"task_id_set": "a"},
            InvalidRequestError,
            r"task_id_set \(TaskIdSet\) must be a list",
            id="of another type",
        ),
    ],
)
def test_wrong_arguments_are_named_and_nothing_is_sent(
    arguments: dict[str, Any], error: type[Exception], named: str
) -> None:
    wire = Wire()
    client: Any = Client(transport=wire, region="r", zone="z", **KEYS)
    with pytest.raises(error, match=named):
        client.isms.get_isms_send_receipt(**arguments)
    with pytest.raises(TypeError):
        client.isms.get_isms_send_receipt(["a"])
    assert wire.sent == []


MISTAKES: list[Any] = [
    pytest.param(
        lambda client: client.send({"Action": "GetISMSSendReceipt"}),
        "send takes a request, .* not dict; .* client.call",
        id="a dictionary is sent",
    ),
    pytest.param(
        lambda client: client.send(GetISMSSendReceipt),
        "not the class itself",
        id="a class is sent",
    ),
    pytest.param(
        lambda client: client.isms.get_isms_send_receipt(task_ids=["a"]),
        r"client.isms.get_isms_send_receipt\(\) has no parameter 'task_ids'; did you mean 'task_id_set'",
        id="a parameter",
    ),
    pytest.param(
        lambda client: client.isms.get_isms_send_receipt(TaskIdSet=["a"]),
        "'TaskIdSet'; did you mean 'task_id_set'",
        id="a wire name",
    ),
    pytest.param(
        lambda client: client.isms.get_isms_send_receipt(timeout=5),
        r"'timeout'; it is an option: client.isms.get_isms_send_receipt.with_options\(timeout=…\)",
        id="an option among the parameters",
    ),
    pytest.param(
        lambda client: client.isms.get_isms_send_receipt(),
        r"^client.isms.get_isms_send_receipt\(\) needs task_id_set$",
        id="one is missing",
    ),
    pytest.param(
        lambda client: client.isms.create_isms_signature(file="f", description="d"),
        "needs sig_content, sig_type, sig_purpose and certificate_type$",
        id="several are missing",
    ),
    pytest.param(
        lambda client: client.isms.query_isms_signature(
            {"SigContent": "s", "Limit": 2}
        ),
        r"^client.isms.query_isms_signature\(\) takes keywords: .*sig_content=….*; "
        r'a dictionary of wire names goes to client.call\("QueryISMSSignature", \{…\}\)$',
        id="a dictionary of wire names",
    ),
    pytest.param(
        lambda client: client.isms.query_isms_signature({"Nope": 1}),
        r"takes keywords; a dictionary of wire names goes to client.call",
        id="a dictionary of unknown names",
    ),
    pytest.param(
        lambda client: client.isms.get_isms_send_receipt(["a"]),
        r"takes keywords: task_id_set=…, region=…, zone=…, …$",
        id="by position",
    ),
    pytest.param(
        lambda client: type(client)(regoin="cn-bj2"),
        r"Client\(\) has no argument 'regoin'; did you mean 'region'",
        id="an argument",
    ),
    pytest.param(
        lambda client: client.with_options(timeuot=1),
        "a call has no option 'timeuot'; did you mean 'timeout'",
        id="an option",
    ),
]


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize(("mistake", "message"), MISTAKES)
def test_a_mistake_is_reported_in_the_callers_words(
    kind: Any, mistake: Any, message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        done(mistake, kind(**KEYS))


def done(mistake: Any, client: Any) -> None:
    """Do it, and wait for it where the client is an async one."""

    async def awaited() -> None:
        result = mistake(client)
        if inspect.isawaitable(result):
            await result

    asyncio.run(awaited())


@request_class
class Plot(Request[Response]):
    """Has an optional number, and a text that may be secret."""

    ACTION: ClassVar[str] = "Plot"

    limit: int | None = param("Limit", default=None)
    password: str | None = param("Password", default=None)


def test_a_message_about_arguments_shows_numbers_and_no_texts() -> None:
    plot: Any = method(Plot, Client(**KEYS), "plot")
    words = "takes keywords: limit=2, password=…; a dictionary"
    with pytest.raises(TypeError, match=words):
        plot({"Limit": 2, "Password": "secret"})


def test_an_error_of_the_constructor_itself_is_not_explained_away() -> None:
    class Broken(Plot):
        def __post_init__(self) -> None:
            raise TypeError("its own")

    with pytest.raises(TypeError, match="its own"):
        method(Broken, Client(**KEYS))()


def test_an_item_of_a_response_is_an_attribute() -> None:
    response = GetISMSSendReceiptResponse.from_dict({"RetCode": 0, "ReqUuid": "id"})
    item: Any = response
    with pytest.raises(TypeError, match=r"no item 'ReqUuid': this is its .* req_uuid;"):
        item["ReqUuid"]
    with pytest.raises(TypeError, match=r"no item 'Nope': a dictionary is to_dict"):
        item["Nope"]
    with pytest.raises(TypeError, match="no item 0"):
        list(item)


ATTRIBUTES: list[Any] = [
    pytest.param(
        lambda client: client.usmss,
        "Client has no 'usmss'; did you mean 'usms'",
        id="a service",
    ),
    pytest.param(
        lambda client: client.Send, "did you mean 'send'", id="a method of the client"
    ),
    pytest.param(lambda client: client.xyz, "Client has no 'xyz'$", id="nothing near"),
    pytest.param(
        lambda client: client.isms.get_isms_send_receipt.items,
        "get_isms_send_receipt returns no part of a list, so it has no 'items'",
        id="items of an action without pages",
    ),
    pytest.param(
        lambda client: client.isms.get_isms_send_receipt.colour,
        "no attribute 'colour'",
        id="nothing of a method",
    ),
]


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize(("look", "message"), ATTRIBUTES)
def test_an_unknown_attribute_is_reported_with_the_nearest(
    kind: Any, look: Any, message: str
) -> None:
    with pytest.raises(AttributeError, match=message):
        look(kind(**KEYS))


@pytest.mark.parametrize("kind", CLIENTS)
def test_dir_of_a_service_has_its_actions_and_nothing_else(kind: Any) -> None:
    service = kind(**KEYS).isms
    service.get_isms_send_receipt  # noqa: B018
    assert dir(service) == sorted(service._ACTIONS)


def test_a_method_can_be_copied() -> None:
    client = Client(**KEYS)
    assert copy.copy(client.isms.get_isms_send_receipt).__name__ in dir(client.isms)
