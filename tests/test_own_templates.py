"""Own templates override single shipped ones: in a sandbox, with a documented context, known to the caches."""

from __future__ import annotations

import ast
import dataclasses
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, get_type_hints

import building
import in_memory
import pytest
import small_pages
import test_templates
import trees
from click.testing import CliRunner, Result
from conftest import ROOT
from docs2sdk import cli, config, install_paths, template_folder, workers
from docs2sdk.commands import staged_files, templates
from docs2sdk.config import Settings
from docs2sdk.pages import page_parser
from docs2sdk.pages.page_sources import Source
from docs2sdk.python import class_plan
from docs2sdk.python.file_renderer import render_text
from docs2sdk.reference import action_page
from docs2sdk.schema import Action
from docs2sdk.targets import template_objects
from docs2sdk.targets.client import ActionRef, PackageInfo, ServiceInfo
from docs2sdk.targets.rendering import TemplateContext
from docs2sdk.template_folder import BadTemplate, Overrides, read_overrides
from docs2sdk.watch.session import WatchSession
from documents import read_lines_of_paragraphs
from trees import snapshot

README = "README.md.j2"
ACTION = "package/service/action.py.j2"
CONTEXTS = [
    *test_templates.CONTEXTS,
    *test_templates.SITE,
    *test_templates.CALLS,
    *test_templates.TYPESCRIPT,
]

Run = Callable[..., Result]


@pytest.fixture
def docs2sdk(
    tmp_path: Path, documentation: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Return the command, run beside a small documentation, with one process."""
    monkeypatch.chdir(tmp_path)
    assert documentation.is_dir()

    def run(*words: str) -> Result:
        result = CliRunner().invoke(cli.main, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def write_own(folder: Path, texts: Mapping[str, str]) -> Overrides:
    """Write own templates and return them."""
    return read_overrides(trees.write(folder, texts))


# What is refused.

BAD_FILES: list[Any] = [
    pytest.param({}, "no template (*.j2) is in it", id="an empty folder"),
    pytest.param({"notes.txt": ""}, "no template (*.j2) is in it", id="other files"),
    pytest.param(
        {"partials/a.j2": ""}, "no template (*.j2) is in it", id="partials only"
    ),
    pytest.param(
        {"READM.md.j2": ""},
        'own/READM.md.j2: there is no template "READM.md.j2"; did you mean "README.md.j2"?',
        id="a name that no template has",
    ),
    pytest.param(
        {"action.py.j2": ""},
        "docs2sdk templates list names them",
        id="a name without its folder",
    ),
    pytest.param(
        {"README.md": ""}, 'did you mean "README.md.j2"?', id="a missing suffix"
    ),
    pytest.param(
        {"runtime/retries.py": ""}, "copied unchanged", id="a module of the runtime"
    ),
    pytest.param(
        {"project/README.md.j2": ""}, "there is no template", id="a file of init"
    ),
    pytest.param(
        {README: "a" * 1_000_001}, f"own/{README}: more than", id="a huge file"
    ),
]
FAILURES: list[Any] = [
    pytest.param(
        README, "\n{{ pakage }}", ":2: 'pakage' is undefined; did you mean \"package\"?"
    ),
    pytest.param(README, "{{ q }}", ":1: 'q' is undefined; its variables are base_url"),
    pytest.param(README, "{% if %}", ":1: Expected an expression"),
    pytest.param(README, "{{ 1 | shout }}", ":1: No filter named 'shout'"),
    pytest.param(README, "{{ ''.__class__.__mro__ }}", ":1: access to attribute"),
    pytest.param(README, "{{ services | attr('__class__') }}", ":1: access to"),
    pytest.param(README, "{{ '{0.__class__}'.format(client) }}", ":1: PackageInfo has"),
    pytest.param(README, "{{ client._object }}", ":1: PackageInfo has no attribute"),
    pytest.param(README, "{{ client._replace(version=1) }}", ":1: PackageInfo has no"),
    pytest.param(README, "{{ client.overrides }}", ":1: PackageInfo has no attribute"),
    pytest.param(README, "{{ client.versoin }}", '; did you mean "version"?'),
    pytest.param(README, "{{ services.append(1) }}", ":1: access to attribute"),
    pytest.param(
        README, "{% include '/etc/passwd' %}", ':1: there is no template "/etc/passwd"'
    ),
    pytest.param(README, "{% include '../README.md' %}", ":1: there is no template"),
    pytest.param(README, "{% include 'README.md.j2' %}", ":1: it includes or calls"),
    pytest.param(
        README, "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", ":1: it includes"
    ),
    pytest.param(README, "{% for i in range(10**9) %}{% endfor %}", ":1: Range too"),
    pytest.param(
        README,
        "{% for i in range(9999) %}{% for j in range(9999) %}aaa{% endfor %}{% endfor %}",
        " writes more than 20000000 characters",
    ),
    pytest.param(README, "{{ 1 / 0 }}", ":1: division by zero"),
    pytest.param(README, "{{ lipsum() }}", ":1: 'lipsum' is undefined"),
    pytest.param(README, "{{ [1, 2] | random }}", ":1: No filter named 'random'"),
    pytest.param(
        "package/client.py.j2",
        "a = 1\nb = = 1",
        " writes ucloud_client/client.py, which does not compile\nline 2: invalid syntax: b = = 1",
    ),
    pytest.param(
        "package/client.py.j2", "a = '\0'", " writes ucloud_client/client.py, which"
    ),
    pytest.param(
        ACTION, "a = 1", " writes ucloud_client/alpha/drop_thing.py, in which"
    ),
    pytest.param(ACTION, "{{ action.title }}", ":1: a text of a page is not inserted"),
    pytest.param(ACTION, "{{ action.title ~ '' }}", ":1: a text of a page is not"),
    pytest.param(ACTION, "{{ action.title | upper }}", ":1: a text of a page is not"),
    pytest.param(ACTION, "{{ action }}", ":1: Action is an object: insert one of its"),
]


@pytest.mark.parametrize(("texts", "message"), BAD_FILES)
def test_a_folder_that_overrides_nothing_is_refused(
    docs2sdk: Run, tmp_path: Path, texts: dict[str, str], message: str
) -> None:
    trees.write(tmp_path / "own", texts).mkdir(exist_ok=True)
    result = docs2sdk("generate", "--templates", "own")
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "generated").exists()


@pytest.mark.parametrize(("name", "text", "message"), FAILURES)
def test_a_template_that_fails_is_named_with_its_line_and_nothing_is_written(
    docs2sdk: Run, tmp_path: Path, name: str, text: str, message: str
) -> None:
    trees.write(tmp_path / "own", {name: text})
    result = docs2sdk("generate", "--templates", "own")
    assert result.exit_code == 2, result.output
    (said,) = re.findall(r"^docs2sdk: (.*)", result.stderr, re.MULTILINE | re.DOTALL)
    assert said.startswith(f"own/{name}")
    assert message in said
    assert not (tmp_path / "generated").exists()


def link_file(folder: Path) -> None:
    (folder / README).symlink_to("/etc/passwd")


def link_folder(folder: Path) -> None:
    (folder / "package").symlink_to(folder.parent)


def make_pipe(folder: Path) -> None:
    os.mkfifo(folder / README)


def write_latin(folder: Path) -> None:
    (folder / README).write_bytes(b"caf\xe9")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(Path.rmdir, "own: No such file or directory", id="no folder"),
        pytest.param(link_file, f"own/{README} is a link", id="a link"),
        pytest.param(link_folder, "own/package is a link", id="a link to a folder"),
        pytest.param(make_pipe, f"own/{README} is no regular file", id="a pipe"),
        pytest.param(write_latin, f"own/{README}: not UTF-8 at byte 3", id="encoding"),
    ],
)
def test_what_is_no_plain_text_file_is_refused(
    docs2sdk: Run, tmp_path: Path, damage: Callable[[Path], object], message: str
) -> None:
    (tmp_path / "own").mkdir()
    damage(tmp_path / "own")
    result = docs2sdk("check", "--templates", "own")
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_folder_of_many_files_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_folder, "_MAX_FILES", 5)
    trees.write(tmp_path, {f"{number}.txt": "" for number in range(6)})
    with pytest.raises(BadTemplate, match="more than 5 files"):
        read_overrides(tmp_path)


def test_files_that_editors_keep_beside_a_template_are_passed_over(
    tmp_path: Path,
) -> None:
    own = write_own(tmp_path, {README: "", f"{README}~": "", f".{README}.swp": ""})
    (tmp_path / f".#{README}").symlink_to("nobody@nowhere")
    assert read_overrides(tmp_path).names == own.names == (README,)


def test_a_setting_in_a_file_is_refused(docs2sdk: Run, tmp_path: Path) -> None:
    trees.write(tmp_path, {"pyproject.toml": '[tool.docs2sdk]\ntemplates = "own"\n'})
    result = docs2sdk("generate")
    assert result.exit_code == 2
    assert "templates: no setting, but an option: --templates DIR" in result.stderr


def test_an_error_in_another_process_is_one_message(
    docs2sdk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "MIN_PARALLEL_PAGES", 1)
    trees.write(tmp_path / "own", {ACTION: "\n{{ q }}"})
    result = docs2sdk("generate", "--templates", "own", "--jobs", "2")
    assert result.exit_code == 2
    assert f"docs2sdk: own/{ACTION}:2: 'q' is undefined" in result.stderr
    assert "Traceback" not in result.output


def test_templates_that_change_during_a_run_end_it(tmp_path: Path) -> None:
    own = write_own(tmp_path, {README: "a"})
    trees.write(tmp_path, {README: "b"})
    context = TemplateContext("README.md", README, {})
    with pytest.raises(BadTemplate, match="was changed during the run"):
        render_text(context, own)


# What an own template makes.


@pytest.mark.parametrize("name", template_folder.list_names())
def test_an_unchanged_copy_makes_the_same_bytes(tmp_path: Path, name: str) -> None:
    own = write_own(tmp_path, {name: template_folder.copy_shipped(name)})
    contexts = [context for context in CONTEXTS if context.template == name]
    assert contexts
    for context in contexts:
        assert render_text(context, own) == render_text(context)


def test_a_template_can_include_what_it_overrides_and_partials(tmp_path: Path) -> None:
    own = write_own(
        tmp_path,
        {
            README: '{% include "shipped/README.md.j2" %}\n{% include "partials/a.j2" %}',
            "partials/a.j2": "By {{ package }}, context {{ context_version }}",
        },
    )
    (context,) = (each for each in CONTEXTS if each.template == README)
    last = f"By client_package, context {template_folder.CONTEXT_VERSION}"
    assert render_text(context, own) == render_text(context) + last


def test_a_shipped_template_includes_an_own_one(tmp_path: Path) -> None:
    own = write_own(tmp_path, {"reference/call.md.j2": "OWN {{ call.request }}\n"})
    pages = [each for each in CONTEXTS if each.template == "reference/action.md.j2"]
    assert any("OWN " in render_text(context, own) for context in pages)


def test_black_formats_python_and_nothing_else(tmp_path: Path) -> None:
    texts = {"package/client.py.j2": "a  =  (1)\n", README: "a  =  (1)\n"}
    own = write_own(tmp_path, texts)
    by_name = {context.template: context for context in CONTEXTS}
    assert render_text(by_name["package/client.py.j2"], own) == "a = 1\n"
    assert render_text(by_name[README], own) == texts[README]


def test_an_own_template_may_write_what_shipped_ones_may_not(tmp_path: Path) -> None:
    own = write_own(tmp_path, {"package/client.py.j2": "import os\n"})
    by_name = {context.template: context for context in CONTEXTS}
    assert render_text(by_name["package/client.py.j2"], own) == "import os\n"


# Text of pages, in Python that an own template writes.

HOSTILE = """x"; import os; os.abort() # \\" ''' \"\"\" \u2028 x"""


@pytest.mark.parametrize(
    ("insert", "read"),
    [
        pytest.param("A = {{ action.title | literal }}", lambda text: text, id="text"),
        pytest.param(
            "A = {{ action.notes | literal }}", lambda text: [text] * 2, id="a list"
        ),
        pytest.param(
            "{{ action.title | docstring }}", lambda text: text, id="a docstring"
        ),
    ],
)
def test_text_of_pages_stays_text(
    tmp_path: Path, insert: str, read: Callable[[str], object]
) -> None:
    action = dataclasses.replace(parse_action(), title=HOSTILE, notes=(HOSTILE,) * 2)
    context = in_memory.build_contexts(action)[0]
    (statement,) = ast.parse(render_own(tmp_path, context, insert)).body
    assert isinstance(statement, (ast.Assign, ast.Expr))
    assert ast.literal_eval(statement.value) == read(HOSTILE)


def test_what_filters_make_of_text(tmp_path: Path) -> None:
    action = dataclasses.replace(parse_action(), title="a*b*\n<c>")
    context = in_memory.build_contexts(action)[0]._replace(path="x.md")
    text = "{{ action.title | markdown }} {{ action.title | as_is | length }}"
    assert render_own(tmp_path, context, text) == "a\\*b\\* \\<c\\> 8"


def test_text_can_be_compared_measured_and_sorted(tmp_path: Path) -> None:
    context = in_memory.build_contexts(parse_action())[0]._replace(path="x.md")
    text = (
        "{% if action.title == 'no' or 'no' in action.title %}no{% endif %}"
        "{% if action.title and not action.summary == action.title %}yes{% endif %}"
        "{% for field in action.request.fields | sort(attribute='description') %}{{ field.name }} {% endfor %}"
        "{% for field in action.request.fields if field.type.item is defined %}{{ field.type.item.type }}{% endfor %}"
    )
    assert render_own(tmp_path, context, text) == "yesThingId Size Tags string"


def render_own(folder: Path, context: TemplateContext, text: str) -> str:
    return render_text(context, write_own(folder, {context.template: text}))


def parse_action() -> Action:
    source = Source("alpha-api/get_thing.md", trees.page("GetThing"))
    action = page_parser.parse_page(source).action
    assert action
    return action


# Whole runs.


def test_the_output_follows_the_templates(docs2sdk: Run, tmp_path: Path) -> None:
    readme = tmp_path / "generated/README.md"
    assert docs2sdk("generate").exit_code == 0
    shipped = snapshot(tmp_path / "generated")
    for version in ("one", "two"):
        trees.write(tmp_path / "own", {README: version})
        assert docs2sdk("generate", "--templates", "own").exit_code == 0
        assert readme.read_text("utf-8") == version
        again = docs2sdk("generate", "--templates", "own").stdout
        assert re.search(r"wrote +0 files", again)
        assert docs2sdk("check", "--templates", "own").exit_code == 0
    forgotten = docs2sdk("check")
    assert forgotten.exit_code == 1
    assert "generated/README.md: stale" in forgotten.stdout
    assert docs2sdk("generate").exit_code == 0
    assert snapshot(tmp_path / "generated") == shipped


@pytest.mark.parametrize("name", [ACTION, "package/service/_service.py.j2"])
def test_every_cached_file_follows_the_templates(
    docs2sdk: Run, tmp_path: Path, name: str
) -> None:
    assert docs2sdk("generate").exit_code == 0
    shipped = snapshot(tmp_path / "generated")
    text = template_folder.copy_shipped(name) + "# own\n"
    trees.write(tmp_path / "own", {name: text})
    assert docs2sdk("generate", "--templates", "own").exit_code == 0
    own = snapshot(tmp_path / "generated")
    changed = {path for path in own if own[path] != shipped[path]}
    assert changed - {".docs2sdk.json"}
    assert all(own[path].endswith("# own\n") for path in changed if ".py" in path)
    assert docs2sdk("generate").exit_code == 0
    assert snapshot(tmp_path / "generated") == shipped


def test_a_retained_action_may_hold_what_its_own_template_wrote(
    docs2sdk: Run, tmp_path: Path, documentation: Path
) -> None:
    text = template_folder.copy_shipped(ACTION) + "\n\nimport os\n"
    trees.write(tmp_path / "own", {ACTION: text})
    assert docs2sdk("generate", "--templates", "own").exit_code == 0
    broken = trees.page("GetThing", [small_pages.row("ThingId", "strng")])
    trees.write(documentation, {"alpha-api/get_thing.md": broken})
    assert docs2sdk("generate", "--templates", "own").exit_code == 1
    forgotten = docs2sdk("generate")
    assert forgotten.exit_code == 2
    assert "--templates if an own template wrote it" in forgotten.stderr


def test_names_stay_with_an_own_template(docs2sdk: Run, tmp_path: Path) -> None:
    text = template_folder.copy_shipped(ACTION) + "# own\n"
    trees.write(tmp_path / "own", {ACTION: text})
    assert docs2sdk("generate", "--templates", "own").exit_code == 0
    path = "ucloud_client/alpha/get_thing.py"
    building.rename(tmp_path / "generated", path, "thing_id:", "the_thing:")
    trees.write(tmp_path / "own", {ACTION: text + "# more\n"})
    assert docs2sdk("generate", "--templates", "own").exit_code == 0
    module = (tmp_path / "generated" / path).read_text("utf-8")
    assert "the_thing:" in module
    assert module.endswith("# own\n# more\n")


@pytest.mark.usefixtures("docs2sdk")
def test_watch_generates_again_when_a_template_is_saved(
    tmp_path: Path, documentation: Path
) -> None:
    own = tmp_path / "own"
    arguments = {"specs": (documentation,), "templates": own}
    trees.write(own, {README: "one"})
    session = WatchSession(lambda: config.load_settings(tmp_path, arguments))
    session.update(lambda *_: None)
    assert not session.has_new_settings()
    trees.write(own, {README: "two"})
    assert session.has_new_settings()
    assert session.update(lambda *_: None)
    assert (tmp_path / "generated/README.md").read_text("utf-8") == "two"


def test_docs_and_openapi_take_own_templates(docs2sdk: Run, tmp_path: Path) -> None:
    trees.write(tmp_path / "own", {"reference/call.md.j2": "OWN\n"})
    assert docs2sdk("docs", "--templates", "own").exit_code == 0
    page = tmp_path / "site/docs/services/alpha/get_thing.md"
    assert "OWN" in page.read_text("utf-8")
    assert '"OWN\\n"' in docs2sdk("openapi", "--templates", "own").stdout


def test_a_commit_of_templates_concerns_a_hook(tmp_path: Path) -> None:
    own = write_own(tmp_path / "own", {README: ""})
    settings = Settings((tmp_path / "specs",), tmp_path / "out", templates=own)
    assert str(tmp_path / "own") in [*staged_files._list_paths(settings)]


def test_a_new_page_is_generated_with_own_templates(
    docs2sdk: Run, tmp_path: Path
) -> None:
    trees.write(tmp_path / "own", {README: "own"})
    words = ("--param", "ThingId:string!:物品", "--title", "查询", "--no-ask")
    result = docs2sdk("new", "alpha", "GetMore", *words, "--templates", "own")
    assert result.exit_code in (0, 1), result.output
    assert (tmp_path / "generated/README.md").read_text("utf-8") == "own"


@pytest.mark.slow
def test_a_client_of_own_templates_passes_its_tests(tmp_path: Path) -> None:
    action = template_folder.copy_shipped(ACTION)
    before, loop, after = action.partition("{% for attribute in request.attributes %}")
    own = write_own(
        tmp_path / "own",
        {
            README: '{% include "shipped/README.md.j2" %}\n## Ours\n',
            ACTION: (
                f"{before}"
                "    #: {{ action.title | literal }}\n"
                "    OWNER: ClassVar[str] = {{ action.location.path | literal }}\n"
                f"{loop}{after}"
            ),
        },
    )
    settings = Settings((ROOT / "specs",), tmp_path / "out", templates=own)
    assert len(building.generate(settings).added) == 30
    assert (tmp_path / "out/README.md").read_text("utf-8").endswith("\n## Ours\n")
    module = tmp_path / "out/ucloud_client/isms/get_isms_send_receipt.py"
    assert 'OWNER: ClassVar[str] = "isms-api/' in module.read_text("utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(
        command, cwd=tmp_path / "out", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert building.check(settings).drift == ()


# The command `templates`.


def test_the_list_names_every_template_that_can_be_overridden(docs2sdk: Run) -> None:
    lines = docs2sdk("templates", "list").stdout.splitlines()
    assert sorted(line.split()[0] for line in lines) == [*template_folder.list_names()]
    assert all(len(line.split("  ", 1)[1].split()) > 1 for line in lines)


def test_a_copy_says_what_it_is_and_can_be_used(docs2sdk: Run, tmp_path: Path) -> None:
    result = docs2sdk("templates", "eject", ACTION, README)
    assert result.exit_code == 0
    assert "docs2sdk generate --templates templates" in result.stdout
    text = (tmp_path / "templates" / ACTION).read_text("utf-8")
    head, shipped = text.split("\n", 1)
    assert re.fullmatch(rf"{{# docs2sdk \S+, context 1: {ACTION}; .* #}}", head)
    assert shipped == (install_paths.find_templates() / ACTION).read_text("utf-8")
    assert docs2sdk("generate").exit_code == 0
    assert docs2sdk("check", "--templates", "templates").exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param([], "Missing argument", id="no name"),
        pytest.param(["README.md"], 'did you mean "README.md.j2"?', id="no suffix"),
        pytest.param(["a/b"], "docs2sdk templates list names them", id="no template"),
        pytest.param(["../README.md.j2"], "there is no template", id="a path"),
        pytest.param(["runtime/pool.py"], "copied unchanged", id="the runtime"),
        pytest.param(["partials/a.j2"], "what own templates include", id="a partial"),
        pytest.param([README, "x.j2"], "there is no template", id="one of two"),
        pytest.param([README, "--out", "a/b"], "plain file in plain folders", id="way"),
    ],
)
def test_a_wrong_copy_writes_nothing(
    docs2sdk: Run, tmp_path: Path, words: list[str], message: str
) -> None:
    trees.write(tmp_path, {f"a/b/{README}/file": ""})
    before = snapshot(tmp_path)
    result = docs2sdk("templates", "eject", *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert snapshot(tmp_path) == before


def test_a_copy_overwrites_only_if_it_is_told_to(docs2sdk: Run, tmp_path: Path) -> None:
    trees.write(tmp_path, {f"own/{README}": "mine"})
    eject = ("templates", "eject", README, "--out", "own")
    result = docs2sdk(*eject)
    assert result.exit_code == 2
    assert f"own/{README} exists; --force overwrites it" in result.stderr
    assert (tmp_path / "own" / README).read_text("utf-8") == "mine"
    assert docs2sdk(*eject, "--force").exit_code == 0
    assert (tmp_path / "own" / README).read_text("utf-8").startswith("{# docs2sdk")


def test_a_link_is_not_followed_by_a_copy(docs2sdk: Run, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/package").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    eject = ("templates", "eject", ACTION, "--out", "own", "--force")
    assert docs2sdk(*eject).exit_code == 2
    assert not [*(tmp_path / "elsewhere").iterdir()]


@pytest.mark.parametrize("command", ["generate", "check", "docs"])
@pytest.mark.parametrize(("version", "count"), [("0", 1), ("1", 0), ("2", 1)])
def test_a_copy_from_another_version_is_a_warning(
    docs2sdk: Run, tmp_path: Path, command: str, version: str, count: int
) -> None:
    text = f"{{# docs2sdk 0.0.1, context {version}: {README} #}}\n"
    trees.write(tmp_path / "own", {README: text})
    result = docs2sdk(command, "--templates", "own")
    assert result.stderr.count(f"own/{README} was copied with context") == count


# The document.

DOCUMENT = (ROOT / "docs/templates.md").read_text("utf-8")
SECTION = re.compile(r"^### .*\n\n(.*)\n\n((?:\|.*\n)+)", re.MULTILINE)
CELLS = re.compile(r"^\| `([^`]*)` \| ([^|]*) \|", re.MULTILINE)


def list_variables(context: TemplateContext) -> Iterator[tuple[str, str]]:
    """Yield path and type of everything that a template gets: ``request.head``, ``received[].attributes[].source``."""
    for name, value in template_objects.wrap_values(context.values).items():
        yield from list_types(name, value)


def list_types(path: str, value: object) -> Iterator[tuple[str, str]]:
    yield path, name_type(value)
    # The words of a language have a section of their own.
    if isinstance(value, dict) and path != "words":
        for key, item in value.items():
            yield from list_types(f"{path}.{key}", item)
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                for key, inner in item.items():
                    yield from list_types(f"{path}[].{key}", inner)


def name_type(value: object) -> str:
    if isinstance(value, template_objects.ObjectView):
        return repr(value).strip("<>")
    if isinstance(value, list):
        kinds = " or ".join(sorted({*map(name_type, value)}))
        return f"list of {kinds}" if kinds else "list"
    return "None" if value is None else type(value).__name__


def read_real_variables() -> dict[str, dict[str, set[str]]]:
    """Return the variables of every template with their types, as the contexts of our own pages have them."""
    kinds: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for context in CONTEXTS:
        for path, kind in list_variables(context):
            # An empty list shows no type; that the other ones do is part of the test.
            kinds[context.template][path] |= {kind} - {"list"}
    return kinds


def read_documented_variables() -> dict[str, dict[str, set[str]]]:
    documented = {}
    for names, table in SECTION.findall(DOCUMENT):
        for pattern in re.findall(r"`([^`]*\.j2)`", names):
            for name in template_folder.list_names():
                if fnmatch(name, pattern):
                    assert name not in documented, name
                    rows = CELLS.findall(table)
                    documented[name] = {
                        path: {*kinds.split(" or ")} for path, kinds in rows
                    }
    return documented


@pytest.mark.parametrize("name", template_folder.list_names())
def test_the_document_has_the_variables_of_every_template(name: str) -> None:
    documented, real = read_documented_variables()[name], read_real_variables()[name]
    assert documented.keys() == real.keys()
    for path, kinds in real.items():
        # Our own pages do not leave out everything that a page may leave out.
        assert documented[path] - kinds <= {"None"}, path
        assert kinds <= documented[path], path


CLASSES = [
    *(each for each in vars(sys.modules["docs2sdk.schema"]).values()),
    sys.modules["docs2sdk.locations"].Location,
    ActionRef,
    class_plan.ActionClasses,
    class_plan.ClassPlan,
    class_plan.AttributePlan,
    PackageInfo,
    ServiceInfo,
    action_page.ReferenceInfo,
]
OBJECTS = {
    each.__name__: each
    for each in CLASSES
    if isinstance(each, type) and template_objects.list_attributes(each)
}
# Services come as ServiceInfo, which has no errors where it does not need them.
OBJECTS.pop("Service")


def test_the_document_has_the_attributes_of_every_object() -> None:
    section = DOCUMENT.partition("\n## Objects\n")[2]
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.MULTILINE)
    documented = {name: cell.replace("`", "").split(", ") for name, cell in rows}
    assert documented == {
        name: [
            attribute + "*" * (is_text and may_be_text(kind, attribute))
            for attribute, is_text in template_objects.list_attributes(kind).items()
        ]
        for name, kind in OBJECTS.items()
    }


def may_be_text(kind: type, attribute: str) -> bool:
    """Whether an attribute is a string, or has strings in it."""
    hint = str(get_type_hints(kind)[attribute])
    return bool(re.search(r"<class 'str'>|\bstr\b|Literal", hint))


def test_names_that_are_inserted_unchanged_exist() -> None:
    places = {
        f"{name}.{field}"
        for name, kind in OBJECTS.items()
        for field in getattr(kind, "_fields", ())
        or (each.name for each in dataclasses.fields(kind))
    }
    assert places >= template_objects._NAMES | template_objects._HIDDEN


def test_the_document_names_the_version_of_the_context() -> None:
    heading = f"## The context, version {template_folder.CONTEXT_VERSION}"
    assert f"\n{heading}\n" in DOCUMENT


def test_the_document_describes_every_filter() -> None:
    cells = [*read_lines_of_paragraphs("docs/templates.md")]
    for name in template_objects.FILTERS:
        assert f"`{name}`" in cells or f"`{name}(4)`" in cells, name


def test_every_template_has_a_line_in_the_list() -> None:
    assert {*templates.MAKES} == {*template_folder.list_names()}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("action.ts.j2", 'did you mean "typescript/src/service/action.ts.j2"?'),
        ("typescript/action.ts.j2", '"typescript/src/service/action.ts.j2"?'),
        ("typescript/src/runtime/call.ts", "copied unchanged"),
    ],
)
def test_a_name_without_its_folders_is_understood(
    docs2sdk: Run, name: str, message: str
) -> None:
    assert message in docs2sdk("templates", "eject", name).stderr


@pytest.mark.parametrize(
    ("target", "name", "count"),
    [
        ("python", "typescript/README.md.j2", 1),
        ("typescript", README, 1),
        ("typescript", "typescript/README.md.j2", 0),
        ("python", README, 0),
    ],
)
def test_templates_of_another_target_are_a_warning(
    docs2sdk: Run, tmp_path: Path, target: str, name: str, count: int
) -> None:
    trees.write(tmp_path / "own", {name: "text\n"})
    result = docs2sdk("generate", "--templates", "own", "--target", target)
    assert result.exit_code == 0
    told = f"no template in own is one of a client for {target}"
    assert result.stderr.count(told) == count


@pytest.mark.parametrize(
    "text",
    [
        "{# open",
        "{% raw %} y",
        "{{ dict(a=1, a=2) }}",
        "{% macro m(a, a) %}{% endmacro %}",
        "{% for a in b %}" * 30 + "{% endfor %}" * 30,
        "{{ " + "(" * 300 + "1" + ")" * 300 + " }}",
        "{{ [1] }}",
        "{{ 'x'.format }}",
        "{{ cycler('a') }}",
        "{{ [client] | map(attribute='nope') | list }}",
    ],
)
@pytest.mark.parametrize("name", [README, "partials/a.j2"])
def test_whatever_is_wrong_with_a_template_names_it(
    docs2sdk: Run, tmp_path: Path, name: str, text: str
) -> None:
    include = {README: '{% include "partials/a.j2" %}'}
    trees.write(tmp_path / "own", {**include, name: text})
    result = docs2sdk("generate", "--templates", "own")
    assert result.exit_code == 2, result.output
    assert f"own/{name}" in result.stderr
    assert not (tmp_path / "generated").exists()


def test_half_of_a_character_is_refused(docs2sdk: Run, tmp_path: Path) -> None:
    trees.write(tmp_path / "own", {README: '{{ "\\ud800" }}'})
    result = docs2sdk("generate", "--templates", "own")
    assert result.exit_code == 2
    assert "own/README.md.j2 writes half of a surrogate pair" in result.stderr


@pytest.mark.parametrize(
    "name", ["typescript/tsconfig.json", "typescript/src/index.ts", "runtime/pool.py"]
)
def test_a_file_that_is_copied_unchanged_is_refused(
    docs2sdk: Run, tmp_path: Path, name: str
) -> None:
    trees.write(tmp_path / "own", {README: "a\n", name: "text"})
    result = docs2sdk("generate", "--templates", "own")
    assert result.exit_code == 2
    assert "copied unchanged" in result.stderr


def test_templates_do_not_lie_in_the_output(docs2sdk: Run, tmp_path: Path) -> None:
    trees.write(tmp_path / "own", {README: "a\n"})
    result = docs2sdk("generate", "--templates", "own", "--out", "own")
    assert result.exit_code == 2
    assert "must be apart" in result.stderr


MODULE = "typescript/src/service/action.ts.j2"
SHIPPED_MODULE = '{% include "shipped/' + MODULE + '" %}'


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("// Copyright\n" + SHIPPED_MODULE, True),
        (SHIPPED_MODULE + "\n// end\n", True),
        (
            "{% filter replace('  readonly ', '  ') %}"
            + SHIPPED_MODULE
            + "{% endfilter %}",
            False,
        ),
        (
            "{% filter replace('export interface', 'export  interface') %}"
            + SHIPPED_MODULE
            + "{% endfilter %}",
            False,
        ),
        ("nothing", False),
    ],
)
def test_what_a_service_reads_in_the_modules_of_its_actions_is_kept(
    docs2sdk: Run, tmp_path: Path, text: str, is_good: bool
) -> None:
    trees.write(tmp_path / "own", {MODULE: text})
    words = ("generate", "--target", "typescript", "--out", "sdk")
    docs2sdk(*words)
    index = tmp_path / "sdk/src/alpha/index.ts"
    before = index.read_text()
    result = docs2sdk(*words, "--templates", "own")
    assert result.exit_code == (0 if is_good else 2), result.output
    assert index.read_text() == before
