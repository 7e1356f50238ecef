"""The manifest reads back what it wrote, and is believed in nothing that it should not say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from trees import snapshot

from generator import manifest
from generator.manifest import BadManifest, Journal, Manifest, Record
from generator.plan import Entry

DIGEST = "0" * 64
ENTRY = Entry("alpha-api/get_thing.md", "GetThing", "alpha", "get_thing", "A", "B")
RECORD = Record(ENTRY, True, {"package/alpha/get_thing.py": DIGEST})
MANIFEST = Manifest({ENTRY.page: RECORD}, {"pyproject.toml": "f" * 64})


def document() -> Any:
    return json.loads(manifest.dump(MANIFEST))


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(MANIFEST, id="a page and a shared file"),
        pytest.param(Manifest(), id="nothing"),
    ],
)
def test_what_is_written_is_read_back(written: Manifest, tmp_path: Path) -> None:
    (tmp_path / manifest.NAME).write_text(manifest.dump(written), "utf-8")
    assert manifest.load(tmp_path) == written


def test_a_folder_without_a_manifest_has_an_empty_one(tmp_path: Path) -> None:
    assert manifest.load(tmp_path) == Manifest()
    assert manifest.load_journal(tmp_path) is None


def test_a_page_has_one_line_and_order_does_not_matter() -> None:
    other = Entry("beta-api/x.md", "X", "beta", "x", "X", "XResponse")
    pages = {entry.page: Record(entry, False, {}) for entry in (other, ENTRY)}
    text = manifest.dump(Manifest(pages, {"b": DIGEST, "a": DIGEST}))
    lines = [line.partition(":")[0].strip() for line in text.splitlines()]
    assert lines[3:5] == ['"alpha-api/get_thing.md"', '"beta-api/x.md"']
    turned = Manifest(dict(reversed(pages.items())), {"a": DIGEST, "b": DIGEST})
    assert manifest.dump(turned) == text


def test_a_journal_is_read_back(tmp_path: Path) -> None:
    journal = Journal({"a/new.py": "", "a/changed.py": DIGEST}, {"a/gone.py": DIGEST})
    (tmp_path / manifest.JOURNAL).write_text(manifest.dump_journal(journal))
    assert manifest.load_journal(tmp_path) == journal


def page_of(text: Any) -> Any:
    return text["pages"][ENTRY.page]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(
            lambda text: text["shared"].update({"../../x": DIGEST}), id="above"
        ),
        pytest.param(lambda text: text["shared"].update({"/etc/x": DIGEST}), id="root"),
        pytest.param(lambda text: text["shared"].update({"a/../b": DIGEST}), id="dots"),
        pytest.param(lambda text: text["shared"].update({"c:\\x": DIGEST}), id="drive"),
        pytest.param(lambda text: text["shared"].update({"": DIGEST}), id="no path"),
        pytest.param(
            lambda text: text["shared"].update({".git/x": DIGEST}), id="hidden"
        ),
        pytest.param(lambda text: text["shared"].update({"x": "abc"}), id="no digest"),
        pytest.param(lambda text: text["shared"].update({"x": 7}), id="a number"),
        pytest.param(
            lambda text: page_of(text)["files"].update({"../../x": DIGEST}),
            id="above, of a page",
        ),
        pytest.param(
            lambda text: page_of(text).update(method="x import y"), id="code for a name"
        ),
        pytest.param(
            lambda text: page_of(text).update(service="../x"), id="path for a name"
        ),
        pytest.param(
            lambda text: page_of(text).update(request=7), id="number for a name"
        ),
        pytest.param(lambda text: page_of(text).pop("clean"), id="a key is missing"),
        pytest.param(lambda text: text.update(pages=[]), id="a list of pages"),
        pytest.param(lambda text: text.update(format=99), id="another format"),
        pytest.param(lambda text: text.pop("shared"), id="a part is missing"),
    ],
)
def test_a_damaged_manifest_is_refused(
    damage: Callable[[Any], object], tmp_path: Path
) -> None:
    text = document()
    damage(text)
    (tmp_path / manifest.NAME).write_text(json.dumps(text))
    with pytest.raises(BadManifest, match=r"\.docs2sdk\.json is damaged"):
        manifest.load(tmp_path)


UNREADABLE = [
    pytest.param(b"", id="an empty file"),
    pytest.param(b"\xff\xfe", id="not UTF-8"),
    pytest.param(b"[]", id="a list"),
    pytest.param(b"null", id="null"),
    pytest.param(b"[" * 100_000, id="nested too deep"),
    pytest.param(b"<<<<<<< HEAD\n{}\n=======\n", id="a merge conflict"),
]


@pytest.mark.parametrize("content", UNREADABLE)
def test_a_manifest_that_cannot_be_read_stops_the_run_and_says_what_to_do(
    content: bytes,
    run: Callable[..., Result],
    documentation: Path,
    tmp_path: Path,
) -> None:
    assert run(documentation, "--out", "out").exit_code == 0
    (tmp_path / "out" / manifest.NAME).write_bytes(content)
    before = snapshot(tmp_path / "out")
    result = run(documentation, "--out", "out")
    assert result.exit_code == 2
    assert "restore it, or remove it and run with --force" in result.stderr
    assert snapshot(tmp_path / "out") == before
    (tmp_path / "out" / manifest.NAME).unlink()
    assert run(documentation, "--out", "out", "--force").exit_code == 0


@pytest.mark.parametrize(
    "content",
    [
        *UNREADABLE,
        pytest.param(b'{"written": {"../../x": ""}, "removed": {}}', id="above"),
        pytest.param(b'{"written": {}, "removed": {"x": ""}}', id="nothing to remove"),
    ],
)
def test_a_damaged_journal_stops_the_run_and_says_what_to_do(
    content: bytes, run: Callable[..., Result], documentation: Path, tmp_path: Path
) -> None:
    staged = tmp_path / "out" / ".docs2sdk.staged"
    staged.mkdir(parents=True)
    (staged / manifest.JOURNAL).write_bytes(content)
    before = snapshot(tmp_path / "out")
    result = run(documentation, "--out", "out")
    assert result.exit_code == 2
    assert "and run again" in result.stderr
    assert snapshot(tmp_path / "out") == before
