"""The pages of ``docs2sdk mock``: what they show, what they accept, and how they are used in a real browser."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mock_server
import pytest
from visits import CHROMIUM, browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]  # a fixture

ROOT = Path(__file__).resolve().parent.parent
ACTION = "GetISMSSendReceipt"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Serve the pages of the repository."""
    with mock_server.serve(ROOT / "specs") as address:
        yield address


def get(address: str) -> Any:
    request = urllib.request.Request(address, headers={"Accept": "text/html"})
    return urllib.request.urlopen(request, timeout=30)


def call(url: str, body: bytes, type_: str = "application/json") -> Any:
    headers = {"Content-Type": type_}
    request = urllib.request.Request(f"{url}/-/call", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_the_address_is_a_page_for_browsers_only(url: str) -> None:
    with get(url) as page:
        text = page.read().decode()
        assert page.headers["X-Frame-Options"] == "DENY"
    assert f'href="/-/action/{ACTION}"' in text
    assert "connect-src 'self'" in text
    with urllib.request.urlopen(url) as answer:
        assert json.load(answer)["RetCode"] == 160


def test_an_action_has_a_form_with_the_values_of_its_example(url: str) -> None:
    with get(f"{url}/-/action/{ACTION}") as page:
        text = page.read().decode()
    for name in ("ProjectId", "TaskIdSet"):
        assert f'name="{name}"' in text
    assert "array[string]" in text


def test_a_call_shows_what_was_sent_and_answered(url: str) -> None:
    values = {"ProjectId": "org-a", "TaskIdSet": ["a", "b"]}
    values |= {"Region": "cn-bj2", "Zone": "cn-bj2-04"}
    body = json.dumps({"action": ACTION, "values": values}).encode()
    shown = call(url, body)
    assert "TaskIdSet.1=b" in shown["sent"]
    assert "Signature=" in shown["sent"]
    assert json.loads(shown["raw"])["RetCode"] == 0, shown["raw"]
    assert ["RetCode", "int", "0"] in shown["typed"]
    assert any(path.startswith("Data[0].ReceiptSet[0].") for path, *_ in shown["typed"])
    assert 'task_id_set=["a", "b"]' in shown["python"]
    assert "--data-urlencode TaskIdSet.0=a" in shown["curl"]


def test_a_wrong_value_is_sent_as_it_is_and_refused(url: str) -> None:
    body = json.dumps({"action": ACTION, "values": {"TaskIdSet": "x"}}).encode()
    shown = call(url, body)
    assert json.loads(shown["raw"])["RetCode"] in (220, 230)
    assert "task_id_set" not in shown["python"]


NO_CALLS: list[Any] = [
    (b"", "application/json", 400),
    (b"[]", "application/json", 400),
    (b'{"action": "Nope", "values": {}}', "application/json", 400),
    (b'{"action": 1, "values": {}}', "application/json", 400),
    (b'{"action": "GetISMSSendReceipt", "values": {"A": 1}}', "application/json", 400),
    (b'{"action": "GetISMSSendReceipt", "values": []}', "application/json", 400),
    # What a form of another site can send.
    (b'{"action": "GetISMSSendReceipt", "values": {}}', "text/plain", 415),
]


@pytest.mark.parametrize(("body", "type_", "status"), NO_CALLS)
def test_what_is_no_call_is_refused(
    body: bytes, type_: str, status: int, url: str
) -> None:
    with pytest.raises(urllib.error.HTTPError, match=str(status)):
        call(url, body, type_)


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed")
@pytest.mark.parametrize("width", [390, 1280])
def test_an_action_is_found_filled_in_and_sent(
    width: int, browser: Browser, url: str, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(url) else complaints.append(request.url)
        ),
    )
    page.goto(url)
    page.locator("#filter").fill("getismssend")
    expect(page.locator("li:visible")).to_have_count(1)
    page.get_by_role("link", name=ACTION).click()
    page.locator('[name="ProjectId"]').fill("org-a")
    page.locator('[name="TaskIdSet"]').fill("first\nsecond")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#status")).to_have_text("HTTP status 200")
    expect(page.locator("#typed tr").first).to_contain_text("RetCode")
    expect(page.locator("#sent")).to_contain_text("TaskIdSet.1=second")
    expect(page.locator("#python")).to_contain_text('["first", "second"]')
    page.screenshot(path=tmp_path / f"{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    favicons = [each for each in complaints if "favicon" not in each]
    assert favicons == []
    context.close()
