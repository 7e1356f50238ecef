"""The site of a client in a real browser: built as ``make docs`` builds it, read on a phone and on a desk, searched.

Screenshots of what the tests looked at are written to ``build/screenshots``.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trees
from conftest import ROOT
from small_pages import RET_CODE, modern, row

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
SCREENSHOTS = ROOT / "build" / "screenshots"
WIDTHS = {"phone": 390, "desk": 1280}
# How long the index of a search may take to load, in milliseconds: other tests run beside it.
PATIENCE = 120_000
LANGUAGES = ("en", "zh")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed"),
]

_LONG = "VeryLongNameOfAParameter"
_WORD = "https://example.com/" + "x" * 300
# What would be too wide for any window, if it did not wrap.
WIDE = modern(
    [
        row(f"{_LONG}.N.{_LONG}.N.{_LONG}", doc=f"{_WORD} `{'c' * 200}`"),
        row(
            "Mode",
            doc=f"枚举值：> {'A' * 90}，甲； > {'B' * 90}，乙",
            required="**Yes**",
        ),
    ],
    [RET_CODE, row("Tree", "[*Tree0*](#Tree0)", doc="树")],
    response_models=[
        (
            f"Tree{depth}",
            [row(_LONG, f"array[[*Tree{depth + 1}*](#Tree{depth + 1})]", "x")],
        )
        for depth in range(8)
    ]
    + [("Tree8", [row(_LONG, doc=_WORD)])],
    title=f"{'标题' * 40} {_WORD} - CreateWide{_LONG * 2}",
    request_example=f"```\nhttps://api.ucloud.cn/?Action=CreateWide{_LONG * 2}&Mode={'m' * 300}\n```",
)
WIDE_ACTION = "services/wide/create_wide" + "_very_long_name_of_aparameter" * 2
PAGES = [
    *("index", "client", "errors", "services/isms/index", "guides/migration"),
    *("services/isms/get_isms_send_receipt", "guides/testing", WIDE_ACTION),
]


def build(specs: Path, folder: Path, language: str) -> Path:
    """Write and build a site; return the folder of its pages."""
    options = ["--out", folder, "--lang", language, "--quiet"]
    run("docs2sdk", "docs", specs, *options)
    run(
        "zensical",
        "build",
        "--clean",
        "--strict",
        "--config-file",
        folder / "mkdocs.yml",
    )
    return folder / "html"


def run(program: str, *words: object) -> None:
    command = [str(Path(sys.executable).parent / program), *map(str, words)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the site of our own pages, and a very wide one, in every language."""
    folder = tmp_path_factory.mktemp("sites")
    specs = folder / "specs"
    shutil.copytree(ROOT / "specs", specs)
    trees.write(specs, {"wide-api/create_wide.md": WIDE})
    for language in LANGUAGES:
        html = build(specs, folder / f"{language}-site", language)
        html.rename(folder / language)
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def serve(folder: Path) -> http.server.ThreadingHTTPServer:
    """Start a server of a folder on loopback."""
    handler = functools.partial(_Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def address(sites: Path) -> Iterator[str]:
    """Yield the address of the sites on loopback."""
    with serve(sites) as server:
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield the browser that is installed here."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        options: dict[str, Any] = {
            "executable_path": CHROMIUM,
            "args": ["--no-sandbox"],
        }
        opened = driver.chromium.launch(**options)
        yield opened
        opened.close()


# What sticks out of the window, or is hidden in its own box: text that nobody can read.
CUT = """() => {
  const width = document.documentElement.clientWidth;
  const selector = 'h1, h2, p, pre, code, table, tr, td, th, li, a';
  const elements = [...document.querySelectorAll('.md-content')]
    .flatMap(part => [...part.querySelectorAll(selector)]);
  const isCut = element => {
    const box = element.getBoundingClientRect();
    const isInline = getComputedStyle(element).display === 'inline';
    const hides = !isInline && ['PRE', 'CODE', 'TD', 'TH', 'TABLE'].includes(element.tagName)
      && element.scrollWidth > element.clientWidth + 1;
    return box.width > 0 && (box.right > width + 1 || box.left < -1 || hides);
  };
  return elements.filter(isCut)
    .map(element => `${element.tagName}: ${element.innerText.slice(0, 60)}`);
}"""


def assert_readable(page: Page) -> None:
    """Check that a page does not scroll to the side, and that nothing in it is cut off."""
    widths = (
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    scroll, client = page.evaluate(widths)
    assert scroll <= client
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_no_page_is_wider_than_its_window_and_no_code_is_cut(
    browser: Browser, address: str, language: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for path in PAGES:
        page.goto(f"{address}/{language}/{path}.html", wait_until="load")
        assert page.locator(".md-content h1").is_visible()
        name = path.replace("/", "-")[:60]
        page.screenshot(
            path=SCREENSHOTS / f"{language}-{name}-{width}.png", full_page=True
        )
        assert_readable(page)
    page.close()


def test_a_phone_shows_a_parameter_as_a_block(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(f"{address}/zh/services/isms/get_isms_send_receipt.html")
    cells = page.locator("tr", has_text="task_id_set").first.locator("td")
    boxes = [cells.nth(index).bounding_box() for index in (0, 1, 6)]
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted({*tops})
    label = "element => getComputedStyle(element, '::before').content"
    assert cells.nth(1).evaluate(label) == '"API 名称: "'
    page.close()


def test_code_can_be_copied(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/en/services/isms/get_isms_send_receipt.html")
    page.locator(".md-content pre").first.hover()
    page.locator(".md-clipboard, [data-md-type=copy]").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(
        "from ucloud_client import Client\n\nwith Client() as client:"
    )
    context.close()


def search(page: Page, url: str, words: str) -> None:
    """Open a page and its search, and enter words.

    The script of the site opens the search, so it has to be there first, and the field
    has to be there before the words are: a key that is pressed too early goes nowhere.
    """
    page.goto(url, wait_until="networkidle")
    page.locator(
        ".md-search__button:visible, label[for=__search]:visible"
    ).first.click()
    page.locator("[role=combobox]:visible").fill(words)


FOUND = {
    "短信": "services/isms/",
    "状态回执": "services/isms/get_isms_send_receipt.html",
    "SendReceipt": "services/isms/get_isms_send_receipt.html",
    "GetISMSSendReceipt": "services/isms/get_isms_send_receipt.html",
    "task_id_set": "services/isms/get_isms_send_receipt.html",
    "TaskIdSet": "services/isms/get_isms_send_receipt.html",
    "FakeAPI": "guides/testing.html",
}


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("words", FOUND)
def test_the_search_finds_words_and_names(
    browser: Browser, address: str, words: str, width: int
) -> None:
    from playwright.sync_api import expect

    page = browser.new_page(viewport={"width": width, "height": 900})
    search(page, f"{address}/zh/index.html", words)
    found = page.locator(f"a[href*='{FOUND[words]}'][href*='?h=']")
    expect(found.first).to_be_visible(timeout=PATIENCE)
    if words in ("短信", "GetISMSSendReceipt"):
        page.screenshot(path=SCREENSHOTS / f"zh-search-{words}-{width}.png")
    found.first.click()
    expect(page.locator(".md-content mark").first).to_be_attached(timeout=PATIENCE)
    page.close()


def test_nothing_is_asked_of_others(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(f"{address}/en/{path}.html", wait_until="networkidle")
    assert len(asked) > len(PAGES)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    page.close()


def test_every_page_is_built(sites: Path) -> None:
    for language in LANGUAGES:
        written = {
            path.relative_to(sites / f"{language}-site/docs").with_suffix("")
            for path in sites.glob(f"{language}-site/docs/**/*.md")
        }
        built = {
            path.relative_to(sites / language).with_suffix("")
            for path in sites.glob(f"{language}/**/*.html")
        }
        assert written == built - {Path("404")}


PUBLISHED = [
    "services/uhost/create_uhost_instance",
    "services/ulb/describe_load_balancers",
    "services/umongodb/describe_umon_go_db_instance",
    "services/udb/errors",
]


def test_the_published_pages_are_readable_and_found(
    browser: Browser, corpus: Path, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    from playwright.sync_api import expect

    html = build(corpus, tmp_path / "site", "zh")
    tell(f"{len([*html.rglob('*.html')])} pages of the published documentation")
    with serve(html) as server:
        start = f"http://127.0.0.1:{server.server_port}"
        for width in WIDTHS.values():
            page = browser.new_page(viewport={"width": width, "height": 900})
            for path in PUBLISHED:
                page.goto(f"{start}/{path}.html")
                assert page.locator(".md-content h1").is_visible()
                assert_readable(page)
            for words in ("短信", "GetISMSSendReceipt"):
                search(page, f"{start}/index.html", words)
                expect(
                    page.locator("a[href*='isms/'][href*='?h=']").first
                ).to_be_visible(timeout=PATIENCE)
            page.close()
        server.shutdown()
