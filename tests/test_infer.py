"""``docs2sdk infer`` drafts a page from recordings, or proposes what to change in one; or it changes nothing."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.inference import draft, page_updates
from docs2sdk.pages import page_parser
from docs2sdk.pages.page_sources import Source
from docs2sdk.traffic import samples
from trees import snapshot

URL = "https://api.ucloud.cn/?Action=FindThing&Region=cn-bj2"
REQUESTS = f"{URL}&ThingId=t-1&Disks.0.Size=7\n{URL}&ThingId=t-2&Phone=13812345678\n"
RESPONSES = "".join(
    json.dumps({"Action": "FindThingResponse", "RetCode": 0} | fields) + "\n"
    for fields in (
        {"ThingSet": [{"Name": "a", "State": "Running"}, {"Name": "b", "State": "Stopped"}]},
        {"ThingSet": [{"Name": "c", "State": "Running", "Cost": 1.5}, {"Name": "d", "State": "Running"}]},
    )
)  # fmt: skip
FILES = {"requests.txt": REQUESTS, "responses.jsonl": RESPONSES}
PAGE = "alpha-api/find_thing.md"


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    trees.write(tmp_path, FILES)
    return trees.write(tmp_path / "specs", trees.PAGES)


def infer(*arguments: str, recorded: str = "") -> Result:
    return CliRunner().invoke(main, ["infer", *arguments], input=recorded)


@pytest.mark.slow
def test_a_page_is_drafted_and_its_client_generated(specs: Path) -> None:
    described = trees.PAGES["alpha-api/get_thing.md"].replace(
        "| **ThingId** | string |  |", "| **ThingId** | string | 物品编号 |"
    )
    trees.write(specs, {"alpha-api/get_thing.md": described})
    result = infer("alpha", "FindThing", *FILES, "--title", "查找")
    assert result.exit_code == 0, result.output
    page = (specs / PAGE).read_text("utf-8")
    for row in (
        "| **Region** | string | 地域。 参见 [地域和可用区列表](https://docs.ucloud.cn/api/summary/regionlist) |**Yes**|",
        "| **ThingId** | string | 物品编号（待确认） |**Yes**|",  # as the other pages say
        "| **Disks.N.Size** | int | （待确认） |No|",
        "| **Phone** | string | （待确认） |No|",
        "| **ThingSet** | array[[*Thing*](#Thing)] | （待确认） |**Yes**|",
        "| **State** | string | 样本中的值：Running、Stopped（待确认） |**Yes**|",
        "| **Cost** | float | （待确认） |No|",
    ):
        assert row in page
    assert "138" not in page
    assert "client.alpha.find_thing(" in result.stdout
    tests = "generated/tests/alpha/test_find_thing.py"
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests]
    done = subprocess.run(run, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout
    lint = CliRunner().invoke(main, ["lint", "specs"])
    assert "D217 7 × " in lint.stdout


def test_a_dry_run_prints_the_page_and_writes_nothing(
    specs: Path, tmp_path: Path
) -> None:
    before = snapshot(tmp_path)
    result = infer("alpha", "FindThing", *FILES, "--dry-run")
    assert snapshot(tmp_path) == before
    assert result.exit_code == 0
    assert result.stdout.startswith("# FindThing - FindThing\n")
    assert result.stderr == "read      requests 2, responses 2\nmasked    1 value: Phone 1\n"  # fmt: skip


def test_a_page_that_has_only_a_title_is_completed(specs: Path) -> None:
    stub = "# 查找 - FindThing\n\n## 简介\n\n查找物品\n\n!> 慎用\n"
    trees.write(specs, {PAGE: stub})
    drafted = infer("alpha", "FindThing", *FILES, "--dry-run").stdout
    head = "# 查找 - FindThing\n\n## 简介\n\n查找物品\n\n!> 慎用\n\n## 定义\n"
    assert drafted.startswith(head)
    assert "**ThingId**" in drafted


@pytest.mark.parametrize("encode", [str.encode, lambda t: t.encode("utf-16"), lambda t: gzip.compress(t.encode())], ids=["UTF-8", "UTF-16", "gzip"])  # fmt: skip
def test_a_recording_is_read_in_any_encoding(
    specs: Path, encode: Callable[[str], bytes]
) -> None:
    Path("recorded").write_bytes(encode(REQUESTS + RESPONSES))
    expected = infer("alpha", "FindThing", *FILES, "--dry-run").stdout
    assert infer("alpha", "FindThing", "recorded", "--dry-run").stdout == expected
    piped = infer("alpha", "FindThing", "-", "--dry-run", recorded=REQUESTS + RESPONSES)
    assert piped.stdout == expected


def big(path: str, size: int) -> str:
    """Make a file of a size that takes no room on the disk."""
    with open(path, "wb") as stream:
        stream.write(b'{"log": {"entries": [')
        stream.truncate(size)
    return path


REFUSED = {
    "no recording": (["alpha", "FindThing"], "name the service, the action and the"),
    "a file that does not exist": (["alpha", "FindThing", "x"], "x: no such file"),
    "a folder": (["alpha", "FindThing", "specs"], "specs: not a regular file"),
    "an action that exists": (
        ["alpha", "GetThing", "requests.txt"],
        "GetThing exists already: alpha-api/get_thing.md; docs2sdk infer --update PAGE",
    ),
    "a name that no action can have": (
        ["alpha", "Find_Thing", "requests.txt"],
        "as in GetISMSQuota",
    ),
    "a name that no product can have": (["../x", "FindThing", "requests.txt"], "as in isms"),
    "a recording of other actions": (
        ["alpha", "FindOther", "requests.txt"],
        "no request and no response of FindOther that succeeded was found; the files have samples of FindThing",
    ),
    "a recording of nothing": (["alpha", "FindThing", "empty"], "was found"),
    "bytes that are no text": (["alpha", "FindThing", "binary"], "binary: not UTF-8 (byte 0)"),
    "a HAR file that is cut off": (["alpha", "FindThing", "cut.har"], "cut.har: not JSON: "),
    "JSON that is nested too deep": (["alpha", "FindThing", "deep.json"], "was found"),
    "much that is nothing": (["alpha", "FindThing", "prose"], "prose: more than 100 lines are neither"),
    "a large file": (["alpha", "FindThing", "big.har"], "big.har: more than 64 MB"),
    "a file that explodes": (["alpha", "FindThing", "bomb"], "bomb: more than 64 MB when decompressed"),
    "a file of countless values": (["alpha", "FindThing", "values"], "values: more than 8,000,000 values; split it"),
    "a damaged file": (["alpha", "FindThing", "damaged"], "damaged: the compressed data is cut off"),
    "a title of two lines": (["alpha", "FindThing", *FILES, "--title", "a\nb"], "write one"),
    "an output among the pages": (
        ["alpha", "FindThing", *FILES, "--out", "specs/out"],
        "must be apart",
    ),
    "a page that does not exist": (["--update", "specs/x.md", *FILES], "no such page"),
    "an update with options of a new page": (["--update", "specs/alpha-api/get_thing.md", *FILES, "--title", "x"], "--update takes recordings"),
    "a page that is no text": (["--update", "specs/alpha-api/bytes.md", *FILES], "is not a page of an action"),
    "a page without an action": (
        ["--update", "specs/alpha-api/prose.md", *FILES],
        "prose.md is not a page of an action",
    ),
    "a page without a recording": (
        ["--update", "specs/alpha-api/get_thing.md"],
        "name the recordings",
    ),
}  # fmt: skip


BAD_FILES: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "cut.har": lambda: b'{"log": {"entries": [',
    "prose": lambda: b"x\n" * 200,
    "deep.json": lambda: b"[" * 100_000,
    "binary": lambda: b"\xb0\xb1",
    "bomb": lambda: gzip.compress(bytes(65 << 20), 1),
    "damaged": lambda: gzip.compress(bytes(1 << 20))[:100],
    "values": lambda: b"[" + b"[]," * (4 << 20) + b"0]",
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_one_line_and_changes_nothing(
    specs: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    trees.write(specs, {"alpha-api/prose.md": "# Prose\n"})
    (specs / "alpha-api/bytes.md").write_bytes(b"\xb0")
    for name in {*arguments} & BAD_FILES.keys():
        Path(name).write_bytes(BAD_FILES[name]())
    if "big.har" in arguments:
        big("big.har", 200 << 20)
    before = snapshot(specs), sorted(os.listdir())
    result = infer(*arguments)
    assert result.exit_code == 2, result.output
    last = result.stderr.splitlines()[-1]
    assert message in last
    assert (snapshot(specs), sorted(os.listdir())) == before


def test_a_har_file_of_200_megabytes_costs_no_memory(specs: Path) -> None:
    big("big.har", 200 << 20)
    infer("alpha", "FindThing", "big.har")  # imports what the command needs
    tracemalloc.start()
    result = infer("alpha", "FindThing", "big.har")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (result.exit_code, peak < 20_000_000) == (2, True)


# Updates of a page.

ALPHA = "specs/alpha-api/get_thing.md"
GET = "https://api.ucloud.cn/?Action=GetThing&ThingId=t&Size=7&Tags.0=x"
ANSWER = {"RetCode": 0, "Name": "n", "Count": 1}


def answer(**fields: object) -> str:
    changed = {name: value for name, value in (ANSWER | fields).items() if value != "-"}
    return json.dumps(changed)


UNCHANGED = {
    "what the page says": [GET, answer()],
    "optional rows that no sample has": [GET.partition("&Size")[0], answer(Count="-")],
    "null": [answer(Count=None, Name=None)],
    "a key in another case": ['{"RetCode": 0, "name": "n"}'],
    "a message, which every response may have": [answer(Message="", Action="GetThingResponse")],
    "who calls": [f"{GET}&PublicKey=k&Signature=s"],
}  # fmt: skip


@pytest.mark.parametrize("recorded", UNCHANGED.values(), ids=UNCHANGED)
def test_samples_that_agree_with_a_page_change_nothing(
    specs: Path, recorded: list[str]
) -> None:
    result = infer("--update", ALPHA, "-", recorded="\n".join(recorded))
    assert (result.exit_code, result.stdout) == (0, "")


CHANGED = {
    "a parameter that is not always there": (
        [GET.replace("&ThingId=t", "")],
        ["-| **ThingId** | string |  | **Yes** |", "+| **ThingId** | string | （待确认） |No|"],
    ),
    "a new parameter, which nobody needed before": (
        [f"{GET}&New=7"],
        ["+| **New** | int | （待确认） |No|"],
    ),
    "a new group of parameters": (
        [f"{GET}&Disks.0.Size=7&Disks.0.Net.Id=x"],
        ["+| **Disks.N.Size** | int | （待确认） |No|", "+| **Disks.N.Net.Id** | string | （待确认） |No|"],
    ),
    "a parameter of another type": (
        [f"{GET}&Size=large"],
        ["-| **Size** | int |  | No |", "+| **Size** | string | （待确认） |No|"],
    ),
    "a field of another type that is not always there": (
        [answer(Name=1), answer(Name="-")],
        ["-| **Name** | string |  | **Yes** |", "+| **Name** | int | （待确认） |No|"],
    ),
    "new fields, one with a model": (
        [answer(Owners=[{"Id": 1}], Price=1.5)],
        [
            "+| **Owners** | array[[*Owner*](#Owner)] | （待确认） |**Yes**|",
            "+| **Price** | float | （待确认） |**Yes**|",
            "+", "+#### 数据模型", "+", "+#### Owner", "+",
            "+| 字段名 | 类型 | 描述信息 | 必填 |", "+|:---|:---|:---|:---|",
            "+| **Id** | int | （待确认） |**Yes**|",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("recorded", "lines"), CHANGED.values(), ids=CHANGED)
def test_samples_that_contradict_a_page_propose_its_rows_as_a_diff(
    specs: Path, recorded: list[str], lines: list[str]
) -> None:
    before = snapshot(specs)
    result = infer("--update", ALPHA, "-", recorded="\n".join(recorded))
    assert result.exit_code == 1
    head, changes = result.stdout.split("\n")[:2], result.stdout.split("\n")[2:]
    assert head == [f"--- {ALPHA}", f"+++ {ALPHA}"]
    assert [line for line in changes if line[:1] in ("+", "-")] == lines
    assert snapshot(specs) == before
    patch = subprocess.run(["patch", "-p0"], input=result.stdout, capture_output=True, text=True, check=True)  # fmt: skip
    assert "malformed" not in patch.stderr
    again = infer("--update", ALPHA, "-", recorded="\n".join(recorded))
    assert (again.exit_code, again.stdout) == (0, "")
    page = page_parser.parse_page(Source("x.md", Path(ALPHA).read_text("utf-8")))
    assert {each.code for each in page.diagnostics} == {"D217"}


def test_a_diff_applies_to_a_page_with_the_line_ends_of_windows(specs: Path) -> None:
    page = Path(ALPHA)
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    result = infer("--update", ALPHA, "-", recorded=f"{GET}&New=7")
    assert result.exit_code == 1
    subprocess.run(["patch", "-p0"], input=result.stdout_bytes, check=True)
    data = page.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    again = infer("--update", ALPHA, "-", recorded=f"{GET}&New=7")
    assert (again.exit_code, again.stdout) == (0, "")


MODELS = """| **Things** | array[[*Thing*](#Thing)] | 物品 | No |
| **Box.Id** | string | 箱 | **Yes** |

#### Thing

| 字段名 | 类型 | 描述信息 | 必填 |
|:---|:---|:---|:---|
| **Id** | string | 编号 | **Yes** |
| **Inner** | [*Thing*](#Thing) | 内含 | No |
"""


@pytest.mark.parametrize(
    ("response", "rows"),
    [
        (
            {"Things": [{"Id": "a", "Inner": {"Id": "b", "New": True}}]},
            ["| **New** | boolean | （待确认） |No|", "| **Box.Id** | string | 箱（待确认） |No|"],
        ),
        (
            {"Things": [{"Id": 1}], "Box": {"Id": "c", "More": {"A": 1}}},
            [
                "| **Id** | int | 编号（待确认） |**Yes**|",
                "| **Box.More** | [*More*](#More) | （待确认） |**Yes**|",
                "| **A** | int | （待确认） |**Yes**|",
            ],
        ),
        (
            {"Things": [{"Id": "a", "Message": "x"}], "Box": {"Id": "c"}},
            ["| **Message** | string | （待确认） |**Yes**|"],
        ),
    ],
    ids=[
        "a model that holds itself, and a group that is missing",
        "a group that grew",
        "a field of a model that is called like one of every response",
    ],
)  # fmt: skip
def test_rows_of_models_and_groups_are_proposed(
    response: dict[str, object], rows: list[str]
) -> None:
    text = trees.page("GetThing", response=[*trees.ANSWER, MODELS.rstrip("\n")])
    action = page_parser.parse_page(Source("x.md", text)).action
    assert action
    read = samples.read_samples([("x", answer(**response))], "GetThing")
    words = draft.gather_wordings([])
    update = page_updates.propose_update(action, text, read, words)
    new = [line for line in update.text.split("\n") if line not in text.split("\n")]
    assert set(rows) <= set(new)
    page = page_parser.parse_page(Source("x.md", update.text))
    assert {each.code for each in page.diagnostics} == {"D217"}
    assert page.action
    again = page_updates.propose_update(page.action, update.text, read, words)
    assert again == (update.text, ())


def test_a_group_that_is_no_object_is_told(specs: Path) -> None:
    text = trees.page("GetThing", response=[*trees.ANSWER, MODELS.rstrip("\n")])
    Path(ALPHA).write_text(text, "utf-8")
    result = infer("--update", ALPHA, "-", recorded=answer(Box="x"))
    assert result.exit_code == 1
    told = 'not proposed: the rows "Box.…" are no group in the samples'
    assert told in result.stderr


def test_rows_for_a_table_without_rows_are_told(specs: Path) -> None:
    Path(ALPHA).write_text(trees.page("GetThing", request=[]), "utf-8")
    result = infer("--update", ALPHA, "-", recorded=f"{GET}&Box.Id=x")
    assert (result.exit_code, result.stdout) == (1, "")
    told = "not proposed: a table has no rows yet: add ThingId, Size, Tags, Box\n"
    assert told in result.stderr
