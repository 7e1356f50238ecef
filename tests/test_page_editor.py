"""``docs2sdk lsp`` as an editor meets it: a real client over standard streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import building
import page_editor
import pytest
import trees
from click.testing import CliRunner
from docs2sdk.cli import main
from docs2sdk.config import Settings
from page_editor import OpenedFile, PageEditor, Shown
from small_pages import FIRST_ROW, RET_CODE, modern, row
from test_quick_fixes import CASES, Case

pytestmark = pytest.mark.slow

GET, OTHER = "alpha-api/get_thing.md", "beta-api/get_other.md"
Start = Callable[..., PageEditor]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project with the pages of ``trees.PAGES`` in ``specs``."""
    trees.write(tmp_path / "specs", trees.PAGES)
    (tmp_path / "pyproject.toml").write_text('[tool.docs2sdk]\nspecs = "specs"\n')
    return tmp_path


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Return the function that begins a session in the project; every session ends as an editor ends it."""
    with ExitStack() as stack:

        def begin(*options: object, **settings: object) -> PageEditor:
            session: AbstractContextManager[PageEditor] = page_editor.start(
                folder, *options, **settings  # type: ignore[arg-type]
            )
            return stack.enter_context(session)

        yield begin


def open_page(editor: PageEditor, folder: Path, path: str = GET) -> OpenedFile:
    return editor.open(folder / "specs" / path)


def test_a_page_without_fault_has_no_diagnostics(start: Start, folder: Path) -> None:
    assert open_page(start(), folder).diagnostics() == []


def test_a_diagnostic_is_at_its_cell_as_one_types(start: Start, folder: Path) -> None:
    page = open_page(start(), folder)
    page.replace("| int |", "| strng |")
    assert page.diagnostics() == [Shown("D203", "strng", FIRST_ROW + 1)]
    page.replace("| strng |", "| string |")
    assert page.diagnostics() == []


def test_a_diagnostic_says_what_to_do_and_where_to_read_more(
    start: Start, folder: Path
) -> None:
    page = open_page(start(), folder)
    page.replace("| int |", "| strng |")
    (item,) = page.publish()
    assert item["severity"] == 1
    assert item["source"] == "docs2sdk"
    first, second = item["message"].split("\n")
    assert first == 'unknown type "strng"; did you mean "string"?'
    assert second.startswith("Use a type that the format of pages has")
    assert item["codeDescription"]["href"].endswith("docs/pages.md#d203")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_are_in_the_units_that_the_editor_wants(
    start: Start, folder: Path, encoding: str
) -> None:
    editor = start(encodings=[encoding])
    assert editor.encoding == encoding
    text = trees.page(
        "GetThing", [*trees.THING, "| **A** | int | 表情😀👍🏽 中文 | 不 |"]
    )
    page = editor.open(folder / "specs" / GET, text)
    assert page.diagnostics() == [Shown("D209", "不", FIRST_ROW + 3)]
    page.replace("😀", "😀🎉")
    page.replace("| 不 |", "| 𝔫𝔬 |")
    assert page.diagnostics() == [Shown("D209", "𝔫𝔬", FIRST_ROW + 3)]


@pytest.mark.parametrize("encodings", [(), ("utf-7",)])
@pytest.mark.slow
def test_an_editor_that_says_nothing_of_use_gets_utf_16(
    start: Start, encodings: tuple[str, ...]
) -> None:
    assert start(encodings=encodings).encoding == "utf-16"


# What counts: the open text, then the files.


def test_an_open_text_counts_instead_of_its_file(start: Start, folder: Path) -> None:
    page = open_page(start(), folder)
    page.replace("| int |", "| strng |")
    assert len(page.diagnostics()) == 1
    page.file.write_text("another text")
    page.replace("| strng |", "| strng  |")
    assert page.diagnostics() == [Shown("D203", "strng", FIRST_ROW + 1)]


def test_a_closed_page_has_no_diagnostics(start: Start, folder: Path) -> None:
    page = open_page(start(), folder)
    page.replace("| int |", "| strng |")
    assert len(page.diagnostics()) == 1
    page.close()
    assert page.diagnostics() == []


@pytest.mark.slow
def test_several_changes_at_once_are_made_one_after_the_other(
    start: Start, folder: Path
) -> None:
    page = open_page(start(), folder)
    line = FIRST_ROW - 1
    at = {"line": line, "character": 0}
    changes = [
        {"range": {"start": at, "end": at}, "text": "| **A** | strng |  | No |\n"},
        {"range": {"start": at, "end": at}, "text": "| **B** | strng |  | No |\n"},
        {
            "range": {"start": at, "end": {"line": line + 1, "character": 0}},
            "text": "",
        },
    ]
    page.send_changes(changes)
    lines = page.text.split("\n")
    page.text = "\n".join([*lines[:line], "| **A** | strng |  | No |", *lines[line:]])
    assert page.diagnostics() == [Shown("D203", "strng", FIRST_ROW)]


@pytest.mark.slow
def test_an_editor_may_send_the_whole_text(start: Start, folder: Path) -> None:
    page = open_page(start(), folder)
    page.send_changes([{"text": "# 无 - GetOne\n\n### 请求参数\n"}])
    assert [item["code"] for item in page.publish()] == ["D102"]


def test_a_page_that_is_not_saved_yet_is_one_of_the_project(
    start: Start, folder: Path
) -> None:
    editor = start()
    text = trees.page("GetThing")
    page = editor.open(folder / "specs/alpha-api/new.md", text)
    (shown,) = page.publish()
    assert shown["code"] == "D107"
    (related,) = shown["relatedInformation"]
    assert page_editor.read_uri(related["location"]["uri"]) == folder / "specs" / GET


def test_a_page_that_another_one_uses_is_told_while_that_one_changes(
    start: Start, folder: Path
) -> None:
    """Both claim one action: the first by path has it."""
    editor = start()
    page = open_page(editor, folder, OTHER)
    assert page.diagnostics() == []
    first = open_page(editor, folder)
    assert first.diagnostics() == []
    page._seen = len(editor.notifications)
    first.replace("- GetThing", "- GetOther")
    assert [shown.code for shown in page.diagnostics()] == ["D107"]


@pytest.mark.slow
def test_a_saved_index_is_read_again(start: Start, folder: Path) -> None:
    editor = start()
    page = editor.open(
        folder / "specs/alpha-api/take_thing.md", "# 领取东西\n\n领取。\n"
    )
    assert page.diagnostics() == []
    index = editor.open(
        folder / "specs/alpha-api/index.md",
        "- [领取 - TakeThing](alpha-api/take_thing)\n",
    )
    page._seen = len(editor.notifications)
    index.save()
    assert [shown.code for shown in page.diagnostics()] == ["D102"]


def test_files_that_change_outside_the_editor_are_read_again(
    start: Start, folder: Path
) -> None:
    editor = start()
    page = open_page(editor, folder, OTHER)
    assert page.diagnostics() == []
    (registration,) = editor.registered
    watched = registration["registerOptions"]["watchers"]
    assert {"globPattern": "**/*.md"} in watched
    (folder / "specs" / GET).write_text(trees.page("GetOther"), "utf-8")
    page._seen = len(editor.notifications)
    event = {"uri": (folder / "specs" / GET).as_uri(), "type": 2}
    editor.notify(registration["method"], {"changes": [event]})
    assert [shown.code for shown in page.diagnostics()] == ["D107"]


@pytest.mark.slow
def test_folders_of_the_session_may_change(
    start: Start, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A documentation outside the project is found by the settings of a folder that is added."""
    outside = trees.write(tmp_path_factory.mktemp("outside"), trees.PAGES)
    added = tmp_path_factory.mktemp("added")
    settings = f'[tool.docs2sdk]\nspecs = "{outside.as_posix()}"\n'
    (added / "pyproject.toml").write_text(settings)
    editor = start()
    page = editor.open(outside / GET)
    page.replace("| int |", "| strng |")
    folders = {"added": [{"uri": added.as_uri(), "name": "added"}], "removed": []}
    editor.notify("workspace/didChangeWorkspaceFolders", {"event": folders})
    assert len(page.diagnostics()) == 1


def test_an_overlay_has_diagnostics_of_its_open_text(
    start: Start, folder: Path
) -> None:
    overlay = start().open(
        folder / "specs/overlays/alpha.toml",
        '[[correction]]\naction = "GetThing"\nparameter = "Nothing"\ntype = "int"\nreason = "x"\n',
    )
    overlay.save()
    assert [shown.code for shown in overlay.diagnostics()] == ["D601"]
    overlay.replace("Nothing", "ThingId")
    assert overlay.diagnostics() == []


def test_known_findings_are_not_shown(start: Start, folder: Path) -> None:
    settings = folder / "pyproject.toml"
    settings.write_text('[tool.docs2sdk.lint]\nbaseline = "known.json"\n')
    page = folder / "specs" / GET
    page.write_text(page.read_text("utf-8").replace("| int |", "| strng |"), "utf-8")
    arguments = [
        "lint",
        str(folder / "specs"),
        "--baseline",
        str(folder / "known.json"),
    ]
    assert CliRunner().invoke(main, [*arguments, "--update-baseline"]).exit_code == 0
    opened = open_page(start(), folder)
    assert opened.diagnostics() == []
    opened.replace("**Yes**", "yes")
    assert [shown.code for shown in opened.diagnostics()] == ["D209"]


OUTSIDE = {
    "a file beside the pages": "README.md",
    "a hidden file": "specs/alpha-api/.draft.md",
    "a file in a hidden folder": "specs/.trash/get_thing.md",
    "a file of another kind": "specs/alpha-api/notes.txt",
}


@pytest.mark.parametrize("path", OUTSIDE.values(), ids=OUTSIDE)
@pytest.mark.slow
def test_a_file_that_is_no_page_has_no_diagnostics(
    start: Start, folder: Path, path: str
) -> None:
    editor = start()
    stranger = editor.open(folder / path, trees.page("GetThing", [row("A", "strng")]))
    assert stranger.ask_at("hover", 0) is None
    assert stranger.ask_at("definition", 0) is None
    open_page(editor, folder).publish()
    uris = [message["params"]["uri"] for message in editor.notifications]
    assert stranger.uri not in uris


# Settings.


@pytest.mark.slow
def test_settings_are_those_of_the_nearest_file(start: Start, folder: Path) -> None:
    inner = trees.write(folder / "inner/pages", trees.PAGES)
    (folder / "inner/pyproject.toml").write_text('[tool.docs2sdk]\nspecs = "pages"\n')
    page = start().open(inner / GET)
    page.replace("| int |", "| strng |")
    assert len(page.diagnostics()) == 1


@pytest.mark.slow
def test_a_documentation_elsewhere_is_named_on_the_command_line(
    start: Start, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = trees.write(tmp_path_factory.mktemp("elsewhere"), trees.PAGES)
    page = start(elsewhere).open(elsewhere / GET)
    page.replace("| int |", "| strng |")
    assert len(page.diagnostics()) == 1


def write_whole(file: Path, text: str) -> None:
    """Write a file so that the server never reads a part of it."""
    part = file.with_suffix(".part")
    part.write_text(text)
    part.replace(file)


@pytest.mark.slow
def test_unusable_settings_are_a_message_and_no_crash(
    start: Start, folder: Path
) -> None:
    settings = folder / "pyproject.toml"
    good = settings.read_text()
    write_whole(settings, "[tool.docs2sdk]\nspec = 1\n")
    editor = start()
    page = open_page(editor, folder)
    page.replace("| int |", "| strng |")
    while not editor.messages:
        editor.receive()
    (message,) = editor.messages
    assert message.startswith("docs2sdk: ")
    assert "unknown setting" in message
    write_whole(settings, good)
    page.save()
    assert len(page.diagnostics()) == 1
    write_whole(settings, "no settings")
    page.save()
    assert len(page.diagnostics()) == 1, "the last good settings count"
    while len(editor.messages) < 2:
        editor.receive()


PROBLEMS = {
    "a manifest that cannot be read": (
        "generated/.docs2sdk.json",
        "<<<<<<<",
        "manifest",
    ),
    "a baseline that is missing": (
        "pyproject.toml",
        '[tool.docs2sdk.lint]\nbaseline = "none.json"\n',
        "none.json",
    ),
}


@pytest.mark.parametrize("case", PROBLEMS.values(), ids=PROBLEMS)
@pytest.mark.slow
def test_pages_are_checked_without_what_cannot_be_read(
    start: Start, folder: Path, case: tuple[str, str, str]
) -> None:
    path, text, words = case
    trees.write(folder, {path: text})
    editor = start()
    page = open_page(editor, folder)
    page.replace("| int |", "| strng |")
    assert len(page.diagnostics()) == 1
    while not editor.messages:
        editor.receive()
    assert words in editor.messages[0]
    page.replace("| strng |", "| int |")
    assert page.diagnostics() == []
    page.ask_at("hover", 0)
    assert len(editor.messages) == 1, "it is told once"


# Hover, definition, completion, code actions: ``|`` is the cursor.


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a generated package."""
    folder = tmp_path_factory.mktemp("things")
    specs = trees.write(folder / "specs", {"things-api/get_thing.md": THING})
    settings = folder / "pyproject.toml"
    settings.write_text('[tool.docs2sdk]\npackage = "things_client"\n')
    building.generate(Settings((specs,), folder / "generated", package="things_client"))
    return folder


@pytest.fixture(scope="module")
def thing(things: Path) -> Iterator[OpenedFile]:
    """Return the page of that project in an editor."""
    with page_editor.start(things) as editor:
        yield editor.open(things / "specs/things-api/get_thing.md")


THING = modern(
    [
        row("Region", doc="地域", required="**Yes**"),
        row("Ids.N", doc="资源ID。每次请求最多支持100个", required="**Yes**"),
        row("Disks.N.Size", "int", "大小"),
        row("Disks.N.Type", doc="类型。枚举值：SSD，固态；HDD，机械"),
    ],
    [RET_CODE, row("Things", "array[[*Thing*](#Thing)]"), row("from")],
    response_models=[("Thing", [row("Id", doc="资源ID`x`[y](z)")])],
    title="查看😀东西 - GetThing",
    request_example="暂无",
    response_example="暂无",
)

METHOD = """\
client.things.get_thing(
    *,
    ids: list[str],
    region: str | None = None,
    disks: list[GetThing.Disks] | None = None,
) -> GetThingResponse"""
HOVERS = {
    "the title": (
        "# ",
        METHOD,
    ),
    "a parameter": ("**Ids.N**", "things_client.things.GetThing.ids: list[str]"),
    "the first row of a group": (
        "**Disks.N.Size**",
        "things_client.things.GetThing.Disks.size: int | None",
    ),
    "a later row of a group": (
        "HDD，机械",
        "things_client.things.GetThing.Disks.type: str | None",
    ),
    "a field that refers to a model": (
        "**Things**",
        "things_client.things.GetThingResponse.things: list[Thing] | None",
    ),
    "a field with a reserved name": (
        "**from**",
        "things_client.things.GetThingResponse.from_: str | None",
    ),
    "the heading of a model": ("#### Thing", "class things_client.things.Thing"),
    "a field of a model": ("**Id**", "things_client.things.Thing.id: str | None"),
}


@pytest.mark.parametrize("case", HOVERS.values(), ids=HOVERS)
def test_hover_shows_the_symbol_and_its_type(
    thing: OpenedFile, case: tuple[str, str]
) -> None:
    place, symbol = case
    shown = thing.ask_at("hover", thing.text.index(place) + 2)
    assert shown["contents"]["kind"] == "markdown"
    assert shown["contents"]["value"].startswith(f"```python\n{symbol}\n```\n")
    assert place in thing.cut(shown["range"])


def test_hover_shows_limits_and_values(thing: OpenedFile) -> None:
    def facts(place: str) -> list[str]:
        shown = thing.ask_at("hover", thing.text.index(place))
        return shown["contents"]["value"].partition("\n```\n\n")[2].split("\n")

    assert "- limit: `at most 100 elements`" in facts("Ids.N")
    assert "- values: `SSD, HDD`" in facts("Disks.N.Type")
    assert facts("# 查看") == ["- page: `查看😀东西`"]


@pytest.mark.parametrize("place", ["## 简介", "**Action**", "| 参数名", "**RetCode**"])
def test_hover_shows_nothing_for_what_is_no_part_of_the_client(
    thing: OpenedFile, place: str
) -> None:
    assert thing.ask_at("hover", thing.text.index(place)) is None


DEFINITIONS = {
    "the title": ("# 查看", "class GetThing(Request[GetThingResponse]):"),
    "a parameter": ("**Ids.N**", 'ids: list[str] = param("Ids", max_items=100)'),
    "a row of a group": ("**Disks.N.Size**", "size: int | None = param("),
    "the heading of a model": ("#### Thing", "class Thing(Model):"),
    "a field of a model": ("**Id**", "id: str | None = param("),
}


@pytest.mark.parametrize("case", DEFINITIONS.values(), ids=DEFINITIONS)
def test_a_definition_leads_to_the_generated_code_and_back(
    thing: OpenedFile, things: Path, case: tuple[str, str]
) -> None:
    place, source = case
    start = thing.text.index(place)
    there = thing.ask_at("definition", start + 3)
    file = page_editor.read_uri(there["uri"])
    assert file == things / "generated/things_client/things/get_thing.py"
    code = thing.editor.open(file)
    line = there["range"]["start"]["line"]
    assert code.text.split("\n")[line].strip().startswith(source)
    back = code.ask_at("definition", code.offset({"line": line, "character": 0}) + 5)
    assert page_editor.read_uri(back["uri"]) == thing.file
    number = thing.text[:start].count("\n")
    assert back["range"]["start"]["line"] == number


@pytest.mark.slow
def test_a_definition_counts_lines_of_the_open_text(things: Path) -> None:
    with page_editor.start(things) as editor:
        page = editor.open(things / "specs/things-api/get_thing.md")
        page.replace("## 简介", "一段话\n\n## 简介")
        module = things / "generated/things_client/things/get_thing.py"
        code = editor.open(module)
        back = code.ask_at("definition", code.text.index("ids: list[str]"))
        line = back["range"]["start"]["line"]
        assert "Ids.N" in page.text.split("\n")[line]


def test_code_that_is_generated_meanwhile_is_found(start: Start, folder: Path) -> None:
    page = open_page(start(), folder)
    assert page.ask_at("definition", 2) is None
    building.generate(Settings((folder / "specs",), folder / "generated"))
    found = page.ask_at("definition", 2)
    assert page_editor.read_uri(found["uri"]).name == "get_thing.py"


SCALARS = ["string", "int", "float", "boolean"]
LINK = "[*Thing*](#Thing)"
# The row that is being written, with the cursor at ``^``, and what is offered first.
COMPLETIONS = {
    "an empty type cell": ("| **A** | ^ | |", [*SCALARS, LINK, f"array[{LINK}]"]),
    "the beginning of a type": ("| **A** | st^ | |", ["string", "array[string]"]),
    "the beginning of a model": ("| **A** | thi^ | |", [LINK, f"array[{LINK}]"]),
    "a link that is begun": ("| **A** | [*T^", [LINK]),
    "a list that is begun": ("| **A** | array[in^] |", ["array[int]"]),
    "a list of a model": ("| **A** | array[[*Th^]] |", [f"array[{LINK}]"]),
    "a required cell": ("| **A** | int |  | ^|", ["**Yes**", "No"]),
    "the beginning of a yes": ("| **A** | int | 文字😀 | Y^", ["**Yes**"]),
    "a name cell": ("| A^", []),
    "a description": ("| **A** | int | string^ | |", []),
    "behind the row": ("| **A** | int | a | No | ^", []),
}


@pytest.mark.parametrize("case", COMPLETIONS.values(), ids=COMPLETIONS)
def test_a_cell_is_completed(desk: OpenedFile, case: tuple[str, list[str]]) -> None:
    line, expected = case
    start = THING.index("| **from**")
    typed = line.replace("^", "")
    desk.edit(0, len(desk.text), f"{THING[:start]}{typed}\n{THING[start:]}")
    offered = desk.ask_at("completion", start + line.index("^"))["items"]
    offered.sort(key=lambda item: item["sortText"])
    labels = [item["label"] for item in offered]
    assert labels[: len(expected) or None] == expected
    if offered:
        edit = offered[0]["textEdit"]
        ends = [desk.offset(edit["range"][name]) for name in ("start", "end")]
        desk.edit(*ends, edit["newText"])
        written = desk.text[start:].split("\n")[0].split("|")
        before = typed.split("|")
        number = line[: line.index("^")].count("|")
        before[number : number + 1] = [expected[0]]
        assert [cell.strip() for cell in written] == [cell.strip() for cell in before]


def test_models_of_another_section_are_not_offered(thing: OpenedFile) -> None:
    """The request has no models of its own."""
    at = thing.text.index("| string | 地域") + 2
    labels = [item["label"] for item in thing.ask_at("completion", at)["items"]]
    assert labels
    assert not any("Thing" in label for label in labels)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedFile]:
    """Return a page that tests write as they like, in units of UTF-16."""
    folder = tmp_path_factory.mktemp("desk")
    file = trees.write(folder / "specs", {"things-api/do_thing.md": modern()})
    with page_editor.start(folder) as editor:
        yield editor.open(file / "things-api/do_thing.md")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_editor_applies_a_fix(desk: OpenedFile, case: Case) -> None:
    desk.edit(0, len(desk.text), case.wrong)
    (shown,) = desk.publish()
    document = {"textDocument": {"uri": desk.uri}}
    parameters = document | {
        "range": shown["range"],
        "context": {"diagnostics": [shown]},
    }
    actions = desk.editor.ask("textDocument/codeAction", parameters)
    action = actions[case.choice]
    assert action["kind"] == "quickfix"
    assert action["diagnostics"] == [shown]
    desk.apply(action)
    assert desk.text == case.right
    assert desk.publish() == []


@pytest.mark.slow
def test_an_editor_without_versions_of_edits_gets_edits_by_file(folder: Path) -> None:
    with page_editor.launch(folder) as editor:
        editor.initialize(folder, {})
        page = open_page(editor, folder)
        page.replace("| int |", "| strng |")
        (shown,) = page.publish()
        parameters = {"textDocument": {"uri": page.uri}, "range": shown["range"]}
        context = {"context": {"diagnostics": [shown]}}
        (action,) = editor.ask("textDocument/codeAction", parameters | context)
        (edit,) = action["edit"]["changes"][page.uri]
        assert (page.cut(edit["range"]), edit["newText"]) == ("strng", "string")
        assert editor.registered == []
        assert editor.end() == 0


def test_a_fix_is_offered_only_in_the_lines_of_its_diagnostic(desk: OpenedFile) -> None:
    desk.edit(0, len(desk.text), modern([row("A", "strng"), row("B", "strng")]))
    first, second = desk.publish()
    for shown in (first, second):
        parameters = {
            "textDocument": {"uri": desk.uri},
            "range": {"start": shown["range"]["start"], "end": shown["range"]["start"]},
            "context": {"diagnostics": []},
        }
        (action,) = desk.editor.ask("textDocument/codeAction", parameters)
        assert action["diagnostics"] == [shown]
        assert action["isPreferred"]


# The end of a session, and what no editor should send.


def test_the_server_writes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    building.generate(Settings((folder / "specs",), folder / "generated"))
    cache = folder / "cache"
    cache.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    before = trees.snapshot(folder)
    with page_editor.start(folder) as editor:
        page = open_page(editor, folder)
        page.replace("| int |", "| strng |")
        page.diagnostics()
        page.ask_at("hover", 3)
        page.ask_at("definition", 3)
        page.close()
    assert trees.snapshot(folder) == before


@pytest.mark.slow
def test_an_exit_without_a_shutdown_is_an_error(folder: Path) -> None:
    with page_editor.launch(folder) as editor:
        editor.begin(folder)
        editor.notify("exit", {})
        assert editor.process.wait(60) == 1


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.slow
def test_the_end_of_the_input_ends_the_server(folder: Path, begun: bool) -> None:
    with page_editor.launch(folder) as editor:
        if begun:
            editor.begin(folder)
            open_page(editor, folder).publish()
        assert editor.close_input() == 1


NONSENSE = {
    "no JSON": b"{x}",
    "JSON that is no message": b"[]",
    "deep JSON": b"" + b"[" * 100_000 + b"]" * 100_000,
    "a message of nothing known": b'{"jsonrpc":"2.0","method":"nothing"}',
    "a change of a document that is not open": (
        b'{"jsonrpc":"2.0","method":"textDocument/didChange",'
        b'"params":{"textDocument":{"uri":"file:///x","version":1},"contentChanges":[{"text":""}]}}'
    ),
    "a document that is no file": (
        b'{"jsonrpc":"2.0","method":"textDocument/didOpen",'
        b'"params":{"textDocument":{"uri":"untitled:1","languageId":"","version":1,"text":""}}}'
    ),
}


@pytest.mark.parametrize("data", NONSENSE.values(), ids=NONSENSE)
@pytest.mark.slow
def test_nonsense_does_not_end_the_session(
    start: Start, folder: Path, data: bytes
) -> None:
    editor = start()
    editor.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
    page = open_page(editor, folder)
    page.replace("| int |", "| strng |")
    assert len(page.diagnostics()) == 1


def test_without_its_libraries_the_command_says_how_to_install_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("docs2sdk.commands.lsp.find_spec", lambda _: None)
    result = CliRunner().invoke(main, ["lsp"])
    line = "docs2sdk: the language server needs more libraries: pip install 'docs2sdk[lsp]'\n"
    assert (result.exit_code, result.stderr, result.stdout) == (2, line, "")


def test_pages_that_do_not_exist_end_the_command() -> None:
    result = CliRunner().invoke(main, ["lsp", "nowhere"])
    line = "docs2sdk: cannot read nowhere: there is no such file or folder\n"
    assert (result.exit_code, result.stderr, result.stdout) == (2, line, "")
