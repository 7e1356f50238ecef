"""The site of a client, as ``docs2sdk docs`` writes it: complete, inert, without dead links, and safe for files of others.

What single pages look like is in ``tests/cases``: see ``test_cases.py``.  In a browser: see ``test_site.py``.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import in_memory
import markdown
import pytest
import small_schemas as schemas
import trees
import ucloud_client
import yaml
from building import generate, rename
from click.testing import CliRunner, Result
from conftest import ROOT
from docs2sdk.build import manifest
from docs2sdk.catalog import assembly
from docs2sdk.cli import main
from docs2sdk.config import Settings
from docs2sdk.reference import page_text
from docs2sdk.schema import Action, Payload
from docs2sdk.targets import page_addresses
from markdown_it import MarkdownIt
from small_pages import row
from ucloud_client.runtime.options import CallOptions, ClientOptions
from ucloud_client.runtime.settings import Settings as ClientSettings
from ucloud_client.testing import FakeAPI

MARKDOWN: dict[str, Callable[[str], str]] = {
    "CommonMark": MarkdownIt("commonmark", {"html": True}).enable("table").render,
    # What Zensical and Material for MkDocs read pages with.
    "Python-Markdown": lambda text: markdown.markdown(
        text, extensions=["tables", "fenced_code"]
    ),
}
BOTH = pytest.mark.parametrize("render", MARKDOWN.values(), ids=MARKDOWN)
LANGUAGES = ("en", "zh")


def docs(specs: Path, out: Path, *options: str) -> Result:
    """Run the command; errors of this program are raised."""
    words = ["docs", str(specs), "--out", str(out), "--quiet", *options]
    return CliRunner().invoke(main, words, catch_exceptions=False)


@pytest.fixture(scope="module", params=LANGUAGES)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the folder of the site of our own pages, in one language after the other."""
    out = tmp_path_factory.mktemp("site")
    assert docs(ROOT / "specs", out, "--lang", request.param).exit_code == 0
    return out


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small documentation, with the working directory beside it."""
    monkeypatch.chdir(tmp_path)
    return trees.write(tmp_path / "pages", trees.PAGES)


# What pages say.

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def texts(action: Action) -> Iterator[str]:
    """Yield every text of a page that describes something."""
    yield from (action.title, action.summary, *action.notes, *action.warnings)
    for payload in (action.request, action.response):
        for field in fields(payload):
            yield field.description


def fields(payload: Payload) -> Iterator[object]:
    yield from payload.fields
    for model in payload.models:
        yield from model.fields


def visible(text: str) -> str:
    """Return what a browser shows of Markdown, without white space."""
    shown = MARKDOWN["CommonMark"](text)
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", shown)).split())


def plain(text: str) -> str:
    """Return a text of a page without the markup that the reference interprets, and without white space."""
    without_links = re.sub(r"\[([^\[\]\n]+)\]\([^()\s<>]+\)", r"\1", text)
    return "".join(re.sub(r"`([^`\n]+)`", r"\1", without_links).split())


def assert_complete(specs: Path, out: Path) -> int:
    """Check that every text of every page is on the page of its action; return how many there are."""
    _, catalog = assembly.read_catalog(Settings((specs,), out), lambda *_: None)
    entries = manifest.load(out / manifest.NAME)[0].files
    paths = {entry.source: path for path, entry in entries.items()}
    count = 0
    for service in catalog.services:
        for action in service.actions:
            text = (out / paths[action.location.path]).read_text("utf-8")
            for block in BLOCK.findall(text):
                compile(block, action.name, "exec")
            shown = visible(text)
            wanted = [*map(plain, texts(action))]
            assert [text for text in wanted if text not in shown] == [], action.name
            count += len(wanted)
    return count


def test_every_text_of_our_pages_is_in_the_reference(site: Path) -> None:
    assert assert_complete(ROOT / "specs", site) > 300


@pytest.mark.slow
def test_every_text_of_the_published_pages_is_in_the_reference(
    corpus: Path, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    assert docs(corpus, tmp_path / "site").exit_code == 0
    count = assert_complete(corpus, tmp_path / "site")
    tell(f"{count} texts of the published pages are in the reference")
    assert count > 10_000


def test_every_parameter_is_there_with_its_names(site: Path) -> None:
    page = (site / "docs/services/isms/get_isms_send_receipt.md").read_text("utf-8")
    (line,) = (line for line in page.split("\n") if line.startswith("| `task_id_set`"))
    assert "| `TaskIdSet.N` | `list[str]` |" in line
    assert "- `data` (`Data`): `list[ReceiptPerTask]`" in page
    assert "    - `task_id` (`TaskId`): `str`" in page
    assert "https://docs.ucloud.cn/api/isms-api/get_isms_send_receipt" in page


def test_every_call_runs(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api = FakeAPI()
    monkeypatch.setattr(ucloud_client, "Client", api.client)
    monkeypatch.setattr(ucloud_client, "AsyncClient", api.async_client)
    monkeypatch.setattr("builtins.print", lambda *_: None)
    files = [*site.glob("docs/services/*/*.md")]
    blocks = [
        block for file in files for block in BLOCK.findall(file.read_text("utf-8"))
    ]
    for block in blocks:
        exec(compile(block, "block", "exec"), {})  # noqa: S102 - our own
    actions = [file for file in files if file.stem not in ("index", "errors")]
    assert len(blocks) >= 2 * len(actions)
    assert len(api.requests()) >= len(blocks)


# Text of pages is shown, whatever it holds.

HOSTILE = {
    "a script": "x <script>alert(1)</script>",
    "a block of HTML": "<div onclick='x()'>",
    "a comment": "<!-- x -->",
    "an image with a handler": "<img src=x onerror=alert(1)>",
    "an image": "![x](https://example.com/x.png)",
    "a link that runs": "[x](javascript:alert(1))",
    "a link that runs, in capitals": "[x](JaVaScRiPt:alert(1))",
    "a link to a data page": "[x](data:text/html,y)",
    "a link to a file": "[x](file:///etc/passwd)",
    "a link in angle brackets": "[x](<javascript:alert(1)>)",
    "a link with a title": '[x](https://example.com "onclick=y")',
    "a link with quotes": "[x](https://example.com/\"onclick='y)",
    "an automatic link": "<javascript:alert(1)>",
    "a reference": "[x][y] [y]: javascript:z",
    "a heading": "# x",
    "a list": "- x",
    "a numbered list": "1. x",
    "a quotation": "> x",
    "a rule": "---",
    "a fence": "```x",
    "a table": "| a | b |",
    "a bar in code": "`a|b`",
    "emphasis": "*a* **b** _c_ ~~d~~",
    "attributes": "x {: onclick=alert(1) }",
    "an admonition": "!!! note",
    "a directive": "::: docs2sdk.schema",
    "a snippet": '--8<-- "/etc/passwd"',
    "a template": "{{ 7*7 }} {% include 'x' %}",
    "an entity": "&lt;b&gt; &copy;",
    "a backslash": r"\ \* \| x\\",
    "math": "$x$ $$y$$",
    "a bidirectional mark": "x\u202ey",
    "an escape sequence": "\x1b[31m",
}
FRAMES = {
    "a paragraph": "{}",
    "a heading": "# {}",
    "an item": "- {}",
    "a cell": "| a | b |\n|---|---|\n| {} | c |",
}


@BOTH
@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_of_pages_is_inert(
    text: str, frame: str, render: Callable[[str], str]
) -> None:
    shown = render(frame.format(page_text.format_text(text, "isms-api/x.md")))
    tags = {*re.findall(r"<([a-z0-9!-]+)", shown)}
    harmless = render(frame.format("x"))
    assert tags - {"a", "code"} == {*re.findall(r"<([a-z0-9!-]+)", harmless)}
    assert all(
        link.startswith("https://") for link in re.findall(r'href="(.*?)"', shown)
    )
    assert "\u202e" not in shown
    assert "\x1b" not in shown


# What is interpreted, or cannot be shown.
_CHANGED = ("link", "reference", "image", "bar in code", "bidirectional", "escape seq")


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        text
        for name, text in HOSTILE.items()
        if not any(word in name for word in _CHANGED)
    ],
)
def test_other_markup_is_shown_as_it_is_written(
    text: str, render: Callable[[str], str]
) -> None:
    shown = render(page_text.format_text(text, "isms-api/x.md"))
    assert html.unescape(re.sub(r"</?p>", "", shown)).strip() == text.strip()


LINKS = {
    "https://docs.ucloud.cn/a?b=c": "https://docs.ucloud.cn/a?b=c",
    "api/uhost-api/specification": "https://docs.ucloud.cn/api/uhost-api/specification",
    "../uhost-api/describe_image.md": "https://docs.ucloud.cn/api/uhost-api/describe_image",
    "get_thing": "https://docs.ucloud.cn/api/isms-api/get_thing",
    "/api/x": "https://docs.ucloud.cn/api/x",
    "#Row": "https://docs.ucloud.cn/api/isms-api/page#Row",
    "https://example.com/a|b": "https://example.com/a%7Cb",
    "https://example.com/*a*": "https://example.com/%2Aa%2A",
    "javascript:alert": "",
    "mailto:a@example.com": "",
    "https://[": "",
}


@pytest.mark.parametrize(("target", "address"), LINKS.items(), ids=LINKS)
def test_a_link_leads_to_the_web_or_nowhere(target: str, address: str) -> None:
    assert page_addresses.find_address(target, "isms-api/page.md") == address


def test_titles_cannot_leave_the_settings(pages: Path) -> None:
    evil = "x\": [y]\n# z {{ 7*7 }} \\ ' &lt;b&gt; !ENV"
    trees.write(
        pages, {"alpha-api/_sidebar.md": f'<div class="sidebar_title">{evil}</div>\n'}
    )
    assert docs(pages, Path("site")).exit_code == 0
    text = Path("site/mkdocs.yml").read_text("utf-8")
    settings = yaml.safe_load(text)
    assert settings["docs_dir"] == "docs"
    assert not re.search("[<>&]", str(settings["nav"]))
    assert len(settings["nav"]) == 5


# Every page can be reached.


def nav_paths(entry: object) -> Iterator[str]:
    if isinstance(entry, dict):
        for value in entry.values():
            yield from nav_paths(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from nav_paths(value)
    else:
        yield str(entry)


def test_the_navigation_has_every_page(site: Path) -> None:
    settings = yaml.safe_load((site / "mkdocs.yml").read_text("utf-8"))
    paths = sorted(nav_paths(settings["nav"]))
    files = site.glob("docs/**/*.md")
    assert paths == sorted(file.relative_to(site / "docs").as_posix() for file in files)


def test_every_link_leads_to_a_page(site: Path) -> None:
    links = 0
    for file in site.glob("docs/**/*.md"):
        shown = MARKDOWN["CommonMark"](file.read_text("utf-8"))
        for link in re.findall(r'href="(.*?)"', shown):
            links += 1
            if not link.startswith("https://"):
                path, _, anchor = link.partition("#")
                assert (
                    not anchor
                ), "pages link to pages: what a heading is called differs"
                assert (file.parent / path).is_file(), f"{file}: {link}"
    assert links > 100


def test_actions_may_be_called_like_other_pages(pages: Path) -> None:
    named = {
        f"alpha-api/{name}.md": trees.page(name.title()) for name in ("index", "errors")
    }
    trees.write(
        pages,
        {path.replace("index", "the_index"): text for path, text in named.items()},
    )
    assert docs(pages, Path("site")).exit_code == 0
    files = {path.name for path in Path("site/docs/services/alpha").iterdir()}
    assert {"index.md", "index_2.md", "errors_2.md", "get_thing.md"} <= files
    assert "errors.md" not in files


# Languages.


def test_the_languages_differ_in_words_only(tmp_path: Path) -> None:
    english, chinese = (tmp_path / language for language in LANGUAGES)
    for out in (english, chinese):
        assert docs(ROOT / "specs", out, "--lang", out.name).exit_code == 0
    files = [path.relative_to(english) for path in english.glob("docs/**/*.md")]
    assert files
    for file in files:
        left, right = ((out / file).read_text("utf-8") for out in (english, chinese))
        assert shape(left) == shape(right), file
        assert file.name == "index.md" or re.search("[\u4e00-\u9fff]", right)
    assert "language: zh" in (chinese / "mkdocs.yml").read_text("utf-8")


def shape(text: str) -> list[str]:
    """Return the kind of every block of a page, and its code without words."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    code = re.compile(
        r'  # .*|"[^"\n]*[\u4e00-\u9fff][^"\n]*"|"(?:there|it|not) [^"\n]*:"'
    )
    return [
        code.sub("", token.content).strip() if token.type == "fence" else token.type
        for token in tokens
        if token.type not in ("inline", "paragraph_open", "paragraph_close")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_client_names_what_is_public(language: str) -> None:
    text = (ROOT / f"templates/reference/{language}/client.md.j2").read_text("utf-8")
    named = {*re.findall(r"`([\w.]+)", text)}
    errors = {name for name in ucloud_client.__all__ if name.endswith("Error")}
    assert errors <= named
    settings = {field.name for field in dataclasses.fields(ClientSettings)}
    options = {*ClientOptions.__annotations__, "http_client", "transport"}
    assert (settings - {"origins", "searched"}) | options <= named
    for name in CallOptions.__annotations__:
        assert re.search(rf"^\| [^|]*`{name}`[^|]* × \|", text, re.MULTILINE), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tree_of_exceptions_is_that_of_the_package(language: str) -> None:
    text = (ROOT / f"templates/reference/{language}/client.md.j2").read_text("utf-8")
    parents: list[str] = []
    tree = {}
    for indent, name in re.findall(r"^( *)- `(\w+)`", text, re.MULTILINE):
        del parents[len(indent) // 4 :]
        tree[name] = parents[-1] if parents else "Exception"
        parents.append(name)
    for name, parent in tree.items():
        assert getattr(ucloud_client, name).__bases__[0].__name__ == parent
    assert tree.keys() == {
        name for name in ucloud_client.__all__ if name.endswith("Error")
    }


def test_settings_choose_folder_and_language(pages: Path) -> None:
    Path("pyproject.toml").write_text(
        '[tool.docs2sdk]\nspecs = "pages"\n[tool.docs2sdk.docs]\nout = "web"\nlang = "zh"\n'
    )
    result = CliRunner().invoke(main, ["docs"], catch_exceptions=False)
    assert "wrote" in result.output
    assert "language: zh" in Path("web/mkdocs.yml").read_text("utf-8")
    Path("pyproject.toml").write_text('[tool.docs2sdk.docs]\nlang = "fr"\n')
    refused = CliRunner().invoke(main, ["docs", "pages"])
    assert refused.exit_code == 2
    assert "docs.lang: must be one of en, zh" in refused.output


# Files on disk.


def test_a_second_run_writes_nothing(pages: Path) -> None:
    assert docs(pages, Path("site")).exit_code == 0
    before = trees.snapshot(Path("site"))
    result = CliRunner().invoke(main, ["docs", "pages", "--jobs", "1"])
    assert "wrote     0 files to site (" in result.output
    assert trees.snapshot(Path("site")) == before


def test_pages_of_actions_that_are_gone_are_removed(pages: Path) -> None:
    page = Path("site/docs/services/beta/make_other.md")
    docs(pages, Path("site"))
    assert page.is_file()
    (pages / "beta-api/make_other.md").unlink()
    assert docs(pages, Path("site")).exit_code == 0
    assert not page.exists()
    assert "make_other" not in Path("site/mkdocs.yml").read_text("utf-8")


@pytest.mark.parametrize("path", ["mkdocs.yml", "docs/services/beta/get_other.md"])
def test_a_file_of_others_is_not_overwritten(pages: Path, path: str) -> None:
    file = trees.write(Path("site"), {path: "mine"}) / path
    before = trees.snapshot(Path("site"))
    result = docs(pages, Path("site"))
    assert result.exit_code == 2
    assert "not written by docs2sdk" in result.output
    assert trees.snapshot(Path("site")) == before
    assert docs(pages, Path("site"), "--force").exit_code == 0
    assert file.read_text("utf-8") != "mine"


def test_a_page_that_was_edited_is_not_overwritten(pages: Path) -> None:
    docs(pages, Path("site"))
    page = Path("site/docs/services/beta/get_other.md")
    page.write_text("edited", "utf-8")
    result = docs(pages, Path("site"))
    assert result.exit_code == 2
    assert "edited by hand" in result.output
    assert page.read_text("utf-8") == "edited"


def test_other_files_and_the_built_pages_stay(pages: Path) -> None:
    docs(pages, Path("site"))
    trees.write(Path("site"), {"html/index.html": "built", "docs/mine.md": "mine"})
    assert docs(pages, Path("site")).exit_code == 0
    assert Path("site/html/index.html").read_text() == "built"
    assert Path("site/docs/mine.md").read_text() == "mine"


def test_client_and_site_are_kept_apart(pages: Path) -> None:
    words = ["generate", "pages", "--quiet"]
    assert CliRunner().invoke(main, [*words, "--out", "sdk"]).exit_code == 0
    assert docs(pages, Path("site")).exit_code == 0
    before = trees.snapshot(Path(".")), None
    refused = docs(pages, Path("sdk")), CliRunner().invoke(
        main, [*words, "--out", "site"]
    )
    assert [result.exit_code for result in refused] == [2, 2]
    assert "holds a client" in refused[0].output
    assert "holds a site" in refused[1].output
    assert (trees.snapshot(Path(".")), None) == before


def test_the_site_may_not_be_among_the_pages(pages: Path) -> None:
    assert docs(pages, pages / "site").exit_code == 2


def test_errors_are_told_and_the_rest_is_written(pages: Path) -> None:
    broken = trees.page("GetThing", [row("A..B")])
    trees.write(pages, {"alpha-api/get_thing.md": broken})
    result = docs(pages, Path("site"))
    assert result.exit_code == 1
    assert re.search(
        r"^pages/alpha-api/get_thing.md:\d+:\d+: error\[", result.output, re.MULTILINE
    )
    assert Path("site/docs/services/alpha/drop_thing.md").is_file()


def test_the_site_has_the_names_that_the_client_keeps(pages: Path) -> None:
    generate(Settings((pages,), Path("generated")))
    path = "ucloud_client/alpha/get_thing.py"
    rename(Path("generated"), path, "thing_id", "old_name")
    docs(pages, Path("site"))
    page = Path("site/docs/services/alpha/get_thing.md").read_text("utf-8")
    assert "| `old_name` | `ThingId` |" in page
    assert "old_name=" in page


def test_a_package_has_its_own_name_in_every_page(pages: Path) -> None:
    assert docs(pages, Path("site"), "--package", "acme_cloud").exit_code == 0
    texts = [path.read_text("utf-8") for path in Path("site").rglob("*.md")]
    assert any("from acme_cloud import Client" in text for text in texts)
    assert not any("ucloud_client" in text for text in texts)


def test_only_parameters_of_the_request_itself_come_from_settings() -> None:
    region, zone = schemas.needed("Region"), schemas.field("Zone")
    targets = schemas.field("Targets", schemas.many("Targets"))
    inside = schemas.group("Targets", schemas.field("Region"))
    request = schemas.side(region, zone, targets, models=(inside,))
    page = in_memory.reference(schemas.action(request))
    rows = [line.split(" | ") for line in page.split("\n") if line.startswith("| `")]
    assert {cells[0]: cells[4] for cells in rows} == {
        "| `region`": "`region` of the client",
        "| `zone`": "`zone` of the client",
        "| `targets`": "`None`",
        "| `targets[].region`": "`None`",
    }
