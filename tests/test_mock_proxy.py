"""``docs2sdk mock --proxy``: requests are passed on as they are, compared with the pages, and recorded without secrets."""

from __future__ import annotations

import json
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import mock_server
import pytest
import trees
from click.testing import CliRunner
from docs2sdk.cli import main
from docs2sdk.mock import web_app
from docs2sdk.mock.observation import Deviation, Observer
from docs2sdk.mock.upstream import BadAddress, Upstream
from loopback import Exchange, Servers, servers
from mock_server import post, sign
from small_pages import row

pytestmark = pytest.mark.slow

PAGES = trees.PAGES | {
    "alpha-api/set_thing.md": trees.page(
        "SetThing", [*trees.THING, row("Answer", "string", "密码，8 位")]
    )
}


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    return trees.write(tmp_path / "specs", PAGES)


@pytest.fixture
def start() -> Iterator[Servers]:
    with servers() as begin:
        yield begin


class Proxy:
    """A proxy before a server that answers a text."""

    def __init__(self, specs: Path, start: Servers, record: Path | None) -> None:
        self.body = b'{"RetCode": 0, "Name": "n"}'
        self.status = 200
        self.upstream = start(self.behave)
        self.reported: list[Deviation] = []
        self.observer = Observer(mock_server.read(specs), record, self.reported.append)

    def behave(self, exchange: Exchange) -> None:
        exchange.answer(self.body, self.status)

    @contextmanager
    def serve(self, address: str = "") -> Iterator[str]:
        with closing(Upstream(address or self.upstream.url)) as upstream:
            app = web_app.build_proxy(upstream, self.observer)
            with mock_server.served(app) as url:
                yield url


def wait_for(condition: Callable[[], object]) -> None:
    """Wait for what happens behind an answer."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < 10
        time.sleep(0.005)


def test_a_request_is_passed_on_as_it_is(specs: Path, start: Servers) -> None:
    proxy = Proxy(specs, start, None)
    form = sign("GetThing", {"ThingId": "t&=名"})
    with proxy.serve(f"{proxy.upstream.url}/base") as url:
        assert post(f"{url}/path?x=1", form) == {"RetCode": 0, "Name": "n"}
        arrived = proxy.upstream.arrived[-1]
        assert arrived.body == urlencode(form).encode()
        assert arrived.path == "/base/path?x=1"
        proxy.status = 503
        with pytest.raises(urllib.error.HTTPError, match="503"):
            post(url, form)
        assert len(proxy.upstream.arrived) == 2


def test_an_api_that_is_gone_is_a_bad_gateway(specs: Path, start: Servers) -> None:
    proxy = Proxy(specs, start, None)
    with (
        proxy.serve("http://127.0.0.1:1") as url,
        pytest.raises(urllib.error.HTTPError, match="502"),
    ):
        post(url, sign("GetThing"))


def test_deviations_are_reported_once_and_shown_on_the_page(
    specs: Path, start: Servers
) -> None:
    proxy = Proxy(specs, start, None)
    proxy.body = b'{"RetCode": 0, "Name": 1, "More": "<script>"}'
    with proxy.serve() as url:
        for _ in range(3):
            post(url, sign("GetThing", {"Size": "big", "Odd": "x"}))
        post(url, sign("NoThing"))
        proxy.body = b'{"RetCode": 4321, "Message": "m"}'
        post(url, sign("GetThing", {"ThingId": "t"}))
        wait_for(lambda: proxy.observer.calls.total() == 5)
        request = urllib.request.Request(url, headers={"Accept": "text/html"})
        with urllib.request.urlopen(request) as answer:
            page = answer.read().decode()
    assert sorted(map(str, proxy.reported)) == [
        'GetThing: answer: [D409] the tables have no "More"',
        'GetThing: answer: [D410] "Name" is an int, but a string in the tables',
        "GetThing: answer: no page explains RetCode 4321",
        "GetThing: request: Odd is in no table",
        "GetThing: request: Size is not an int",
        "GetThing: request: ThingId is required",
        "NoThing: no page has this action",
    ]
    assert "5 calls of 2 actions" in page
    assert "ThingId is required</td><td>3</td>" in page


def test_a_recording_is_read_by_validate_and_infer_and_has_no_secret(
    specs: Path, start: Servers, tmp_path: Path
) -> None:
    record = tmp_path / "passed.jsonl"
    proxy = Proxy(specs, start, record)
    proxy.body = b'{"RetCode": 0, "Name": 1, "Token": "s3cret-4"}'
    secrets = {"ThingId": "t-1", "Tags": ["a", "b"], "Answer": "s3cret-1"}
    with proxy.serve() as url:
        form = sign("SetThing", secrets | {"Password": "s3cret-2"})
        post(url, form | {"SecurityToken": "s3cret-3"})
        body = json.dumps(form | {"Password": "s3cret-5"}).encode()
        urllib.request.urlopen(url, body).close()
        wait_for(lambda: proxy.observer.calls.total() == 2)
    text = record.read_text("utf-8")
    assert record.stat().st_mode & 0o077 == 0
    assert "s3cret" not in text
    assert form["Signature"] not in text
    assert mock_server.PUBLIC not in text.replace('"public', "")
    first, second = map(json.loads, text.splitlines())
    assert first["request"].startswith("Action=SetThing&ThingId=t-1&Tags.0=a&Tags.1=b")
    assert second["request"]["ThingId"] == "t-1"
    validated = CliRunner().invoke(main, ["validate", str(specs), str(record)])
    assert '"Name" is an int' in validated.output, validated.output
    inferred = CliRunner().invoke(
        main,
        ["infer", "--update", str(specs / "alpha-api/set_thing.md"), str(record)],
    )
    assert "Password" in inferred.stdout, inferred.output


ADDRESSES = [
    *("api.ucloud.cn", "ftp://a", "http://", "http://api.ucloud.cn"),
    *("https://u:p@api.ucloud.cn", "https://api.ucloud.cn/?a=1"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_would_leak_or_is_none_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        Upstream(address)


WRONG: list[Any] = [
    (["--record", "x"], "--record needs --proxy"),
    (["--proxy", "https://a", "--fault", "A=503"], "leave out"),
    (["--proxy", "nope"], "not an address"),
    (["--proxy", "https://a", "--record", "/no/such/folder/x"], "cannot write"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_wrong_usage_is_told(arguments: list[str], message: str, specs: Path) -> None:
    result = CliRunner().invoke(main, ["mock", str(specs), *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_command_prints_deviations_as_they_pass(
    specs: Path, start: Servers
) -> None:
    proxy = Proxy(specs, start, None)
    command = [sys.executable, "-m", "docs2sdk.cli", "mock", str(specs), "--port", "0"]
    command += ["--proxy", proxy.upstream.url]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=specs
    ) as process:
        assert process.stdout
        address = re.search(r"from (http://\S+) to", process.stdout.readline())
        assert address
        process.stdout.readline()
        post(address[1], sign("GetThing"))
        assert process.stdout.readline() == "GetThing: request: ThingId is required\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.mark.slow
def test_a_call_takes_little_longer(
    specs: Path, start: Servers, tell: Callable[[str], None]
) -> None:
    proxy = Proxy(specs, start, None)
    with mock_server.serve(specs) as direct, proxy.serve(direct) as url:
        times = [measure(each) for each in (direct, url, direct, url)]
    added = min(times[1::2]) - min(times[::2])
    tell(f"the proxy adds {added * 1000:.2f} ms to a call (median)")
    # 40 ms are what a machine waits before it says that something has come: nothing may wait for that.
    assert min(times[::2]) < 0.03
    assert added < 0.03


def measure(url: str) -> float:
    """Return the median of what calls take, in seconds."""
    body, took = urlencode(sign("GetThing", {"ThingId": "t"})).encode(), []
    connection = HTTPConnection(url.removeprefix("http://"))
    for _ in range(300):
        begun = time.perf_counter()
        connection.request("POST", "/", body)
        assert connection.getresponse().read()
        took.append(time.perf_counter() - begun)
    connection.close()
    return statistics.median(took)
