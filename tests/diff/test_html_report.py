"""The HTML report: its content, and that text of pages is escaped, whatever it contains."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from docs2sdk.diff import comparison, policy
from docs2sdk.diff.accepted_changes import AcceptedChange
from docs2sdk.diff.policy import Policy, PolicyResult
from docs2sdk.locations import Location
from docs2sdk.pages import cells
from docs2sdk.reports import changes_html, html
from hypothesis import given
from hypothesis import strategies as st
from pages import page, snapshot

PATH = "thing-api/do_thing.md"
TODAY = policy.date(2026, 11, 23)


def compare(
    old: Mapping[str, str], new: Mapping[str, str], *rest: object
) -> PolicyResult:
    changed = comparison.compare_snapshots(snapshot(old), snapshot(new))
    return policy.apply_policy(changed, Policy({}, *rest), TODAY)  # type: ignore[arg-type]


def compare_page(old: str, new: str) -> PolicyResult:
    return compare({PATH: old}, {PATH: new})


@dataclass
class Node:
    """An element as a browser would read it."""

    tag: str
    attributes: Mapping[str, str | None]
    content: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(
            part if isinstance(part, str) else part.text for part in self.content
        )

    def all(self, tag: str, class_: str = "") -> Iterator[Node]:
        for part in self.content:
            if isinstance(part, Node):
                named = (part.attributes.get("class") or "").split()
                if part.tag == tag and (not class_ or class_ in named):
                    yield part
                yield from part.all(tag, class_)


VOID = {"meta", "input"}


class Reader(HTMLParser):
    """Text → tree; every element that was opened must be closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.open[-1].content.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def read(text: str) -> Node:
    reader = Reader()
    reader.feed(text)
    reader.close()
    (root,) = reader.open
    return root


def rows(result: PolicyResult) -> list[list[str]]:
    """Return the table of the only change, without its heads."""
    (card,) = read(changes_html.render(result)).all("article")
    (body,) = card.all("tbody")
    return [
        [part.text for part in line.content if isinstance(part, Node)]
        for line in body.all("tr")
    ]


def fenced(text: str) -> str:
    return f"```\n{text}\n```"


A = "A | int | how much | No"
ROWS = {
    "a row that changed": (
        page(request=[A]),
        page(request=["A | int | how much | Yes"]),
        [
            *[["参数名", "A"], ["类型", "int"], ["描述信息", "how much"]],
            ["必填", "No", "Yes"],
        ],
    ),
    "a row that is new": (
        page(),
        page(request=[A]),
        [["参数名", "A"], ["类型", "int"], ["描述信息", "how much"], ["必填", "No"]],
    ),
    "a row that is gone": (
        page(response=["B | string | x<br />y | No"]),
        page(),
        [["字段名", "B"], ["类型", "string"], ["描述信息", "x\ny"], ["必填", "No"]],
    ),
    "a text that is no row": (
        page(response_example=fenced('{"RetCode": 0}')),
        page(response_example=fenced('{"RetCode": 1}')),
        [["", '{"RetCode": 0}\n', '{"RetCode": 1}\n']],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), ROWS.values(), ids=ROWS)
def test_what_stood_and_what_stands_is_side_by_side(
    old: str, new: str, expected: list[list[str]]
) -> None:
    assert rows(compare_page(old, new)) == expected


def test_an_action_that_is_gone_is_quoted_by_its_title() -> None:
    gone = page(title="停用 - DropThing")
    both = {PATH: page()}
    result = compare(both | {"thing-api/drop_thing.md": gone}, both)
    assert rows(result) == [["", "# 停用 - DropThing"]]


MARKS = {
    "a word": ("a big thing", "a small thing", "big", "small"),
    "a whole word": ("SigPurpose", "SigUse", "SigPurpose", "SigUse"),
    "a whole number": ("长度为2-12个", "长度为2-100个", "12", "100"),
    "Chinese": ("用户名", "用户全名", "", "全"),
    "more of the same": ("aa aa", "aa aa aa", "", " aa"),
    "less of the same": ("一一一", "一一", "一", ""),
}


@pytest.mark.parametrize(("old", "new", "gone", "come"), MARKS.values(), ids=MARKS)
def test_what_differs_is_marked(old: str, new: str, gone: str, come: str) -> None:
    before, after = (page(request=[f"A | int | {doc} | No"]) for doc in (old, new))
    root = read(changes_html.render(compare_page(before, after)))
    assert [node.text for node in root.all("del")] == [gone] * bool(gone)
    assert [node.text for node in root.all("ins")] == [come] * bool(come)
    assert [node.text for node in root.all("td", "old")] == [old]
    assert [node.text for node in root.all("td", "new")] == [new]


def test_a_long_text_is_cut_and_says_so() -> None:
    same, gone, come = "s " * 1000, "g" * 5000, "c" * 3000
    result = compare_page(
        page(response_example=fenced(f"{same}{gone} {same}")),
        page(response_example=fenced(f"{same}{come} {same}")),
    )
    ((_, old, new),) = rows(result)
    assert old.startswith("…")
    assert f"{'g' * 10}… and 1000 more characters" in old
    assert come in new
    assert len(new) < 4000


CELLS = {
    "bold": ("**Yes**", "Yes"),
    "a line break": ("a<br />b", "a\nb"),
    "a link to a model": ("array[[*Disk*](#Disk)]", "array[Disk]"),
    "a link to the web stays": ("[a](https://x.example)", "[a](https://x.example)"),
    "an escaped sign": (r"24\*60", "24*60"),
}


@pytest.mark.parametrize(("source", "shown"), CELLS.values(), ids=CELLS)
def test_a_cell_is_shown_as_text(source: str, shown: str) -> None:
    assert cells.read_display_text(source) == shown


BOTH = compare(
    {PATH: page(request=[A]), "else-api/get_it.md": page(title="T - GetIt")},
    {PATH: page(request=["A | int | how many | Yes"])},
    "breaking",
)


def test_the_summary_counts_by_service_and_level() -> None:
    root = read(changes_html.render(BOTH))
    (table,) = root.all("table", "services")
    counts = [[cell.text for cell in row.all("td")] for row in table.all("tr")]
    assert [link.text for link in table.all("a")] == ["else-api", "thing-api"]
    assert counts[1:] == [["1", "", "", ""], ["1", "", "", "1"]]
    targets = {node.attributes["id"] for node in root.all("section")}
    assert {f"{link.attributes['href']}"[1:] for link in table.all("a")} == targets


def test_the_service_with_the_worst_change_comes_first() -> None:
    more = page(title="T - GetIt", response=["B | int | b | No"])
    result = compare(
        {PATH: page(request=[A]), "else-api/get_it.md": page(title="T - GetIt")},
        {PATH: page(), "else-api/get_it.md": more},
    )
    root = read(changes_html.render(result))
    (table,) = root.all("table", "services")
    assert [link.text for link in table.all("a")] == ["thing-api", "else-api"]


def test_what_fails_the_run_says_so() -> None:
    root = read(changes_html.render(BOTH))
    fails = [
        [badge.text for badge in card.all("span", "failing")]
        for card in root.all("article")
    ]
    assert fails == [["fails"], ["fails"], []]
    (line,) = root.all("p", "failing")
    assert line.text == "Fails the run: 2 changes"


def test_an_accepted_change_is_listed_with_its_reason_only() -> None:
    change = BOTH.comparison.changes[0]
    entry = AcceptedChange(
        change.fingerprint, "<nobody> calls it", None, Location("a.toml", 1)
    )
    result = policy.apply_policy(BOTH.comparison, Policy(accepted=(entry,)), TODAY)
    root = read(changes_html.render(result))
    assert len(list(root.all("article"))) == 2
    (item,) = root.all("li")
    assert item.text == f"{change.message} <nobody> calls it"


def test_of_nothing_there_is_a_page_that_says_so() -> None:
    root = read(changes_html.render(compare_page(page(), page(boilerplate="x"))))
    (line,) = root.all("p")
    assert line.text == "no change in meaning"
    (item,) = root.all("li")
    assert item.text == PATH
    assert not list(root.all("main"))


def test_a_change_has_an_address_of_its_own() -> None:
    root = read(changes_html.render(BOTH))
    ids = [node.attributes["id"] for node in root.all("article")]
    assert len({*ids}) == 3
    links = [
        link.attributes["href"] for foot in root.all("footer") for link in foot.all("a")
    ]
    assert links == [f"#{id}" for id in ids]


def test_the_policy_admits_the_page_s_own_style_and_script_only() -> None:
    root = read(changes_html.render(BOTH))
    (content,) = (
        str(meta.attributes["content"])
        for meta in root.all("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    directives = dict(part.split(" ", 1) for part in content.split("; "))
    assert directives.pop("default-src") == "'none'"
    for tag in ("style", "script"):
        (node,) = root.all(tag)
        digest = base64.b64encode(hashlib.sha256(node.text.encode()).digest())
        assert directives.pop(f"{tag}-src") == f"'sha256-{digest.decode()}'"
    assert directives == {
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
    }


HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "the end of a cell, and a script": "</code></td></table><script>alert(1)</script>",
    "the end of the script": "</script><script>alert(1)</script>",
    "the end of the style": "</style><img src=x onerror=alert(1)>",
    "an image with a handler": "<img src=x onerror=alert(1)>",
    "a handler that leaves an attribute": '" onmouseover="alert(1)" x=\'',
    "a link that runs": "[x](javascript:alert(1)) <a href='javascript:alert(1)'>x</a>",
    "a frame": "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "a drawing that runs": "<svg onload=alert(1)><math>",
    "a form": "<form action=https://evil.example><button>Log in",
    "a redirection": "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "a base": "<base href=https://evil.example/>",
    "a style": "<style>*{background:url(https://evil.example)}</style>",
    "a comment": "<!-- --!> <![CDATA[ ]]> <?php",
    "entities": "&lt;script&gt; &#60;script&#62; &amp;",
    "a template": "{{ 7*7 }} {% raw %} ${alert(1)} {0.__class__}",
}


def hostile(text: str) -> PolicyResult:
    """Return changes that show a text everywhere: in a cell, in words, in an example, in a title."""
    cell = text.replace("|", r"\|")
    return compare(
        {PATH: page(request=[A])},
        {
            PATH: page(
                request=[f"A | int | {cell} | Yes"],
                response_example=fenced(text),
                request_example=fenced(text),
                intro=f"Does {text}.\n\n!> 该接口已废弃，请使用{text}",
            ),
            "thing-api/get_thing.md": page(title=f"{text} - GetThing"),
        },
        "any",
    )


def names(root: Node) -> tuple[set[str], set[str]]:
    """Return what elements and what attributes there are."""
    nodes = [part for part in root.content if isinstance(part, Node)]
    tags: set[str] = set()
    attributes: set[str] = set()
    while nodes:
        node = nodes.pop()
        tags.add(node.tag)
        attributes |= node.attributes.keys()
        nodes += [part for part in node.content if isinstance(part, Node)]
    return tags, attributes


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_markup_of_pages_is_text(text: str) -> None:
    root = read(changes_html.render(hostile(text)))
    assert names(root) == names(read(changes_html.render(hostile("harmless"))))
    assert len(list(root.all("script"))) == 1
    assert all(str(link.attributes["href"]).startswith("#") for link in root.all("a"))
    shown = [cell.text for cell in root.all("td", "new")]
    assert sum(text in cell for cell in shown) >= 2


INVISIBLE = {
    "a reversal of the line": ("a\u202eb", r"a\u202eb"),
    "an isolation": ("a\u2066b\u2069", r"a\u2066b\u2069"),
    "a space of no width": ("a\u200bb", r"a\u200bb"),
    "a control character": ("a\x1bb", r"a\u001bb"),
    "half a character": ("a\ud800b", r"a\ud800b"),
    "a tab and a newline stay": ("a\tb\nc", "a\tb\nc"),
}


@pytest.mark.parametrize(("text", "shown"), INVISIBLE.values(), ids=INVISIBLE)
def test_what_is_invisible_is_shown(text: str, shown: str) -> None:
    made = html.element("p", text, title=text)
    assert (made.text, made.get("title")) == (shown, shown)


@given(text=st.text(), attribute=st.text())
def test_any_text_is_read_as_it_was_given(text: str, attribute: str) -> None:
    made = html.element("p", text, title=attribute)
    rendered = html.render_page("t", html.element("body", made), style="", script="")
    rendered.encode()
    (node,) = read(rendered).all("p")
    assert (node.text, node.attributes["title"]) == (made.text, made.get("title"))


def test_the_same_changes_are_the_same_bytes() -> None:
    assert changes_html.render(BOTH) == changes_html.render(BOTH)
    assert not re.search(r"\b(19|20)\d\d-\d\d", changes_html.render(BOTH))
