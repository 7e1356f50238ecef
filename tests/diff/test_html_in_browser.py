"""The page of changes in a real browser: filters and counts, nothing fetched, nothing of documentation run, any width."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from docs2sdk.diff import comparison, policy
from docs2sdk.diff.policy import Policy
from docs2sdk.reports import changes_html
from pages import page, snapshot
from visits import CHROMIUM, Open, browser, measure, shown, visit

__all__ = ["browser", "visit"]  # fixtures
TODAY = policy.date(2026, 11, 23)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed"),
]


def report(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    changed = comparison.compare_snapshots(snapshot(old), snapshot(new))
    return changes_html.render(policy.apply_policy(changed, Policy(), TODAY))


def few() -> str:
    """Return a breaking and a documentation change of one service, an addition in another."""
    old = page(request=["Size | int | how much | No", "Name | string | 名称 | No"])
    new = page(request=["Size | int | how much | Yes", "Name | string | 全名 | No"])
    it = page(title="T - GetIt")
    more = page(title="T - GetIt", response=["Total | int | how many | No"])
    return report(
        {"thing-api/do_thing.md": old, "else-api/get_it.md": it},
        {"thing-api/do_thing.md": new, "else-api/get_it.md": more},
    )


def many() -> str:
    """Return ten thousand changes, in a hundred actions of five services."""

    def pages(needed: str) -> dict[str, str]:
        rows = [
            f"Size{at} | int | 这是第 {at} 项的大小 | {needed}" for at in range(100)
        ]
        return {
            f"s{at % 5}-api/do_{at}.md": page(title=f"T - DoThing{at}", request=rows)
            for at in range(100)
        }

    return report(pages("No"), pages("Yes"))


# Each would say its name to ``alert`` if it ran, or fetch something, or leave the page.
HOSTILE = [
    "<script>alert('script')</script>",
    "</script><script>alert('end')</script>",
    "</style><img src=x onerror=alert('image')>",
    "<svg onload=alert('svg')>",
    "<iframe srcdoc=\"<script>alert('frame')</script>\"></iframe>",
    "<a href=\"javascript:alert('link')\" autofocus onfocus=alert('focus')>x</a>",
    "\" onmouseover=\"alert('attribute')",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:1/'>",
    "<link rel=stylesheet href=http://127.0.0.1:1/x.css>",
    "<style>*{background:url(http://127.0.0.1:1/x.png)}</style>",
    "<form action=http://127.0.0.1:1/><input autofocus>",
    "<details open ontoggle=alert('details')>",
    "\u202e<bdo dir=rtl>",
    "W" * 3000,
]


def hostile() -> str:
    """Return changes that show every hostile text in a row and in an example."""
    old = {f"x-api/do_{at}.md": _do(at, ["A | int | a | No"], "{}") for at in _ALL}
    new = {
        f"x-api/do_{at}.md": _do(at, [f"A | int | {text} | Yes"], text)
        for at, text in enumerate(HOSTILE)
    }
    return report(old, new)


_ALL = range(len(HOSTILE))


def _do(at: int, rows: list[str], example: str) -> str:
    fenced = f"```\n{example}\n```"
    return page(title=f"T - DoThing{at}", request=rows, response_example=fenced)


ALL = ["Size: optional → required", "Name: description changed"]
ALL += ["Total: added (optional int)"]


def test_at_first_everything_is_in_sight(visit: Open) -> None:
    visited = visit(few())
    assert visited.cards() == ALL
    assert visited.counts() == {
        "else-api": ["", "", "1", ""],
        "thing-api": ["1", "", "", "1"],
    }
    shown(visited, "3 changes")


def test_a_level_is_filtered_and_counted(visit: Open) -> None:
    visited = visit(few())
    visited.page.get_by_label("breaking").uncheck()
    shown(visited, "2 of 3 changes")
    assert visited.cards() == ALL[1:]
    assert visited.counts()["thing-api"] == ["", "", "", "1"]
    visited.page.get_by_label("breaking").check()
    shown(visited, "3 changes")


WORDS = {
    "of the change": ("required", ALL[:1]),
    "of the row": ("全名", ALL[1:2]),
    "of nothing": ("drop_thing", []),
    "of Python, in other capitals": ("DOTHING(SIZE=", ALL[:1]),
    "of the service": ("else-api", ALL[2:]),
    "several, all of them": ("dothing name", ALL[1:2]),
    "of the rule": ("response-field-added", ALL[2:]),
    "blank": ("  ", ALL),
}


@pytest.mark.parametrize(("words", "left"), WORDS.values(), ids=WORDS)
def test_words_are_filtered_and_counted(
    visit: Open, words: str, left: list[str]
) -> None:
    visited = visit(few())
    visited.page.get_by_label("Text").fill(words)
    shown(visited, "3 changes" if left == ALL else f"{len(left)} of 3 changes")
    assert visited.cards() == left
    total = sum(int(count or 0) for row in visited.counts().values() for count in row)
    assert total == len(left)
    assert visited.page.locator("section:visible").count() == len(visited.counts())
    assert visited.page.get_by_text("No change matches.").is_visible() == (not left)


def test_a_level_says_how_many_have_the_words(visit: Open) -> None:
    visited = visit(few())
    visited.page.get_by_label("docs").uncheck()
    visited.page.get_by_label("Text").fill("thing-api")
    shown(visited, "1 of 3 changes")
    levels = visited.page.locator("fieldset .count").all_text_contents()
    assert levels == ["1", "0", "0", "1"]


def test_the_filter_is_used_by_keyboard_alone(visit: Open) -> None:
    visited = visit(few())
    keyboard = visited.page.keyboard
    keyboard.press("Tab")
    keyboard.press("Space")
    shown(visited, "2 of 3 changes")
    for _ in range(4):
        keyboard.press("Tab")
    keyboard.type("name")
    shown(visited, "1 of 3 changes")
    keyboard.press("Enter")
    keyboard.press("Escape")
    shown(visited, "2 of 3 changes")
    keyboard.press("Tab")
    keyboard.press("Enter")
    visited.page.wait_for_url("**/report.html#service-1")


def test_without_its_script_all_is_there_but_the_filter(visit: Open) -> None:
    visited = visit(few(), java_script_enabled=False)
    assert visited.cards() == ALL
    assert visited.page.locator("table.rows:visible").count() == 3
    assert visited.page.locator("[role=search]:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_and_ink_follow_the_reader_s_choice(visit: Open, scheme: str) -> None:
    visited = visit(few(), color_scheme=scheme)
    script = "(element) => getComputedStyle(element).backgroundColor"
    paper = visited.page.locator("article").first.evaluate(script)
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


def test_nothing_of_a_page_runs_or_is_fetched(visit: Open) -> None:
    visited = visit(hostile())
    for heading in visited.page.locator("article h3").all():
        heading.hover()
    visited.page.get_by_label("Text").fill("<script>")
    # A required row, its description and an example for each text.
    scripts = sum("<script>" in text for text in HOSTILE)
    shown(visited, f"{3 * scripts} of {3 * len(HOSTILE)} changes")
    visited.page.get_by_label("Text").fill("")
    assert visited.dialogs == []
    assert visited.messages == []
    assert visited.requests == [visited.page.url]
    cells = "\n".join(visited.page.locator("td.new").all_text_contents())
    assert [text for text in HOSTILE[:-2] if cells.count(text) < 2] == []


def test_the_policy_would_stop_what_escaping_lets_through(visit: Open) -> None:
    smuggled = "<script>alert(1)</script><img src=http://127.0.0.1:1/x>"
    html = few().replace("</main>", f"{smuggled}</main>")
    visited = visit(html)
    assert visited.dialogs == []
    assert len(visited.messages) == 2
    assert all("Content Security Policy" in message for message in visited.messages)


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("made", [few, hostile])
def test_the_page_never_scrolls_sideways(
    visit: Open, made: Callable[[], str], width: int
) -> None:
    visited = visit(made(), viewport={"width": width, "height": 640})
    for card in visited.page.locator("article").all():
        card.scroll_into_view_if_needed()
    widest = visited.page.evaluate("document.documentElement.scrollWidth")
    assert widest <= width


def test_old_and_new_are_side_by_side_where_there_is_room(visit: Open) -> None:
    def at(width: int) -> tuple[float, float]:
        visited = visit(few(), viewport={"width": width, "height": 640})
        line = visited.page.locator("tr:has(td.old)").first
        old, new = (line.locator(cell).bounding_box() for cell in (".old", ".new"))
        assert old
        assert new
        return new["x"] - old["x"], new["y"] - old["y"]

    aside, below = at(1000)
    assert aside > 200
    assert below == 0
    aside, below = at(360)
    assert aside == 0
    assert below > 0


def test_ten_thousand_changes_are_filtered(
    visit: Open, tell: Callable[[str], None]
) -> None:
    html = many()
    visited = visit(html)
    shown(visited, "10000 changes")
    figures = measure(visited, "size42 dothing77")
    shown(visited, "1 of 10000 changes")
    tell(f"html report of 10,000 changes: {len(html) / 1e6:.1f} MB, {figures}")
