"""The page of the documentation's health: what it says, and how it is used in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.lint.findings import Finding, FindingRule
from docs2sdk.locations import Location
from docs2sdk.reports import health_html
from docs2sdk.reports.health_html import Health
from small_pages import modern, row
from visits import CHROMIUM, Open, browser, measure, shown, visit

__all__ = ["browser", "visit"]  # fixtures

in_browser = pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed")
GET, OTHER = "alpha-api/get_thing.md", "beta-api/get_other.md"


def lint(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["lint", "specs", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with pages: one has an error, another a type that is none."""
    monkeypatch.chdir(tmp_path)
    trees.write(tmp_path / "specs", trees.PAGES)
    edit(OTHER, "### 请求参数", "### 别的")
    edit(GET, row("Size", "int"), row("Size", "??", "多大 <b>"))
    return tmp_path


def edit(path: str, old: str, new: str) -> None:
    page = Path("specs", path)
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")


def write_health(*arguments: object) -> str:
    result = lint("--format", "html", *arguments)
    assert result.exit_code in (0, 1), result.output
    return result.stdout


def test_the_page_is_self_contained_and_printed_or_written(folder: Path) -> None:
    printed = write_health()
    assert printed.startswith("<!DOCTYPE html>\n")
    assert "default-src 'none'" in printed
    assert "http" not in printed.replace("http-equiv", "").partition("<body>")[0]
    assert lint("--format", "html", "--out", "health.html").stdout == ""
    assert Path("health.html").read_text("utf-8") == printed


def test_without_a_finding_the_page_says_so(folder: Path) -> None:
    trees.write(folder / "specs", trees.PAGES)
    html = write_health()
    assert "no finding on 0 of 2 pages" in html.replace(" of 5 ", " of 2 ")
    assert "<main>" not in html


@pytest.mark.slow
@in_browser
class TestInABrowser:
    """What a reader sees and does."""

    def test_each_finding_has_its_row_and_what_to_do(
        self, folder: Path, visit: Open
    ) -> None:
        visited = visit(write_health())
        card = visited.page.locator("article", has_text="??")
        assert card.locator("h3").inner_text().split() == [
            "warning",
            "D204",
            f"{GET}:20:14",
        ]
        lines = card.locator("table tr").all_inner_texts()
        assert [line.split("\t") for line in lines] == [
            ["参数名", "Size"],
            ["类型", "??"],
            ["描述信息", "多大 <b>"],
            ["必填", "No"],
        ]
        assert card.locator(".how").inner_text().startswith("What to do Use a type")
        assert card.locator(".how code").all_inner_texts() == ["string", "array[int]"]

    def test_findings_are_counted_by_service_code_and_page(
        self, folder: Path, visit: Open
    ) -> None:
        visited = visit(write_health())
        counts = visited.counts()
        assert list(counts) == ["beta-api", "alpha-api"], "the worst first"
        assert counts["beta-api"][0] == "1"
        codes, pages = visited.page.locator("table.counts").all()
        assert "D204" in codes.inner_text()
        first = pages.locator("tbody tr").first.inner_text().split("\t")
        assert first[:2] == [OTHER, "1"]

    def test_a_code_or_page_of_a_table_is_a_filter(
        self, folder: Path, visit: Open
    ) -> None:
        visited = visit(write_health())
        total = visited.page.locator("article").count()
        visited.page.get_by_role("button", name="D204").click()
        shown(visited, f"1 of {total} findings")
        visited.page.get_by_role("button", name="D204").click()
        shown(visited, f"{total} findings")
        visited.page.get_by_role("button", name=OTHER).click()
        of_page = visited.page.locator("article", has_text=OTHER).count()
        shown(visited, f"{of_page} of {total} findings")

    def test_new_known_and_gone_are_told_and_filtered(
        self, folder: Path, visit: Open
    ) -> None:
        known = ("--baseline", "known.json")
        lint(*known, "--update-baseline")
        edit(GET, "??", "string")
        edit(GET, row("ThingId", required="**Yes**"), row("ThingId", "!!"))
        visited = visit(write_health(*known))
        head = visited.page.locator("header").inner_text()
        assert ", 1 gone" in head
        assert "1 new, " in head
        gone = visited.page.locator("aside")
        assert f"{GET} D204" in gone.text_content()
        total = visited.page.locator("article").count()
        visited.page.get_by_label("known").uncheck()
        shown(visited, f"1 of {total} findings")
        assert 'no type: "!!"' in visited.cards()[0]
        assert visited.counts() == {"alpha-api": ["", "1", "", "1", ""]}
        visited.page.get_by_label("warning").uncheck()
        shown(visited, f"0 of {total} findings")
        assert visited.page.get_by_text("No finding matches.").is_visible()
        counts = visited.page.locator("fieldset .count").all_text_contents()
        assert counts[1] == "1", "what the box would show if it was checked"

    @pytest.mark.parametrize("width", [320, 360, 768, 1280])
    def test_the_page_never_scrolls_sideways(self, visit: Open, width: int) -> None:
        visited = visit(many(20, HOSTILE), viewport={"width": width, "height": 640})
        for card in visited.page.locator("article").all():
            card.scroll_into_view_if_needed()
        widest = visited.page.evaluate("document.documentElement.scrollWidth")
        assert widest <= width

    def test_nothing_of_a_page_runs_or_is_fetched(self, visit: Open) -> None:
        visited = visit(many(20, HOSTILE))
        visited.page.get_by_label("Text").fill("script")
        shown(visited, "20 findings")
        assert visited.dialogs == []
        assert visited.messages == []
        assert visited.requests == [visited.page.url]

    def test_without_its_script_all_is_there_but_the_filter(
        self, folder: Path, visit: Open
    ) -> None:
        visited = visit(write_health(), java_script_enabled=False)
        assert len(visited.cards()) == 2
        assert visited.page.locator("[role=search]:visible").count() == 0
        assert visited.page.locator("button:enabled").count() == 0

    def test_ten_thousand_findings_are_filtered(
        self, visit: Open, tell: Callable[[str], None]
    ) -> None:
        html = many(10_000)
        visited = visit(html)
        shown(visited, "10000 findings")
        figures = measure(visited, "field77 page42.md")
        shown(visited, "1 of 10000 findings")
        tell(f"health page of 10,000 findings: {len(html) / 1e6:.1f} MB, {figures}")


HOSTILE = (
    "<script>alert('x')</script><img src=x onerror=alert(1)>" + "W" * 3000 + "\u202e"
)


def many(count: int, text: str = "这是说明") -> str:
    """Return the page of findings about a hundred rows of each page."""
    rule = FindingRule("D203", "The type is unknown.", "Use `string`.")
    pages = {
        f"s{number % 7}-api/page{number}.md": modern(
            [row(f"Field{at}", "x", text) for at in range(100)], []
        )
        for number in range((count + 99) // 100)
    }
    findings = [
        Finding(
            Location(path, at, 3), rule, "warning", f"Field{n}: {text}", f"{path}{n}"
        )
        for path, page in pages.items()
        for n, at in enumerate(_find_rows(page))
    ]
    return health_html.render(Health(findings[:count], pages, frozenset(), (), True))


def _find_rows(page: str) -> list[int]:
    lines = enumerate(page.split("\n"), start=1)
    return [at for at, line in lines if line.startswith("| **Field")]
