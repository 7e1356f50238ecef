"""What ``client.py`` measures: for each comparison the official SDK's work and ours, on the same data.

The package under test is ``measured_client``, which ``client.py`` generates and puts on the path with its tests.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from functools import partial
from typing import Any

Work = Callable[[], object]

KEYS = {"public_key": "public", "private_key": "private"}
HOME = {"region": "cn-bj2", "project_id": "org-benchmark"}
HOSTS = 100
# What the server answers: all that the page has, and no host.
EMPTY = {
    "RetCode": 0,
    "Action": "DescribeUHostInstanceResponse",
    "TotalCount": 0,
    "UHostSet": [],
}

# Programs that time themselves, each in an interpreter of its own.
_TIMED = """
import logging, time
logging.disable(logging.INFO)
start = time.perf_counter()
{}
print(time.perf_counter() - start)
"""
_OUR_REQUEST = f"""
from measured_client import Client
from measured_client.uhost import DescribeUHostInstance
client = Client(base_url=%r, **{KEYS | HOME})
request = DescribeUHostInstance(zone="cn-bj2-04", offset=0, limit=20)
"""
_OFFICIAL_CLIENT = f"""
import ucloud.client
client = ucloud.client.Client(dict(base_url=%r, **{KEYS | HOME})).uhost()
"""


def programs(url: str) -> dict[str, tuple[str, str]]:
    """Return the official SDK's program and ours for each comparison of how long it takes to begin."""
    ours = _OUR_REQUEST % url
    theirs = _OFFICIAL_CLIENT % url
    signing = "from measured_client.runtime.protocol import sign_request\nsign_request(request, client.settings)"
    called = 'client.describe_uhost_instance({"Zone": "cn-bj2-04", "Offset": 0, "Limit": 20})'
    return {
        "import, build and sign": (
            _TIMED.format("import ucloud.client"),
            _TIMED.format(ours + signing),
        ),
        "import and first call": (
            _TIMED.format(theirs + called),
            _TIMED.format(f"{ours}client.send(request)"),
        ),
    }


def _client(**settings: Any) -> Any:
    from measured_client import Client

    return Client(**KEYS, **HOME, **settings)


def _official(**settings: Any) -> Any:
    from ucloud.client import Client

    return Client({**KEYS, **HOME, **settings}).uhost()


def small() -> Callable[[], Any]:
    """Return what makes a request as most are: three parameters besides those of every request."""
    from measured_client.uhost import DescribeUHostInstance

    return lambda: DescribeUHostInstance(zone="cn-bj2-04", offset=0, limit=20)


def large() -> Callable[[], Any]:
    """Return what makes a request with every parameter of its page, as code that somebody wrote would make it."""
    from tests.uhost.test_create_uhost_instance import TestPage

    classes: dict[str, Any] = {}
    source = _write_call(TestPage.make_request(), classes)
    make: Callable[[], Any] = eval(f"lambda: {source}", classes)
    return make


def _write_call(value: Any, classes: dict[str, Any]) -> str:
    """Return the source of a value, and add the classes that it names."""
    if isinstance(value, list):
        return f"[{', '.join(_write_call(item, classes) for item in value)}]"
    if not dataclasses.is_dataclass(value):
        return repr(value)
    name = type(value).__qualname__.replace(".", "_")
    classes[name] = type(value)
    arguments = [
        f"{field.name}={_write_call(getattr(value, field.name), classes)}"
        for field in dataclasses.fields(value)
    ]
    return f"{name}({', '.join(arguments)})"


def builders(make: Callable[[], Any], *, encoded: bool) -> tuple[Work, Work]:
    """Return both ways from arguments to signed parameters, or further to the text that is sent."""
    from measured_client.runtime.protocol import serialize_body, sign_request
    from requests.models import RequestEncodingMixin
    from ucloud.services.uhost.schemas import apis

    client, settings = _official(), _client().settings
    given = make().to_body()
    action = given.pop("Action")
    schema = getattr(apis, f"{action}RequestSchema")
    config = {"ProjectId": client.config.project_id, "Region": client.config.region}

    def official() -> Any:
        arguments = schema().dumps({**config, **given})
        arguments["Action"] = action
        data = client._build_http_request(arguments).data
        return RequestEncodingMixin._encode_params(data) if encoded else data

    finish = serialize_body if encoded else sign_request
    return official, lambda: finish(make(), settings)


def answer() -> str:
    """Return a large answer's JSON: hosts with every field of their page, each with texts and numbers of its own."""
    from tests.uhost.test_describe_uhost_instance import TestPage

    values = TestPage.make_response()
    (host,) = values["UHostSet"]
    values["UHostSet"] = [_varied(host, number) for number in range(HOSTS)]
    return json.dumps(values)


def decoders() -> tuple[Callable[[Any], object], Callable[[Any], object]]:
    """Return both ways from JSON values to an answer."""
    from measured_client.uhost import DescribeUHostInstanceResponse
    from ucloud.services.uhost.schemas import apis

    schema = apis.DescribeUHostInstanceResponseSchema
    return (
        lambda values: schema().loads(values),
        DescribeUHostInstanceResponse.from_dict,
    )


def callers(url: str) -> tuple[Work, Work, Work]:
    """Return one call of each and of ``http.client``; a client of each is made once and kept."""
    parameters = {"Zone": "cn-bj2-04", "Offset": 0, "Limit": 20}
    official = partial(_official(base_url=url).describe_uhost_instance, parameters)
    ours = partial(
        _client(base_url=url).uhost.describe_uhost_instance,
        zone="cn-bj2-04",
        offset=0,
        limit=20,
    )
    return official, ours, _bare_caller(url)


def _bare_caller(url: str) -> Work:
    """Return what sends one body over ``http.client``, on a connection that each thread keeps, and reads the answer."""
    import http.client
    import ssl
    import threading
    from urllib.parse import urlsplit

    from measured_client.runtime.protocol import build_request

    parts, threads = urlsplit(url), threading.local()
    sent = build_request(small()(), _client(base_url=url).settings, "measured/1")

    def connect() -> http.client.HTTPConnection:
        if parts.scheme == "http":
            return http.client.HTTPConnection(parts.netloc)
        context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
        return http.client.HTTPSConnection(parts.netloc, context=context)

    def call() -> object:
        if not hasattr(threads, "connection"):
            threads.connection = connect()
        threads.connection.request("POST", "/", sent.body, sent.headers)
        return threads.connection.getresponse().read()

    return call


def _varied(value: Any, number: int) -> Any:
    if isinstance(value, dict):
        return {key: _varied(item, number) for key, item in value.items()}
    if isinstance(value, list):
        return [_varied(item, number) for item in value]
    if isinstance(value, str):
        return f"{value}-{number}"
    return value if isinstance(value, bool) or value is None else value + number
