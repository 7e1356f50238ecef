"""The client's documentation: built by ``make docs``, read in a real browser, and inert whatever pages hold."""

from __future__ import annotations

import dataclasses
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown import Markdown
from ucloud_client.runtime.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium")

sys.path.insert(0, str(ROOT / "docs"))

from inert import Inert  # beside mkdocs' settings, where mkdocs looks for it


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    options = ["--config-file", "docs/mkdocs.yml", "--site-dir", str(folder)]
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [*command, *options],
        cwd=ROOT,
        env=quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Yield the address of the site on loopback."""
    handler = functools.partial(_Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.mark.slow
def test_every_action_has_a_page_with_its_parameters(site: Path) -> None:
    package = ROOT / "generated" / "ucloud_client"
    actions = {
        path.relative_to(package).with_suffix(".html").as_posix()
        for index in package.glob("*/_service.py")
        for path in index.parent.glob("[!_]*.py")
    }
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert actions <= built
    page = (site / "isms" / "get_isms_send_receipt.html").read_text("utf-8")
    assert "task_id_set" in page
    assert (
        '<a href="https://docs.ucloud.cn/api/summary/regionlist">地域和可用区列表</a>'
        in page
    )


CALLED = {
    "client.html": {
        "client.Client": "settings with_options send call close isms",
        "client.AsyncClient": "settings with_options send call aclose isms",
    },
    "testing.html": {
        "testing.FakeAPI": "add_response add_error add_delay default requests client async_client"
    },
    "runtime/settings.html": {
        "runtime.settings.Settings": " ".join(
            one.name for one in dataclasses.fields(Settings)
        )
    },
    "runtime/options.html": {"runtime.options.CallOptions": "timeout max_retries"},
}


@pytest.mark.slow
@pytest.mark.parametrize("page", CALLED)
def test_a_page_shows_what_people_call_and_set(site: Path, page: str) -> None:
    text = (site / page).read_text("utf-8")
    shown = {*re.findall(r'<h\d id="ucloud_client\.([\w.]+)"', text)}
    wanted = {
        f"{cls}.{name}" for cls, names in CALLED[page].items() for name in names.split()
    }
    assert wanted - shown == set()


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed")
@pytest.mark.parametrize("words", ["状态回执", "TaskIdSet", "GetISMSSendReceipt"])
def test_a_browser_finds_an_action_by_words_of_its_page(
    address: str, words: str
) -> None:
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(f"{address}/index.html")
        page.fill("input[name=query]", words)
        page.press("input[name=query]", "End")
        found = page.locator(".md-search-result__link")
        action = found.filter(has_text="GetISMSSendReceipt")
        expect(action.first).to_be_attached()
        browser.close()


INERT = {
    "a script": ("x <script>alert(1)</script>", "<script"),
    "a block of HTML": ("<div onclick='x()'>\ny\n</div>", "<div"),
    "an image with a handler": ("<img src=x onerror=alert(1)>", "<img"),
    "a link that runs": ("[x](javascript:alert(1))", "javascript"),
    "a link that runs, in capitals": ("[x](JaVaScRiPt:alert(1))", "JaVaScRiPt"),
    "a link that runs, after a tab": ("[x](<java\tscript:alert(1)>)", "href"),
    "a link to a data page": ("[x](data:text/html,y)", "data:"),
    "an image of another scheme": ("![x](file:///etc/passwd)", "file:"),
    "a reference that runs": ("[x][y]\n\n[y]: javascript:z", "javascript"),
}


@pytest.mark.parametrize(("text", "unwanted"), INERT.values(), ids=INERT)
def test_markup_of_pages_is_inert(text: str, unwanted: str) -> None:
    assert unwanted in Markdown().convert(text)
    assert unwanted not in Markdown(extensions=[Inert()]).convert(text)


def test_links_to_the_web_stay() -> None:
    text = "[x](https://docs.ucloud.cn/a?b=c) [y](../z.html)"
    html = Markdown(extensions=[Inert()]).convert(text)
    assert 'href="https://docs.ucloud.cn/a?b=c"' in html
    assert 'href="../z.html"' in html
