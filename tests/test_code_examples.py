"""``docs2sdk explain CODE`` shows a wrong and a right example: the wrong one gives exactly this code, the right one nothing."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
import trees
from docs2sdk.config import Settings
from docs2sdk.diagnostics import CODES
from docs2sdk.lint import linter
from docs2sdk.lint.code_examples import PLACES, CodeExample, load_examples
from small_pages import RET_CODE, modern, row

EXAMPLES = load_examples()
TODAY = date(2026, 1, 1)
REQUEST = [
    row("HostId", required="**Yes**"),
    row("Limit", "int"),
    row("Tags.N"),
]
RESPONSE = [RET_CODE, row("HostName", required="**Yes**"), row("Cores", "int")]
FRAME = {
    "demo-api/list_hosts.md": modern(title="查询云主机列表 - ListHosts").replace(
        "DoThing", "ListHosts"
    ),
    "demo-api/notes.md": "# 更新记录\n",
    "demo-api/error_code.md": "# 错误码\n\n| 错误码 | 含义 |\n|---|---|\n| 1 | 正忙 |\n",
}
CORRECTION = (
    '[[correction]]\naction = "ListHosts"\ndeprecated = "不再维护"\nreason = "r"\n'
)


def page(
    title: str = "# 查询云主机 - GetHost",
    request: str = "",
    response: str = "",
    request_example: str = "https://api.ucloud.cn/?Action=GetHost&HostId=host-1",
    response_example: str = '{"RetCode": 0, "HostName": "web-1"}',
    examples: str = "",
) -> str:
    """Return a page without fault, but for the pieces."""
    text = modern(
        [*REQUEST, *request.splitlines()],
        [*RESPONSE, *response.splitlines()],
        title=title.removeprefix("# "),
        request_example=f"```\n{request_example}\n```",
        response_example=f"```json\n{response_example}\n```",
    )
    return text.partition("## 示例")[0] + examples if examples else text


def files_of(place: str, piece: str) -> dict[str, str]:
    """Return the files of a documentation in which a piece stands in its place."""
    pieces: dict[str, dict[str, str]] = {
        "page": {"demo-api/page.md": f"{piece}\n"},
        "second title": {
            "demo-api/list_hosts.md": FRAME["demo-api/list_hosts.md"]
            .replace("# 查询云主机列表 - ListHosts", piece)
            .replace("ListHosts", piece.rpartition(" ")[2])
        },
        "error codes": {"demo-api/error_code.md": f"{piece}\n"},
        "overlay": {"overlays/demo.toml": f"{piece}\n"},
        "shell": {"overlays/demo.toml": CORRECTION},
    }
    parts = {} if place in pieces else {place.replace(" ", "_"): piece}
    base = {"demo-api/get_host.md": page(**parts)}
    return {**FRAME, **base, **pieces.get(place, {})}


def codes_of(example: CodeExample, piece: str, folder: Path) -> set[str]:
    trees.write(folder, files_of(example.place, piece))
    if example.place == "shell":
        subprocess.run(["sh", "-ec", piece], cwd=folder, check=True)
    settings = Settings((folder,), folder.parent / "out")
    lint = linter.lint_pages(settings, lambda *_: None, TODAY)
    return {finding.rule.id for finding in lint.findings}


@pytest.fixture(autouse=True)
def unprivileged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files without permissions be unreadable for root, too."""
    real = os.open

    def open_file(path: str, *rest: int) -> int:
        if os.path.exists(path) and not os.stat(path).st_mode & 0o444:
            raise PermissionError(13, "Permission denied")
        return real(path, *rest)

    monkeypatch.setattr(os, "open", open_file)


def test_every_code_has_an_example() -> None:
    assert [*EXAMPLES] == [*CODES]


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_wrong_example_gives_the_code_and_nothing_else(
    code: str, tmp_path: Path
) -> None:
    example = EXAMPLES[code]
    assert codes_of(example, example.wrong, tmp_path / "specs") == {code}


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_right_example_gives_nothing(code: str, tmp_path: Path) -> None:
    example = EXAMPLES[code]
    assert codes_of(example, example.right, tmp_path / "specs") == set()


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_that_of_an_example(place: str) -> None:
    assert place in {example.place for example in EXAMPLES.values()}
