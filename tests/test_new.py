"""``docs2sdk new`` writes a page that has no fault and a method for it, or changes nothing."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.commands import action_tests
from trees import snapshot

New = Callable[..., Result]

INDEX = """# API 索引

| API | 描述信息 |
|:---|:---|
|[DropThing](api/alpha-api/drop_thing)|标题|
|[GetThing](api/alpha-api/get_thing)|标题|
"""
SIDEBAR = """<div class="sidebar_title">Alpha 产品</div>

- **API**
    - [标题 - DropThing](api/alpha-api/drop_thing)
    - [标题 - GetThing](api/alpha-api/get_thing)
"""
NAVIGATION = {"alpha-api/index.md": INDEX, "alpha-api/_sidebar.md": SIDEBAR}
PAGE = "alpha-api/find_thing.md"


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return trees.write(tmp_path / "specs", trees.PAGES | NAVIGATION)


def new(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", *arguments])


PARAM, FIELD, MODEL = "--param", "--field", "--model"

ACCEPTED = {
    "nothing but a title": [],
    "values of every type": [
        *(PARAM, "Name:string!:名称", PARAM, "Size:int!:大小"),
        *(PARAM, "Rate:float!:比率", PARAM, "Force:boolean!:是否强制"),
    ],
    "a list of values with a limit": [PARAM, "Ids.N:string!:编号，最多支持100个"],
    "a list that is written as a type": [PARAM, "Ids:array[string]!:编号"],
    "groups of rows": [
        *(PARAM, "Disks.N.Size:int!:大小", PARAM, "Disks.N.Kind:string:种类"),
        *(PARAM, "Address.City:string:城市"),
    ],
    "a description with every mark of tables and Markdown": [
        *(PARAM, "Mark:string!:a|b\\c`d:e <br/> *f* [g](h) \\| 1. # x"),
        *(FIELD, "Mark:string:`a|b` \\` | ~"),
    ],
    "models in models": [
        *(FIELD, "Data:array[Task]!:结果", MODEL, "Task.Id:string!:编号"),
        *(MODEL, "Task.Phones:array[Phone]:号码", MODEL, "Phone.Number:string!:号码"),
    ],
    "a model in the request": [
        *(PARAM, "Target:Target!:目标", MODEL, "Target.Id:string!:编号"),
    ],
    "one model in the request and in the response": [
        *(PARAM, "First:Box!:箱", FIELD, "Second:Box:箱", MODEL, "Box.Id:int!:编号"),
    ],
    "pages of a list": [
        *(PARAM, "Limit:int:数量", PARAM, "Offset:int:偏移"),
        *(FIELD, "TotalCount:int:总数", FIELD, "Names:array[string]:名称"),
    ],
    "a parameter of the settings that is said otherwise": [
        PARAM,
        "Zone:string!:可用区",
    ],
    "the tables of another action": ["--like", "GetThing"],
    "the tables of another action, and more": [
        *("--like", "GetThing", PARAM, "More:int!:更多", FIELD, "Name:int!:名称"),
    ],
    "a summary of several lines": ["--summary", "- 一\n# 二\n\n| 三 |"],
}


@pytest.mark.slow
@pytest.mark.parametrize("arguments", ACCEPTED.values(), ids=ACCEPTED)
def test_a_page_is_made_without_a_fault(specs: Path, arguments: list[str]) -> None:
    result = new("alpha", "FindThing", "--title", "查找", *arguments)
    assert (result.exit_code, "reported  nothing" in result.stdout) == (0, True)
    assert "client.alpha.find_thing(" in result.stdout
    assert "tested    tests/alpha/test_find_thing.py: " in result.stdout
    lint = CliRunner().invoke(main, ["lint", "specs", "--check"])
    assert "alpha-api/find_thing.md" not in lint.output
    tests = "generated/tests/alpha/test_find_thing.py"
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests]
    done = subprocess.run(run, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_a_local_api_for_generated_tests_is_not_asked_about_a_new_page(
    specs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCS2SDK_MOCK_URL", "http://127.0.0.1:1")
    result = new("alpha", "FindThing", "--title", "查找")
    assert (result.exit_code, result.stderr.count("failed")) == (0, 0)


def test_a_page_is_listed_in_the_navigation_of_its_folder(specs: Path) -> None:
    assert new("alpha", "FindThing", "--title", "查[找]").exit_code == 0
    assert (specs / "alpha-api/index.md").read_text("utf-8") == INDEX.replace(
        "|[GetThing]", "|[FindThing](api/alpha-api/find_thing)|查[找]|\n|[GetThing]"
    )
    item = "- [查\\[找\\] - FindThing](api/alpha-api/find_thing)"
    assert (specs / "alpha-api/_sidebar.md").read_text("utf-8") == SIDEBAR.replace(
        "- [标题 - GetThing]", f"{item}\n    - [标题 - GetThing]"
    )


def test_navigation_keeps_the_line_ends_of_windows(specs: Path) -> None:
    index = specs / "alpha-api/index.md"
    index.write_bytes(INDEX.replace("\n", "\r\n").encode())
    assert new("alpha", "FindThing", "--title", "查找").exit_code == 0
    data = index.read_bytes()
    assert b"[FindThing]" in data
    assert data.count(b"\r\n") == data.count(b"\n")


def write_binary(index: Path) -> None:
    index.write_bytes(b"\xff\xfe old")


def make_link(index: Path) -> None:
    other = index.parents[2] / "other.md"
    other.write_text("elsewhere")
    index.symlink_to(other)


@pytest.mark.parametrize("make_index", [write_binary, make_link])
def test_an_index_that_cannot_be_read_is_not_replaced(
    specs: Path, tmp_path: Path, make_index: Callable[[Path], None]
) -> None:
    (specs / "gamma-api").mkdir()
    make_index(specs / "gamma-api/index.md")
    before = snapshot(tmp_path)
    result = new("gamma", "FindThing", "--title", "查找")
    assert result.exit_code == 2
    assert "docs2sdk lint specs/gamma-api/index.md" in result.stderr
    assert snapshot(tmp_path) == before


def block_output(folder: Path) -> None:
    (folder / "generated").write_text("a file")


def edit_output(folder: Path) -> None:
    assert new("alpha", "SeekThing", "--title", "寻找").exit_code == 0
    method = next(folder.glob("generated/*/alpha/seek_thing.py"))
    method.write_text("edited")


@pytest.mark.parametrize("service", ["alpha", "gamma"])
@pytest.mark.parametrize("spoil", [block_output, edit_output])
def test_no_page_is_left_where_no_client_can_be_generated(
    specs: Path, tmp_path: Path, service: str, spoil: Callable[[Path], None]
) -> None:
    spoil(tmp_path)
    before = snapshot(tmp_path)
    result = new(service, "FindThing", "--title", "查找")
    assert result.exit_code == 2
    assert snapshot(tmp_path) == before
    assert not (specs / "gamma-api").exists()


def test_the_command_that_runs_the_tests_is_quoted_for_a_shell(
    specs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(action_tests, "find_spec", lambda name: None)
    result = new("alpha", "FindThing", "--title", "查找", "--out", "a $(b);c")
    line = next(x for x in result.stdout.splitlines() if x.startswith("test it:"))
    *_, path = shlex.split(line)
    assert path == "a $(b);c/tests/alpha/test_find_thing.py"


def test_the_first_page_of_a_product_makes_its_folder_with_an_index(
    specs: Path,
) -> None:
    result = new("gamma", "FindThing", "--title", "查找")
    assert "client.gamma.find_thing(" in result.stdout
    files = sorted(path.name for path in (specs / "gamma-api").iterdir())
    assert files == ["find_thing.md", "index.md"]
    assert "[FindThing](api/gamma-api/find_thing)" in (
        specs / "gamma-api/index.md"
    ).read_text("utf-8")


def test_a_dry_run_prints_the_page_and_writes_nothing(
    specs: Path, tmp_path: Path
) -> None:
    before = snapshot(tmp_path)
    options = ["--title", "查找", PARAM, "Ids.N:string!:编号"]
    printed = new("alpha", "FindThing", *options, "--dry-run")
    assert snapshot(tmp_path) == before
    assert new("alpha", "FindThing", *options).exit_code == 0
    assert printed.stdout == (specs / PAGE).read_text("utf-8")


STUBS = {
    "a title": "# 查找 - FindThing\n",
    "a title and a text": "# 查找 - FindThing\n\n找一个。\n\n!> 慢\n",
    "a title and an introduction": "# 查找 - FindThing\n\n## 简介\n\n找一个。\n\n!> 慢\n",
}


@pytest.mark.parametrize("text", STUBS.values(), ids=STUBS)
def test_a_page_without_tables_is_completed_as_lint_says(
    specs: Path, text: str
) -> None:
    index = INDEX.replace(
        "|[GetThing]", "|[FindThing](api/alpha-api/find-it)|找|\n|[GetThing]"
    )
    trees.write(specs, {"alpha-api/find-it.md": text, "alpha-api/index.md": index})
    lint = CliRunner().invoke(main, ["lint", "specs/alpha-api/find-it.md"])
    assert "docs2sdk new alpha-api FindThing --like ACTION completes" in lint.output
    assert new("alpha-api", "FindThing", "--like", "GetThing").exit_code == 0
    page = (specs / "alpha-api/find-it.md").read_text("utf-8")
    assert page.startswith("# 查找 - FindThing\n")
    assert "| **ThingId** |" in page
    assert "Does a thing." not in page
    assert [
        word for word in ("找一个。", "!> 慢") if (word in text) != (word in page)
    ] == []
    assert (specs / "alpha-api/index.md").read_text("utf-8") == index


def test_a_page_without_tables_of_a_longer_name_is_left_alone(specs: Path) -> None:
    stub = STUBS["a title"]
    trees.write(specs, {"alpha-api/find_it.md": stub})
    new("alpha", "FindThi", "--title", "x")
    assert (specs / "alpha-api/find_it.md").read_text("utf-8") == stub
    assert (specs / "alpha-api/find_thi.md").exists()


REFUSED = {
    "an action that exists": (
        ["alpha", "GetThing"],
        "exists already: alpha-api/get_thing.md",
    ),
    "an action that exists in another product": (
        ["alpha", "MakeOther"],
        "beta-api/make_other.md",
    ),
    "an action that exists in other letters": (
        ["alpha", "GETthing"],
        "GetThing exists already",
    ),
    "a page that exists": (
        ["alpha", "TakenName", "--title", "x"],
        "taken_name.md exists already",
    ),
    "an action whose page has an error": (
        ["alpha", "FallenThing"],
        "FallenThing exists already: alpha-api/fallen.md",
    ),
    "a page that has more than an introduction": (
        ["alpha", "TalkThing"],
        "TalkThing exists already: alpha-api/talk.md",
    ),
    "an action whose page would have the name of another file": (
        ["gamma", "ErrorCode", "--title", "x"],
        "error_code.md is not a name",
    ),
    "a name that no action can have": (["alpha", "Find_Thing"], "as in GetISMSQuota"),
    "a name that no product can have": (
        ["../x", "FindThing", "--title", "x"],
        "as in isms",
    ),
    "a title of two lines": (["alpha", "FindThing", "--title", "a\nb"], "write one"),
    "an unknown action to be like": (
        ["alpha", "FindThing", "--like", "Nope"],
        "--like Nope: no page",
    ),
    "a row without a type": (
        ["alpha", "FindThing", PARAM, "Ids"],
        "--param 'TaskIdSet.N:string!:",
    ),
    "a row without a name": (
        ["alpha", "FindThing", PARAM, ":string"],
        "a name is missing",
    ),
    "a name that no row can have": (
        ["alpha", "FindThing", PARAM, "A-B:string:x"],
        "cannot go on",
    ),
    "a type that is misspelled": (
        ["alpha", "FindThing", FIELD, "A:strng:x"],
        'did you mean "string"?',
    ),
    "a list that is not closed": (
        ["alpha", "FindThing", FIELD, "A:array[string:x"],
        "there is no type",
    ),
    "a model that is not defined": (
        ["alpha", "FindThing", FIELD, "A:array[Box]:x"],
        """there is no type "array[Box]"; a model has rows of its own, as in --model 'Box.Name:string:…';""",
    ),
    "a model that is not used": (
        ["alpha", "FindThing", MODEL, "Box.Id:int:x"],
        'no row refers to the model "Box"',
    ),
    "a field of a model without a model": (
        ["alpha", "FindThing", MODEL, "Box:int:x"],
        "must be MODEL.FIELD",
    ),
    "a row that occurs twice": (
        ["alpha", "FindThing", PARAM, "A:int:x", PARAM, "A:int:x"],
        "in --param 1 already",
    ),
    "rows that contradict each other": (
        ["alpha", "FindThing", PARAM, "A:int:x", PARAM, "A.B:int:x"],
        "cannot stand beside",
    ),
    "a model that requires itself": (
        ["alpha", "FindThing", PARAM, "A:Box!:x", MODEL, "Box.Box:Box!:x"],
        "nothing was written",
    ),
    "a parameter that the client sets": (
        ["alpha", "FindThing", PARAM, "Signature:string!:x"],
        "set by the client",
    ),
    "a folder that is no documentation": (
        ["alpha", "FindThing", "--specs", "specs/alpha-api"],
        "folder per product: name the folder above the products",
    ),
    "an output among the pages": (
        ["alpha", "FindThing", "--out", "specs/out"],
        "must be apart",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_one_line_and_changes_nothing(
    specs: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    broken = trees.page("FallenThing").replace("响应字段", "响应")
    talk = "# 谈 - TalkThing\n\n## 简介\n\n一\n\n### 请求参数\n\n无\n"
    pages = {"alpha-api/taken_name.md": "# Prose\n", "alpha-api/fallen.md": broken}
    pages |= {"alpha-api/talk.md": talk}
    trees.write(specs, pages)
    before = snapshot(tmp_path)
    result = new(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.splitlines()[-1].startswith("docs2sdk: ")
    assert snapshot(tmp_path) == before
