"""What the documents show is what happens: every command and block is run as it stands, every page and correction is read."""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from conftest import ROOT
from docs2sdk.cli import main
from docs2sdk.diagnostics import CODES
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import Source
from docs2sdk.reference.words import GUIDES
from documents import (
    Block,
    list_documents,
    matches,
    read_blocks,
    read_commands,
    read_headings,
    read_lines_of_paragraphs,
    undo,
    write_file,
)
from small_pages import RET_CODE, modern, row
from test_layers import PACKAGES

GRAMMAR = "docs/pages.md"

# The grammar: complete pages, pages that have a fault, and corrections of the page above them.


def _with_words(languages: str, has_code: bool) -> list[Block]:
    return [
        block
        for block in read_blocks(GRAMMAR)
        if block.language in languages.split()
        and bool(block.words)
        and bool(re.fullmatch(r"D\d+", block.words[-1])) == has_code
    ]


COMPLETE = _with_words("markdown", has_code=False)
OVERLAYS = _with_words("toml", has_code=False)
FAULTY = _with_words("markdown toml", has_code=True)
CORRECTIONS = _with_words("diff", has_code=True)
Lint = Callable[[dict[str, str]], list[tuple[str, str]]]


def files_for(code: str) -> dict[str, str]:
    """Return the complete pages by their paths, with the overlay where the code is about overlays."""
    blocks = COMPLETE + (OVERLAYS if code in ("D601", "D602", "D603", "D604") else [])
    return {block.words[0]: block.text for block in blocks}


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Return the command on some files: path → text gives path and code of every finding."""
    monkeypatch.chdir(tmp_path)

    def lint_files(files: dict[str, str]) -> list[tuple[str, str]]:
        for path, text in files.items():
            write_file(tmp_path, path, text)
        result = CliRunner().invoke(main, ["lint", ".", "--format", "json"])
        assert result.exit_code in (0, 1), result.output
        findings = json.loads(result.stdout)["findings"]
        return [(finding["path"], finding["code"]) for finding in findings]

    return lint_files


@pytest.mark.parametrize("code", ["D101", "D601"])
def test_complete_pages_have_no_fault(lint: Lint, code: str) -> None:
    assert lint(files_for(code)) == []


def test_complete_pages_give_their_actions() -> None:
    sources = [Source(block.words[0], block.text) for block in COMPLETE]
    pages = chain.from_iterable(map(parse_pages, sources))
    actions = [page.action.name for page in pages if page.action]
    assert actions == [
        *("CreateOrder", "ListBooks", "ReturnOrder"),
        *("CreateShelf", "DeleteShelf"),
    ]


@pytest.mark.parametrize("block", FAULTY, ids=lambda block: block.words[-1])
def test_a_faulty_page_gives_the_code_that_it_is_shown_for(
    lint: Lint, block: Block
) -> None:
    path, code = block.words
    assert {code for _, code in lint(files_for(code) | {path: block.text})} == {code}


@pytest.mark.parametrize("block", CORRECTIONS, ids=lambda block: block.words[0])
def test_a_correction_mends_the_code_that_it_is_shown_for(
    lint: Lint, block: Block
) -> None:
    files = files_for(block.words[0])
    undone = {path: undo(block, text) for path, text in files.items()}
    changed = {path: text for path, text in undone.items() if text is not None}
    assert len(changed) == 1, "the lines occur in one page, once"
    findings = lint(files | changed)
    assert {code for _, code in findings} == {block.words[0]}
    assert {path for path, _ in findings} == set(changed)


def test_every_code_has_a_heading_with_its_severity() -> None:
    text = (ROOT / GRAMMAR).read_text("utf-8")
    severities = dict(re.findall(r"^### (D\d+)\n\n(\w+)\. ", text, re.MULTILINE))
    expected = {code: entry.severity.capitalize() for code, entry in CODES.items()}
    assert severities == expected


@pytest.mark.parametrize("code", CODES)
def test_what_explain_links_to_is_a_heading(code: str) -> None:
    explanation = CliRunner().invoke(main, ["explain", code]).stdout
    headings = {_anchor(text) for _, text in read_headings(GRAMMAR)}
    links = {*re.findall(r"docs/pages\.md#([\w-]+)", explanation)}
    assert links
    assert links <= headings


def test_every_code_is_shown_but_those_of_files_and_names() -> None:
    shown = {block.words[-1] for block in [*CORRECTIONS, *FAULTY]}
    others = {*CODES} - shown
    assert others == {*(f"D00{number}" for number in range(1, 7)), "D108"}


# Sessions: the blocks of a document, from the first to the last, in a folder of their own.

_HOST = [row("UHostId", required="**Yes**"), row("State")]
_HOSTS = [
    RET_CODE,
    row("TotalCount", "int"),
    row("UHostSet", "array[[*UHostInstanceSet*](#UHostInstanceSet)]"),
]
UHOST = modern(
    [row("UHostIds.N"), row("Limit", "int"), row("Offset", "int")],
    _HOSTS,
    response_models=[("UHostInstanceSet", _HOST)],
    title="获取主机 - DescribeUHostInstance",
    request_example="暂无",
)
RUNNING = '{"TotalCount": 1, "UHostSet": [{"UHostId": "uhost-1", "State": "Running"}]}'

# What blocks of Python take as given: a client whose only settings are those that a block names, and keys.
_BEFORE = f"""
import functools
import ucloud_client
from ucloud_client.testing import FakeAPI

_api = FakeAPI()
_api.add_response("DescribeUHostInstance", {RUNNING})
for _client in (ucloud_client.Client, ucloud_client.AsyncClient):
    _transport = _api if _client is ucloud_client.Client else _api.awaited
    setattr(ucloud_client, _client.__name__, functools.partial(
        _client, transport=_transport, public_key="a", private_key="b"
    ))
Client = ucloud_client.Client
client = Client(region="cn-bj2", zone="cn-bj2-04", project_id="org-xxx")
PUBLIC, PRIVATE = "a", "b"
"""
_BEFORE_OFFICIAL = """
import functools
import ucloud.client
from official.clients import Recorder
from ucloud.core.utils.middleware import Middleware

ucloud.client.Client.__init__ = functools.partialmethod(
    ucloud.client.Client.__init__, transport=Recorder(), middleware=Middleware()
)
PUBLIC, PRIVATE = "a", "b"
"""
# The README of the package says "some list": it is generated for any package, which may have none.
_PLACEHOLDERS = {
    "client.service.action.": "client.uhost.describe_uhost_instance.",
    "    …": "    pass",
}
# An expression with its value in a comment.
_VALUE = re.compile(r"^(\S.*?)  # ([\[{'].*)$", re.MULTILINE)

# Programs that stand in for what would need the network or ten minutes; each fails if the command could not work.
_MAKE = """#!/bin/sh
make="{make}"
case "$1" in
    sdk) exec "$make" --no-print-directory "$@" ;;
    *) "$make" --dry-run "$@" > /dev/null ;;
esac
"""
_PIP = """#!{python}
import pathlib, sys, tomllib

assert sys.argv[1] == "install", sys.argv
for target in sys.argv[2:]:
    folder, _, extra = target.removesuffix("]").partition("[")
    if folder != "docs2sdk":
        project = tomllib.loads(pathlib.Path(folder, "pyproject.toml").read_text("utf-8"))
        assert not extra or extra in project["project"]["optional-dependencies"], target
"""
_TOOL = '#!/bin/sh\nexec "{python}" -m {module} "$@"\n'
_NEEDS = {"jq"}


@dataclass
class Session:
    """A folder beside a documentation checkout, in which the blocks of a document are run one after the other."""

    folder: Path
    environment: dict[str, str]

    def run(
        self, *command: str | Path, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(map(str, command)),
            cwd=cwd or self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of which every session gets a copy: the repository, and a documentation with two versions."""
    folder = tmp_path_factory.mktemp("documents")
    repository, documentation = folder / "repository", folder / "documentation"
    for name in ("specs", "generated", "docs", "templates", "tests/cases"):
        shutil.copytree(ROOT / name, repository / name)
    for name in ("pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, repository)
    shutil.copytree(
        ROOT / "specs", documentation, ignore=shutil.ignore_patterns("overlays")
    )
    write_file(documentation, "uhost-api/describe_uhost_instance.md", UHOST)
    page = documentation / "isms-api/get_isms_send_receipt.md"
    after = page.read_text("utf-8")
    before = re.sub(r"(\*\*TaskIdSet\.N\*\*.*)\*\*Yes\*\*", r"\1No", after)
    session = Session(folder, _environment(folder))
    _must(session.run("git", "init", "-q", "-b", "main", cwd=documentation))
    for text, tag in ((before, "v1.0"), (after, "v1.1")):
        page.write_text(text, "utf-8")
        for command in (
            ["add", "--all"],
            ["commit", "-q", "-m", tag],
            ["tag", tag],
        ):
            _must(session.run("git", *command, cwd=documentation))
    _write_programs(folder / "bin")
    (repository / ".venv").mkdir()
    shutil.copytree(folder / "bin", repository / ".venv" / "bin")
    (repository / ".venv" / ".ready").touch()
    command = (sys.executable, "-m", "docs2sdk", "generate", documentation)
    _must(session.run(*command, "--out", folder / "library"))
    for language in ("en", "zh"):
        command = (sys.executable, "-m", "docs2sdk", "docs", documentation)
        out = folder / f"site-{language}"
        _must(session.run(*command, "--out", out, "--lang", language))
    return folder


def _must(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout + done.stderr


def _write_programs(folder: Path) -> None:
    make = shutil.which("make")
    texts = {
        "make": _MAKE.format(make=make),
        "pip": _PIP.format(python=sys.executable),
        "docs2sdk": _TOOL.format(python=sys.executable, module="docs2sdk"),
        "python": f'#!/bin/sh\nexec "{sys.executable}" "$@"\n',
    }
    for name, text in texts.items():
        write_file(folder, name, text)
        (folder / name).chmod(0o755)


def _environment(folder: Path) -> dict[str, str]:
    settings = {
        name: text for name, text in os.environ.items() if "UCLOUD_" not in name
    }
    settings |= dict.fromkeys(
        ("UCLOUD_SHARED_CONFIG_FILE", "UCLOUD_SHARED_CREDENTIAL_FILE"), os.devnull
    )
    person = {
        f"GIT_{role}_{what}": "a@example.com"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    folders = [ROOT / "generator", folder / "library", ROOT / "tests"]
    paths = {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(map(str, folders)),
    }
    return settings | person | paths | {"CI": "true"}


@pytest.fixture
def session(pattern: Path, tmp_path: Path) -> Session:
    """Return a session of a document's own."""
    for name in ("repository", "documentation"):
        shutil.copytree(pattern / name, tmp_path / name)
    # Newer than pyproject.toml, so that make takes the environment as it is.
    (tmp_path / "repository" / ".venv" / ".ready").touch()
    place = {"PLACE": str(tmp_path / "place")}
    return Session(tmp_path / "repository", _environment(pattern) | place)


# The next command runs where this one ends, as in a terminal.
_KEEP_FOLDER = "trap 'pwd > \"$PLACE\"' EXIT\n"


def run_console(session: Session, block: Block) -> None:
    for command in read_commands(block):
        for name in _NEEDS:
            if f"| {name} " in command.text and not shutil.which(name):
                pytest.skip(f"no {name}: what follows {block} was not run")
        done = session.run("bash", "-o", "pipefail", "-c", _KEEP_FOLDER + command.text)
        where = f"{block}: {command.text}\n{done.stdout}{done.stderr}"
        assert done.returncode == command.exit_code, where
        assert "Traceback" not in done.stderr, where
        if command.output is not None:
            assert matches(done.stdout, command.output), where
        session.folder = Path(Path(session.environment["PLACE"]).read_text().strip())


def run_python(session: Session, block: Block) -> None:
    is_official = "from ucloud.client" in block.text
    code = _VALUE.sub(r"_show(\1, \2)", block.text)
    if block.document == "generated/README.md":
        for placeholder, value in _PLACEHOLDERS.items():
            code = code.replace(placeholder, value)
    show = "def _show(value, shown):\n    assert repr(value) == repr(shown), value\n"
    before = _BEFORE_OFFICIAL if is_official else _BEFORE
    is_test = "\ndef test_" in block.text
    program = session.folder / ("test_program.py" if is_test else "program.py")
    program.write_text(block.text if is_test else before + show + code, "utf-8")
    options = [] if is_official else ["-W", "error"]
    pytest_options = ["-m", "pytest", "-q", "-p", "no:cacheprovider"] * is_test
    done = session.run(sys.executable, *options, *pytest_options, program.name)
    assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
    program.unlink()


def run_dialogue(session: Session, block: Block) -> None:
    """Run what an interpreter is shown to answer."""
    examples = doctest.DocTestParser().get_examples(block.text)
    lines = [_BEFORE, "import sys, json, contextlib, io", "outputs = []"]
    for example in examples:
        lines += [
            "with contextlib.redirect_stdout(io.StringIO()) as _output:",
            f"    exec(compile({example.source!r}, 'dialogue', 'single'))",
            "outputs.append(_output.getvalue())",
        ]
    lines.append("print(json.dumps(outputs))")
    program = session.folder / "program.py"
    program.write_text("\n".join(lines), "utf-8")
    done = session.run(sys.executable, program.name)
    assert done.returncode == 0, f"{block}\n{done.stderr}"
    for example, output in zip(examples, json.loads(done.stdout), strict=True):
        assert matches(output, example.want), f"{block}: {example.source}{output}"


def run_file(session: Session, block: Block) -> None:
    """Read a file, and write it where its block says."""
    match block.language:
        case "toml":
            tomllib.loads(block.text)
        case "json":
            json.loads(block.text)
        case "yaml":
            assert yaml.safe_load(block.text)
    if block.words:
        (session.folder / block.words[0]).parent.mkdir(parents=True, exist_ok=True)
        write_file(session.folder, block.words[0], block.text)


def run_quotation(session: Session, block: Block) -> None:
    """Compare a page with what a document shows of it."""
    page = (ROOT / block.words[0]).read_text("utf-8")
    shown = "…".join(["", *block.text.strip().split("…"), ""])
    assert matches(page, shown), str(block)


def run_typescript(session: Session, block: Block) -> None:
    """Compile a program, behind those that the document shows before, in the client that it has generated."""
    modules = ROOT / "tests/typescript/node_modules"
    if not modules.exists() and not os.environ.get("CI"):
        pytest.skip("no npm")
    client = session.folder / "sdk-ts"
    program = client / "src/program.ts"
    before = program.read_text("utf-8") if program.exists() else ""
    local = block.text.replace('"ucloud-client"', '"./index.js"')
    local = re.sub(r'"ucloud-client/(\w+)"', r'"./\1/index.js"', local)
    local = re.sub(r'"ucloud-client/(\w+/\w+)"', r'"./\1.js"', local)
    program.write_text(before + local, "utf-8")
    if not (client / "node_modules").exists():
        (client / "node_modules").symlink_to(modules)
    done = session.run("node_modules/.bin/tsc", "--noEmit", cwd=client)
    assert done.returncode == 0, f"{block}\n{done.stdout}"


RUN: dict[str, Callable[[Session, Block], None]] = {
    "ts": run_typescript,
    "console": run_console,
    "python": run_python,
    "pycon": run_dialogue,
    "markdown": run_quotation,
    **dict.fromkeys(("toml", "json", "yaml", "jinja"), run_file),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "document", [path for path in list_documents() if path != GRAMMAR]
)
def test_a_document_shows_what_happens(session: Session, document: str) -> None:
    for block in read_blocks(document):
        if block.language != "text":
            RUN[block.language](session, block)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["index", *(f"guides/{name}" for name in GUIDES)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guides_of_a_client_show_what_happens(
    session: Session, pattern: Path, language: str, page: str
) -> None:
    file = pattern / f"site-{language}" / "docs" / f"{page}.md"
    blocks = read_blocks(str(file))
    assert blocks
    for block in blocks:
        RUN[block.language](session, block)


def test_the_grammar_has_only_pages_and_figures() -> None:
    languages = {block.language for block in read_blocks(GRAMMAR)}
    assert languages == {"markdown", "toml", "diff", "text"}


# The READMEs in two languages, of the project and of the package, and what the documents name.

TRANSLATION = "README.zh-CN.md"
FOLDERS = pytest.mark.parametrize("folder", ["", "generated/"])


@FOLDERS
def test_the_translation_has_the_same_headings_and_blocks(folder: str) -> None:
    original, translation = f"{folder}README.md", f"{folder}{TRANSLATION}"
    headings = [level for level, _ in read_headings(original)]
    assert headings == [level for level, _ in read_headings(translation)]
    blocks = [(block.language, block.code) for block in read_blocks(original)]
    assert blocks == [
        (block.language, block.code) for block in read_blocks(translation)
    ]


@FOLDERS
def test_each_readme_links_to_the_other_in_its_first_lines(folder: str) -> None:
    for document, link in (
        ("README.md", f"[中文]({TRANSLATION})"),
        (TRANSLATION, "[English](README.md)"),
    ):
        lines = (ROOT / f"{folder}{document}").read_text("utf-8").split("\n")
        assert lines[2] == link


@FOLDERS
def test_the_translation_breaks_no_line_within_a_sentence(folder: str) -> None:
    # A browser shows a line break between two Chinese characters as a space.
    for text in read_lines_of_paragraphs(f"{folder}{TRANSLATION}"):
        for line in text.split("\n")[:-1]:
            assert line.endswith(("。", "！", "？")), line


def test_the_readme_is_short_enough_for_a_front_page() -> None:
    for document in ("README.md", TRANSLATION):
        assert (ROOT / document).read_text("utf-8").count("\n") <= 120


_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?://)([^)#]*)(?:#([^)]*))?\)")
LINKING = [
    *list_documents(),
    TRANSLATION,
    f"generated/{TRANSLATION}",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
]


@pytest.mark.parametrize("document", LINKING)
def test_links_lead_to_files_and_headings(document: str) -> None:
    folder = (ROOT / document).parent
    text = re.sub(
        r"^(`{3,}).*?^\1|`[^`\n]*`",
        "",
        (ROOT / document).read_text("utf-8"),
        flags=re.MULTILINE | re.DOTALL,
    )
    for path, anchor in _LINK.findall(text):
        target = folder / path if path else ROOT / document
        assert target.exists(), path
        if anchor:
            relative = os.path.relpath(target, ROOT)
            assert anchor in {_anchor(text) for _, text in read_headings(relative)}


def _anchor(heading: str) -> str:
    """Return what GitHub calls a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


DECISIONS = [
    path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))
]
_PYTHON_FILE = re.compile(r"`([\w/]+\.py)`")


@pytest.mark.parametrize(
    "document",
    ["CONTRIBUTING.md", "ARCHITECTURE.md", *DECISIONS],
)
def test_modules_that_a_document_names_exist(document: str) -> None:
    names = _PYTHON_FILE.findall((ROOT / document).read_text("utf-8"))
    paths = [
        f"/{path.relative_to(ROOT).as_posix()}"
        for folder in ("generator", "templates", "generated", "tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
    ]
    for name in names:
        assert any(path.endswith(f"/{name}") for path in paths), name


# A module with the name of something in it: `pages/cells.py`, `read_type` or `pages/cells.py` (`read_type`).
_SYMBOL_IN_FILE = re.compile(r"`([\w/]+\.py)`(?:, | \()`(\w+)`")
_FILE_OF_SYMBOL = re.compile(r"`(\w+)` in `([\w/]+\.py)`")


def test_what_the_recipes_name_is_in_its_module() -> None:
    text = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    pairs = _SYMBOL_IN_FILE.findall(text)
    pairs += [(file, name) for name, file in _FILE_OF_SYMBOL.findall(text)]
    assert len(pairs) > 5
    for file, name in pairs:
        path = ROOT / "generator" / "docs2sdk" / file.rpartition("docs2sdk/")[2]
        defined = rf"^(?:def {name}\(|class {name}\b|{name}\b.* = )"
        assert re.search(defined, path.read_text("utf-8"), re.MULTILINE), (file, name)


_ERROR = re.compile(r"`(?:exc\.)?([A-Z]\w+(?:Error|Exception))`")


def test_every_error_that_the_comparison_names_exists() -> None:
    from ucloud.core import exc

    guide = "templates/reference/en/guides/migration.md.j2"
    text = (ROOT / guide).read_text("utf-8")
    package = (ROOT / "generated" / "ucloud_client" / "__init__.py").read_text("utf-8")
    names = set(_ERROR.findall(text))
    assert len(names) > 15
    names -= {"RuntimeError"}
    assert all(hasattr(exc, name) or f'"{name}",' in package for name in names)


# The map of the modules: a list item for each package, in it "`module`: what it does" for each module.

ARCHITECTURE = "ARCHITECTURE.md"
_PACKAGE = re.compile(r"^- \*\*`([\w/]+)/`\*\*", re.MULTILINE)
_MODULE = re.compile(r"`(\w+)`: (.+?)(?=\. (?:\w+: )?`\w+`: |\.? ?\Z)")


def read_modules_of_the_map() -> list[tuple[str, str]]:
    """Return every module that the map describes, as ``pages/cells``, with its description."""
    text = (ROOT / ARCHITECTURE).read_text("utf-8")
    section = text.partition("\n## Modules\n")[2].partition("\n## ")[0]
    parts = _PACKAGE.split(section)[1:]
    return [
        (f"{package}/{module}", description)
        for package, items in zip(parts[::2], parts[1::2], strict=True)
        for module, description in _MODULE.findall(" ".join(items.split()))
    ]


def list_modules(folder: str) -> Iterator[str]:
    """Yield the modules below a folder, each with the package that it is in: ``pages/cells``."""
    for path in (ROOT / folder).rglob("*.py"):
        if path.stem != "__init__":
            yield f"{path.parent.name}/{path.stem}"


def test_the_map_names_every_module_once() -> None:
    modules = [*list_modules("generator/docs2sdk"), *list_modules("templates/runtime")]
    named = [module for module, _ in read_modules_of_the_map()]
    assert sorted(named) == sorted(modules)


def test_the_map_describes_every_module_in_a_few_words() -> None:
    modules = read_modules_of_the_map()
    words = {module: re.findall(r"\w+", text) for module, text in modules}
    assert {module: text for module, text in words.items() if not text} == {}
    assert {module: text for module, text in words.items() if len(text) > 14} == {}


# What people look for first, and the module that the map must lead them to.
LOOKED_FOR = {
    "type cell": "pages/cells",
    "each rule": "diff/rules",
    "retry": "runtime/retries",
    "docstring": "python/docstrings",
}


@pytest.mark.parametrize("words", LOOKED_FOR)
def test_the_map_leads_to_what_people_look_for(words: str) -> None:
    found = [module for module, text in read_modules_of_the_map() if words in text]
    assert found == [LOOKED_FOR[words]]


def test_the_map_lists_packages_from_the_lowest_layer_up() -> None:
    packages = [module.partition("/")[0] for module, _ in read_modules_of_the_map()]
    layers = [package or "docs2sdk" for package, *_ in PACKAGES]
    first = [*dict.fromkeys(layers)]
    named = [name for name in dict.fromkeys(packages) if name in first]
    assert named == first


def test_the_map_is_a_page() -> None:
    assert (ROOT / ARCHITECTURE).read_text("utf-8").count("\n") <= 130


# What the figure of the map names: functions with two words or more, and classes.
_SYMBOL = re.compile(r"\b(?:[a-z]+(?:_[a-z]+)+|(?:[A-Z][a-z]+){2,})\b(?!/)")


def test_the_figure_of_the_map_names_functions_and_classes_that_exist() -> None:
    (figure,) = read_blocks(ARCHITECTURE)
    sources = (ROOT / "generator" / "docs2sdk").rglob("*.py")
    code = "\n".join(path.read_text("utf-8") for path in sources)
    defined = {*re.findall(r"^(?:def|class) (\w+)", code, re.MULTILINE)}
    assert len(_SYMBOL.findall(figure.text)) > 10
    assert {*_SYMBOL.findall(figure.text)} <= defined


def test_the_front_page_links_to_the_map_and_the_recipes() -> None:
    for document in ("README.md", TRANSLATION):
        text = (ROOT / document).read_text("utf-8")
        assert "](ARCHITECTURE.md#modules)" in text
        assert "](CONTRIBUTING.md#where-to-change-what)" in text
