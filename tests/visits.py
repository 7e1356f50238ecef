"""Reports that are opened in a real browser: what is in sight, what they asked for or complained of, how long they take."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield the browser that is installed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield launched
        launched.close()


@dataclass
class Visit:
    """A page that is open, and all that it asked for or complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, list[str]]:
        """Return the rows of the summary that are in sight, by service."""
        rows = self.page.locator(".services tbody tr:visible")
        texts = (row.locator("th, td").all_text_contents() for row in rows.all())
        return {name: counts for name, *counts in texts}

    def cards(self) -> list[str]:
        """Return what the changes in sight say."""
        return self.page.locator("article:visible .what").all_text_contents()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Return how a text is opened as a file, in a window of its own."""
    contexts = []

    def opened(html: str, **options: Any) -> Visit:
        file = tmp_path / "report.html"
        file.write_text(html, "utf-8")
        contexts.append(browser.new_context(**options))
        visited = Visit(contexts[-1].new_page())
        visited.page.on("request", lambda request: visited.requests.append(request.url))
        visited.page.on(
            "console", lambda message: visited.messages.append(message.text)
        )
        visited.page.on("pageerror", lambda error: visited.messages.append(str(error)))
        visited.page.on("dialog", lambda dialog: _heard(visited, dialog))
        visited.page.goto(file.as_uri())
        return visited

    yield opened
    for context in contexts:
        context.close()


def _heard(visited: Visit, dialog: Any) -> None:
    visited.dialogs.append(dialog.message)
    dialog.dismiss()


Open: TypeAlias = Callable[..., Visit]


def shown(visit: Visit, text: str) -> None:
    """Wait until the filter shows how many cards are left."""
    from playwright.sync_api import expect

    expect(visit.page.locator("#shown")).to_have_text(text)


def measure(visit: Visit, words: str) -> str:
    """Type words into the filter; return when the page was painted and loaded, and how long it took to filter."""
    painted, loaded = visit.page.evaluate("""() => [
          performance.getEntriesByName("first-contentful-paint")[0].startTime,
          performance.timing.loadEventEnd - performance.timing.navigationStart,
        ]""")
    # From what is typed to the frame that shows it.
    took = visit.page.evaluate(
        """async (typed) => {
          const begin = performance.now();
          words.value = typed;
          words.dispatchEvent(new Event("input", { bubbles: true }));
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          return performance.now() - begin;
        }""",
        words,
    )
    return f"painted after {painted:.0f} ms, loaded after {loaded} ms, filtered in {took:.0f} ms"
