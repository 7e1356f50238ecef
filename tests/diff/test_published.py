"""Edits of every published page at once: what each is reported as, that it is reported once, and the same with any cache."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from docs2sdk.cli import main
from docs2sdk.diff import comparison
from docs2sdk.diff.comparison import Comparison
from docs2sdk.pages import page_sources
from pages import snapshot

pytestmark = pytest.mark.slow

_ROW = re.compile(r"^\|.*\|[ \t]*$")
_RULE = re.compile(r"^\|(?:[ :]*-+[ :]*\|)+[ \t]*$")
REQUEST = "### 请求参数\n"


@pytest.fixture(scope="module")
def texts(corpus: Path) -> dict[str, str]:
    """Return the published pages by path."""
    return {
        page.path: page.text for page in page_sources.read_source_tree(corpus).pages
    }


@pytest.fixture(scope="module")
def edited(texts: dict[str, str]) -> Callable[[Callable[[str], str]], Comparison]:
    """Return what the comparison says of an edit of every modern page."""
    old = snapshot(texts)

    def compared(edit: Callable[[str], str]) -> Comparison:
        new = {
            path: edit(text) if REQUEST in text else text
            for path, text in texts.items()
        }
        assert new != texts
        return comparison.compare_snapshots(old, snapshot(new))

    return compared


def tables(text: str, edit: Callable[[list[str]], list[str]]) -> str:
    """Return a text with the rows of every table below its definition edited."""
    lines = text.split("\n")
    begin = lines.index("## 定义")
    made: list[str] = lines[:begin]
    rows: list[str] = []
    for line in lines[begin:]:
        if _ROW.match(line) and made and (rows or _RULE.match(made[-1])):
            rows.append(line)
            continue
        made += [*edit(rows), line]
        rows = []
    return "\n".join([*made, *edit(rows)])


def cells(row: str) -> list[str]:
    return re.split(r"(?<!\\)\|", row)


def last_parameter(text: str, edit: Callable[[list[str]], list[str]]) -> str:
    """Return a text with the cells of the last row of the request's table edited; no cells: without the row."""
    before, mark, rest = text.partition(REQUEST)
    lines = rest.split("\n")
    end = next((at for at, line in enumerate(lines) if line.startswith("#")), 0)
    rows = [at for at in range(end) if _ROW.match(lines[at])]
    # A header and its rule, a row beside which to stay in place, and the row.
    if len(rows) < 4:
        return text
    changed = edit(cells(lines[rows[-1]]))
    if changed:
        lines[rows[-1]] = "|".join(changed)
    else:
        del lines[rows[-1]]
    return before + mark + "\n".join(lines)


def boilerplate(text: str) -> str:
    more = "## 使用方法\n\n您可以选择以下任意一种方式发起 API 请求：\n\n| a | b |\n|---|---|\n| c | d |\n\n## 定义"
    about, mark, rest = text.partition(REQUEST)
    about = about.replace("用户公钥", "你的公钥")
    return about.replace("\n## 定义", f"\n{more}", 1) + mark + rest


def test_boilerplate_of_every_page_is_no_change(
    edited: Callable[[Callable[[str], str]], Comparison], texts: dict[str, str]
) -> None:
    compared = edited(boilerplate)
    assert compared.changes == ()
    assert len(compared.equivalent_pages) == sum(
        REQUEST in text for text in texts.values()
    )


@pytest.mark.parametrize(
    "edit",
    [
        lambda rows: rows[::-1],
        lambda rows: ["|".join(reworded(cells(row))) for row in rows],
    ],
    ids=["the rows of every table reversed", "every description reworded"],
)
def test_order_and_words_are_documentation_only(
    edited: Callable[[Callable[[str], str]], Comparison],
    edit: Callable[[list[str]], list[str]],
) -> None:
    compared = edited(lambda text: tables(text, edit))
    assert len(compared.changes) > 500
    assert {change.level for change in compared.changes} == {"docs"}


def reworded(row: list[str]) -> list[str]:
    return [*row[:3], f"{row[3].rstrip()} 如上所述 ", *row[4:]]


def renamed(row: list[str]) -> list[str]:
    """``A.N`` → ``ARenamed.N``."""
    name = re.sub(r"\*\*([\w.]*?)((?:\.[Nn])?)\*\*", r"**\1Renamed\2**", row[1])
    return [row[0], name, *row[2:]]


def turned(row: list[str]) -> list[str]:
    """Yes → No, and back."""
    return [*row[:4], "No" if "Yes" in row[4] else "**Yes**", *row[5:]]


def toggle_list(row: list[str]) -> list[str]:
    """``A`` → ``A.N``, and back."""
    name = row[1].strip().strip("*")
    plain = name.removesuffix(".N") if name.endswith(".N") else f"{name}.N"
    return [row[0], f" **{plain}** ", *row[2:]]


# What to do to a row, and what that is reported as.
EDITS: dict[str, tuple[Callable[[list[str]], list[str]], set[str]]] = {
    "renamed": (renamed, {"request-parameter-renamed"}),
    "removed": (lambda row: [], {"request-parameter-removed"}),
    "required or optional": (
        turned,
        {"request-parameter-became-required", "request-parameter-became-optional"},
    ),
    "a list or a value": (
        toggle_list,
        {"request-parameter-became-list", "request-parameter-became-single"},
    ),
}


@pytest.mark.parametrize(("edit", "rules"), EDITS.values(), ids=EDITS)
def test_a_parameter_of_every_page_is_reported_once_and_in_its_place(
    edited: Callable[[Callable[[str], str]], Comparison],
    edit: Callable[[list[str]], list[str]],
    rules: set[str],
) -> None:
    compared = edited(lambda text: last_parameter(text, edit))
    locations = [(change.old or change.location) for change in compared.changes]
    assert {change.rule.id for change in compared.changes} == rules
    assert {location.path: location.line for location in locations} == edited_rows(
        compared
    )
    assert len(locations) == len({location.path for location in locations}) > 600


def test_every_action_can_be_renamed_with_its_page(texts: dict[str, str]) -> None:
    shadowed = {page.path for page in snapshot(texts).duplicates}
    texts = {path: text for path, text in texts.items() if path not in shadowed}
    old = snapshot(texts)
    renamed = {
        action.location.path: action.name
        for service in old.services
        for action in service.actions
        if REQUEST in texts[action.location.file]
    }
    new = {
        path.replace(".md", "_again.md") if path in renamed else path: (
            re.sub(rf"\b{renamed[path]}(?=\b|Response)", f"{renamed[path]}Again", text)
            if path in renamed
            else text
        )
        for path, text in texts.items()
    }
    changes = comparison.find_changes(old, snapshot(new))
    found = [change for change in changes if change.rule.id == "action-renamed"]
    assert len(found) > 0.98 * len(renamed) > 500
    # The index pages keep their links.
    rest = {change.rule.id for change in changes} - {"action-index-changed"}
    assert rest <= {
        *("action-renamed", "action-removed", "action-added"),
        *("response-model-renamed", "description-changed"),
    }


def edited_rows(compared: Comparison) -> dict[str, int]:
    """Return where each page that is used was edited."""
    return {
        path: _first_difference(compared.old.texts[path], compared.new.texts[path])
        for service in compared.old.services
        for path in (action.location.path for action in service.actions)
        if compared.old.texts[path] != compared.new.texts[path]
    }


def _first_difference(old: str, new: str) -> int:
    pairs = zip(old.split("\n"), new.split("\n"), strict=False)
    return next(at for at, (before, after) in enumerate(pairs, 1) if before != after)


def test_a_comparison_of_all_pages_does_not_depend_on_a_cache(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        shutil.copytree(corpus, folder)
    for page in new.rglob("*.md"):
        page.write_text(last_parameter(page.read_text("utf-8"), turned), "utf-8")
    repository = tmp_path / "repository"
    for folder in (old, new):
        shutil.copytree(folder, repository / "docs", dirs_exist_ok=True)
        _git(repository, "init", "-q")
        _git(repository, "add", "docs")
        _git(repository, "commit", "-q", "-m", "pages")

    def compare() -> tuple[str, str, str]:
        folders = _run("diff", old, new, "--format", "json")
        docs = repository / "docs"
        revisions = _run("diff", "git:HEAD~1:docs", "git:HEAD:docs", "--repo", docs)
        history = _run("history", docs, "--format", "json")
        return folders, revisions, history

    cold = compare()
    assert compare() == cold
    _run("generate", new, "--out", tmp_path / "out")
    files = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert files
    assert compare() == cold
    for file in files:
        file.write_bytes(file.read_bytes()[::-1])
    assert compare() == cold
    assert cold[0].count('"rule": "request-parameter-became-') > 600


def _git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    subprocess.run(["git", *who, "-C", str(folder), *arguments], check=True)


def _run(*arguments: object) -> str:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code in (0, 1, 2), result.output
    assert "Traceback" not in result.output
    return result.stdout
